# cython: language_level=3, boundscheck=False, wraparound=False
"""LaTeX of plain maths text in one walk over its characters, without making terms.

What comes out is what ``to_latex`` gives for the plain term that the text spells, with quotients of
integers as numbers. The usual case alone: where anything is unusual the answer is ``None``, and the
general way has to be taken.
"""

from math import gcd

from symnum.ops import ADD, ATOM, DIV, MUL, NEG, POW
from symnum.terms.precedence import least

cdef int _ATOM = ATOM, _SUM = ADD.syntax.precedence, _PRODUCT = MUL.syntax.precedence
cdef int _QUOTIENT = DIV.syntax.precedence, _NEGATION = NEG.syntax.precedence
cdef int _POWER = POW.syntax.precedence, _NEGATED = least(NEG, 0)
cdef int _CARET = 1, _DIGIT = 2, _INTEGER = 4, _NUMBER = 8
cdef int _OPEN = -1


cdef class _Piece:
    """A text with its precedences, in LaTeX and in general, and what it begins with or is."""

    cdef str text
    cdef int latex, general, flags


cdef _Piece _piece(str text, int latex, int general, int flags):
    cdef _Piece made = _Piece.__new__(_Piece)
    made.text, made.latex, made.general, made.flags = text, latex, general, flags
    return made


cdef str _enclosed(_Piece piece, int lowest):
    return piece.text if piece.latex >= lowest else "\\left(" + piece.text + "\\right)"


cdef _Piece _negative(_Piece inner):
    cdef int number = inner.flags & _NUMBER
    if number and (inner.text == "0" or inner.text.startswith("-")):
        return None
    return _piece("-" + _enclosed(inner, _NEGATED), _NEGATION, _NEGATION, number)


cdef _Piece _quotient(_Piece above, _Piece below):
    cdef int number = above.flags & below.flags & _NUMBER
    if number:
        if not above.flags & below.flags & _INTEGER or below.text in ("0", "1"):
            return None
        if gcd(int(above.text), int(below.text)) != 1:
            return None
    text = "\\frac{" + above.text + "}{" + below.text + "}"
    return _piece(text, _QUOTIENT, _QUOTIENT, number)


cdef _Piece _applied(Py_UCS4 sign, _Piece first, _Piece second):
    """An infix sign between two pieces."""
    cdef str between
    if sign == u"+" or sign == u"-":
        between = " + " if sign == u"+" else " - "
        return _piece(_enclosed(first, _SUM) + between + _enclosed(second, _SUM + 1), _SUM, _SUM, 0)
    if sign == u"*":
        between = " \\cdot " if second.flags & _DIGIT else " "
        text = _enclosed(first, _PRODUCT) + between + _enclosed(second, _PRODUCT + 1)
        return _piece(text, _PRODUCT, _PRODUCT, first.flags & _DIGIT)
    if sign == u"/":
        return _quotient(first, second)
    text = first.text
    if first.latex < _ATOM or first.flags & _CARET:
        text = "\\left(" + text + "\\right)"
    return _piece(text + "^{" + second.text + "}", _POWER, _POWER, first.flags & _DIGIT)


cdef _Piece _called(tuple row, list arguments):
    """A call: of a free function by its name, of an operator by the pieces of its template."""
    cdef list parts = []
    cdef _Piece argument
    shown, arity, precedence = row
    if type(shown) is str:
        inside = ", ".join([(<_Piece> given).text for given in arguments])
        flags = _CARET if "^" in shown else 0
        return _piece(shown + "\\left(" + inside + "\\right)", _ATOM, _ATOM, flags)
    if len(arguments) != arity:
        return None
    for part in shown:
        if type(part) is str:
            parts.append(part)
            continue
        place, summed = part
        argument = arguments[place]
        if summed and argument.general <= _SUM:
            parts.append("\\left(" + argument.text + "\\right)")
        else:
            parts.append(argument.text)
    flags = _CARET if any(["^" in part for part in shown if type(part) is str]) else 0
    return _piece("".join(parts), precedence, _ATOM, flags)


cdef class _Stacks:
    """Pieces, and pending signs with their precedences; of a parenthesis what is called."""

    cdef list pieces, signs, precedences, rows, bases

    def __cinit__(self):
        self.pieces, self.signs, self.precedences, self.rows, self.bases = [], [], [], [], []

    cdef int top(self):
        return self.precedences[len(self.precedences) - 1] if self.precedences else -2

    cdef int push(self, int precedence, Py_UCS4 sign, object row) except -1:
        self.precedences.append(precedence)
        self.signs.append(sign)
        self.rows.append(row)
        self.bases.append(len(self.pieces))
        return 0

    cdef bint reduce(self) except -1:
        cdef Py_UCS4 sign = self.signs.pop()
        cdef _Piece second = self.pieces.pop(), made
        self.precedences.pop()
        self.rows.pop()
        self.bases.pop()
        made = _negative(second) if sign == u"n" else _applied(sign, self.pieces.pop(), second)
        self.pieces.append(made)
        return made is not None

    cdef bint finish(self, int lowest) except -1:
        """Apply what is pending with at least a precedence; whether all was usual."""
        while self.top() >= lowest:
            if not self.reduce():
                return False
        return True

    cdef bint in_call(self) except -1:
        return self.top() == _OPEN and self.rows[len(self.rows) - 1] is not None

    cdef bint close(self) except -1:
        """A closing parenthesis."""
        if not self.finish(0) or self.top() != _OPEN:
            return False
        self.precedences.pop()
        self.signs.pop()
        row, base = self.rows.pop(), self.bases.pop()
        if row is None:
            return len(self.pieces) - base == 1
        made = _called(row, self.pieces[base:])
        del self.pieces[base:]
        self.pieces.append(made)
        return made is not None


cdef inline bint _is_word(Py_UCS4 sign):
    return u"a" <= sign <= u"z" or u"A" <= sign <= u"Z" or sign == u"_" or u"0" <= sign <= u"9"


cdef class _Words:
    """A place in a text, with what stands before it; what looks says whether all was usual."""

    cdef str text
    cdef dict names, rows
    cdef _Stacks stacks
    cdef Py_ssize_t at
    cdef Py_UCS4 sign
    cdef bint expected

    def __cinit__(self, str text, dict names, dict rows):
        self.text, self.names, self.rows = text, names, rows
        self.stacks, self.expected = _Stacks.__new__(_Stacks), True

    cdef bint next(self):
        """Go past the next character that is no space, if there is one."""
        while self.at < len(self.text):
            self.sign = self.text[self.at]
            self.at += 1
            if self.sign != u" ":
                return True
        return False

    cdef bint follows(self, Py_UCS4 sign):
        return self.at < len(self.text) and self.text[self.at] == sign

    cdef bint operand(self) except -1:
        if _is_word(self.sign):
            return self.word()
        if self.sign == u"(":
            self.stacks.push(_OPEN, u"(", None)
        elif self.sign == u"-":
            self.stacks.push(max(_NEGATION, self.stacks.top()), u"n", None)
        else:
            return False
        return True

    cdef bint word(self) except -1:
        """A number, a name, or a function with its parenthesis."""
        cdef Py_ssize_t start = self.at - 1
        cdef str word, shown
        while self.at < len(self.text) and _is_word(self.text[self.at]):
            self.at += 1
        word = self.text[start : self.at]
        if self.follows(u"(") and word in self.rows:
            self.stacks.push(_OPEN, u"(", self.rows[word])
            self.at += 1
            return True
        self.expected = False
        if u"0" <= self.sign <= u"9":
            if not word.isdecimal() or self.follows(u".") or (len(word) > 1 and word[0] == "0"):
                return False
            self.stacks.pieces.append(_piece(word, _ATOM, _ATOM, _DIGIT | _INTEGER | _NUMBER))
            return True
        shown = self.names.get(word)
        if shown is None:
            return False
        self.stacks.pieces.append(_piece(shown, _ATOM, _ATOM, _CARET if "^" in shown else 0))
        return True

    cdef bint operator(self) except -1:
        """What follows an operand."""
        cdef int lowest
        if self.sign == u")":
            return self.stacks.close()
        if self.sign == u",":
            self.expected = True
            return self.stacks.finish(0) and self.stacks.in_call()
        if self.sign == u"+" or self.sign == u"-":
            lowest = _SUM
        elif self.sign == u"^":
            lowest = _POWER
        elif self.sign == u"/" or (self.sign == u"*" and not self.follows(u"*")):
            lowest = _PRODUCT
        else:
            return False
        if not self.stacks.finish(lowest + (self.sign == u"^")):
            return False
        self.stacks.push(lowest, self.sign, None)
        self.expected = True
        return True


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
    cdef str left = None, word
    while words.next():
        if words.expected:
            if not words.operand():
                return None
        elif words.sign == u"=" and left is None:
            if not words.stacks.finish(0) or words.stacks.top() == _OPEN:
                return None
            left = (<_Piece> words.stacks.pieces.pop()).text
            words.expected = True
        elif not words.operator():
            return None
    if words.expected or not words.stacks.finish(0) or words.stacks.top() == _OPEN:
        return None
    word = (<_Piece> words.stacks.pieces[0]).text
    return word if left is None else left + " = " + word
