# FLINT's polynomials over Q (FLINT 3, fmpq_poly.h), as in flint.pxi.

cdef struct _RationalPolynomial:  # as FLINT's fmpq_poly_struct begins, which its macros read
    long *numerators
    long capacity, length
    long denominator
    long spare[12]

cdef enum:
    _MOST_KEPT = 64

cdef _RationalPolynomial *_KEPT[_MOST_KEPT]
cdef int _kept_count = 0


cdef class _RationalPolynomials:
    """Polynomials over Q, given back all together; small ones are kept for the next."""

    cdef _RationalPolynomial **rooms
    cdef Py_ssize_t count, capacity

    def __dealloc__(self):
        global _kept_count
        cdef Py_ssize_t place
        cdef _RationalPolynomial *room
        for place in range(self.count):
            room = self.rooms[place]
            if room.capacity <= _MOST_KEPT and _kept_count < _MOST_KEPT:
                FLINT.truncate(room, 0)
                _KEPT[_kept_count] = room
                _kept_count += 1
            else:
                FLINT.rational_clear(room)
                PyMem_Free(room)
        PyMem_Free(self.rooms)

    cdef _RationalPolynomial *fresh(self) except NULL:
        """The polynomial 0, to be changed."""
        global _kept_count
        cdef void *longer
        cdef _RationalPolynomial *room
        if self.count == self.capacity:
            longer = PyMem_Realloc(self.rooms, (2 * self.capacity + 16) * sizeof(void *))
            if longer == NULL:
                raise MemoryError
            self.rooms = <_RationalPolynomial **> longer
            self.capacity = 2 * self.capacity + 16
        if _kept_count:
            _kept_count -= 1
            room = _KEPT[_kept_count]
        else:
            room = <_RationalPolynomial *> PyMem_Calloc(1, sizeof(_RationalPolynomial))
            if room == NULL:
                raise MemoryError
            FLINT.rational_init(room)
        self.rooms[self.count] = room
        self.count += 1
        return room

    cdef _RationalPolynomial *constant(self, number) except NULL:
        """An integer or a fraction of machine words."""
        cdef _RationalPolynomial *room = self.fresh()
        FLINT.set_coefficient(room, 0, 1)
        self.scale(room, room, number)
        return room

    cdef int scale(
        self, _RationalPolynomial *result, _RationalPolynomial *given, number
    ) except -1:
        """Times an integer or a fraction of machine words."""
        cdef long above, below
        if type(number) is int:
            above = number
            FLINT.times_word(result, given, above)
        else:
            above, below = number._numerator, number._denominator
            FLINT.times_word(result, given, above)
            FLINT.over_word(result, result, below)
        return 0


cdef bint _fits_words(object number) except -1:
    """Whether numerator and denominator do."""
    if type(number) is int:
        return _fits_word(number)
    if type(number) is not Fraction:
        return False
    return _fits_word(number._numerator) and _fits_word(number._denominator)


cdef int _constant_of(_RationalPolynomial *polynomial) noexcept:
    """The constant coefficient if it is 0 or 1, else 2."""
    if polynomial.length == 0 or polynomial.numerators[0] == 0:
        return 0
    return 1 if FLINT.equal(polynomial.numerators, &polynomial.denominator) else 2


cdef tuple _coefficients_of(_RationalPolynomial *polynomial):
    """Integers and fractions, up to the last that is not 0."""
    cdef list found = []
    cdef long place, below = polynomial.denominator, above
    cdef object whole = None
    for place in range(polynomial.length):
        above = polynomial.numerators[place]
        if above >> 62 != 1 and below >> 62 != 1:
            found.append(_quotient_of_words(above, below))
        else:
            if whole is None:
                whole = _integer(&polynomial.denominator)
            found.append(_normal(Fraction(_integer(&polynomial.numerators[place]), whole)))
    return tuple(found)
