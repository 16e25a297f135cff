# Numbers a + ν with ν built of ε, ε² = 0, as codegen.datasets.checking.nilpotents has them: for each
# set of ε (the bits of a word) the coefficient of their product.

cdef enum:
    _FEW = 4


@cython.no_gc
@cython.final
@cython.freelist(64)
cdef class _Value:
    """A value: ``count`` coefficients beside each other, in a vector of FLINT's."""

    cdef char *parts
    cdef unsigned long long *masks
    cdef unsigned long long[_FEW] few
    cdef Py_ssize_t count, room

    def __dealloc__(self):
        if self.parts != NULL:
            FLINT.release(self.parts, self.room)
        if self.masks != self.few:
            PyMem_Free(self.masks)

    cdef inline char *part(self, Py_ssize_t place) noexcept:
        return _nth(self.parts, place)

    cdef Py_ssize_t find(self, unsigned long long mask) noexcept:
        """Where the coefficient of these ε is; -1 if it is nowhere."""
        cdef Py_ssize_t place
        for place in range(self.count):
            if self.masks[place] == mask:
                return place
        return -1

    cdef char *fresh(self, unsigned long long mask) noexcept:
        """A new coefficient, which is 0."""
        self.masks[self.count] = mask
        self.count += 1
        return self.part(self.count - 1)

    cdef char *entry(self, unsigned long long mask) noexcept:
        """The coefficient of these ε, which is 0 if it is new."""
        cdef Py_ssize_t place = self.find(mask)
        return self.fresh(mask) if place < 0 else self.part(place)

    cdef bint is_plain(self) noexcept:
        return self.count == 1 and self.masks[0] == 0

    cdef unsigned long long support(self) noexcept:
        """All ε that occur."""
        cdef unsigned long long joint = 0
        cdef Py_ssize_t place
        for place in range(self.count):
            joint |= self.masks[place]
        return joint

    cdef int order(self) noexcept:
        """The number of different ε: ν to a higher power is 0."""
        return _bit_count(self.support())


cdef extern from *:
    int _bit_count "__builtin_popcountll"(unsigned long long) noexcept


cdef _Value _with_room(Py_ssize_t room):
    """A value without coefficients, and room for some."""
    cdef _Value made = _Value.__new__(_Value)
    made.masks = made.few
    if room > _FEW:
        made.masks = <unsigned long long *> PyMem_Malloc(room * sizeof(unsigned long long))
        if made.masks == NULL:
            raise MemoryError
    made.parts, made.room = <char *> FLINT.vector(room), room
    return made


cdef _Value _plain():
    """The number 0."""
    cdef _Value made = _with_room(1)
    made.fresh(0)
    return made


cdef _Value _word(long number):
    cdef _Value made = _plain()
    FLINT.set_word(made.parts, number)
    return made


cdef _Value _scaled(_Value value, void *factor, long bits):
    """Value × factor."""
    cdef _Value made = _with_room(value.count)
    cdef Py_ssize_t place
    for place in range(value.count):
        FLINT.multiply(made.fresh(value.masks[place]), value.part(place), factor, bits)
    return made


cdef _Value _multiplied(_Value first, _Value second, long bits):
    """First × second: products with an ε twice are 0."""
    if second.is_plain():
        return _scaled(first, second.parts, bits)
    if first.is_plain():
        return _scaled(second, first.parts, bits)
    cdef _Value made = _with_room(first.count * second.count)
    cdef Py_ssize_t one, two
    for one in range(first.count):
        for two in range(second.count):
            if not first.masks[one] & second.masks[two]:
                FLINT.add_product(
                    made.entry(first.masks[one] | second.masks[two]),
                    first.part(one), second.part(two), bits,
                )
    return made


cdef _Value _sum(_Value first, _Value second, long bits):
    """First + second."""
    cdef _Value made = _with_room(first.count + second.count)
    cdef Py_ssize_t place
    cdef char *part
    for place in range(first.count):
        FLINT.set(made.fresh(first.masks[place]), first.part(place))
    for place in range(second.count):
        part = made.entry(second.masks[place])
        FLINT.add(part, part, second.part(place), bits)
    return made


cdef _Value _nilpotent_part(_Value value):
    """ν alone."""
    cdef _Value made = _with_room(value.count)
    cdef Py_ssize_t place
    for place in range(value.count):
        if value.masks[place]:
            FLINT.set(made.fresh(value.masks[place]), value.part(place))
    return made


cdef _Value _with_coefficients(char *coefficients, int degree, _Value value, long bits):
    """The power series Σ cⱼ νʲ for the ν of a value."""
    cdef _Value made = _plain(), nu, power
    FLINT.set(made.parts, coefficients)
    if not degree:
        return made
    nu = power = _nilpotent_part(value)
    for place in range(1, degree + 1):
        made = _sum(made, _scaled(power, _nth(coefficients, place), bits), bits)
        if place < degree:
            power = _multiplied(power, nu, bits)
    return made


cdef _Value _applied(_Series series, _Value value, long bits):
    """A function, which is analytic at the value."""
    cdef int degree = value.order()
    cdef char *row = <char *> FLINT.vector(degree + 3)
    cdef char *given = _nth(row, degree + 1)
    FLINT.set(given, value.part(value.find(0)))
    FLINT.set_word(_nth(given, 1), 1)
    series(row, given, 2 if degree else 1, degree + 1, bits)
    try:
        return _with_coefficients(row, degree, value, bits)
    finally:
        FLINT.release(row, degree + 3)


cdef _Value _inverted(_Value value, long bits):
    """1 / value, whose beginning does not contain 0."""
    cdef int degree = value.order()
    cdef char *row = <char *> FLINT.vector(degree + 1)
    cdef char *start = value.part(value.find(0))
    FLINT.inverse(row, start, bits)
    for place in range(1, degree + 1):
        FLINT.divide(_nth(row, place), _nth(row, place - 1), start, bits)
        FLINT.negate(_nth(row, place), _nth(row, place))
    try:
        return _with_coefficients(row, degree, value, bits)
    finally:
        FLINT.release(row, degree + 1)


cdef _Value _raised(_Value value, long exponent, long bits):
    """A positive power, by squaring."""
    cdef _Value made = None
    while True:
        if exponent & 1:
            made = value if made is None else _multiplied(made, value, bits)
        exponent >>= 1
        if not exponent:
            return made
        value = _multiplied(value, value, bits)


cdef _Value _without(_Value value, unsigned long long wanted, unsigned long long every):
    """The coefficient of the ε ``wanted`` where no other of ``every`` occurs; it begins with 0."""
    cdef _Value made = _with_room(value.count + 1)
    cdef Py_ssize_t place
    made.fresh(0)
    for place in range(value.count):
        if value.masks[place] & every == wanted:
            FLINT.set(made.entry(value.masks[place] ^ wanted), value.part(place))
    return made
