# FLINT's balls (arb.h, arb_poly.h), called where python-flint has them loaded already. Only documented
# functions are called, on vectors that FLINT makes itself; of its structure the size is known, and
# that the midpoint comes first. Both are looked at once before anything else is done with them.

ctypedef void (*_Unary)(void *, void *) noexcept
ctypedef void (*_RoundedUnary)(void *, void *, long bits) noexcept
ctypedef void (*_Binary)(void *, void *, void *, long bits) noexcept
ctypedef void (*_ByWord)(void *, void *, long, long bits) noexcept
ctypedef int (*_Test)(void *) noexcept
ctypedef int (*_Compare)(void *, void *) noexcept
ctypedef void (*_Series)(void *, void *, long size, long order, long bits) noexcept

cdef struct _Functions:
    void *(*vector)(long) noexcept
    void (*release)(void *, long) noexcept
    _Unary set
    void (*set_word)(void *, long) noexcept
    void (*set_double)(void *, double) noexcept
    _Unary set_integer
    int (*read_integer)(void *, char *, int base) noexcept
    void (*clear_integer)(void *) noexcept
    void (*shift)(void *, void *, long) noexcept
    _Unary negate
    _Unary absolute
    _Binary add
    _Binary subtract
    _Binary multiply
    _Binary divide
    _Binary add_product
    _ByWord times_word
    _ByWord add_multiple
    _ByWord over_word
    _RoundedUnary inverse
    _RoundedUnary exp
    _RoundedUnary log
    _RoundedUnary sin
    _RoundedUnary cos
    _RoundedUnary atan
    void (*pi)(void *, long bits) noexcept
    _Test contains_zero
    _Test is_positive
    _Test is_finite
    _Compare greater
    _Compare at_most
    _Unary radius
    _Unary midpoint
    _RoundedUnary largest  # of all absolute values
    char *(*text)(void *, long digits, unsigned long flags) noexcept
    void (*free)(void *) noexcept
    _Series exp_series
    _Series log_series
    _Series sin_series
    _Series cos_series
    _Series atan_series
    void (*at_point)(void *, void *, long size, void *, long bits) noexcept

cdef _Functions FLINT

FLINT_FUNCTIONS = (
    "_arb_vec_init", "_arb_vec_clear", "arb_set", "arb_set_si", "arb_set_d", "arb_set_fmpz",
    "fmpz_set_str", "fmpz_clear", "arb_mul_2exp_si", "arb_neg", "arb_abs", "arb_add", "arb_sub",
    "arb_mul", "arb_div", "arb_addmul", "arb_mul_si", "arb_addmul_si", "arb_div_si", "arb_inv",
    "arb_exp", "arb_log", "arb_sin", "arb_cos", "arb_atan", "arb_const_pi", "arb_contains_zero",
    "arb_is_positive", "arb_is_finite", "arb_gt", "arb_le", "arb_get_rad_arb", "arb_get_mid_arb",
    "arb_get_abs_ubound_arf", "arb_get_str", "flint_free", "_arb_poly_exp_series",
    "_arb_poly_log_series", "_arb_poly_sin_series", "_arb_poly_cos_series",
    "_arb_poly_atan_series", "_arb_poly_evaluate",
)

cdef enum:
    _SIZE = 48  # bytes of a ball: midpoint (an exponent, a size, two words), radius (two words)
    _NO_RADIUS = 2  # a flag of arb_get_str

cdef inline char *_nth(char *balls, Py_ssize_t place) noexcept:
    return balls + _SIZE * place


def connect_flint(addresses):
    """Whether balls can be computed with; takes the addresses of ``FLINT_FUNCTIONS``, in order."""
    cdef size_t address
    cdef void **slots = <void **> &FLINT
    if len(addresses) != len(FLINT_FUNCTIONS) or sizeof(_Functions) != 8 * len(FLINT_FUNCTIONS):
        raise ValueError(f"expected {len(FLINT_FUNCTIONS)} addresses of 8 bytes")
    for place, address in enumerate(addresses):
        slots[<size_t> place] = <void *> address
    return _lies_as_expected()


cdef bint _lies_as_expected() except -1:
    """Whether balls of a vector follow each other by ``_SIZE``, and begin with the midpoint."""
    cdef char *row = <char *> FLINT.vector(5)
    for place in range(3):
        FLINT.set_word(_nth(row, place), place - 3)
    FLINT.set_word(_nth(row, 3), 10)
    FLINT.at_point(_nth(row, 4), row, 3, _nth(row, 3), 64)  # -3 - 2*10 - 1*100
    FLINT.largest(_nth(row, 3), _nth(row, 4), 64)
    found = [_shown(_nth(row, place), 10, _NO_RADIUS) for place in range(5)]
    FLINT.release(row, 5)
    return found == [f"{n}.000000000" for n in (-3, -2, -1)] + ["123.0000000", "-123.0000000"]


cdef str _shown(void *ball, long digits, unsigned long flags):
    """A ball in decimal."""
    cdef char *shown = FLINT.text(ball, digits, flags)
    try:
        return (<bytes> shown).decode("ascii")
    finally:
        FLINT.free(shown)


cdef int _set_integer(void *ball, object value) except -1:
    """An integer of any size, exactly."""
    cdef int overflow = 0
    cdef long long word = PyLong_AsLongLongAndOverflow(value, &overflow)
    cdef long integer = 0  # FLINT's integer 0
    if not overflow:
        FLINT.set_word(ball, word)
        return 0
    digits = b"%x" % value
    FLINT.read_integer(&integer, digits, 16)
    FLINT.set_integer(ball, &integer)
    FLINT.clear_integer(&integer)
    return 0
