# FLINT's functions for polynomials over Z, called where python-flint has them loaded already: its
# objects hand over exponents and coefficients as objects in turn, which costs more than the
# arithmetic. Only documented functions are called (FLINT 3, fmpz_mpoly.h), on room of our own that
# is larger than FLINT's structures (40 and about 620 bytes).

cdef enum:
    _ROOM_OF_POLYNOMIAL = 128
    _ROOM_OF_CONTEXT = 4096
    _LEXICOGRAPHIC = 0

ctypedef void (*_OfOne)(void *) noexcept
ctypedef void (*_OfTwo)(void *, void *) noexcept
ctypedef void (*_OfSeries)(void *, void *, long order) noexcept
ctypedef void (*_OfFour)(void *, void *, void *, void *) noexcept

cdef struct _Functions:
    void (*context_init)(void *context, long variables, int order) noexcept
    _OfOne context_clear
    _OfTwo init
    _OfTwo clear
    void (*push)(void *, long coefficient, unsigned long *exponents, void *context) noexcept
    _OfTwo sort
    _OfTwo combine
    _OfFour add
    _OfFour multiply
    int (*power)(void *, void *, unsigned long exponent, void *context) noexcept
    long (*length)(void *, void *context) noexcept
    void (*degrees)(long *, void *, void *context) noexcept
    void (*exponents)(unsigned long *, void *, long place, void *context) noexcept
    void (*coefficient)(long *, void *, long place, void *context) noexcept
    char *(*digits)(char *, int base, long *) noexcept
    _OfOne number_clear
    _OfOne free
    int (*gcd)(void *, void *, void *, void *context) noexcept
    int (*resultant)(void *, void *, void *, long place, void *context) noexcept
    int (*equal)(long *, long *) noexcept
    _OfOne rational_init
    _OfOne rational_clear
    void (*truncate)(void *, long order) noexcept
    void (*set_coefficient)(void *, long place, long coefficient) noexcept
    void (*add_rational)(void *, void *, void *) noexcept
    void (*multiply_rational)(void *, void *, void *, long order) noexcept
    void (*power_rational)(void *, void *, unsigned long exponent, long order) noexcept
    void (*times_word)(void *, void *, long factor) noexcept
    void (*over_word)(void *, void *, long divisor) noexcept
    _OfSeries inverse
    _OfSeries[13] series

cdef _Functions FLINT
cdef bint _connected = False

FLINT_FUNCTIONS = (
    "fmpz_mpoly_ctx_init", "fmpz_mpoly_ctx_clear", "fmpz_mpoly_init", "fmpz_mpoly_clear",
    "fmpz_mpoly_push_term_si_ui", "fmpz_mpoly_sort_terms", "fmpz_mpoly_combine_like_terms",
    "fmpz_mpoly_add", "fmpz_mpoly_mul", "fmpz_mpoly_pow_ui", "fmpz_mpoly_length",
    "fmpz_mpoly_degrees_si", "fmpz_mpoly_get_term_exp_ui", "fmpz_mpoly_get_term_coeff_fmpz",
    "fmpz_get_str", "fmpz_clear", "flint_free", "fmpz_mpoly_gcd", "fmpz_mpoly_resultant",
    "fmpz_equal", "fmpq_poly_init", "fmpq_poly_clear", "fmpq_poly_truncate",
    "fmpq_poly_set_coeff_si", "fmpq_poly_add", "fmpq_poly_mullow", "fmpq_poly_pow_trunc",
    "fmpq_poly_scalar_mul_si", "fmpq_poly_scalar_div_si", "fmpq_poly_inv_series",
    "fmpq_poly_log_series", "fmpq_poly_sqrt_series", "fmpq_poly_exp_series",
    "fmpq_poly_sin_series", "fmpq_poly_cos_series", "fmpq_poly_tan_series",
    "fmpq_poly_sinh_series", "fmpq_poly_cosh_series", "fmpq_poly_tanh_series",
    "fmpq_poly_asin_series", "fmpq_poly_atan_series", "fmpq_poly_asinh_series",
    "fmpq_poly_atanh_series",
)


def connect_flint(addresses):
    """Take the addresses of ``FLINT_FUNCTIONS``, in that order; for 64-bit ``long`` only."""
    global _connected
    cdef size_t address
    cdef void **slots = <void **> &FLINT
    if len(addresses) != len(FLINT_FUNCTIONS) or sizeof(_Functions) != 8 * len(FLINT_FUNCTIONS):
        raise ValueError(f"expected {len(FLINT_FUNCTIONS)} addresses of 8 bytes")
    for place, address in enumerate(addresses):
        slots[<size_t> place] = <void *> address
    _connected = True


cdef class _Polynomials:
    """FLINT's polynomials over Z in a number of variables, released all together."""

    cdef char context[_ROOM_OF_CONTEXT]
    cdef void **rooms
    cdef Py_ssize_t count, capacity
    cdef unsigned long *exponents
    cdef Py_ssize_t variables

    def __cinit__(self, Py_ssize_t variables):
        self.variables = variables
        self.exponents = <unsigned long *> PyMem_Calloc(variables + 1, sizeof(unsigned long))
        if self.exponents == NULL:
            raise MemoryError
        FLINT.context_init(self.context, variables, _LEXICOGRAPHIC)

    def __dealloc__(self):
        cdef Py_ssize_t place
        if self.exponents == NULL:
            return
        for place in range(self.count):
            FLINT.clear(self.rooms[place], self.context)
            PyMem_Free(self.rooms[place])
        PyMem_Free(self.rooms)
        PyMem_Free(self.exponents)
        FLINT.context_clear(self.context)

    cdef void *fresh(self) except NULL:
        """The polynomial 0, to be changed."""
        cdef void **rooms
        if self.count == self.capacity:
            rooms = <void **> PyMem_Realloc(self.rooms, (2 * self.capacity + 8) * sizeof(void *))
            if rooms == NULL:
                raise MemoryError
            self.rooms, self.capacity = rooms, 2 * self.capacity + 8
        cdef void *room = PyMem_Calloc(1, _ROOM_OF_POLYNOMIAL)
        if room == NULL:
            raise MemoryError
        FLINT.init(room, self.context)
        self.rooms[self.count] = room
        self.count += 1
        return room

    cdef void *power(self, void *base, unsigned long exponent) except NULL:
        if exponent == 1:
            return base
        cdef void *result = self.fresh()
        if not FLINT.power(result, base, exponent, self.context):
            raise OverflowError(f"FLINT refuses the exponent {exponent}")
        return result

    cdef void *product(self, void *first, void *second) except NULL:
        cdef void *result = self.fresh()
        FLINT.multiply(result, first, second, self.context)
        return result

    cdef Canonical term(self, void *polynomial, list generators):
        """The polynomial in generators that are symbols; ``None`` if exponents are too large."""
        cdef long *degrees = <long *> self.exponents
        FLINT.degrees(degrees, polynomial, self.context)
        cdef list widths = [int(max(degrees[n], 0)).bit_length() for n in range(self.variables)]
        if sum(widths) > _MOST_BITS:
            return None
        cdef _Packing packing = _Packing.__new__(_Packing, generators, widths)
        cdef _Addends addends = _Addends.__new__(_Addends)
        cdef long at, number = 0
        cdef unsigned long long packed
        cdef Py_ssize_t place
        cdef list kept = [n for n in range(self.variables) if widths[n]]
        cdef Py_ssize_t count = len(kept)
        cdef Py_ssize_t places[_MOST_BITS]
        for place in range(count):
            places[place] = kept[place]
        try:
            for at in range(FLINT.length(polynomial, self.context)):
                FLINT.exponents(self.exponents, polynomial, at, self.context)
                FLINT.coefficient(&number, polynomial, at, self.context)
                packed = 0
                for place in range(count):
                    packed = packed << packing.widths[place] | self.exponents[places[place]]
                if packed:
                    addends.append(packing.term(packed), _integer(&number))
                else:
                    addends.constant = _integer(&number)
        finally:
            FLINT.number_clear(&number)
        return addends.result()


cdef object _integer(long *number):
    """An integer of FLINT's: a word, unless its two highest bits are 01."""
    if number[0] >> 62 != 1:
        return number[0]
    cdef char *digits = FLINT.digits(NULL, 16, number)
    try:
        return int(digits, 16)
    finally:
        FLINT.free(digits)
