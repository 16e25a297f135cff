# Canonical terms written out in one go, without keeping the texts of subterms: the usual case of
# text.pxi, for terms that are not deep.

cdef Py_ssize_t _LONGEST_TEXT = 1 << 26
cdef int _POWER_EXPONENT = least(POW, 1)


cdef class _Stream(_Text):
    """What writes returns whether all was usual.

    ``names``: what symbols and free functions are called instead; ``None`` for their own names.
    """

    cdef dict names

    cdef int open(self) except -1:
        return self.sign(b"(")

    cdef int close(self) except -1:
        return self.sign(b")")

    cdef int times(self, Canonical factor) except -1:
        """The sign before a factor."""
        return self.sign(b"*")

    @cython.final
    cdef bint named(self, str name) except -1:
        cdef object shown = name if self.names is None else self.names.get(name)
        if shown is None:
            return False
        self.name(<str> shown)
        return True

    @cython.final
    cdef bint term(self, Canonical term, int lowest, int depth) except -1:
        """A term, in parentheses if it binds less closely than ``lowest``."""
        if type(term) is CanonicalSymbol:
            return self.named((<CanonicalSymbol> term).name)
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
        cdef _Row row
        if term.operator is POW:
            return not _is_reciprocal_power(term) and self.infix(term, lowest, depth)
        row = _row(term.operator)
        if row.is_function:
            if row.is_free:
                if not self.named(term.operator.name):
                    return False
                self.sign(b"(")
            else:
                self.name(_opening_of(term.operator))
            return self.listed(term.arguments, depth)
        if len(term.arguments) != 1 or not _opening_of(term.operator):
            return False
        self.name(_opening_of(term.operator))
        return self.listed(term.arguments, depth)

    @cython.final
    cdef bint listed(self, tuple arguments, int depth) except -1:
        """Arguments, and the parenthesis after them."""
        cdef bint first = True
        for argument in arguments:
            if not first:
                self.write(b", ", 2)
            first = False
            if not self.term(<Canonical> argument, 0, depth):
                return False
        self.close()
        return True

    @cython.final
    cdef bint infix(self, Apply term, int lowest, int depth) except -1:
        """A call of the power."""
        cdef bint enclosed = _OF_POWER < lowest
        if _is_square_root(term):
            return self.square_root(<Canonical> term.arguments[0], lowest, depth)
        if enclosed:
            self.open()
        if not self.raised(<Canonical> term.arguments[0], <Canonical> term.arguments[1], 0, depth):
            return False
        if enclosed:
            self.close()
        return True

    cdef bint square_root(self, Canonical term, int lowest, int depth) except -1:
        self.write(b"sqrt(", 5)
        return self.listed((term,), depth)

    cdef bint raised(self, Canonical base, Canonical exponent, number, int depth) except -1:
        """A base with an exponent, which is a term or else an integer without its sign."""
        if not self.term(base, _BASE, depth):
            return False
        self.sign(b"^")
        if exponent is not None:
            return self.term(exponent, _POWER_EXPONENT, depth)
        self.size_of(number)
        return True

    @cython.final
    cdef bint sum(self, Sum term, int lowest, int depth) except -1:
        cdef PyObject *lone[2]
        cdef Py_ssize_t k, count = 0
        cdef PyObject **addends = _parts_in_order(term, lone, &count)
        cdef bint enclosed = _OF_SUM < lowest, negative, whole = not _is(term.constant, 0)
        cdef int least_of_addend
        if count == 1 and not whole:
            return self.quotient(
                <object> addends[1], <Canonical> addends[0], True, lowest, depth
            )
        if enclosed:
            self.open()
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
            self.close()
        return True

    @cython.final
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
        if type(coefficient) is Fraction:
            numerator, denominator = _above(coefficient), _below(coefficient)
            denominator = None if denominator == 1 else denominator
        cdef bint divided = below > 0 or denominator is not None
        cdef int own = _OF_NEGATION if negative else _OF_QUOTIENT if divided else 0
        enclosed = 0 < own < lowest
        if enclosed:
            self.open()
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
            self.close()
        return True

    cdef bint ratio(
        self, numerator, denominator, Canonical monic, Py_ssize_t below, int lowest, int depth
    ) except -1:
        """A quotient; a number that is not shown is ``None``."""
        cdef bint enclosed = _OF_QUOTIENT < lowest
        if enclosed:
            self.open()
        if numerator is None and below == _count_factors(monic):
            self.sign(b"1")
        elif not self.factors(numerator, monic, True, _DIVIDED, depth):
            return False
        self.sign(b"/")
        if not self.factors(denominator, monic, False, _DIVISOR, depth):
            return False
        if enclosed:
            self.close()
        return True

    @cython.final
    cdef bint factors(self, number, Canonical monic, bint above, int lowest, int depth) except -1:
        """The product of a number and of those factors that stand above, or below, the line."""
        cdef PyObject *lone[2]
        cdef Py_ssize_t k, count = 0, below = _count_below(monic)
        cdef PyObject **parts = _parts_in_order(monic, lone, &count)
        cdef Py_ssize_t shown = (count - below if above else below) + (number is not None)
        cdef bint enclosed = shown > 1 and _OF_PRODUCT < lowest, first = True
        cdef Canonical base
        if enclosed:
            self.open()
        if number is not None:
            self.size_of(number)
            first = False
        for k in range(count):
            base, exponent = <Canonical> parts[2 * k], <object> parts[2 * k + 1]
            if _is_below(base, exponent) == above:
                continue
            if shown > 1:
                lowest = _FIRST_FACTOR if first else _FACTOR
            if type(base) is Reciprocal:
                base = (<Reciprocal> base).held[0]
            elif exponent == 1 and type(base) is Sum and _is_scaled(<Sum> base):
                return False
            if not first:
                self.times(base)
            first = False
            if not self.power(base, exponent, lowest, depth):
                return False
        if enclosed:
            self.close()
        return True

    @cython.final
    cdef bint power(self, Canonical base, exponent, int lowest, int depth) except -1:
        """A base to an exponent without its sign."""
        if exponent == 1 or exponent == -1:
            return self.term(base, lowest, depth)
        cdef bint enclosed = _OF_POWER < lowest
        if enclosed:
            self.open()
        if not self.raised(base, None, exponent, depth):
            return False
        if enclosed:
            self.close()
        return True


cdef inline bint _is_below(Canonical factor, exponent) except -1:
    return type(factor) is Reciprocal or _is_negative(exponent)


cdef bint _is_square_root(Apply term) except -1:
    if term.operator is not POW:
        return False
    exponent = term.arguments[1]
    return type(exponent) is CanonicalNumber and _are_equal((<CanonicalNumber> exponent).value, _ONE_HALF)


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


def streamed(Canonical term, dict names=None):
    """The text of a term; ``None`` where the general walk has to look.

    Args:
        term: What to write.
        names: What its symbols and free functions are called; without it, by their own names.
    """
    cdef _Stream stream = _Stream.__new__(_Stream)
    stream.names = names
    return stream.written() if stream.term(term, 0, 0) else None
