# Canonical terms from the words of plain maths text: the usual case of symnum.terms.parse, which
# takes over, with its error messages, wherever anything is unusual.

def words_of(str text):
    """The words of an ASCII text, as ``symnum.terms.tokens.split`` finds them; else ``None``."""
    cdef list words = []
    cdef Py_ssize_t start, at = 0, size = len(text)
    cdef Py_UCS4 sign
    if not text.isascii():
        return None
    while at < size:
        start, sign = at, text[at]
        at += 1
        if _is_letter(sign):
            while at < size and (_is_letter(text[at]) or _is_digit(text[at])):
                at += 1
        elif _is_digit(sign):
            while at < size and _is_digit(text[at]):
                at += 1
            if at < size and text[at] in "eE.":
                return None
        elif sign in " \t\n":
            continue
        elif sign not in "()+-*/^,":
            return None
        elif sign == "*" and at < size and text[at] == "*":
            at += 1
        words.append(text[start:at])
    return words


cdef inline bint _is_digit(Py_UCS4 sign) noexcept:
    return 48 <= sign <= 57


cdef inline bint _is_letter(Py_UCS4 sign) noexcept:
    return 97 <= sign <= 122 or 65 <= sign <= 90 or sign == 95


cdef struct _Pending:
    int precedence  # of an operator; of an open parenthesis, or of the bottom of the stack
    int arity
    PyObject *operator  # of a parenthesis the function before it
    Py_ssize_t base  # of a parenthesis the number of operands before it

cdef int _OPEN = -1, _NOWHERE = -2, _OF_PREFIX = NEG.syntax.precedence


cdef class _Parser:
    """Operator precedence with explicit stacks."""

    cdef list operands
    cdef _Pending *pending
    cdef Py_ssize_t top, size

    def __cinit__(self, Py_ssize_t size):
        self.operands, self.size = [], size + 2
        self.pending = <_Pending *> PyMem_Calloc(self.size, sizeof(_Pending))
        if self.pending == NULL:
            raise MemoryError
        self.pending[0].precedence = _NOWHERE

    def __dealloc__(self):
        PyMem_Free(self.pending)

    cdef void push(self, int precedence, PyObject *operator, int arity) noexcept:
        self.top += 1
        self.pending[self.top] = _Pending(precedence, arity, operator, len(self.operands))

    cdef int reduce(self) except -1:
        """Apply the pending operator to the operands on the stack."""
        cdef _Pending last = self.pending[self.top]
        cdef _Addends addends
        cdef _Factors factors
        operator = <object> last.operator
        self.top -= 1
        second = _finished(self.operands.pop())
        if last.arity == 1:
            self.operands.append(_scaled(second, -1))
            return 0
        first = self.operands.pop()
        if operator is ADD or operator is SUB:
            if type(first) is _Addends:
                addends = <_Addends> first
            else:
                addends = _Addends.__new__(_Addends)
                addends.add(_finished(first), 1)
            addends.add(second, 1 if operator is ADD else -1)
            self.operands.append(addends)
        elif operator is POW:
            self.operands.append(power(_finished(first), second))
        else:
            if type(first) is _Factors:
                factors = <_Factors> first
            else:
                factors = _Factors.__new__(_Factors)
                factors.multiply(_finished(first), 1)
            factors.multiply(second, 1 if operator is MUL else -1)
            self.operands.append(factors)
        return 0

    cdef bint unwind(self) except -1:
        """Finish what is inside the innermost parenthesis; whether there is one."""
        while self.pending[self.top].precedence >= 0:
            self.reduce()
        return self.pending[self.top].precedence == _OPEN

    cdef bint close(self) except -1:
        """A closing parenthesis; whether all is as it should be."""
        if not self.unwind():
            return False
        cdef _Pending opened = self.pending[self.top]
        cdef Py_ssize_t count = len(self.operands) - opened.base
        self.top -= 1
        if opened.operator == NULL:
            return count == 1
        operator = <object> opened.operator
        cdef _Row row = _row(operator)
        if count != row.arity if row.arity is not None else count == 0:
            return False
        arguments = tuple([_finished(operand) for operand in self.operands[opened.base:]])
        del self.operands[opened.base:]
        self.operands.append(_checked_call(operator, arguments, row))
        return True


cdef Canonical _finished(object operand):
    if type(operand) is _Addends:
        return (<_Addends> operand).result()
    return (<_Factors> operand).result() if type(operand) is _Factors else <Canonical> operand


def parsed(list words, dict infix, leaf):
    """The canonical term that words spell; ``None`` where the general parser has to look.

    Args:
        words: The words and an empty one.
        infix: For + - * / and ^ the precedence, the precedence from which earlier operators are
            finished first, and the operator.
        leaf: From a word to a canonical term, to a function from numbers to numbers, or ``None``.
    """
    cdef _Parser parser = _Parser.__new__(_Parser, len(words))
    cdef dict leaves = {}
    cdef bint expected = True
    cdef int limit
    cdef PyObject *called = NULL
    for word in words[:-1]:
        if not expected:
            row = infix.get(word)
            if row is not None:
                limit = row[1]
                while parser.pending[parser.top].precedence >= limit:
                    parser.reduce()
                parser.push(row[0], <PyObject *> row[2], 2)
                expected = True
            elif word == ")":
                if not parser.close():
                    return None
            elif word == "," and parser.unwind() and parser.pending[parser.top].operator != NULL:
                expected = True
            else:
                return None
        elif word == "(":
            parser.push(_OPEN, called, 0)
            called = NULL
        elif called != NULL:
            return None
        elif word == "-":
            limit = parser.pending[parser.top].precedence
            parser.push(max(_OF_PREFIX, limit), <PyObject *> NEG, 1)
        else:
            found = leaves.get(word)
            if found is None and word.isdecimal() and word.isascii() and len(word) < 20:
                parser.operands.append(_number(int(word)))
                expected = False
                continue
            if found is None:
                found = leaves[word] = leaf(word)
            if isinstance(found, Canonical):
                parser.operands.append(found)
                expected = False
            elif found is None:
                return None
            else:
                called = <PyObject *> found
    if expected or parser.unwind():
        return None
    return _finished(parser.operands[0])
