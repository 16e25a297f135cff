# Symbols replaced by terms, all at once: the usual case of symnum.rewriting.substitution.

cdef int _DEEPEST = 500


cdef class _Substitution:
    cdef dict names, done
    cdef object check, binders

    cdef Canonical replaced(self, Canonical term, int depth):
        """The term with symbols replaced; ``None`` where the general walk has to look."""
        kind = type(term)
        if kind is CanonicalNumber:
            return term
        known = self.done.get(term)
        if known is not None:
            return <Canonical> known
        cdef Canonical result = None
        if depth > _DEEPEST:
            return None
        if kind is CanonicalSymbol:
            result = self.names.get((<CanonicalSymbol> term).name, term)
            if result is not term:
                self.check(term, result)
        elif kind is Apply:
            result = self.call(<Apply> term, depth + 1)
        elif kind is Sum:
            result = self.sum(<Sum> term, depth + 1)
        elif kind is Product:
            result = self.product(<Product> term, depth + 1)
        else:
            result = self.replaced((<Reciprocal> term).held[0], depth + 1)
            if result is not None:
                result = term if result is (<Reciprocal> term).held[0] else _times(ONE, result, -1)
        if result is not None:
            self.done[term] = result
        return result

    cdef Canonical call(self, Apply term, int depth):
        cdef Canonical part
        cdef bint changed = False
        cdef list parts
        if term.operator in self.binders:
            return None
        if len(term.arguments) == 1:
            part = self.replaced(<Canonical> term.arguments[0], depth)
            if part is None or part is term.arguments[0]:
                return None if part is None else term
            return _checked_call(term.operator, (part,), _row(term.operator))
        parts = []
        for argument in term.arguments:
            part = self.replaced(argument, depth)
            if part is None:
                return None
            changed = changed or part is not argument
            parts.append(part)
        return _checked_call(term.operator, parts, _row(term.operator)) if changed else term

    cdef Canonical sum(self, Sum term, int depth):
        cdef _Addends addends
        cdef Py_ssize_t place = 0
        cdef list parts = self.parts(term.entries, depth)
        if parts is None:
            return None
        if not parts:
            return term
        addends = _Addends.__new__(_Addends)
        addends.constant = term.constant
        for _, coefficient in term.entries.items():
            addends.add(<Canonical> parts[place], coefficient)
            place += 1
        return addends.result()

    cdef Canonical product(self, Product term, int depth):
        cdef _Factors factors
        cdef Py_ssize_t place = 0
        cdef dict entries = _entries_of(term)
        cdef list parts = self.parts(entries, depth)
        if parts is None:
            return None
        if not parts:
            return term
        factors = _Factors.__new__(_Factors)
        for _, exponent in entries.items():
            factors.multiply(<Canonical> parts[place], exponent)
            place += 1
        return factors.result()

    cdef list parts(self, dict entries, int depth):
        """The entries replaced; an empty list where nothing changes, ``None`` if unusual."""
        cdef Canonical part
        cdef bint changed = False
        cdef list parts = []
        for entry in entries:
            part = self.replaced(<Canonical> entry, depth)
            if part is None:
                return None
            changed = changed or part is not entry
            parts.append(part)
        return parts if changed else []


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
