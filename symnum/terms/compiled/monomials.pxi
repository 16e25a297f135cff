# Polynomials as terms, from lists of exponents and coefficients.

cdef enum:
    _MOST_BITS = 62


@cython.no_gc
@cython.final
cdef class _Packing:
    """How the exponents of some generators are packed into a word, the last one's lowest.

    A product keeps its word until its dictionary is asked for: most of a large polynomial's
    products are only ever hashed, compared and written about as wholes.
    """

    cdef list generators
    cdef int bits
    cdef unsigned char widths[_MOST_BITS]
    cdef unsigned long long partial, vanishing

    def __cinit__(self, generators, widths):
        """Only what takes bits counts; ``partial`` and ``vanishing`` are the bits of generators
        that may be undefined and that may be zero."""
        cdef unsigned long long mask
        cdef int place, shift
        self.bits = shift = sum(widths)
        self.generators = [g for g, width in zip(generators, widths) if width]
        for place, width in enumerate([width for width in widths if width]):
            self.widths[place] = width
            shift -= width
            mask = ((1ULL << <int> width) - 1) << shift
            if not (<Canonical> self.generators[place]).is_total:
                self.partial |= mask
            if not (<Canonical> self.generators[place]).is_nonzero:
                self.vanishing |= mask

    cdef bint is_like(self, _Packing other) except -1:
        """Whether the same words have the same meaning."""
        cdef Py_ssize_t place, size = len(self.generators)
        if len(other.generators) != size:
            return False
        for place in range(size):
            if self.generators[place] is not other.generators[place]:
                return False
            if self.widths[place] != other.widths[place]:
                return False
        return True

    cdef dict entries(self, unsigned long long packed):
        """The generators that are there, with their exponents."""
        cdef dict factors = {}
        cdef unsigned long long exponent
        cdef Py_ssize_t place
        cdef int shift = self.bits
        for place in range(len(self.generators)):
            shift -= self.widths[place]
            exponent = (packed >> shift) & ((1ULL << self.widths[place]) - 1)
            if exponent:
                factors[self.generators[place]] = exponent
        return factors

    cdef Canonical term(self, unsigned long long packed):
        """A monomial other than 1."""
        cdef unsigned long long total = 0, rest = packed, exponent = 0
        cdef Py_ssize_t place = len(self.generators), factors = 0
        cdef Canonical factor = None
        while rest:
            place -= 1
            exponent = rest & ((1ULL << self.widths[place]) - 1)
            rest >>= self.widths[place]
            if exponent:
                factor = <Canonical> self.generators[place]
                total += mass_of_word(factor.digest, exponent)
                factors += 1
        if factors == 1 and exponent == 1:
            return factor
        return _packed_product(self, packed, mix2(5, total & MASK))


cdef dict _entries_of(Product term):
    """The factors of a product with their exponents."""
    if type(term.held) is not dict:
        term.held = (<_Packing> term.held).entries(term.packed)
    return <dict> term.held


cdef Canonical _packed_product(
    _Packing packing, unsigned long long packed, unsigned long long digest
):
    cdef unsigned long long version
    cdef size_t place
    cdef Canonical found
    cdef Product node
    while True:
        version, place = TABLE.version, digest
        while (found := TABLE.following(digest, &place)) is not None:
            if type(found) is Product and _is_packed(<Product> found, packing, packed):
                return found
        node = Product.__new__(Product)
        node.digest, node.held, node.packed = digest, packing, packed
        node.is_total = not packed & packing.partial
        node.is_nonzero = not packed & packing.vanishing
        if TABLE.add(node, version):
            return node


cdef bint _is_packed(Product term, _Packing packing, unsigned long long packed) except -1:
    cdef _Packing other
    if type(term.held) is _Packing:
        other = <_Packing> term.held
        if other is packing or other.is_like(packing):
            return term.packed == packed
    return _entries_of(term) == packing.entries(packed)


def packed_polynomial_term(list generators, list widths, list coefficients, list moments):
    """The sum of coefficients times monomials in the generators.

    Args:
        generators: Canonical terms that are neither numbers, sums, products nor inverses.
        widths: The bits that each generator's exponent takes; at most 62 in all.
        coefficients: Numbers that ``int`` takes, none of them 0.
        moments: Each coefficient times its monomial's packed exponents, which all differ; where
            the last is 0 it may be left out.
    """
    if sum(widths) > _MOST_BITS:
        raise ValueError(f"{sum(widths)} bits of exponents; at most {_MOST_BITS} fit")
    cdef _Packing packing = _Packing.__new__(_Packing, generators, widths)
    cdef _Addends addends = _Addends.__new__(_Addends)
    cdef unsigned long long packed
    cdef Py_ssize_t at, count = len(moments)
    for at in range(len(coefficients)):
        coefficient = int(coefficients[at])
        packed = _exact_quotient(moments[at], coefficient) if at < count else 0
        if packed:
            addends.append(packing.term(packed), coefficient)
        else:
            addends.constant = coefficient
    return addends.result()


cdef long long _exact_quotient(object moment, object coefficient) except -1:
    """Of numbers of one sign."""
    cdef int overflow = 0, other = 0
    moment = int(moment)
    cdef long long above = PyLong_AsLongLongAndOverflow(moment, &overflow)
    cdef long long below = PyLong_AsLongLongAndOverflow(coefficient, &other)
    if overflow or other:
        return moment // coefficient
    return above // below


def polynomial_term(list generators, monomials, coefficients):
    """The same from exponents one by one.

    Args:
        generators: As above.
        monomials: For each addend the exponents of the generators, natural numbers; all differ.
        coefficients: Integers and fractions, none of them 0.
    """
    cdef _Addends addends = _Addends.__new__(_Addends)
    cdef dict entries
    cdef Py_ssize_t place, size = len(generators)
    for exponents, coefficient in zip(monomials, coefficients):
        entries = {}
        for place in range(size):
            exponent = (<tuple> exponents)[place]
            if exponent:
                entries[generators[place]] = exponent if type(exponent) is int else int(exponent)
        if not entries:
            addends.constant = coefficient
        elif len(entries) == 1 and next(iter(entries.values())) == 1:
            addends.append(<Canonical> next(iter(entries)), coefficient)
        else:
            addends.append(_product(entries), coefficient)
    return addends.result()
