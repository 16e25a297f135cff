# Taylor series with rational coefficients where every part has one: terms valued in FLINT's
# polynomials over Q, cut off. What vanishes below the line, grows, or has a constant coefficient
# that a function does not take to a rational number is left to symnum.calculus.expansion.

from symnum.ops import ASIN, ASINH, ATAN, ATANH, COS, COSH, EXP, LOG, SIN, SINH, TAN, TANH

cdef enum:
    _LARGEST_POWER = 64  # of others the values may be too large to be written out

# The place of each function in FLINT, and the constant coefficient for which all coefficients are
# rational (FLINT's manual, fmpq_poly); for another one FLINT ends the process.
cdef dict _SERIES_OF = {
    LOG: (0, 1), EXP: (2, 0), SIN: (3, 0), COS: (4, 0), TAN: (5, 0), SINH: (6, 0), COSH: (7, 0),
    TANH: (8, 0), ASIN: (9, 0), ATAN: (10, 0), ASINH: (11, 0), ATANH: (12, 0),
}
cdef tuple _ROOT_SERIES = (1, 1)


cdef class _Taylor:
    """Values of subterms, remembered by node; ``NULL`` where something has no value here."""

    cdef _RationalPolynomials rooms
    cdef str symbol
    cdef CanonicalSymbol met
    cdef _RationalPolynomial *variable
    cdef long order
    cdef dict known

    def __cinit__(self, str symbol, about, long order):
        self.rooms = _RationalPolynomials.__new__(_RationalPolynomials)
        self.symbol, self.order, self.known = symbol, order, {}
        self.variable = self.rooms.constant(about)
        if order > 1:
            FLINT.set_coefficient(self.variable, 1, 1)

    cdef _RationalPolynomial *value(self, Canonical term, int depth) except? NULL:
        cdef _RationalPolynomial *result
        if type(term) is CanonicalSymbol:
            return self.leaf(<CanonicalSymbol> term)
        if type(term) is CanonicalNumber or depth > _DEEPEST:
            return NULL
        found = self.known.get(term)
        if found is not None:
            return <_RationalPolynomial *> <size_t> found
        if type(term) is Apply:
            result = self.call(<Apply> term, depth + 1)
        elif type(term) is Sum:
            result = self.sum(<Sum> term, depth + 1)
        elif type(term) is Product:
            result = self.product(<Product> term, depth + 1)
        else:
            result = self.power(term, 1, depth + 1)
        if result != NULL:
            self.known[term] = <size_t> result
        return result

    cdef _RationalPolynomial *leaf(self, CanonicalSymbol term) except? NULL:
        if term.name != self.symbol or self.met is not None and self.met is not term:
            return NULL
        self.met = term
        return self.variable

    cdef _RationalPolynomial *call(self, Apply term, int depth) except? NULL:
        cdef _RationalPolynomial *inner
        cdef _RationalPolynomial *result
        cdef tuple arguments = term.arguments, function
        if term.operator is POW and type(arguments[1]) is CanonicalNumber:
            function = _ROOT_SERIES if (<CanonicalNumber> arguments[1]).value == _ONE_HALF else None
        else:
            function = _SERIES_OF.get(term.operator)
        if function is None:
            return NULL
        inner = self.value(<Canonical> arguments[0], depth)
        if inner == NULL or _constant_of(inner) != <int> function[1]:
            return NULL
        result = self.rooms.fresh()
        FLINT.series[<int> function[0]](result, inner, self.order)
        return result

    cdef _RationalPolynomial *sum(self, Sum term, int depth) except? NULL:
        cdef _RationalPolynomial *inner
        cdef _RationalPolynomial *scaled
        cdef _RationalPolynomial *total = NULL
        cdef PyObject *addend = NULL
        cdef PyObject *coefficient = NULL
        cdef Py_ssize_t place = 0
        while _next_addend(term, &place, &addend, &coefficient):
            inner = self.value(<Canonical> addend, depth)
            if inner == NULL or not _fits_words(<object> coefficient):
                return NULL
            if <object> coefficient == 0:  # 0/x is 0 wherever it has a value
                continue
            if <object> coefficient != 1:
                scaled = self.rooms.fresh()
                self.rooms.scale(scaled, inner, <object> coefficient)
                inner = scaled
            if total == NULL:
                total = inner
            else:
                scaled = self.rooms.fresh()
                FLINT.add_rational(scaled, total, inner)
                total = scaled
        if total == NULL or term.constant == 0:
            return total
        if not _fits_words(term.constant):
            return NULL
        scaled = self.rooms.constant(term.constant)
        FLINT.add_rational(scaled, scaled, total)
        return scaled

    cdef _RationalPolynomial *product(self, Product term, int depth) except? NULL:
        cdef _RationalPolynomial *inner
        cdef _RationalPolynomial *result
        cdef _RationalPolynomial *total = NULL
        for factor, exponent in _entries_of(term).items():
            inner = self.power(<Canonical> factor, exponent, depth)
            if inner == NULL:
                return NULL
            if total == NULL:
                total = inner
            else:
                result = self.rooms.fresh()
                FLINT.multiply_rational(result, total, inner, self.order)
                total = result
        return total

    cdef _RationalPolynomial *power(self, Canonical base, exponent, int depth) except? NULL:
        """A factor of a product."""
        cdef _RationalPolynomial *inner
        cdef _RationalPolynomial *result
        cdef long raised
        if not -_LARGEST_POWER <= exponent <= _LARGEST_POWER:
            return NULL
        raised = exponent
        if type(base) is Reciprocal:
            base, raised = (<Reciprocal> base).held[0], -raised
        inner = self.value(base, depth)
        if inner == NULL or raised == 1:
            return inner
        if raised < 0:
            if _constant_of(inner) == 0:
                return NULL
            result = self.rooms.fresh()
            FLINT.inverse(result, inner, self.order)
            inner, raised = result, -raised
        if raised > 1:
            result = self.rooms.fresh()
            FLINT.power_rational(result, inner, raised, self.order)
            inner = result
        return inner


def taylor_coefficients(Canonical term, str symbol, about, long order):
    """The Taylor coefficients in powers of ``symbol - about``; ``None`` where this is not enough.

    Args:
        term: Any term.
        symbol: The name of the one symbol that may occur.
        about: The point, an integer or a fraction.
        order: How many coefficients, at least 1.

    Returns:
        The coefficients from the constant one up to the last that is not 0, and the symbol as it
        stands in the term, if it does.
    """
    cdef _Taylor walk
    cdef _RationalPolynomial *found
    if not _connected or not _fits_words(about):
        return None
    walk = _Taylor.__new__(_Taylor, symbol, about, order)
    found = walk.value(term, 0)
    return None if found == NULL else (_coefficients_of(found), walk.met)
