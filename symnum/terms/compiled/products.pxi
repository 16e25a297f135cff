# Products: a rational coefficient and factors to integer exponents.

@cython.no_gc
@cython.final
@cython.freelist(64)
cdef class _Factors:
    """A product under construction."""

    cdef object coefficient
    cdef dict entries

    def __cinit__(self):
        self.coefficient = 1

    cdef int multiply(self, Canonical factor, object exponent) except -1:
        kind = type(factor)
        if kind is CanonicalSymbol or kind is Apply:
            self.atom(factor, exponent)
        elif kind is CanonicalNumber:
            self.number(<CanonicalNumber> factor, exponent)
        elif kind is Product:
            if exponent == 1 and self.entries is None:
                self.entries = _entries_of(<Product> factor).copy()
                return 0
            for inner, power in _entries_of(<Product> factor).items():
                self.atom(<Canonical> inner, power if exponent == 1 else power * exponent)
        elif kind is Sum:
            if _is_scaled(<Sum> factor):
                self.scaled(<Sum> factor, exponent)
            else:
                self.primitive(<Sum> factor, exponent)
        else:
            self.atom(factor, exponent)
        return 0

    cdef int number(self, CanonicalNumber factor, object exponent) except -1:
        if exponent == 1:
            self.coefficient = _product_of(self.coefficient, factor.value)
            return 0
        value = _power_of(factor.value, exponent)
        if value is not None:
            self.coefficient = _product_of(self.coefficient, value)
        elif factor.value == 0:  # undefined whatever the exponent: one spelling for all
            self.enter(_apply(POW, (factor, _number(-1))), 1)
        else:
            written = _apply(POW, (factor, _number(abs(exponent))))
            self.atom(written, 1 if exponent > 0 else -1)
        return 0

    cdef int scaled(self, Sum factor, object exponent) except -1:
        cdef PyObject *term, *coefficient
        cdef Py_ssize_t place = 0
        _next_addend(factor, &place, &term, &coefficient)
        if exponent == 1:
            value = <object> coefficient
        else:
            value = _power_of(<object> coefficient, exponent)
        if value is None:
            self.atom(factor, exponent)
        else:
            self.coefficient = _product_of(self.coefficient, value)
            self.multiply(<Canonical> term, exponent)
        return 0

    cdef int primitive(self, Sum factor, object exponent) except -1:
        """(2x + 2y)·z is 2·(x + y)·z, whatever the order of multiplication."""
        if exponent > 0 and _is(factor.constant, 0) and _is_all_zero(_addends_of(factor)):
            self.coefficient = 0  # (0/x + 0/y)·z is 0/x + 0/y
            for term in _addends_of(factor):
                self.multiply(term, exponent)
            return 0
        common = content(factor)
        value = None if _is(common, 1) else _power_of(common, exponent)
        if value is None:
            self.atom(factor, exponent)
        else:
            self.coefficient = _product_of(self.coefficient, value)
            self.atom(_scaled(factor, _power_of(common, -1)), exponent)
        return 0

    cdef int atom(self, Canonical factor, object exponent) except -1:
        if not _is_negative(exponent) or (factor.is_nonzero and factor.is_total):
            return self.enter(factor, exponent)
        return self.enter(_reciprocal(factor), -exponent)

    cdef int enter(self, Canonical factor, object exponent) except -1:
        if self.entries is None:
            self.entries = {}
        cdef Py_ssize_t size = len(self.entries)
        known = <object> PyDict_SetDefault(self.entries, factor, exponent)
        if len(self.entries) == size:
            exponent = known + exponent
            if exponent == 0:
                del self.entries[factor]
            else:
                self.entries[factor] = exponent
        return 0

    cdef int added(self, _Addends addends) except -1:
        """Add the product to a sum."""
        if _is(self.coefficient, 0) or not self.entries:
            return addends.add(self.result(), 1)
        coefficient, self.coefficient = self.coefficient, 1
        return addends.add(self.result(), coefficient)

    cdef Canonical result(self):
        cdef Canonical monic = None
        cdef PyObject *factor, *exponent
        if _is(self.coefficient, 0):
            return sum_of(0, dict.fromkeys(self.entries or (), 0))
        if not self.entries:
            return _number(self.coefficient)
        if len(self.entries) == 1:
            _read_first(self.entries, &factor, &exponent)
            if <object> exponent == 1:
                monic = <Canonical> factor
        if monic is None:
            monic = _product(self.entries)
        return monic if _is(self.coefficient, 1) else _scaled(monic, self.coefficient)


cdef bint _is_all_zero(dict entries) except -1:
    for _, coefficient in entries.items():
        if not _is(coefficient, 0):
            return False
    return True


cdef Canonical _times(Canonical first, Canonical second, object exponent):
    """``first * second ** exponent``."""
    if type(first) is CanonicalNumber and exponent == 1:
        return _scaled(second, (<CanonicalNumber> first).value)
    if type(second) is CanonicalNumber and not _is((<CanonicalNumber> second).value, 0):
        if exponent == 1:
            return _scaled(first, (<CanonicalNumber> second).value)
    cdef _Factors result = _Factors.__new__(_Factors)
    result.multiply(first, 1)
    result.multiply(second, exponent)
    return result.result()


def product(factors):
    """The canonical product of ``factor ** exponent`` over all pairs (integer exponents ≠ 0)."""
    cdef _Factors result = _Factors.__new__(_Factors)
    for factor, exponent in factors:
        # integers of other libraries (SymPy's, NumPy's) are none that terms keep
        result.multiply(factor, exponent if type(exponent) is int else index(exponent))
    return result.result()


cpdef Canonical integer_power(Canonical base, object exponent):
    """``base ** exponent``; ``base ** 0`` is 1 where the base is defined."""
    if exponent == 0:
        return sum_of(1, {} if base.is_total else {base: 0})
    cdef _Factors result = _Factors.__new__(_Factors)
    result.multiply(base, exponent)
    return result.result()


cpdef Canonical power(Canonical base, Canonical exponent):
    """``base ** exponent``; a rational exponent p/q is the p-th power of the q-th root."""
    if type(exponent) is not CanonicalNumber:
        return _apply(POW, (base, exponent))
    value = (<CanonicalNumber> exponent).value
    if type(value) is int:
        return integer_power(base, value)
    return integer_power(_root(base, value.denominator), value.numerator)


cdef Canonical _root(Canonical base, object degree):
    if type(base) is CanonicalNumber:
        root = exact_root((<CanonicalNumber> base).value, degree)
        if root is not None:
            return _number(root)
    return _apply(POW, (base, _number(Fraction(1, degree))))
