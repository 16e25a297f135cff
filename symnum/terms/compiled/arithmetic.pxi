# Exact numbers, which are integers or fractions: most fit into words, and then Python's own
# arithmetic of fractions, which is written in Python, is not needed.

cdef long long _LARGE = 1 << 30  # products of two smaller ones, and sums of these, fit into words


cdef inline object _above(object fraction):
    return <object> (<PyObject **> (<char *> <PyObject *> fraction + _ABOVE))[0]


cdef inline object _below(object fraction):
    return <object> (<PyObject **> (<char *> <PyObject *> fraction + _BELOW))[0]


cdef inline bint _is_small(object value, long long *above, long long *below) except -1:
    """Whether numerator and denominator are small; then they are written down."""
    cdef int overflow = 0
    below[0] = 1
    if type(value) is int:
        above[0] = PyLong_AsLongLongAndOverflow(value, &overflow)
        return overflow == 0 and -_LARGE < above[0] < _LARGE
    if type(value) is not Fraction:
        return False
    above[0] = PyLong_AsLongLongAndOverflow(_above(value), &overflow)
    if overflow != 0 or not -_LARGE < above[0] < _LARGE:
        return False
    below[0] = PyLong_AsLongLongAndOverflow(_below(value), &overflow)
    return overflow == 0 and below[0] < _LARGE


cdef inline bint _is(object value, long small) except -1:
    """Whether a number is this integer."""
    if type(value) is Fraction:
        return _below(value) == 1 and _above(value) == small
    return value == small


cdef inline bint _are_equal(object first, object second) except -1:
    if first is second:
        return True
    if type(first) is Fraction and type(second) is Fraction:
        return _above(first) == _above(second) and _below(first) == _below(second)
    if type(first) is Fraction:
        return _below(first) == 1 and _above(first) == second
    if type(second) is Fraction:
        return _below(second) == 1 and _above(second) == first
    return first == second


cdef object _product_of(object first, object second):
    cdef long long above, below, times, over
    if type(first) is int and type(second) is int:
        return first * second
    if _is_small(first, &above, &below) and _is_small(second, &times, &over):
        return _quotient_of_words(above * times, below * over)
    return _normal(first * second)


cdef object _total_of(object first, object second):
    cdef long long above, below, more, over
    if type(first) is int and type(second) is int:
        return first + second
    if _is_small(first, &above, &below) and _is_small(second, &more, &over):
        return _quotient_of_words(above * over + more * below, below * over)
    return _normal(first + second)


cdef object _power_of(object base, object exponent):
    """As :func:`symnum.terms.exact.exact_power`."""
    cdef long long above, below
    if exponent == -1 and _is_small(base, &above, &below) and above != 0:
        return _quotient_of_words(below if above > 0 else -below, above if above > 0 else -above)
    return exact_power(base, exponent)
