# Sums with coefficients: like addends collected, the hash kept up to date with every addend.

cdef inline void _read_first(dict entries, PyObject **key, PyObject **value) noexcept:
    cdef Py_ssize_t place = 0
    PyDict_Next(entries, &place, key, value)


cdef inline object _multiple(object scale, object number):
    """The product; where one is 1 no number is made."""
    if _is(scale, 1):
        return number
    return scale if type(number) is int and number == 1 else _product_of(scale, number)


@cython.no_gc
@cython.final
@cython.freelist(64)
cdef class _Addends:
    """A sum under construction."""

    cdef object constant
    cdef dict entries
    cdef unsigned long long total
    cdef bint cancelled

    def __cinit__(self):
        self.constant = 0

    cdef int add(self, Canonical term, object scale) except -1:
        cdef Sum more
        cdef PyObject *addend = NULL
        cdef PyObject *coefficient = NULL
        cdef Py_ssize_t place = 0
        if type(term) is Sum:
            more = <Sum> term
            if self.entries is None and _is(scale, 1):
                self.constant = _total_of(self.constant, more.constant)
                self.total = more.mass
                if more.scale is None:
                    self.entries = (<dict> more.held).copy()
                else:
                    self.entries = {more.held: more.scale}
                return 0
            if not _is(more.constant, 0):
                self.constant = _total_of(self.constant, _multiple(scale, more.constant))
            while _next_addend(more, &place, &addend, &coefficient):
                self.enter(<Canonical> addend, _multiple(scale, <object> coefficient))
        elif type(term) is CanonicalNumber:
            self.constant = _total_of(self.constant, _product_of(scale, (<CanonicalNumber> term).value))
        else:
            self.enter(term, scale)
        return 0

    cdef int enter(self, Canonical addend, object coefficient) except -1:
        cdef Py_ssize_t size
        if self.entries is None:
            self.entries = {}
        if type(coefficient) is not int:
            coefficient = _normal(coefficient)
        size = len(self.entries)
        known = <object> PyDict_SetDefault(self.entries, addend, coefficient)
        if len(self.entries) == size:
            self.total -= mass(addend.digest, known)
            coefficient = _total_of(known, coefficient)
            if type(coefficient) is not int:
                coefficient = _normal(coefficient)
            self.entries[addend] = coefficient
        if _is(coefficient, 0):
            self.cancelled = True
        self.total += mass(addend.digest, coefficient)
        return 0

    cdef int append(self, Canonical addend, object coefficient) except -1:
        """Enter what is not there yet, and neither a sum nor a number, times what is not 0."""
        if self.entries is None:
            self.entries = {}
        self.entries[addend] = coefficient
        self.total += mass(addend.digest, coefficient)
        return 0

    cdef int merge(self, _Addends more, bint subtracted) except -1:
        """Add or subtract a sum under construction in which nothing has cancelled."""
        more_constant = _product_of(-1, more.constant) if subtracted else more.constant
        self.constant = _total_of(self.constant, more_constant)
        if more.entries is not None:
            for addend, coefficient in more.entries.items():
                self.enter(
                    <Canonical> addend, _product_of(-1, coefficient) if subtracted else coefficient
                )
        return 0

    cdef int expect_call(self, unsigned long long label) except -1:
        """Have the place fetched of a call with this sum as its only argument."""
        if type(self.constant) is int:
            TABLE.expect(mix2(label, _sum_digest(self.constant, self.total)))
        return 0

    cdef Canonical result(self):
        self.constant = self.constant if type(self.constant) is int else _normal(self.constant)
        if self.entries is None:
            return _number(self.constant)
        if self.cancelled:
            return sum_of(self.constant, self.entries)
        cdef PyObject *term, *coefficient
        if len(self.entries) == 1 and _is(self.constant, 0):
            _read_first(self.entries, &term, &coefficient)
            if _is(<object> coefficient, 1):
                return <Canonical> term
        return _massed_sum(self.constant, self.entries, self.total)


cdef Canonical _combined(Canonical first, Canonical second, object scale):
    """``first + scale * second``."""
    cdef _Addends result = _Addends.__new__(_Addends)
    if type(second) is Sum and _is(scale, 1) and (
        type(first) is not Sum or _count_addends(<Sum> first) < _count_addends(<Sum> second)
    ):
        first, second = second, first
    result.add(first, 1)
    result.add(second, scale)
    return result.result()


cdef Canonical _scaled(Canonical term, object scale):
    """``scale * term``."""
    if _is(scale, 1):
        return term
    if type(term) is Product or type(term) is CanonicalSymbol or type(term) is Apply:
        if not _is(scale, 0):
            scale = scale if type(scale) is int else _normal(scale)
            return _lone_sum(0, term, scale, mass(term.digest, scale))
    cdef _Addends result = _Addends.__new__(_Addends)
    result.add(term, scale)
    return result.result()


def linear_combination(addends):
    """The canonical sum of ``coefficient * term`` over all pairs."""
    cdef _Addends result = _Addends.__new__(_Addends)
    for term, scale in addends:
        result.add(term, scale)
    return result.result()


cpdef Canonical sum_of(object constant, dict entries):
    """A sum in normal form: zero coefficients go, except on what may be undefined."""
    cdef dict kept = {}
    cdef list gone = []
    for term, coefficient in entries.items():
        if _is(coefficient, 0):
            gone.append(term)
        else:
            kept[term] = coefficient if type(coefficient) is int else _normal(coefficient)
    for term in gone:
        for part in _partial(term):
            kept.setdefault(part, 0)
    constant = constant if type(constant) is int else _normal(constant)
    if not kept:
        return _number(constant)
    if _is(constant, 0) and len(kept) == 1:
        ((term, coefficient),) = kept.items()
        if _is(coefficient, 1):
            return term
    return _sum(constant, kept)


cdef list _partial(Canonical term):
    """The smallest parts that are all defined where the term is: of 0·x·(1/y), 1/y."""
    cdef list parts = [], stack = [term]
    cdef set seen = set()
    cdef Canonical part
    while stack:
        part = stack.pop()
        if part.is_total or part in seen:
            continue
        seen.add(part)
        if type(part) is Product:
            stack.extend(_entries_of(<Product> part))
        elif type(part) is Sum:
            stack.extend(_addends_of(<Sum> part))
        else:
            parts.append(part)
    return parts


cdef object _normal(object value):
    if type(value) is Fraction:
        return _above(value) if _below(value) == 1 else value
    return value.numerator if value.denominator == 1 else value


@cython.no_gc
@cython.final
@cython.freelist(8)
cdef class _Content:
    """What coefficients have in common, taken in one by one."""

    cdef Py_ssize_t negative, count
    cdef object size, below

    def __cinit__(self):
        self.size, self.below = 0, 1

    cdef int take(self, object coefficient) except -1:
        if _is(coefficient, 0):
            return 0
        self.count += 1
        self.negative += _is_negative(coefficient)
        if type(coefficient) is Fraction:
            self.below = lcm(self.below, _below(coefficient))
            coefficient = _above(coefficient)
        elif type(coefficient) is not int:
            self.below = lcm(self.below, coefficient.denominator)
            coefficient = coefficient.numerator
        if self.size != 1:
            self.size = 1 if coefficient == 1 or coefficient == -1 else gcd(self.size, coefficient)
        return 0


cpdef object content(Sum term):
    """What all coefficients are multiples of, with the sign that most of them have.

    Where as many are negative as positive, the first addend shown decides.
    """
    cdef _Content found = _Content.__new__(_Content)
    for _, coefficient in _addends_of(term).items():
        found.take(coefficient)
    found.take(term.constant)
    cdef Py_ssize_t negative = found.negative, count = found.count
    size, below = found.size, found.below
    if count == 0:
        return 1
    if below != 1:
        size = Fraction(size, below)
    if 2 * negative == count:
        for _, coefficient in sorted_addends(term):
            if not _is(coefficient, 0):
                return _normal(-size if _is_negative(coefficient) else size)
    return _normal(-size if 2 * negative > count else size)
