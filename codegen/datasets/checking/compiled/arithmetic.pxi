# Sums, products and calls of functions at a point.

cdef class _Arithmetic(_Point):
    """Evaluates what terms are made of; derivatives and names are left to who is derived of it."""

    cdef _Value computed(self, term, _Environment environment):
        kind = type(term)
        if kind is _APPLY:
            return self.call(term, environment)
        if kind is _SUM:
            return self.sum(term, environment)
        if kind is _PRODUCT:
            return self.product(term, environment)
        if kind is _RECIPROCAL:
            return _power(self.value(term.base, environment), -1, self.bits)
        if kind is _NUMBER:
            return self.number(term.value)
        place = self.places.get(term.name)
        if place is None:
            return self.constant(term.name, environment)
        return self.at(place, environment)

    cdef _Value sum(self, term, _Environment environment):
        cdef dict entries = term.entries
        cdef Py_ssize_t room = 1
        cdef list values = []
        cdef _Value total, value
        for addend in entries:
            value = self.value(addend, environment)
            values.append(value)
            room += 0 if value.is_plain() else value.count
        total = _with_room(room)
        self.set_number(total.fresh(0), term.constant)
        cdef Py_ssize_t place = 0
        for size in entries.values():
            self.accumulate(total, <_Value> values[place], size)
            place += 1
        return total

    cdef int accumulate(self, _Value total, _Value value, object size) except -1:
        """Add a multiple of a value to a sum with room for it."""
        cdef int overflow = 1
        cdef long word = 0
        cdef Py_ssize_t place
        cdef _Value factor = None
        cdef char *part
        if type(size) is int:
            word = PyLong_AsLongLongAndOverflow(size, &overflow)
        if overflow:
            factor = self.number(size)
        for place in range(value.count):
            part = total.entry(value.masks[place])
            if factor is None:
                FLINT.add_multiple(part, value.part(place), word, self.bits)
            else:
                FLINT.add_product(part, value.part(place), factor.parts, self.bits)
        return 0

    cdef _Value product(self, term, _Environment environment):
        cdef _Value made = None, value
        for factor, exponent in (<dict> term.entries).items():
            value = _power(self.value(factor, environment), exponent, self.bits)
            made = value if made is None else _multiplied(made, value, self.bits)
        return _word(1) if made is None else made

    cdef _Value call(self, term, _Environment environment):
        operator = term.operator
        cdef _Value first, exponent
        if operator is _DERIVATIVE:
            return self.derivative(term, environment)
        if operator is _INTEGRAL:
            return self.integral(term, environment)
        if not operator.interpreted:
            return self.function(term, environment)
        arguments = <tuple> term.arguments
        if operator is not _POW:
            if len(arguments) != 1:
                raise Undecided
            return _function(operator, self.value(arguments[0], environment), self.bits)
        first = _function(_LOG, self.value(arguments[0], environment), self.bits)
        exponent = self.value(arguments[1], environment)
        return _function(_EXP, _multiplied(exponent, first, self.bits), self.bits)

    cdef _Value derivative(self, term, _Environment environment):
        raise NotImplementedError

    cdef _Value integral(self, term, _Environment environment):
        raise NotImplementedError

    cdef _Value function(self, term, _Environment environment):
        """A call of a name that a premise introduced."""
        raise NotImplementedError

    cdef _Value constant(self, name, _Environment environment):
        """What a name stands for that is no symbol of the point."""
        raise NotImplementedError
