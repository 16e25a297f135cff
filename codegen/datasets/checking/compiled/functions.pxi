# Functions of values, powers, comparison, and functions that are made up.

cdef object _EXP = EXP, _LOG = LOG, _SIN = SIN, _COS = COS, _ATAN = ATAN, _POW = POW
cdef long _LARGEST = LARGEST_EXPONENT
cdef double _ROUNDING = 1e-15, _TOLERANCE = 1e-6
cdef long _FINGERPRINT_DIGITS = 10


cdef char *_head(_Value value) except NULL:
    """The coefficient without ε, which every value of a term has."""
    cdef Py_ssize_t place = value.find(0)
    if place < 0:
        raise AssertionError("a value without its beginning")
    return value.part(place)


cdef _Value _function(object operator, _Value value, long bits):
    """A function of one argument.

    Raises:
        Undecided: the argument may lie outside the function's domain, or it is none of ours.
    """
    cdef _RoundedUnary plain
    cdef _Series series
    if operator is _EXP:
        plain, series = FLINT.exp, FLINT.exp_series
    elif operator is _SIN:
        plain, series = FLINT.sin, FLINT.sin_series
    elif operator is _COS:
        plain, series = FLINT.cos, FLINT.cos_series
    elif operator is _LOG:
        if not FLINT.is_positive(_head(value)):
            raise Undecided
        plain, series = FLINT.log, FLINT.log_series
    elif operator is _ATAN:
        plain, series = FLINT.atan, FLINT.atan_series
    else:
        raise Undecided
    if not value.is_plain():
        return _applied(series, value, bits)
    cdef _Value made = _plain()
    plain(made.parts, value.parts, bits)
    return made


cdef _Value _power(_Value value, object exponent, long bits):
    """An integer power, which is not the 0th.

    Raises:
        Undecided: a reciprocal of what may be 0, or a large exponent.
    """
    cdef int overflow = 0
    cdef long degree = PyLong_AsLongLongAndOverflow(exponent, &overflow)
    cdef _Value made
    if degree == 1:
        return value
    if overflow or degree == 0 or degree > _LARGEST or -degree > _LARGEST:
        raise Undecided
    if degree > 0:
        return _raised(value, degree, bits)
    if FLINT.contains_zero(_head(value)):
        raise Undecided
    if not value.is_plain():
        return _raised(_inverted(value, bits), -degree, bits)
    made = _plain()
    FLINT.inverse(made.parts, _raised(value, -degree, bits).parts, bits)
    return made


cdef _Value _dyadic(long number, long shift):
    """Number · 2^shift."""
    cdef _Value made = _word(number)
    FLINT.shift(made.parts, made.parts, shift)
    return made


cdef _Value _made_up(bytes label, bytes key, list arguments, long bits):
    """Some positive smooth function of the arguments; the same for the same label and key."""
    cdef bytes digest = blake2b(label, digest_size=32, key=key).digest()
    cdef const unsigned char *hashed = digest
    cdef _Value inner = _dyadic(hashed[0] - 128, -7), joint = _dyadic(hashed[1] + 16, -9)
    cdef _Value argument, square
    cdef Py_ssize_t place
    for place in range(len(arguments)):
        argument = arguments[place]
        square = _multiplied(argument, argument, bits)
        slope = _dyadic(hashed[(2 + 2 * place) % 32] + 16, -9)
        bend = _dyadic(-<long> hashed[(3 + 2 * place) % 32] - 16, -10)
        inner = _sum(inner, _multiplied(argument, slope, bits), bits)
        inner = _sum(inner, _multiplied(square, bend, bits), bits)
        joint = _multiplied(joint, argument, bits)
    if arguments:
        inner = _sum(inner, joint, bits)
    return _function(_EXP, inner, bits)


cdef bint _is_same(char *first, char *second, long bits) except -1:
    """Whether two balls overlap; closely, or it is undecided."""
    cdef char *row = <char *> FLINT.vector(3)
    cdef char *gap = row
    cdef char *radius = _nth(row, 1)
    cdef char *bound = _nth(row, 2)
    cdef int verdict = 0
    FLINT.subtract(gap, first, second, bits)
    if FLINT.contains_zero(gap):
        FLINT.radius(radius, gap)
        FLINT.set_double(bound, _TOLERANCE)
        verdict = FLINT.at_most(radius, bound)
        if not verdict:
            FLINT.absolute(gap, first)
            FLINT.multiply(bound, bound, gap, bits)
            verdict = 1 if FLINT.at_most(radius, bound) else 2
    FLINT.release(row, 3)
    if verdict == 2:
        raise Undecided
    return verdict


cdef str _rounded(char *value, long bits):
    """A number's leading digits; what is tiny is taken for 0.

    Raises:
        Undecided: the ball is too wide to tell.
    """
    cdef char *row = <char *> FLINT.vector(4)
    cdef char *size = row
    cdef char *radius = _nth(row, 1)
    cdef char *tiny = _nth(row, 2)
    cdef char *bound = _nth(row, 3)
    try:
        FLINT.largest(size, value, bits)  # a midpoint: its radius stays 0
        FLINT.radius(radius, value)
        FLINT.set_double(tiny, _ROUNDING)
        FLINT.multiply(bound, size, tiny, bits)
        if FLINT.greater(radius, bound) and FLINT.greater(radius, tiny):
            raise Undecided
        if FLINT.greater(tiny, size):
            return "0"
        FLINT.pi(bound, bits)
        FLINT.multiply(bound, bound, value, bits)
        FLINT.midpoint(size, bound)
        return _shown(size, _FINGERPRINT_DIGITS, _NO_RADIUS)
    finally:
        FLINT.release(row, 4)


cdef bint _is_nonzero(char *value) except -1:
    """Whether a number differs from 0, by more than rounding."""
    if not FLINT.contains_zero(value):
        return True
    cdef char *row = <char *> FLINT.vector(2)
    FLINT.radius(row, value)
    FLINT.set_double(_nth(row, 1), _ROUNDING)
    cdef bint small = FLINT.greater(_nth(row, 1), row)
    FLINT.release(row, 2)
    if not small:
        raise Undecided
    return False
