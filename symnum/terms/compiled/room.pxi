# A text under construction: names and numbers are copied into one growing room.

from cpython.mem cimport PyMem_Malloc
from libc.string cimport memcpy

cdef extern from *:
    const char *PyUnicode_AsUTF8AndSize(object text, Py_ssize_t *size) except NULL
    object PyUnicode_DecodeUTF8(const char *text, Py_ssize_t size, const char *errors)


cdef bint _is_negative(object number) except -1:
    cdef int overflow = 0
    cdef long long small
    if type(number) is Fraction:
        number = _above(number)
    elif type(number) is not int:
        return number < 0
    small = PyLong_AsLongLongAndOverflow(number, &overflow)
    return overflow < 0 or small < 0 and overflow == 0


cdef class _Text:
    """A text in UTF-8."""

    cdef char *text
    cdef Py_ssize_t size, room

    def __cinit__(self):
        self.room = 256
        self.text = <char *> PyMem_Malloc(self.room)
        if self.text == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.text)

    @cython.final
    cdef str written(self):
        return PyUnicode_DecodeUTF8(self.text, self.size, NULL)

    @cython.final
    cdef int grow(self, Py_ssize_t least_room) except -1:
        cdef Py_ssize_t room = max(2 * self.room, least_room)
        cdef void *text = PyMem_Realloc(self.text, room)
        if text == NULL:
            raise MemoryError
        self.text, self.room = <char *> text, room
        return 0

    @cython.final
    cdef inline int write(self, const char *piece, Py_ssize_t size) except -1:
        if self.size + size > self.room:
            self.grow(self.size + size)
        memcpy(self.text + self.size, piece, size)
        self.size += size
        return 0

    @cython.final
    cdef inline int sign(self, char character) except -1:
        if self.size == self.room:
            self.grow(0)
        self.text[self.size] = character
        self.size += 1
        return 0

    @cython.final
    cdef int name(self, str text) except -1:
        cdef Py_ssize_t size = 0
        cdef const char *piece = PyUnicode_AsUTF8AndSize(text, &size)
        return self.write(piece, size)

    @cython.final
    cdef int size_of(self, object number) except -1:
        """An integer without its sign."""
        cdef char digits[20]
        cdef int overflow = 0, place = 20
        cdef long long small = PyLong_AsLongLongAndOverflow(number, &overflow)
        cdef unsigned long long rest = small if small >= 0 else -<unsigned long long> small
        if overflow:
            return self.name(exact_text(abs(number)))
        while True:
            place -= 1
            digits[place] = 48 + rest % 10
            rest //= 10
            if rest == 0:
                return self.write(&digits[place], 20 - place)

    cdef int number(self, object value, int lowest) except -1:
        cdef bint negative = _is_negative(value), enclosed
        cdef bint whole = type(value) is not Fraction
        enclosed = (_OF_NEGATION if negative else _OF_ATOM if whole else _OF_QUOTIENT) < lowest
        if enclosed:
            self.sign(b"(")
        if negative:
            self.sign(b"-")
        self.size_of(value if whole else _above(value))
        if not whole:
            self.sign(b"/")
            self.size_of(_below(value))
        if enclosed:
            self.sign(b")")
        return 0
