# Plain maths text, character by character: numbers and names, in ASCII.

cdef enum _Sign:  # what a character may begin; an infix sign is numbered from _INFIX on
    _STRANGE, _SPACE, _LETTER, _DIGIT, _OPENING, _CLOSING, _COMMA, _INFIX

cdef int[128] _SIGNS
cdef str _INFIX_SIGNS = "+-*/^"


cdef int _fill_signs() except -1:
    for sign in range(128):
        found = chr(sign)
        if found.isalpha() or found == "_":
            _SIGNS[sign] = _LETTER
        elif found.isdigit() or found == ".":
            _SIGNS[sign] = _DIGIT
        elif found in _INFIX_SIGNS:
            _SIGNS[sign] = _INFIX + <int> _INFIX_SIGNS.index(found)
        else:
            _SIGNS[sign] = {" ": _SPACE, "\t": _SPACE, "\n": _SPACE, "(": _OPENING, ")": _CLOSING,
                            ",": _COMMA}.get(found, _STRANGE)
    return 0

_fill_signs()

cdef extern from *:
    const unsigned char *PyUnicode_1BYTE_DATA(object text)
    int memcmp(const void *first, const void *second, size_t size) noexcept


cdef inline bint _is_digit(unsigned char sign) noexcept:
    return 48 <= sign <= 57


cdef inline bint _is_word(unsigned char sign) noexcept:
    return 97 <= sign <= 122 or 65 <= sign <= 90 or sign == 95 or _is_digit(sign)


cdef struct _Name:
    Py_ssize_t start, size
    PyObject *found

cdef int _RECENT = 256  # a power of 2


cdef class _Reader:
    """A place in a text; names are looked up among those met before by their characters."""

    cdef str text
    cdef const unsigned char *signs  # ends with a 0, as all of Python's texts do
    cdef Py_ssize_t at
    cdef dict names
    cdef _Name[256] recent
    cdef object leaf

    def __cinit__(self, str text, leaf):
        self.text, self.leaf, self.names = text, leaf, {}
        self.signs = PyUnicode_1BYTE_DATA(text)

    cdef int next(self) noexcept:
        """The kind of the next character that is no space; a strange one at the end."""
        while _SIGNS[self.signs[self.at]] == _SPACE:
            self.at += 1
        return _SIGNS[self.signs[self.at]]

    cdef object name(self):
        """What a name stands for; ``None`` for what is unusual."""
        cdef Py_ssize_t start = self.at, size
        cdef unsigned int digest = 0
        cdef _Name *place
        while _is_word(self.signs[self.at]):
            digest = 31 * digest + self.signs[self.at]
            self.at += 1
        size = self.at - start
        place = &self.recent[digest & (_RECENT - 1)]
        if place.size == size and not memcmp(&self.signs[place.start], &self.signs[start], size):
            return <object> place.found
        word = self.text[start : self.at]
        found = self.names.get(word)
        if found is None:
            found = self.leaf(word)
            if found is None:
                return None
            self.names[word] = found
        place.start, place.size, place.found = start, size, <PyObject *> found
        return found

    cdef object number(self):
        """A numeral's value; ``None`` if it is unusual."""
        cdef Py_ssize_t start = self.at
        cdef long long value = 0
        while _is_digit(self.signs[self.at]):
            if self.at - start < 18:
                value = 10 * value + self.signs[self.at] - 48
            self.at += 1
        if self.signs[self.at] not in b".eE" and self.at - start <= 18:
            return value
        if self.signs[self.at] == b".":
            self.at += 1
            self.digits()
        if self.signs[self.at] in b"eE":
            self.exponent()
        return self.literal(self.text[start : self.at])

    cdef int exponent(self) noexcept:
        """An exponent, if there is one after the e."""
        cdef Py_ssize_t before = self.at
        self.at += 1
        if self.signs[self.at] in b"+-":
            self.at += 1
        if not self.digits():
            self.at = before
        return 0

    cdef bint digits(self) noexcept:
        """Go past digits; whether there are any."""
        cdef Py_ssize_t before = self.at
        while _is_digit(self.signs[self.at]):
            self.at += 1
        return self.at > before

    cdef object literal(self, str word):
        if word == "." or len(word) > LONGEST_NUMBER:
            return None
        value = number_of(word)
        return value if value is None or type(value) is int else _normal(value)


def words_of(str text):
    """The words of an ASCII text, as ``symnum.terms.tokens.split`` finds them; else ``None``."""
    if not text.isascii():
        return None
    cdef _Reader reader = _Reader.__new__(_Reader, text, None)
    cdef list words = []
    cdef Py_ssize_t start
    while (kind := reader.next()) != _STRANGE:
        start = reader.at
        if kind == _LETTER:
            while _is_word(reader.signs[reader.at]):
                reader.at += 1
        elif kind == _DIGIT:
            reader.digits()
            if reader.signs[reader.at] in b".eE":
                return None
        else:
            reader.at += 2 if text.startswith("**", start) else 1
        words.append(text[start : reader.at])
    return words if reader.at == len(text) else None
