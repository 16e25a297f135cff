# For each kind of node the function that finds or makes the one with a given content.

cdef dict _CHECKSUMS = {}


cdef unsigned long long _checksum_of(frozenset assumptions) except? 1:
    known = _CHECKSUMS.get(assumptions)
    if known is None:
        known = _CHECKSUMS[assumptions] = checksum(",".join(sorted(assumptions)))
    return known


cdef Canonical _symbol(str name, object assumptions):
    cdef frozenset known = closure(assumptions)
    cdef unsigned long long digest = mix2(mix2(mix2(3, 1), checksum(name)), _checksum_of(known))
    cdef unsigned long long version
    cdef size_t place
    cdef Canonical found
    cdef CanonicalSymbol node
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is CanonicalSymbol:
                node = <CanonicalSymbol> found
                if node.name == name and node.assumptions == known:
                    return found
        node = CanonicalSymbol.__new__(CanonicalSymbol)
        node.digest, node.name, node.assumptions = digest, name, known
        node.is_total, node.is_nonzero = True, "nonzero" in known
        if TABLE.add(node, version):
            return node


cdef Canonical _number(object value):
    cdef long long small
    cdef int overflow = 0
    if type(value) is int:
        small = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow == 0 and -64 <= small < 257:
            return _SMALL[small + 64]
    elif type(value) is not Fraction or type(_above(value)) is not int:
        value = exact(value)
    elif _below(value) == 1:
        return _number(_above(value))
    return _filed_number(value)


cdef Canonical _filed_number(object value):
    cdef unsigned long long digest = number_digest(value)
    cdef unsigned long long version
    cdef size_t place
    cdef Canonical found
    cdef CanonicalNumber node
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is CanonicalNumber and _are_equal((<CanonicalNumber> found).value, value):
                return found
        node = CanonicalNumber.__new__(CanonicalNumber)
        node.digest, node.value, node.is_total, node.is_nonzero = digest, value, True, not _is(value, 0)
        if TABLE.add(node, version):
            return node


cdef list _SMALL = [_filed_number(value) for value in range(-64, 257)]


cdef Canonical _apply(object operator, tuple arguments):
    cdef Py_ssize_t k, n = len(arguments)
    cdef unsigned long long digest = _row(operator).label, version
    cdef size_t place
    cdef Canonical found
    cdef Apply node
    for k in range(n):
        digest = mix2(digest, (<Canonical> arguments[k]).digest)
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Apply and (<Apply> found).operator is operator:
                if _same_items((<Apply> found).arguments, arguments):
                    return found
        node = Apply.__new__(Apply)
        node.digest, node.operator, node.arguments = digest, operator, arguments
        node.is_total = _has_value(operator, arguments)
        if TABLE.add(node, version):
            return node


cdef bint _same_items(tuple first, tuple second):
    cdef Py_ssize_t k, n = len(first)
    if len(second) != n:
        return False
    for k in range(n):
        if first[k] is not second[k]:
            return False
    return True


cdef Canonical _reciprocal(Canonical base):
    cdef unsigned long long digest = mix2(4, base.digest), version
    cdef size_t place
    cdef Canonical found
    cdef Reciprocal node
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Reciprocal and (<Reciprocal> found).held[0] is base:
                return found
        node = Reciprocal.__new__(Reciprocal)
        node.digest, node.held = digest, (base,)
        node.is_total, node.is_nonzero = base.is_total and base.is_nonzero, True
        if TABLE.add(node, version):
            return node


cdef Canonical _product(dict entries):
    cdef unsigned long long digest = mix2(5, mass_of(entries)), version
    cdef size_t place
    cdef Canonical found
    cdef Product node
    cdef PyObject *factor = NULL
    cdef PyObject *exponent = NULL
    cdef Py_ssize_t at
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Product and _entries_of(<Product> found) == entries:
                return found
        node = Product.__new__(Product)
        node.digest, node.held, node.is_total, node.is_nonzero = digest, entries, True, True
        at = 0
        while PyDict_Next(entries, &at, &factor, &exponent):
            node.is_total &= (<Canonical> factor).is_total
            node.is_nonzero &= (<Canonical> factor).is_nonzero
        if TABLE.add(node, version):
            return node


cdef Canonical _sum(object constant, dict entries):
    return _massed_sum(constant, entries, mass_of(entries))


cdef inline unsigned long long _sum_digest(object constant, unsigned long long total) except? 1:
    return mix2(mix2(6, number_digest(constant)), total & MASK)


cdef Canonical _massed_sum(object constant, dict entries, unsigned long long total):
    cdef PyObject *addend = NULL
    cdef PyObject *coefficient = NULL
    cdef unsigned long long digest, version
    cdef size_t place
    cdef Py_ssize_t at
    cdef Canonical found
    cdef Sum node
    if len(entries) == 1:
        _read_first(entries, &addend, &coefficient)
        return _lone_sum(constant, <Canonical> addend, <object> coefficient, total)
    total &= MASK
    digest = _sum_digest(constant, total)
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Sum and _are_equal((<Sum> found).constant, constant):
                if (<Sum> found).scale is None and <dict> (<Sum> found).held == entries:
                    return found
        node = Sum.__new__(Sum)
        node.digest, node.constant, node.held, node.mass = digest, constant, entries, total
        node.is_total, node.is_nonzero, at = True, False, 0
        while PyDict_Next(entries, &at, &addend, &coefficient):
            node.is_total &= (<Canonical> addend).is_total
        if TABLE.add(node, version):
            return node


cdef Canonical _lone_sum(
    object constant, Canonical addend, object scale, unsigned long long total
):
    """A sum with one addend."""
    cdef PyObject *known = NULL
    cdef PyObject *coefficient = NULL
    cdef unsigned long long digest, version
    cdef size_t place
    cdef Py_ssize_t at
    cdef Canonical found
    cdef Sum node
    total &= MASK
    digest = _sum_digest(constant, total)
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Sum and _are_equal((<Sum> found).constant, constant):
                at = 0
                if _count_addends(<Sum> found) == 1:
                    _next_addend(<Sum> found, &at, &known, &coefficient)
                    if known == <PyObject *> addend and _are_equal(<object> coefficient, scale):
                        return found
        node = Sum.__new__(Sum)
        node.digest, node.constant, node.mass = digest, constant, total
        node.held, node.scale, node.is_total = addend, scale, addend.is_total
        node.is_nonzero = addend.is_nonzero and not _is(scale, 0) and _is(constant, 0)
        if TABLE.add(node, version):
            return node
