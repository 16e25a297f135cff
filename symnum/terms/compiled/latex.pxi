# Canonical terms written in LaTeX in one go, as symnum.terms.latex prints what to_plain makes of
# them: the usual case, for terms that are not deep and whose names are all given.

from symnum.terms.templates import template as pieces_of


@cython.final
cdef class _LatexStream(_Stream):
    """What writes returns whether all was usual."""

    cdef int open(self) except -1:
        return self.write(b"\\left(", 6)

    cdef int close(self) except -1:
        return self.write(b"\\right)", 7)

    cdef int times(self, Canonical factor) except -1:
        return self.write(b" \\cdot ", 7) if _starts_with_digit(factor) else self.sign(b" ")

    cdef int number(self, object value, int lowest) except -1:
        cdef bint negative = _is_negative(value), enclosed
        cdef bint whole = type(value) is not Fraction
        enclosed = (_OF_NEGATION if negative else _OF_ATOM if whole else _OF_QUOTIENT) < lowest
        if enclosed:
            self.open()
        if negative:
            self.sign(b"-")
        if whole:
            self.size_of(value)
        else:
            self.write(b"\\frac{", 6)
            self.size_of(_above(value))
            self.write(b"}{", 2)
            self.size_of(_below(value))
            self.sign(b"}")
        if enclosed:
            self.close()
        return 0

    cdef bint call(self, Apply term, int lowest, int depth) except -1:
        if term.operator is POW:
            return not _is_reciprocal_power(term) and self.infix(term, lowest, depth)
        if not _row(term.operator).is_free:
            return self.filled(term.operator, term.arguments, lowest, depth)
        if not self.named(term.operator.name):
            return False
        self.open()
        return self.listed(term.arguments, depth)

    cdef bint filled(self, operator, tuple arguments, int lowest, int depth) except -1:
        """A function's template with its places filled."""
        cdef _Row row = _row(operator)
        cdef Py_ssize_t place
        cdef Canonical argument
        cdef bint enclosed, summed
        if not row.is_function:
            return False
        if row.template is None:
            row.template = pieces_of(operator.syntax.latex)
            row.latex_precedence = operator.syntax.latex_precedence or _OF_ATOM
        enclosed = row.latex_precedence < lowest
        if enclosed:
            self.open()
        for part in row.template:
            if type(part) is str:
                self.name(<str> part)
                continue
            place, summed = part
            if place >= len(arguments):
                return False
            argument = arguments[place]
            if not self.term(argument, _OF_SUM + 1 if summed and _is_sum(argument) else 0, depth):
                return False
        if enclosed:
            self.close()
        return True

    cdef bint square_root(self, Canonical term, int lowest, int depth) except -1:
        return self.filled(SQRT, (term,), lowest, depth)

    cdef bint raised(self, Canonical base, Canonical exponent, number, int depth) except -1:
        cdef bint enclosed = self.has_caret(base)
        if enclosed:
            self.open()
        if not self.term(base, 0 if enclosed else _OF_ATOM, depth):
            return False
        if enclosed:
            self.close()
        self.write(b"^{", 2)
        if exponent is None:
            self.size_of(number)
        elif not self.term(exponent, 0, depth):
            return False
        self.sign(b"}")
        return True

    cdef bint has_caret(self, Canonical base) except -1:
        """Whether a symbol or function is shown with a ``^``, which an exponent would run into."""
        if type(base) is CanonicalSymbol:
            return "^" in self.names.get((<CanonicalSymbol> base).name, "")
        if type(base) is not Apply:
            return False
        operator = SQRT if _is_square_root(<Apply> base) else (<Apply> base).operator
        if _row(operator).is_free:
            return "^" in self.names.get(operator.name, "")
        return _row(operator).is_function and "^" in operator.syntax.latex

    cdef bint ratio(
        self, numerator, denominator, Canonical monic, Py_ssize_t below, int lowest, int depth
    ) except -1:
        cdef bint enclosed = _OF_QUOTIENT < lowest
        if enclosed:
            self.open()
        self.write(b"\\frac{", 6)
        if numerator is None and below == _count_factors(monic):
            self.sign(b"1")
        elif not self.factors(numerator, monic, True, 0, depth):
            return False
        self.write(b"}{", 2)
        if not self.factors(denominator, monic, False, 0, depth):
            return False
        self.sign(b"}")
        if enclosed:
            self.close()
        return True


cdef inline bint _is_sum(Canonical term) except -1:
    return type(term) is Sum and not _is_scaled(<Sum> term)


cdef bint _starts_with_digit(Canonical term) except -1:
    """Whether what is written of a term starts with a digit, parentheses left aside."""
    cdef PyObject *lone[2]
    cdef PyObject **parts
    cdef Py_ssize_t count = 0
    cdef Canonical first
    if type(term) is CanonicalNumber:
        value = (<CanonicalNumber> term).value
        return type(value) is int and value >= 0
    if type(term) is Apply:
        if (<Apply> term).operator is not POW or _is_square_root(<Apply> term):
            return False
        return _starts_with_digit(<Canonical> (<Apply> term).arguments[0])
    if type(term) is not Product and (type(term) is not Sum or not _is_scaled(<Sum> term)):
        return False
    parts = _parts_in_order(term, lone, &count)
    first, number = <Canonical> parts[0], <object> parts[1]
    if _count_below(term if type(term) is Product else first) != 0:
        return False
    if type(term) is Sum and (type(number) is not int or number < 0):
        return False
    return (type(term) is Sum and number != 1) or _starts_with_digit(first)


def latex_streamed(Canonical term, dict names not None):
    """The LaTeX of a term; ``None`` where the general walk has to look.

    Args:
        term: What to write.
        names: How its symbols and free functions are shown.
    """
    cdef _LatexStream stream = _LatexStream.__new__(_LatexStream)
    stream.names = names
    return stream.written() if stream.term(term, 0, 0) else None
