# Symbols replaced by terms, all at once: the usual case of symnum.rewriting.substitution.

cdef int _DEEPEST = 500


@cython.final
cdef class _Substitution:
    """What became of the terms that stand in more than one place is remembered."""

    cdef dict names, done
    cdef object check, binders

    cdef Canonical within(self, PyObject *part, bint is_shared, int depth):
        """A part of a term with symbols replaced; ``None`` where the general walk has to look.

        ``is_shared``: whether what holds the part may belong to several terms.
        """
        cdef Canonical term = <Canonical> part, result
        is_shared = is_shared or Py_REFCNT(term) > 2  # one is held here
        if type(term) is CanonicalNumber:
            return term
        if is_shared:
            known = self.done.get(term)
            if known is not None:
                return <Canonical> known
        result = self.replaced(term, depth)
        if is_shared and result is not None:
            self.done[term] = result
        return result

    cdef Canonical replaced(self, Canonical term, int depth):
        kind = type(term)
        if depth > _DEEPEST:
            return None
        if kind is Apply:
            return self.call(<Apply> term, depth + 1)
        if kind is Sum:
            return self.sum(<Sum> term, depth + 1)
        if kind is Product:
            return self.product(<Product> term, depth + 1)
        if kind is CanonicalSymbol:
            return self.leaf(<CanonicalSymbol> term)
        if kind is CanonicalNumber:
            return term
        cdef Canonical base = (<Reciprocal> term).held[0]
        cdef Canonical result = self.within(<PyObject *> base, True, depth + 1)
        return term if result is base else None if result is None else _times(ONE, result, -1)

    cdef Canonical leaf(self, CanonicalSymbol term):
        result = self.names.get(term.name, term)
        if result is not term:
            self.check(term, result)
        return result

    cdef Canonical call(self, Apply term, int depth):
        cdef tuple arguments = term.arguments
        cdef PyObject **given = symnum_items(arguments)
        cdef Py_ssize_t k, count = len(arguments)
        cdef Canonical part
        cdef bint changed = False, is_shared = Py_REFCNT(arguments) > 2
        cdef list parts
        if term.operator in self.binders:
            return None
        if count == 1:
            part = self.within(given[0], is_shared, depth)
            if part is None or <PyObject *> part == given[0]:
                return None if part is None else term
            return _checked_call(term.operator, (part,), _row(term.operator))
        parts = []
        for k in range(count):
            part = self.within(given[k], is_shared, depth)
            if part is None:
                return None
            changed = changed or <PyObject *> part != given[k]
            parts.append(part)
        return _checked_call(term.operator, parts, _row(term.operator)) if changed else term

    cdef Canonical sum(self, Sum term, int depth):
        cdef _Addends addends = None
        cdef Canonical part
        cdef Py_ssize_t place = 0, ahead = 0, before = 0
        cdef PyObject *addend = NULL
        cdef PyObject *coefficient = NULL
        if _is_scaled(term):
            return self.scaled(term, depth)
        cdef dict entries = _addends_of(term)
        cdef bint is_shared = Py_REFCNT(entries) > 2
        _look_ahead(entries, &ahead)
        while PyDict_Next(entries, &place, &addend, &coefficient):
            _look_ahead(entries, &ahead)
            part = self.within(addend, is_shared, depth)
            if part is None:
                return None
            if addends is None:
                if <PyObject *> part == addend:
                    before += 1
                    continue
                addends = _Addends.__new__(_Addends)
                addends.constant = term.constant
                _begin_sum(addends, entries, before)
            addends.add(part, <object> coefficient)
        return term if addends is None else addends.result()

    cdef Canonical scaled(self, Sum term, int depth):
        cdef PyObject *addend = NULL
        cdef PyObject *coefficient = NULL
        cdef Py_ssize_t place = 0
        _next_addend(term, &place, &addend, &coefficient)
        cdef Canonical part = self.within(addend, False, depth)
        if part is None:
            return None
        return term if <PyObject *> part == addend else _scaled(part, <object> coefficient)

    cdef Canonical product(self, Product term, int depth):
        cdef _Factors factors = None
        cdef Canonical part
        cdef Py_ssize_t place = 0, before = 0
        cdef PyObject *factor = NULL
        cdef PyObject *exponent = NULL
        cdef dict entries = _entries_of(term)
        cdef bint is_shared = Py_REFCNT(entries) > 2
        while PyDict_Next(entries, &place, &factor, &exponent):
            part = self.within(factor, is_shared, depth)
            if part is None:
                return None
            if factors is None:
                if <PyObject *> part == factor:
                    before += 1
                    continue
                factors = _Factors.__new__(_Factors)
                _begin_product(factors, entries, before)
            factors.multiply(part, <object> exponent)
        return term if factors is None else factors.result()


cdef inline int _look_ahead(dict entries, Py_ssize_t *place) noexcept:
    """Have the next node fetched: in large sums they lie far apart."""
    cdef PyObject *key = NULL
    cdef PyObject *value = NULL
    if PyDict_Next(entries, place, &key, &value):
        symnum_prefetch(key)
        symnum_prefetch(<char *> key + 64)
    return 0


cdef int _begin_sum(_Addends addends, dict entries, Py_ssize_t count) except -1:
    """Enter the first addends as they are."""
    cdef PyObject *addend = NULL
    cdef PyObject *coefficient = NULL
    cdef Py_ssize_t place = 0
    for _ in range(count):
        PyDict_Next(entries, &place, &addend, &coefficient)
        addends.add(<Canonical> addend, <object> coefficient)
    return 0


cdef int _begin_product(_Factors factors, dict entries, Py_ssize_t count) except -1:
    """Enter the first factors as they are."""
    cdef PyObject *factor = NULL
    cdef PyObject *exponent = NULL
    cdef Py_ssize_t place = 0
    for _ in range(count):
        PyDict_Next(entries, &place, &factor, &exponent)
        factors.multiply(<Canonical> factor, <object> exponent)
    return 0


def substituted(Canonical term, dict names, binders, check):
    """The term with symbols replaced by name; ``None`` where the general walk has to look.

    Args:
        term: Any term.
        names: Terms by the names of symbols.
        binders: Operators with a bound variable.
        check: Called with a symbol and what replaces it; raises where that may not be.
    """
    cdef _Substitution walk = _Substitution.__new__(_Substitution)
    walk.names, walk.done, walk.check, walk.binders = names, {}, check, binders
    return walk.replaced(term, 0)
