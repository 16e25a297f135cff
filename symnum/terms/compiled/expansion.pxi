# Polynomials multiplied out, their common divisors and resultants: the usual case of what
# symnum.polynomials and symnum.algebra.polynomials do, for polynomials in symbols with integer
# coefficients that fit a word.

cdef unsigned long _LARGEST_EXPONENT = 1 << 30


cdef class _Expansion:
    cdef dict generators, seen, done
    cdef list order, sorted
    cdef _Polynomials ring
    cdef object largest_power

    def __cinit__(self, largest_power):
        self.generators, self.seen, self.done = {}, {}, {}
        self.order, self.largest_power = [], largest_power

    cdef bint gather(self, Canonical term, int depth) except -1:
        """Enter the generators, and the sums with the inner ones first; whether all is usual."""
        if type(term) is CanonicalSymbol:
            self.generators[term] = None
            return True
        if depth > _DEEPEST or not (type(term) is Sum or type(term) is Product):
            return False
        if term in self.seen:
            return True
        if type(term) is Product:
            for factor, exponent in _entries_of(<Product> term).items():
                if not 0 < exponent <= _LARGEST_EXPONENT or not self.gather(factor, depth + 1):
                    return False
            return True
        if not _fits_word((<Sum> term).constant):
            return False
        for addend, coefficient in _addends_of(<Sum> term).items():
            if type(addend) is Sum or coefficient == 0 or not _fits_word(coefficient):
                return False
            if not self.gather(addend, depth + 1):
                return False
        self.seen[term] = None
        self.order.append(term)
        return True

    cdef bint fits(self, Canonical term, object largest) except -1:
        """As ``symnum.polynomials`` decides it."""
        cdef dict sizes = {}
        cdef Py_ssize_t variables = len(self.generators)
        for inner in self.order:
            degree, terms = 0, int((<Sum> inner).constant != 0)
            for addend in _addends_of(<Sum> inner):
                some, high = _size(addend, sizes, variables)
                degree, terms = max(degree, high), terms + some
            terms = min(terms, comb(variables + degree, variables))
            if terms > largest or degree > _LARGEST_EXPONENT:
                return False
            sizes[inner] = terms, degree
        terms, degree = _size(term, sizes, variables) if type(term) is Product else (1, 1)
        return terms <= largest and degree <= _LARGEST_EXPONENT

    cdef void *sum(self, Sum term) except NULL:
        """The value of a sum whose inner sums have theirs."""
        cdef void *result = self.ring.fresh()
        cdef void *more
        cdef list others = []
        if term.constant != 0:
            self.monomial(result, {}, term.constant)
        for addend, coefficient in _addends_of(term).items():
            if type(addend) is not Product:
                self.monomial(result, {addend: 1}, coefficient)
            elif _has_sum(_entries_of(<Product> addend)):
                others.append((addend, coefficient))
            else:
                self.monomial(result, _entries_of(<Product> addend), coefficient)
        FLINT.sort(result, self.ring.context)
        FLINT.combine(result, self.ring.context)
        for addend, coefficient in others:
            more = self.product(_entries_of(<Product> addend), coefficient)
            FLINT.add(result, result, more, self.ring.context)
        return result

    cdef int monomial(self, void *target, dict factors, long coefficient) except -1:
        """Append the product of those factors that are symbols."""
        cdef unsigned long *exponents = self.ring.exponents
        memset(exponents, 0, self.ring.variables * sizeof(unsigned long))
        for factor, exponent in factors.items():
            if type(factor) is CanonicalSymbol:
                exponents[<Py_ssize_t> self.generators[factor]] = exponent
        FLINT.push(target, coefficient, exponents, self.ring.context)
        return 0

    cdef void *product(self, dict factors, long coefficient) except NULL:
        cdef void *result = self.ring.fresh()
        cdef void *base
        self.monomial(result, factors, coefficient)
        for factor, exponent in factors.items():
            if type(factor) is Sum:
                key = factor, exponent
                if key not in self.done:
                    base = <void *> <size_t> self.done[factor]
                    self.done[key] = <size_t> self.power(base, exponent)
                result = self.ring.product(result, <void *> <size_t> self.done[key])
        return result

    cdef void *power(self, void *base, unsigned long exponent) except NULL:
        cdef long terms = FLINT.length(base, self.ring.context)
        if terms > 1 and comb(terms + exponent - 1, terms - 1) > self.largest_power:
            raise _TooLarge
        return self.ring.power(base, exponent)


    cdef int prepare(self) except -1:
        """Make the ring and the values of all sums that were gathered."""
        self.sorted = sorted(self.generators, key=sort_key)
        self.generators = {generator: place for place, generator in enumerate(self.sorted)}
        self.ring = _Polynomials.__new__(_Polynomials, len(self.sorted))
        for inner in self.order:
            self.done[inner] = <size_t> self.sum(<Sum> inner)
        return 0

    cdef void *value(self, Canonical term) except NULL:
        if type(term) is Sum:
            return <void *> <size_t> self.done[term]
        return self.product(_entries_of(<Product> term), 1)


cdef bint _has_sum(dict factors) except -1:
    for factor in factors:
        if type(factor) is Sum:
            return True
    return False


class _TooLarge(Exception):
    """A power that the general way refuses, saying why."""


cdef tuple _size(Canonical addend, dict sizes, Py_ssize_t variables):
    """Bounds on the number of terms and the degree of a monic term, multiplied out."""
    if type(addend) is not Product:
        return 1, 1
    terms, degree = 1, 0
    for factor, exponent in _entries_of(<Product> addend).items():
        if type(factor) is Sum:
            inside, of_each = sizes[factor]
            terms *= comb(inside + exponent - 1, exponent)
            degree += of_each * exponent
        else:
            degree += exponent
    return terms if terms == 1 else min(terms, comb(variables + degree, variables)), degree


cdef bint _fits_word(object value) except -1:
    """Whether this is an integer that FLINT keeps in a word."""
    cdef int overflow = 0
    if type(value) is not int:
        return False
    cdef long long small = PyLong_AsLongLongAndOverflow(value, &overflow)
    return overflow == 0 and -(1LL << 62) < small < 1LL << 62


def expanded(Canonical term, largest, largest_power):
    """A sum or product multiplied out.

    Args:
        term: A canonical term.
        largest: The terms that a sum may have on the way.
        largest_power: The terms that a power may have, by those of its base.

    Returns:
        ``None`` where the general way has to look, or without FLINT's functions.
    """
    cdef _Expansion walk = _usual((term,), largest_power)
    if walk is None:
        return None
    if not walk.order or (type(term) is Sum and len(walk.order) == 1):
        return term
    if not walk.fits(term, largest):
        return None
    try:
        walk.prepare()
        return walk.ring.term(walk.value(term), walk.sorted)
    except _TooLarge:
        return None


def common_divisor(Canonical first, Canonical second, largest_power):
    """The greatest common divisor over Z, its leading coefficient positive; ``None`` as above."""
    cdef _Expansion walk = _usual((first, second), largest_power)
    cdef void *result
    if walk is None or not _both_fit(walk, first, second):
        return None
    try:
        walk.prepare()
        result = walk.ring.fresh()
        if not FLINT.gcd(result, walk.value(first), walk.value(second), walk.ring.context):
            return None
        return walk.ring.term(result, walk.sorted)
    except _TooLarge:
        return None


def eliminated(Canonical first, Canonical second, CanonicalSymbol symbol, largest_power):
    """The resultant in a symbol; ``None`` as above, or if the symbol is not there or not alone."""
    cdef _Expansion walk = _usual((first, second), largest_power)
    cdef void *result
    cdef long place
    if walk is None or symbol not in walk.generators or not _both_fit(walk, first, second):
        return None
    if len({(<CanonicalSymbol> g).name for g in walk.generators}) < len(walk.generators):
        return None
    try:
        walk.prepare()
        result, place = walk.ring.fresh(), walk.generators[symbol]
        if not FLINT.resultant(
            result, walk.value(first), walk.value(second), place, walk.ring.context
        ):
            return None
        return walk.ring.term(result, walk.sorted)
    except _TooLarge:
        return None


cdef bint _both_fit(_Expansion walk, Canonical first, Canonical second) except -1:
    return walk.fits(first, walk.largest_power) and walk.fits(second, walk.largest_power)


cdef _Expansion _usual(tuple terms, object largest_power):
    """The terms' sums and generators; ``None`` where anything is unusual."""
    cdef _Expansion walk = _Expansion.__new__(_Expansion, largest_power)
    if not _connected:
        return None
    for term in terms:
        if not (type(term) is Sum or type(term) is Product) or not walk.gather(term, 0):
            return None
    return walk
