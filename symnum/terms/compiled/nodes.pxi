# The kinds of nodes, and for each the function that finds or makes the one with a given content.
# Nodes cannot be part of cycles, so the garbage collector need not know of them; tuples and
# dictionaries between them keep their release from recursing deeply.

@cython.no_gc
cdef class Canonical:
    """A canonical term; see ``symnum.terms.interpreted.nodes``."""

    cdef object __weakref__
    cdef readonly unsigned long long digest
    cdef readonly bint is_total
    cdef readonly bint is_nonzero
    cdef public object _sorted

    def __dealloc__(self):
        TABLE.forget(self.digest, <PyObject *> self)

    def __hash__(self):
        return <Py_hash_t> (<size_t> <void *> self >> 4)

    def __repr__(self):
        return Spelled.printer(self)

    def __str__(self):
        return Spelled.writer(self)

    def _repr_latex_(self):
        return Spelled._repr_latex_(self)

    def __reduce__(self):
        return unpacked, (packed(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return Spelled.__array_ufunc__(self, ufunc, method, *inputs, **options)

    def __add__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(self, term, 1)

    def __radd__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(term, self, 1)

    def __sub__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(self, term, -1)

    def __rsub__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(term, self, -1)

    def __mul__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(self, term, 1)

    def __rmul__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(term, self, 1)

    def __truediv__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(self, term, -1)

    def __rtruediv__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(term, self, -1)

    def __pow__(self, other, modulus):
        if type(other) is int:
            return integer_power(self, other)
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else power(self, term)

    def __rpow__(self, other, modulus):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else power(term, self)

    def __lt__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS, (self, term))

    def __le__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS_EQUAL, (self, term))

    def __gt__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS, (term, self))

    def __ge__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS_EQUAL, (term, self))

    def __neg__(self):
        return _scaled(self, -1)

    def __pos__(self):
        return self

    def __abs__(self):
        return _apply(ABS, (self,))

    def __bool__(self):
        return Spelled.__bool__(self)


cdef Canonical _leaf(object value):
    """A term or a number as a term; ``None`` for anything else."""
    if isinstance(value, Canonical):
        return <Canonical> value
    if type(value) is int:
        return _number(value)
    try:
        return _number(exact(value))
    except TypeError:
        return None


@cython.no_gc
@cython.final
cdef class CanonicalSymbol(Canonical):
    """A variable with a name and assumptions."""

    cdef readonly str name
    cdef readonly frozenset assumptions

    def _parts(self):
        return (self.name, self.assumptions), ()

    @staticmethod
    def _whole(data, parts):
        return _symbol(data[0], data[1])


@cython.no_gc
@cython.final
cdef class CanonicalNumber(Canonical):
    """An exact rational number."""

    cdef readonly object value

    def _parts(self):
        return (self.value,), ()

    @staticmethod
    def _whole(data, parts):
        return _number(data[0])


@cython.no_gc
@cython.final
cdef class Apply(Canonical):
    """An operator applied to arguments, where no ring law has anything to say."""

    cdef readonly object operator
    cdef readonly tuple arguments

    def _parts(self):
        return self.operator, self.arguments

    @staticmethod
    def _whole(data, parts):
        return _apply(data, parts)


@cython.no_gc
@cython.final
cdef class Reciprocal(Canonical):
    """``1/base`` for a base that may be zero."""

    cdef tuple held

    @property
    def base(self):
        return self.held[0]

    def _parts(self):
        return None, self.held

    @staticmethod
    def _whole(data, parts):
        return _reciprocal(parts[0])


@cython.no_gc
@cython.final
cdef class Product(Canonical):
    """A monic product: factors to integer exponents."""

    cdef readonly dict entries

    def _parts(self):
        return tuple(self.entries.values()), tuple(self.entries)

    @staticmethod
    def _whole(data, parts):
        return _product(dict(zip(parts, data, strict=True)))


@cython.no_gc
@cython.final
cdef class Sum(Canonical):
    """A constant plus monic terms with coefficients."""

    cdef readonly object constant
    cdef readonly dict entries
    cdef readonly unsigned long long mass

    @property
    def is_scaled(self):
        """Whether this is one monic term times a coefficient."""
        return _is_scaled(self)

    def _parts(self):
        return (self.constant, *self.entries.values()), tuple(self.entries)

    @staticmethod
    def _whole(data, parts):
        return _sum(data[0], dict(zip(parts, data[1:], strict=True)))


cdef inline bint _is_scaled(Sum term):
    return len(term.entries) == 1 and term.constant == 0


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
    else:
        value = exact(value)
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
            if type(found) is CanonicalNumber and (<CanonicalNumber> found).value == value:
                return found
        node = CanonicalNumber.__new__(CanonicalNumber)
        node.digest, node.value, node.is_total, node.is_nonzero = digest, value, True, value != 0
        if TABLE.add(node, version):
            return node


cdef list _SMALL = [_filed_number(value) for value in range(-64, 257)]


cdef Canonical _apply(object operator, tuple arguments):
    cdef Py_ssize_t k, n = len(arguments)
    cdef unsigned long long digest = mix2(3, _row(operator).label), version
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
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Product and (<Product> found).entries == entries:
                return found
        node = Product.__new__(Product)
        node.digest, node.entries, node.is_total, node.is_nonzero = digest, entries, True, True
        for factor in entries:
            node.is_total &= (<Canonical> factor).is_total
            node.is_nonzero &= (<Canonical> factor).is_nonzero
        if TABLE.add(node, version):
            return node


cdef Canonical _sum(object constant, dict entries):
    return _massed_sum(constant, entries, mass_of(entries))


cdef Canonical _massed_sum(object constant, dict entries, unsigned long long total):
    cdef unsigned long long digest, version
    cdef size_t place
    cdef Canonical found
    cdef Sum node
    total &= MASK
    digest = mix2(mix2(6, number_digest(constant)), total)
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Sum and (<Sum> found).constant == constant:
                if (<Sum> found).entries == entries:
                    return found
        node = Sum.__new__(Sum)
        node.digest, node.constant, node.entries, node.mass = digest, constant, entries, total
        node.is_total, node.is_nonzero = True, _is_scaled(node)
        for addend, coefficient in entries.items():
            node.is_total &= (<Canonical> addend).is_total
            if node.is_nonzero:
                node.is_nonzero = (<Canonical> addend).is_nonzero and coefficient != 0
        if TABLE.add(node, version):
            return node
