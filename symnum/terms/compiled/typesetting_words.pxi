# The words of a text that is written in LaTeX, one after another.

cdef inline bint _is_digit(char sign) noexcept:
    return 48 <= sign <= 57


cdef inline bint _is_word(char sign) noexcept:
    return 97 <= sign <= 122 or 65 <= sign <= 90 or sign == 95 or _is_digit(sign)


cdef class _Words:
    """A place in a text, with what stands before it; what looks says whether all was usual."""

    cdef str text
    cdef const char *signs  # ends with a 0
    cdef dict names, rows
    cdef _Stacks stacks
    cdef Py_ssize_t at, size
    cdef char sign
    cdef bint expected

    def __cinit__(self, str text, dict names, dict rows):
        self.text, self.names, self.rows = text, names, rows
        self.signs = PyUnicode_AsUTF8AndSize(text, &self.size)
        self.stacks, self.expected = _Stacks.__new__(_Stacks), True

    cdef bint next(self) noexcept:
        """Go past the next character that is no space, if there is one."""
        while self.at < self.size:
            self.sign = self.signs[self.at]
            self.at += 1
            if self.sign != b" ":
                return True
        return False

    cdef bint operand(self) except -1:
        if _is_word(self.sign):
            return self.numeral() if _is_digit(self.sign) else self.name()
        if self.sign == b"(":
            self.stacks.push(_OPEN, b"(", NULL)
        elif self.sign == b"-":
            self.stacks.push(
                max(_NEGATION, self.stacks.pending[self.stacks.top].precedence), b"n", NULL
            )
        else:
            return False
        return True

    cdef Py_ssize_t word(self) noexcept:
        """Go past a word; where it began."""
        cdef Py_ssize_t start = self.at - 1
        while _is_word(self.signs[self.at]):
            self.at += 1
        return start

    cdef bint numeral(self) except -1:
        cdef Py_ssize_t start = self.word(), at
        if self.signs[self.at] == b"." or (self.sign == b"0" and self.at > start + 1):
            return False
        for at in range(start, self.at):
            if not _is_digit(self.signs[at]):
                return False
        self.expected = False
        self.stacks.piece(self.signs + start, self.at - start, _DIGIT | _INTEGER | _NUMBER)
        return True

    cdef bint name(self) except -1:
        """A name, or a function with its parenthesis."""
        cdef Py_ssize_t start = self.word(), size = 0
        cdef const char *signs
        word = self.text[start : self.at]
        if self.signs[self.at] == b"(":
            row = self.rows.get(word)
            if row is not None:
                self.stacks.push(_OPEN, b"(", <PyObject *> row)
                self.at += 1
                return True
        shown = self.names.get(word)
        if shown is None or not (<str> shown).isascii():
            return False
        signs = PyUnicode_AsUTF8AndSize(shown, &size)
        self.expected = False
        self.stacks.piece(signs, size, _CARET if memchr(signs, 94, size) != NULL else 0)
        return True

    cdef bint operator(self) except -1:
        """What follows an operand."""
        cdef int lowest
        if self.sign == b")":
            return self.stacks.close()
        if self.sign == b",":
            self.expected = True
            return self.stacks.finish(0) and self.stacks.in_call()
        if self.sign == b"+" or self.sign == b"-":
            lowest = _SUM
        elif self.sign == b"^":
            lowest = _POWER
        elif self.sign == b"/" or (self.sign == b"*" and self.signs[self.at] != b"*"):
            lowest = _PRODUCT
        else:
            return False
        if not self.stacks.finish(lowest + (self.sign == b"^")):
            return False
        self.stacks.push(lowest, self.sign, NULL)
        self.expected = True
        return True

    cdef bint whole(self) except -1:
        """End a side; whether it is one operand."""
        if self.expected or not self.stacks.finish(0):
            return False
        return self.stacks.pending[self.stacks.top].precedence != _OPEN


def typeset(str text, dict names, dict rows):
    """The LaTeX of a text; ``None`` if it is unusual.

    Args:
        text: Plain maths text, or an equation.
        names: How each symbol is shown.
        rows: For each function its name in LaTeX, or the pieces of its template (texts, and the
            number of an argument with whether a sum there has parentheses); how many arguments it
            takes; its precedence in LaTeX.
    """
    if not text.isascii():
        return None
    cdef _Words words = _Words.__new__(_Words, text, names, rows)
    cdef _Stacks stacks = words.stacks
    cdef bint sided = False
    while words.next():
        if words.expected:
            if not words.operand():
                return None
        elif words.sign == b"=" and not sided:
            if not words.whole():
                return None
            stacks.piece(b" = ", 3, 0)
            words.expected = sided = True
        elif not words.operator():
            return None
    if not words.whole():
        return None
    return PyUnicode_DecodeASCII(stacks.written, stacks.length, NULL)
