# Canonical terms from plain maths text: the usual case of symnum.terms.parse, which takes over, with
# its error messages, wherever anything is unusual.

cdef struct _Infix:
    int precedence, limit  # from the limit on, earlier operators are finished first
    PyObject *operator


cdef struct _Pending:
    int precedence  # of an operator; of an open parenthesis, or of the bottom of the stack
    int arity
    PyObject *operator  # of a parenthesis the function before it
    Py_ssize_t base  # of a parenthesis the number of operands before it

cdef int _OPEN = -1, _NOWHERE = -2, _OF_PREFIX = NEG.syntax.precedence


cdef _Infix[8] ROWS  # of the table that was used last
cdef dict ROWS_SOURCE = None


cdef int _take_rows(dict infix) except -1:
    """Take the rows of a table, which is not changed afterwards."""
    global ROWS_SOURCE
    for place, sign in enumerate([*_INFIX_SIGNS, "**"]):
        row = infix[sign]
        ROWS[<int> place] = _Infix(row[0], row[1], <PyObject *> row[2])
    ROWS_SOURCE = infix
    return 0


cdef class _Parser:
    """Operator precedence with explicit stacks."""

    cdef list operands
    cdef _Pending *pending
    cdef Py_ssize_t top, size
    cdef _Infix[8] infix

    def __cinit__(self, dict infix):
        self.operands, self.size = [], 64
        self.pending = <_Pending *> PyMem_Calloc(self.size, sizeof(_Pending))
        if self.pending == NULL:
            raise MemoryError
        self.pending[0].precedence = _NOWHERE
        if infix is not ROWS_SOURCE:
            _take_rows(infix)
        memcpy(self.infix, ROWS, sizeof(ROWS))

    def __dealloc__(self):
        PyMem_Free(self.pending)

    cdef int push(self, int precedence, PyObject *operator, int arity) except -1:
        cdef void *longer
        self.top += 1
        if self.top == self.size:
            longer = PyMem_Realloc(self.pending, 2 * self.size * sizeof(_Pending))
            if longer == NULL:
                raise MemoryError
            self.pending, self.size = <_Pending *> longer, 2 * self.size
        self.pending[self.top] = _Pending(precedence, arity, operator, len(self.operands))
        return 0

    cdef int operate(self, _Reader reader, int place) except -1:
        """An infix sign, the reader standing on it."""
        reader.at += 1
        if place == 2 and reader.signs[reader.at] == b"*":
            reader.at += 1
            place = 5
        cdef _Infix row = self.infix[place]
        while self.pending[self.top].precedence >= row.limit:
            self.reduce()
        return self.push(row.precedence, row.operator, 2)

    cdef int reduce(self) except -1:
        """Apply the pending operator to the operands on the stack."""
        cdef _Pending *last = &self.pending[self.top]
        operator = <object> last.operator
        self.top -= 1
        second = self.operands.pop()
        if last.arity == 1:
            self.operands.append(_opposite(second))
            return 0
        first = self.operands.pop()
        if operator is ADD or operator is SUB:
            first = _joined(first, second, operator is SUB)
        elif operator is POW:
            first = _raised(first, second)
        else:
            first = _multiplied(first, second, operator is DIV)
        self.operands.append(first)
        return 0

    cdef bint unwind(self) except -1:
        """Finish what is inside the innermost parenthesis; whether there is one."""
        while self.pending[self.top].precedence >= 0:
            self.reduce()
        return self.pending[self.top].precedence == _OPEN

    cdef bint inside_call(self) noexcept:
        return self.pending[self.top].operator != NULL

    cdef bint close(self) except -1:
        """A closing parenthesis; whether all is as it should be."""
        if not self.unwind():
            return False
        cdef _Pending *opened = &self.pending[self.top]
        cdef Py_ssize_t count = len(self.operands) - opened.base
        self.top -= 1
        if opened.operator == NULL:
            return count == 1
        operator = <object> opened.operator
        cdef _Row row = _row(operator)
        if count != row.arity if row.arity is not None else count == 0:
            return False
        if count == 1:
            only = self.operands.pop()
            if type(only) is _Addends:
                (<_Addends> only).expect_call(row.label)
            arguments = (_finished(only),)
        else:
            arguments = tuple([_finished(operand) for operand in self.operands[opened.base:]])
            del self.operands[opened.base:]
        self.operands.append(_checked_call(operator, arguments, row))
        return True

    cdef bint operand(self, _Reader reader, int kind) except -1:
        """A number, or a name with the parenthesis after it if it is a function's; else False."""
        found = reader.name() if kind == _LETTER else reader.number()
        if found is None:
            return False
        if isinstance(found, Canonical) or kind == _DIGIT:
            self.operands.append(found)
            return True
        if reader.next() != _OPENING:
            return False
        reader.at += 1
        self.push(_OPEN, <PyObject *> found, 0)
        return True


def parsed(str text, dict infix, leaf):
    """The canonical term that a text spells; ``None`` where the general parser has to look.

    Args:
        text: Plain maths text.
        infix: For + - * / ^ and ** the precedence, the precedence from which earlier operators
            are finished first, and the operator.
        leaf: From a name to a canonical term, to a function from numbers to numbers, or ``None``.
    """
    if not text.isascii():
        return None
    cdef _Reader reader = _Reader.__new__(_Reader, text, leaf)
    cdef _Parser parser = _Parser.__new__(_Parser, infix)
    cdef Py_ssize_t size = len(text), before
    cdef bint expected = True
    cdef int kind
    while True:
        kind = reader.next()
        if kind >= _INFIX and not expected:
            parser.operate(reader, kind - _INFIX)
            expected = True
        elif kind == _OPENING and expected:
            reader.at += 1
            parser.push(_OPEN, NULL, 0)
        elif (kind == _LETTER or kind == _DIGIT) and expected:
            before = parser.top
            if not parser.operand(reader, kind):
                return None
            expected = parser.top > before
        elif kind == _CLOSING and not expected:
            reader.at += 1
            if not parser.close():
                return None
        elif kind == _INFIX + 1 and expected:  # a minus sign
            reader.at += 1
            parser.push(max(_OF_PREFIX, parser.pending[parser.top].precedence), <PyObject *> NEG, 1)
        elif kind == _COMMA and not expected and parser.unwind() and parser.inside_call():
            reader.at += 1
            expected = True
        else:
            break
    if reader.at < size or expected or parser.unwind():
        return None
    return _finished(parser.operands[0])
