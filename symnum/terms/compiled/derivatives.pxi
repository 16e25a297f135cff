# Derivatives by one symbol: the usual case of symnum.calculus.differentiate.

cdef class _Slopes:
    """Derivatives of canonical terms, remembered by node."""

    cdef str symbol
    cdef dict known, outer
    cdef object rows

    cdef Canonical slope(self, Canonical term, int depth):
        """The derivative; ``None`` where the general walk has to look."""
        kind = type(term)
        if kind is CanonicalNumber:
            return _SMALL[64]
        if kind is CanonicalSymbol:
            return _SMALL[65 if (<CanonicalSymbol> term).name == self.symbol else 64]
        found = self.known.get(term)
        if found is not None:
            return <Canonical> found
        cdef Canonical result = None
        cdef _Addends addends = None
        cdef PyObject *addend = NULL
        cdef PyObject *coefficient = NULL
        cdef Py_ssize_t place = 0
        if depth > _DEEPEST:
            return None
        if kind is Apply:
            result = self.call(<Apply> term, depth + 1)
        else:
            addends = _Addends.__new__(_Addends)
            if kind is Sum:
                while _next_addend(<Sum> term, &place, &addend, &coefficient):
                    inner = self.slope(<Canonical> addend, depth + 1)
                    if inner is None:
                        return None
                    if not _is(<object> coefficient, 0):  # 0/x has the derivative 0
                        addends.add(<Canonical> inner, <object> coefficient)
            elif kind is Product:
                if not self.product(addends, _entries_of(<Product> term), depth + 1):
                    return None
            elif not self.product(addends, {term: 1}, depth + 1):
                return None
            result = addends.result()
        if result is not None:
            self.known[term] = result
        return result

    cdef bint product(self, _Addends addends, dict entries, int depth) except -1:
        """The product rule; whether it could be applied."""
        cdef Canonical inner
        cdef _Factors factors
        for factor, exponent in entries.items():
            if type(factor) is Apply and not _is_negative(exponent):
                degree = _root_degree(<Apply> factor)
                if degree and (exponent > 1 or len(entries) > 1):
                    if not self.root(addends, entries, <Apply> factor, degree, depth):
                        return False
                    continue
            if type(factor) is Reciprocal:
                inner = self.slope((<Reciprocal> factor).held[0], depth)
            else:
                inner = self.slope(<Canonical> factor, depth)
            if inner is None:
                return False
            if inner is _SMALL[64]:
                continue
            factors = _Factors.__new__(_Factors)
            factors.entries = entries.copy()
            if type(factor) is Reciprocal:
                factors.coefficient = -exponent
                factors.enter(<Canonical> factor, 1)
            else:
                factors.coefficient = exponent
                factors.enter(<Canonical> factor, -1)
            factors.multiply(inner, 1)
            factors.added(addends)
        return True

    cdef bint root(self, _Addends addends, dict entries, Apply root, object degree,
                   int depth) except -1:
        """A power of a root, as one power of what is below the root: see ``power_of_root``."""
        cdef Canonical base = <Canonical> root.arguments[0]
        cdef Canonical inner = self.slope(base, depth)
        if inner is None:
            return False
        if inner is _SMALL[64]:
            return True
        cdef _Factors factors = _Factors.__new__(_Factors)
        factors.entries = entries.copy()
        exponent = entries[root]
        factors.coefficient = exact(Fraction(exponent, degree))
        if not _is_negative(entries.get(base, -1)):
            factors.enter(base, -1)
        else:
            del factors.entries[root]
            if exponent != degree:
                factors.multiply(root, exponent - degree)
            else:
                addends.add(root, 0)
        factors.multiply(inner, 1)
        factors.added(addends)
        return True

    cdef Canonical call(self, Apply term, int depth):
        """The chain rule."""
        cdef Canonical inner, result = None
        cdef _Factors factors
        cdef _Addends addends = None
        cdef Py_ssize_t place = -1
        cdef object called = term.operator
        if called not in self.outer:
            self.outer[called] = self.rows(called)
        row = self.outer[called]
        for argument in term.arguments:
            place += 1
            inner = self.slope(<Canonical> argument, depth)
            if inner is None:
                return None
            if inner is _SMALL[64]:
                continue
            if row is None or row[place] is None:
                return None
            coefficient, pairs = row[place](term)
            if _is(coefficient, 0):
                continue
            factors = _Factors.__new__(_Factors)
            factors.coefficient = coefficient
            for factor, exponent in <tuple> pairs:
                factors.multiply(<Canonical> factor, exponent)
            factors.multiply(inner, 1)
            if addends is None:
                addends = _Addends.__new__(_Addends)
            factors.added(addends)
        return _SMALL[64] if addends is None else addends.result()


cdef object _root_degree(Apply term):
    """n of a root a^(1/n), n ≥ 2; 0 for any other call."""
    if term.operator is not POW:
        return 0
    exponent = term.arguments[1]
    if type(exponent) is not CanonicalNumber:
        return 0
    value = (<CanonicalNumber> exponent).value
    return value.denominator if value.numerator == 1 and value.denominator > 1 else 0


def derivative(Canonical term, str symbol, order, rows):
    """The derivative by a symbol; ``None`` where the general walk has to look.

    Args:
        term: Any term.
        symbol: The symbol's name.
        order: How many times.
        rows: From an operator to its derivatives by each argument, as functions from a call to a
            coefficient and factors with exponents; ``None`` where there are none.
    """
    cdef _Slopes walk = _Slopes.__new__(_Slopes)
    walk.symbol, walk.known, walk.outer, walk.rows = symbol, {}, {}, rows
    for _ in range(order):
        term = walk.slope(term, 0)
        if term is None:
            return None
    return term
