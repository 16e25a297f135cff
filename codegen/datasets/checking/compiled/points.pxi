# A point, the values of its symbols, and what has been evaluated there.

cdef type _SUM = Sum, _PRODUCT = Product, _RECIPROCAL = Reciprocal, _APPLY = Apply
cdef type _NUMBER = CanonicalNumber, _SYMBOL = CanonicalSymbol
cdef object _DERIVATIVE = DERIVATIVE, _INTEGRAL = INTEGRAL

SYMBOLS = 62
"""How many symbols a point may have."""
cdef enum:
    _DEEPEST = 1500  # levels of terms and definitions inside each other


@cython.final
cdef class _Environment:
    """Symbols moved from the point, and what has been evaluated with them."""

    cdef unsigned long long moved
    cdef list values
    cdef dict memo

    cdef _Environment with_symbol(self, int place, _Value value):
        """Another one in which a symbol has a value of its own; ``None`` for the point's."""
        cdef _Environment made = _Environment.__new__(_Environment)
        made.values, made.memo = self.values.copy(), {}
        made.values[place] = value
        made.moved = self.moved & ~(1ULL << place)
        if value is not None:
            made.moved |= 1ULL << place
        return made


cdef class _Point:
    """Values of symbols; those of terms are remembered."""

    cdef long bits
    cdef int used, depth
    cdef bint integrals_move
    cdef dict places, names
    cdef list order, base
    cdef _Environment root

    cdef int settle(self, point, long bits, dict names, bint integrals_move) except -1:
        """Take a rational number for each symbol, a precision and a memory of symbols in terms.

        What is added to antiderivatives may move with every symbol; the memory is for one kind.
        """
        self.integrals_move = integrals_move
        self.bits, self.names, self.order = bits, names, sorted(point)
        if len(self.order) > SYMBOLS:
            raise ValueError(f"a point of more than {SYMBOLS} symbols")
        self.places = {name: place for place, name in enumerate(self.order)}
        self.base = [self.number(point[name]) for name in self.order]
        self.root = _Environment.__new__(_Environment)
        self.root.values, self.root.memo = [None] * len(self.order), {}
        return 0

    cdef _Value number(self, object value):
        """An enclosure of a rational number."""
        cdef _Value made = _plain()
        self.set_number(made.parts, value)
        return made

    cdef int set_number(self, char *ball, object value) except -1:
        cdef int overflow = 0
        cdef _Value divisor
        if type(value) is int:
            return _set_integer(ball, value)
        above, below = value.as_integer_ratio()
        cdef long word = PyLong_AsLongLongAndOverflow(below, &overflow)
        _set_integer(ball, above)
        if overflow:
            divisor = _plain()
            _set_integer(divisor.parts, below)
            FLINT.divide(ball, ball, divisor.parts, self.bits)
        else:
            FLINT.over_word(ball, ball, word, self.bits)
        return 0

    cdef unsigned long long symbols_of(self, term) except? 1:
        """The symbols in a term, as it is written; all of them if there are integrals that move."""
        found = self.names.get(term)
        cdef unsigned long long joint = 0
        if found is not None:
            return found
        kind = type(term)
        if kind is _SYMBOL:
            place = self.places.get(term.name)
            joint = 0 if place is None else 1ULL << <int> place
        elif kind is _SUM or kind is _PRODUCT:
            for part in <dict> term.entries:
                joint |= self.symbols_of(part)
        elif kind is _RECIPROCAL:
            joint = self.symbols_of(term.base)
        elif kind is _APPLY and self.integrals_move and term.operator is _INTEGRAL:
            joint = (1ULL << len(self.order)) - 1
        elif kind is _APPLY:
            for part in <tuple> term.arguments:
                joint |= self.symbols_of(part)
        self.names[term] = joint
        return joint

    cdef _Value value(self, term, _Environment environment):
        cdef _Environment place = environment
        if environment is not self.root and not environment.moved & self.symbols_of(term):
            place = self.root
        found = place.memo.get(term)
        if found is None:
            if self.depth > _DEEPEST:
                raise Undecided
            self.depth += 1
            try:
                found = place.memo[term] = self.computed(term, place)
            finally:
                self.depth -= 1
        return <_Value> found

    cdef _Value computed(self, term, _Environment environment):
        """The value of a term that is not remembered."""
        raise NotImplementedError

    cdef _Value at(self, int place, _Environment environment):
        """The value of a symbol."""
        found = environment.values[place]
        return <_Value> (self.base[place] if found is None else found)

    cdef unsigned long long fresh(self) except 0:
        """An ε that no value in use has."""
        if self.used == 64:
            raise Undecided
        self.used += 1
        return 1ULL << (self.used - 1)

    cdef int place_of(self, variable) except -1:
        place = self.places.get(variable.name)
        if place is None:
            raise Undecided
        return place

    cdef _Value moved_by(self, _Value value, unsigned long long bit):
        """Value + ε."""
        cdef _Value step = _with_room(1)
        FLINT.set_word(step.fresh(bit), 1)
        return _sum(value, step, self.bits)
