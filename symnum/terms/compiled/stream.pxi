# Canonical terms written out in one go, without keeping the texts of subterms: the usual case of
# text.pxi, for terms that are not deep.

cdef Py_ssize_t _MOST_PIECES = 10_000_000
cdef int _POWER_EXPONENT = least(POW, 1)


cdef class _Stream:
    """Pieces of text. What writes returns whether all was usual."""

    cdef list pieces

    cdef bint term(self, Canonical term, int lowest, int depth) except -1:
        """A term, in parentheses if it binds less closely than ``lowest``."""
        if depth > _DEEPEST or len(self.pieces) > _MOST_PIECES:
            return False
        if type(term) is CanonicalSymbol:
            self.pieces.append((<CanonicalSymbol> term).name)
            return True
        if type(term) is CanonicalNumber:
            self.pieces.append(_within(_spelled_number((<CanonicalNumber> term).value), lowest))
            return True
        if type(term) is Sum:
            return self.sum(<Sum> term, lowest, depth + 1)
        if type(term) is Product:
            return self.quotient(1, sorted_factors(<Product> term), lowest, depth + 1)
        if type(term) is Apply and not _is_reciprocal_power(term):
            return self.call(<Apply> term, lowest, depth + 1)
        return self.quotient(1, ((term, 1),), lowest, depth + 1)

    cdef bint call(self, Apply term, int lowest, int depth) except -1:
        cdef tuple arguments = term.arguments
        if term.operator is POW:
            exponent = arguments[1]
            if type(exponent) is CanonicalNumber:
                if (<CanonicalNumber> exponent).value == _ONE_HALF:
                    return self.function("sqrt(", arguments[0], depth)
            return self.infix(arguments[0], "^", arguments[1], lowest, depth)
        if len(arguments) != 1:
            return False
        opening = _FUNCTION_NAMES.get(term.operator)
        if opening is None:
            _spelled_apply(term, {arguments[0]: ("", _OF_ATOM)})
            opening = _FUNCTION_NAMES[term.operator]
        return opening != "" and self.function(opening, arguments[0], depth)

    cdef bint function(self, str opening, Canonical argument, int depth) except -1:
        self.pieces.append(opening)
        if not self.term(argument, 0, depth):
            return False
        self.pieces.append(")")
        return True

    cdef bint infix(self, base, str sign, exponent, int lowest, int depth) except -1:
        cdef bint enclosed = _OF_POWER < lowest
        if enclosed:
            self.pieces.append("(")
        if not self.term(base, _BASE, depth):
            return False
        self.pieces.append(sign)
        if not self.term(exponent, _POWER_EXPONENT, depth):
            return False
        if enclosed:
            self.pieces.append(")")
        return True

    cdef bint sum(self, Sum term, int lowest, int depth) except -1:
        cdef tuple addends = sorted_addends(term)
        cdef bint enclosed = _OF_SUM < lowest, first = True
        cdef int least_of_addend
        if len(addends) == 1 and term.constant == 0:
            monic, coefficient = addends[0]
            return self.quotient(coefficient, _factors_of(monic), lowest, depth)
        if enclosed:
            self.pieces.append("(")
        for monic, coefficient in addends:
            if coefficient >= 0:
                if not first:
                    self.pieces.append(" + ")
                least_of_addend = _FIRST_ADDEND if first else _ADDEND
            else:
                self.pieces.append("-" if first else " - ")
                least_of_addend = _NEGATED if first else _SUBTRACTED
                coefficient = -coefficient
            first = False
            if not self.quotient(coefficient, _factors_of(monic), least_of_addend, depth):
                return False
        if term.constant != 0:
            self.pieces.append(" + " if term.constant > 0 else " - ")
            self.pieces.append(_within(_spelled_number(abs(term.constant)), _ADDEND))
        if enclosed:
            self.pieces.append(")")
        return True

    cdef bint quotient(self, coefficient, tuple factors, int lowest, int depth) except -1:
        """A coefficient times factors to integer powers, as a quotient of products."""
        cdef Py_ssize_t above = 0, below = 0
        cdef int own
        cdef bint negative = coefficient < 0, enclosed
        for factor, exponent in factors:
            if type(factor) is Apply and exponent == 1 and _is_reciprocal_power(factor):
                return False
            if type(factor) is Reciprocal or exponent < 0:
                below += 1
            else:
                above += 1
        size, divisor = abs(coefficient.numerator), coefficient.denominator
        cdef bint numbered = size != 1 or above == 0, divided = divisor != 1
        own = _OF_NEGATION if negative else _OF_QUOTIENT if below or divided else 0
        enclosed = own != 0 and own < lowest
        if enclosed:
            self.pieces.append("(")
        if negative:
            self.pieces.append("-")
            lowest = _NEGATED
        elif own:
            lowest = 0
        if below or divided:
            enclosed_within = _OF_QUOTIENT < lowest
            if enclosed_within:
                self.pieces.append("(")
            top, bottom = exact_text(size) if numbered else None, exact_text(divisor) if divided else None
            if not self.factors(top, factors, True, above + numbered, _DIVIDED, depth):
                return False
            self.pieces.append("/")
            if not self.factors(bottom, factors, False, below + divided, _DIVISOR, depth):
                return False
            if enclosed_within:
                self.pieces.append(")")
        elif not self.factors(
            exact_text(size) if numbered else None, factors, True, above + numbered, lowest, depth
        ):
            return False
        if enclosed:
            self.pieces.append(")")
        return True

    cdef bint factors(
        self, number, tuple factors, bint above, Py_ssize_t count, int lowest, int depth
    ) except -1:
        """The product of a number and of those factors that stand above, or below, the line."""
        cdef bint enclosed = count > 1 and _OF_PRODUCT < lowest, first = True
        cdef Canonical base
        if enclosed:
            self.pieces.append("(")
        if number is not None:
            self.pieces.append(number)
            first = False
        for factor, exponent in factors:
            base = factor
            if type(factor) is Reciprocal:
                base, exponent = (<Reciprocal> factor).held[0], -exponent
            if (exponent > 0) != above:
                continue
            if count > 1:
                lowest = _FIRST_FACTOR if first else _FACTOR
            if not first:
                self.pieces.append("*")
            first = False
            if not self.power(base, exponent if above else -exponent, lowest, depth):
                return False
        if enclosed:
            self.pieces.append(")")
        return True

    cdef bint power(self, Canonical base, exponent, int lowest, int depth) except -1:
        if exponent == 1:
            return self.term(base, lowest, depth)
        cdef bint enclosed = _OF_POWER < lowest
        if enclosed:
            self.pieces.append("(")
        if not self.term(base, _BASE, depth):
            return False
        self.pieces.append("^")
        self.pieces.append(exact_text(exponent))
        if enclosed:
            self.pieces.append(")")
        return True


def streamed(Canonical term):
    """The text of a term; ``None`` where the general walk has to look."""
    cdef _Stream stream = _Stream.__new__(_Stream)
    stream.pieces = []
    return "".join(stream.pieces) if stream.term(term, 0, 0) else None
