# Terms in another ring: numbers and operators are mapped, one symbol has a given value.

cdef int _LARGEST_POWER = 64  # of others the values may be too large to be written out


cdef class _Evaluation:
    """Values of subterms, remembered by node; ``None`` where something has no value there."""

    cdef str symbol
    cdef CanonicalSymbol met
    cdef object variable, number, powers
    cdef dict functions, known

    cdef object value(self, Canonical term, int depth):
        kind = type(term)
        if kind is CanonicalSymbol:
            return self.leaf(<CanonicalSymbol> term)
        if kind is CanonicalNumber or depth > _DEEPEST:
            return None
        found = self.known.get(term)
        if found is not None:
            return found
        if kind is Apply:
            found = self.call(<Apply> term, depth + 1)
        elif kind is Sum:
            found = self.sum(<Sum> term, depth + 1)
        elif kind is Product:
            found = self.product(_entries_of(<Product> term), depth + 1)
        else:
            found = self.product({term: 1}, depth + 1)
        if found is not None:
            self.known[term] = found
        return found

    cdef object leaf(self, CanonicalSymbol term):
        if term.name != self.symbol or self.met is not None and self.met is not term:
            return None
        self.met = term
        return self.variable

    cdef object call(self, Apply term, int depth):
        cdef tuple arguments = term.arguments
        if term.operator is POW:
            if type(arguments[1]) is not CanonicalNumber:
                return None
            function = self.powers.get((<CanonicalNumber> arguments[1]).value)
        elif len(arguments) == 1:
            function = self.functions.get(term.operator)
        else:
            return None
        if function is None:
            return None
        inner = self.value(<Canonical> arguments[0], depth)
        return None if inner is None else function(inner)

    cdef object sum(self, Sum term, int depth):
        total = None
        for addend, coefficient in term.entries.items():
            inner = self.value(<Canonical> addend, depth)
            if inner is None:
                return None
            if coefficient == 0:  # 0/x is 0 wherever it has a value
                continue
            if coefficient != 1:
                inner = inner * (coefficient if type(coefficient) is int else self.number(coefficient))
            total = inner if total is None else total + inner
        if total is None or term.constant == 0:
            return total
        constant = term.constant
        return total + (constant if type(constant) is int else self.number(constant))

    cdef object product(self, dict entries, int depth):
        cdef Canonical base
        total = None
        for factor, exponent in entries.items():
            base = factor
            if type(factor) is Reciprocal:
                base, exponent = (<Reciprocal> factor).held[0], -exponent
            inner = self.value(base, depth)
            if inner is None:
                return None
            if exponent > _LARGEST_POWER or exponent < -_LARGEST_POWER:
                return None
            if exponent < 0:
                inner, exponent = 1 / inner, -exponent
            if exponent != 1:
                inner = inner**exponent
            total = inner if total is None else total * inner
        return total


def evaluated(Canonical term, str symbol, variable, dict functions, dict powers, number):
    """The value of a term in a commutative ring, and the symbol that had a value.

    Args:
        term: Any term.
        symbol: The name of the one symbol that may occur.
        variable: Its value.
        functions: What functions of one argument do, by operator.
        powers: What constant powers do, by exponent.
        number: From a fraction to an element of the ring.

    Returns:
        ``None`` where the general walk has to look.
    """
    cdef _Evaluation walk = _Evaluation.__new__(_Evaluation)
    walk.symbol, walk.variable, walk.number, walk.known = symbol, variable, number, {}
    walk.functions, walk.powers = functions, powers
    found = walk.value(term, 0)
    return None if found is None else (found, walk.met)
