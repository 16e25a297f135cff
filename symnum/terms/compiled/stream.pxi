# Canonical terms written out in one go, without keeping the texts of subterms: the usual case of
# text.pxi, for terms that are not deep.

cdef Py_ssize_t _LONGEST_TEXT = 1 << 26
cdef int _POWER_EXPONENT = least(POW, 1)


@cython.final
cdef class _Stream(_Text):
    """What writes returns whether all was usual."""

    cdef bint term(self, Canonical term, int lowest, int depth) except -1:
        """A term, in parentheses if it binds less closely than ``lowest``."""
        if type(term) is CanonicalSymbol:
            self.name((<CanonicalSymbol> term).name)
            return True
        if depth > _DEEPEST or self.size > _LONGEST_TEXT:
            return False
        if type(term) is Sum:
            return self.sum(<Sum> term, lowest, depth + 1)
        if type(term) is Apply:
            return self.call(<Apply> term, lowest, depth + 1)
        if type(term) is CanonicalNumber:
            self.number((<CanonicalNumber> term).value, lowest)
            return True
        return self.quotient(_UNIT, term, True, lowest, depth + 1)

    cdef bint call(self, Apply term, int lowest, int depth) except -1:
        cdef str opening
        if term.operator is POW:
            return not _is_reciprocal_power(term) and self.infix(term, lowest, depth)
        if len(term.arguments) != 1:
            return False
        opening = _opening_of(term.operator)
        return len(opening) > 0 and self.function(opening, <Canonical> term.arguments[0], depth)

    cdef bint function(self, str opening, Canonical argument, int depth) except -1:
        self.name(opening)
        if not self.term(argument, 0, depth):
            return False
        self.sign(b")")
        return True

    cdef bint infix(self, Apply term, int lowest, int depth) except -1:
        """A call of the power."""
        cdef Canonical base = term.arguments[0], exponent = term.arguments[1]
        cdef bint enclosed = _OF_POWER < lowest
        if type(exponent) is CanonicalNumber and (<CanonicalNumber> exponent).value == _ONE_HALF:
            return self.function("sqrt(", base, depth)
        if enclosed:
            self.sign(b"(")
        if not self.term(base, _BASE, depth):
            return False
        self.sign(b"^")
        if not self.term(exponent, _POWER_EXPONENT, depth):
            return False
        if enclosed:
            self.sign(b")")
        return True

    cdef bint sum(self, Sum term, int lowest, int depth) except -1:
        cdef PyObject *lone[2]
        cdef Py_ssize_t k, count = 0
        cdef PyObject **addends = _parts_in_order(term, lone, &count)
        cdef bint enclosed = _OF_SUM < lowest, negative, whole = term.constant != 0
        cdef int least_of_addend
        if count == 1 and not whole:
            return self.quotient(
                <object> addends[1], <Canonical> addends[0], True, lowest, depth
            )
        if enclosed:
            self.sign(b"(")
        for k in range(1, count):
            symnum_prefetch(addends[2 * k])
        for k in range(count):
            negative = _is_negative(<object> addends[2 * k + 1])
            if k > 0:
                self.write(b" - " if negative else b" + ", 3)
                least_of_addend = _SUBTRACTED if negative else _ADDEND
            else:
                if negative:
                    self.sign(b"-")
                least_of_addend = _NEGATED if negative else _FIRST_ADDEND
            if not self.quotient(
                <object> addends[2 * k + 1], <Canonical> addends[2 * k], False, least_of_addend, depth
            ):
                return False
        if whole:
            self.write(b" - " if _is_negative(term.constant) else b" + ", 3)
            self.number(abs(term.constant), _ADDEND)
        if enclosed:
            self.sign(b")")
        return True

    cdef bint quotient(
        self, coefficient, Canonical monic, bint signed, int lowest, int depth
    ) except -1:
        """A coefficient, with its sign or without, times a monic term."""
        cdef bint negative = signed and _is_negative(coefficient), enclosed
        if not negative and type(monic) is not Product and type(monic) is not Reciprocal:
            if type(coefficient) is int and (coefficient == 1 or coefficient == -1):
                return self.term(monic, lowest, depth)
        cdef Py_ssize_t below = _count_below(monic)
        cdef object numerator = coefficient, denominator = None
        if below < 0:
            return False
        if type(coefficient) is not int:
            numerator, denominator = coefficient.numerator, coefficient.denominator
            denominator = None if denominator == 1 else denominator
        cdef bint divided = below > 0 or denominator is not None
        cdef int own = _OF_NEGATION if negative else _OF_QUOTIENT if divided else 0
        enclosed = 0 < own < lowest
        if enclosed:
            self.sign(b"(")
        if negative:
            self.sign(b"-")
            lowest = _NEGATED
        elif own > 0:
            lowest = 0
        if numerator == 1 or numerator == -1:
            numerator = None
        if divided:
            if not self.ratio(numerator, denominator, monic, below, lowest, depth):
                return False
        elif not self.factors(numerator, monic, True, lowest, depth):
            return False
        if enclosed:
            self.sign(b")")
        return True

    cdef bint ratio(
        self, numerator, denominator, Canonical monic, Py_ssize_t below, int lowest, int depth
    ) except -1:
        """A quotient; a number that is not shown is ``None``."""
        cdef bint enclosed = _OF_QUOTIENT < lowest
        if enclosed:
            self.sign(b"(")
        if numerator is None and below == _count_factors(monic):
            self.sign(b"1")
        elif not self.factors(numerator, monic, True, _DIVIDED, depth):
            return False
        self.sign(b"/")
        if not self.factors(denominator, monic, False, _DIVISOR, depth):
            return False
        if enclosed:
            self.sign(b")")
        return True

    cdef bint factors(self, number, Canonical monic, bint above, int lowest, int depth) except -1:
        """The product of a number and of those factors that stand above, or below, the line."""
        cdef PyObject *lone[2]
        cdef Py_ssize_t k, count = 0, below = _count_below(monic)
        cdef PyObject **parts = _parts_in_order(monic, lone, &count)
        cdef Py_ssize_t shown = (count - below if above else below) + (number is not None)
        cdef bint enclosed = shown > 1 and _OF_PRODUCT < lowest, first = True
        cdef Canonical base
        if enclosed:
            self.sign(b"(")
        if number is not None:
            self.size_of(number)
            first = False
        for k in range(count):
            base, exponent = <Canonical> parts[2 * k], <object> parts[2 * k + 1]
            if _is_below(base, exponent) == above:
                continue
            if shown > 1:
                lowest = _FIRST_FACTOR if first else _FACTOR
            if not first:
                self.sign(b"*")
            first = False
            if type(base) is Reciprocal:
                base = (<Reciprocal> base).held[0]
            if not self.power(base, exponent, lowest, depth):
                return False
        if enclosed:
            self.sign(b")")
        return True

    cdef bint power(self, Canonical base, exponent, int lowest, int depth) except -1:
        """A base to an exponent without its sign."""
        if exponent == 1 or exponent == -1:
            return self.term(base, lowest, depth)
        cdef bint enclosed = _OF_POWER < lowest
        if enclosed:
            self.sign(b"(")
        if not self.term(base, _BASE, depth):
            return False
        self.sign(b"^")
        self.size_of(exponent)
        if enclosed:
            self.sign(b")")
        return True


cdef inline bint _is_below(Canonical factor, exponent) except -1:
    return type(factor) is Reciprocal or _is_negative(exponent)


cdef Py_ssize_t _count_factors(Canonical monic) except -1:
    return len(_entries_of(<Product> monic)) if type(monic) is Product else 1


cdef Py_ssize_t _count_below(Canonical monic) except -2:
    """How many factors stand below the line; -1 if one is unusual."""
    cdef PyObject *lone[2]
    cdef Py_ssize_t k, below = 0, count = 0
    cdef PyObject **parts = _parts_in_order(monic, lone, &count)
    for k in range(count):
        if _is_reciprocal_power(<Canonical> parts[2 * k]):
            return -1
        below += _is_below(<Canonical> parts[2 * k], <object> parts[2 * k + 1])
    return below


def streamed(Canonical term):
    """The text of a term; ``None`` where the general walk has to look."""
    cdef _Stream stream = _Stream.__new__(_Stream)
    return stream.written() if stream.term(term, 0, 0) else None
