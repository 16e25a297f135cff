# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""LaTeX of plain maths text in one walk over its characters, without making terms.

What comes out is what ``to_latex`` gives for the plain term that the text spells, with quotients of
integers as numbers. The usual case alone: where anything is unusual the answer is ``None``, and the
general way has to be taken.

Operands lie beside each other in one row of characters. What is made of them is written behind them
and then moved to where they began.
"""

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memchr, memcpy, memmove

from symnum.ops import ADD, ATOM, DIV, MUL, NEG, POW
from symnum.terms.precedence import least

cdef int _ATOM = ATOM, _SUM = ADD.syntax.precedence, _PRODUCT = MUL.syntax.precedence
cdef int _QUOTIENT = DIV.syntax.precedence, _NEGATION = NEG.syntax.precedence
cdef int _POWER = POW.syntax.precedence, _NEGATED = least(NEG, 0)
cdef int _CARET = 1, _DIGIT = 2, _INTEGER = 4, _NUMBER = 8
cdef int _OPEN = -1, _NOWHERE = -2

cdef extern from "Python.h":
    const char *PyUnicode_AsUTF8AndSize(object text, Py_ssize_t *size) except NULL

cdef struct _Piece:
    Py_ssize_t start  # it ends where the next one begins
    int latex, general, flags  # precedences in LaTeX and in general; what it begins with or is

cdef struct _Pending:
    int precedence  # of a sign; of an open parenthesis, or of the bottom of the stack
    char sign
    PyObject *row  # of a parenthesis what is called
    Py_ssize_t base  # of a parenthesis the number of pieces before it


cdef void *_longer(void *room, Py_ssize_t size) except NULL:
    cdef void *found = PyMem_Realloc(room, size)
    if found == NULL:
        raise MemoryError
    return found


cdef class _Stacks:
    """Pieces with their characters, and pending signs."""

    cdef char *written
    cdef _Piece *pieces
    cdef _Pending *pending
    cdef Py_ssize_t length, room, count, count_room, top, top_room

    def __cinit__(self):
        self.room, self.count_room, self.top_room = 512, 32, 32
        self.written = <char *> _longer(NULL, self.room)
        self.pieces = <_Piece *> _longer(NULL, self.count_room * sizeof(_Piece))
        self.pending = <_Pending *> _longer(NULL, self.top_room * sizeof(_Pending))
        self.pending[0].precedence = _NOWHERE

    def __dealloc__(self):
        PyMem_Free(self.written)
        PyMem_Free(self.pieces)
        PyMem_Free(self.pending)

    cdef int put(self, const char *text, Py_ssize_t size) except -1:
        """Write characters, which are none of ours."""
        if self.length + size > self.room:
            self.room = 2 * (self.length + size)
            self.written = <char *> _longer(self.written, self.room)
        memcpy(self.written + self.length, text, size)
        self.length += size
        return 0

    cdef int copy(self, Py_ssize_t place) except -1:
        """Write a piece once more."""
        cdef Py_ssize_t size = self.end(place) - self.pieces[place].start
        if self.length + size > self.room:
            self.room = 2 * (self.length + size)
            self.written = <char *> _longer(self.written, self.room)
        memcpy(self.written + self.length, self.written + self.pieces[place].start, size)
        self.length += size
        return 0

    cdef int copy_enclosed(self, Py_ssize_t place, bint enclosed) except -1:
        if enclosed:
            self.put(b"\\left(", 6)
        self.copy(place)
        if enclosed:
            self.put(b"\\right)", 7)
        return 0

    cdef Py_ssize_t end(self, Py_ssize_t place) noexcept:
        """Where a piece ends; the last one ends where what is being made began."""
        return self.pieces[place + 1].start

    cdef int piece(self, const char *text, Py_ssize_t size, int flags) except -1:
        """A number or a name."""
        if self.count + 2 > self.count_room:
            self.count_room *= 2
            self.pieces = <_Piece *> _longer(self.pieces, self.count_room * sizeof(_Piece))
        self.pieces[self.count] = _Piece(self.length, _ATOM, _ATOM, flags)
        self.put(text, size)
        self.count += 1
        self.pieces[self.count].start = self.length
        return 0

    cdef bint settle(self, Py_ssize_t place, int latex, int general, int flags) noexcept:
        """What was written takes the place of all pieces from one on."""
        cdef Py_ssize_t begin = self.pieces[self.count].start, size = self.length - begin
        cdef _Piece *made = &self.pieces[place]
        memmove(self.written + made.start, self.written + begin, size)
        made.latex, made.general, made.flags = latex, general, flags
        self.length, self.count = made.start + size, place + 1
        self.pieces[self.count].start = self.length
        return True

    cdef int push(self, int precedence, char sign, PyObject *row) except -1:
        self.top += 1
        if self.top == self.top_room:
            self.top_room *= 2
            self.pending = <_Pending *> _longer(self.pending, self.top_room * sizeof(_Pending))
        self.pending[self.top] = _Pending(precedence, sign, row, self.count)
        return 0

    cdef bint negate(self) except -1:
        cdef Py_ssize_t place = self.count - 1
        cdef _Piece *inner = &self.pieces[place]
        cdef int number = inner.flags & _NUMBER
        cdef char first = self.written[inner.start]
        if number and (first == b"-" or first == b"0" and self.end(place) == inner.start + 1):
            return False
        self.put(b"-", 1)
        self.copy_enclosed(place, self.pieces[place].latex < _NEGATED)
        return self.settle(place, _NEGATION, _NEGATION, number)

    cdef long long value(self, Py_ssize_t place) noexcept:
        """The value of a numeral; -1 for a long one."""
        cdef long long found = 0
        cdef Py_ssize_t at
        if self.end(place) - self.pieces[place].start > 18:
            return -1
        for at in range(self.pieces[place].start, self.end(place)):
            found = 10 * found + self.written[at] - 48
        return found

    cdef bint divide(self, Py_ssize_t place) except -1:
        cdef int joint = self.pieces[place].flags & self.pieces[place + 1].flags
        cdef long long above, below
        if joint & _NUMBER:
            if not joint & _INTEGER:
                return False
            above, below = self.value(place), self.value(place + 1)
            if above < 0 or below < 2:
                return False
            while below:
                above, below = below, above % below
            if above != 1:
                return False
        self.put(b"\\frac{", 6)
        self.copy(place)
        self.put(b"}{", 2)
        self.copy(place + 1)
        self.put(b"}", 1)
        return self.settle(place, _QUOTIENT, _QUOTIENT, joint & _NUMBER)

    cdef bint apply(self, char sign) except -1:
        """An infix sign between the last two pieces."""
        cdef Py_ssize_t place = self.count - 2
        cdef _Piece first = self.pieces[place], second = self.pieces[place + 1]
        if sign == b"/":
            return self.divide(place)
        if sign == b"^":
            self.copy_enclosed(place, first.latex < _ATOM or first.flags & _CARET)
            self.put(b"^{", 2)
            self.copy(place + 1)
            self.put(b"}", 1)
            return self.settle(place, _POWER, _POWER, first.flags & _DIGIT)
        cdef int precedence = _PRODUCT if sign == b"*" else _SUM
        self.copy_enclosed(place, first.latex < precedence)
        if sign != b"*":
            self.put(b" + " if sign == b"+" else b" - ", 3)
        elif second.flags & _DIGIT:
            self.put(b" \\cdot ", 7)
        else:
            self.put(b" ", 1)
        self.copy_enclosed(place + 1, second.latex < precedence + 1)
        return self.settle(place, precedence, precedence,
                           first.flags & _DIGIT if sign == b"*" else 0)

    cdef bint finish(self, int lowest) except -1:
        """Apply what is pending with at least a precedence; whether all was usual."""
        cdef char sign
        while self.pending[self.top].precedence >= lowest:
            sign = self.pending[self.top].sign
            self.top -= 1
            if not (self.negate() if sign == b"n" else self.apply(sign)):
                return False
        return True

    cdef bint in_call(self) noexcept:
        return self.pending[self.top].precedence == _OPEN and self.pending[self.top].row != NULL

    cdef bint close(self) except -1:
        """A closing parenthesis."""
        if not self.finish(0) or self.pending[self.top].precedence != _OPEN:
            return False
        cdef _Pending opened = self.pending[self.top]
        self.top -= 1
        if opened.row == NULL:
            return self.count - opened.base == 1
        shown, arity, precedence = <tuple> opened.row
        if type(shown) is str:
            return self.call_function(opened.base, shown)
        return self.count - opened.base == arity and self.fill(opened.base, shown, precedence)

    cdef bint call_function(self, Py_ssize_t base, str shown) except -1:
        """A call of a free function by its name."""
        if not shown.isascii():
            return False
        cdef int flags = self.put_text(shown)
        cdef Py_ssize_t place
        self.put(b"\\left(", 6)
        for place in range(base, self.count):
            if place > base:
                self.put(b", ", 2)
            self.copy(place)
        self.put(b"\\right)", 7)
        return self.settle(base, _ATOM, _ATOM, flags)

    cdef bint fill(self, Py_ssize_t base, tuple shown, int precedence) except -1:
        """A call of an operator by the pieces of its template."""
        cdef int flags = 0
        cdef Py_ssize_t place
        for part in shown:
            if type(part) is str:
                flags |= self.put_text(<str> part)
            else:
                place = base + <Py_ssize_t> (<tuple> part)[0]
                self.copy_enclosed(place, (<tuple> part)[1] and self.pieces[place].general <= _SUM)
        return self.settle(base, precedence, _ATOM, flags)

    cdef int put_text(self, str text) except -1:
        """Write a text; whether there is a power in it, as a flag."""
        cdef Py_ssize_t size = 0
        cdef const char *signs = PyUnicode_AsUTF8AndSize(text, &size)
        self.put(signs, size)
        return _CARET if memchr(signs, 94, size) != NULL else 0


include "typesetting_words.pxi"
