# The hashes of symnum/terms/digests.py, the same numbers in machine words.

cdef extern from *:
    """
    #define SYMNUM_MASK ((1ULL << 60) - 1)
    #define SYMNUM_SPREAD (0x9E3779B97F4A7C15ULL & SYMNUM_MASK)
    #define SYMNUM_FACTOR (0xBF58476D1CE4E5B9ULL & SYMNUM_MASK)
    """
    const unsigned long long MASK "SYMNUM_MASK"
    const unsigned long long SPREAD "SYMNUM_SPREAD"
    const unsigned long long FACTOR "SYMNUM_FACTOR"


cdef inline unsigned long long mix2(unsigned long long first, unsigned long long second) noexcept:
    cdef unsigned long long word = ((first ^ (second * SPREAD & MASK)) * FACTOR) & MASK
    return word ^ (word >> 29)


cdef unsigned long long word_of(object value) except? 1:
    """An integer modulo 2^60."""
    cdef int overflow = 0
    cdef long long small = PyLong_AsLongLongAndOverflow(value, &overflow)
    if overflow == 0:
        return <unsigned long long> small & MASK
    return value & MASK


cdef unsigned long long number_digest(object value) except? 1:
    if type(value) is int:
        return mix2(2, word_of(value))
    if type(value) is Fraction:
        return mix2(mix2(7, word_of(_above(value))), word_of(_below(value)))
    return mix2(mix2(7, word_of(value.numerator)), word_of(value.denominator))


cdef unsigned long long mass(unsigned long long digest, object coefficient) except? 1:
    """What an entry of a sum or of a product contributes to its hash."""
    cdef unsigned long long number
    if type(coefficient) is int:
        number = word_of(coefficient)
    elif type(coefficient) is Fraction:
        number = word_of(_above(coefficient)) + SPREAD * (word_of(_below(coefficient)) - 1)
    else:
        number = word_of(coefficient.numerator) + SPREAD * (word_of(coefficient.denominator) - 1)
    return mass_of_word(digest, number)


cdef inline unsigned long long mass_of_word(
    unsigned long long digest, unsigned long long word
) noexcept:
    cdef unsigned long long number = (digest + word * SPREAD) & MASK
    return number * number & MASK


cdef unsigned long long mass_of(dict entries) except? 1:
    """The contributions of all entries, added up."""
    cdef unsigned long long total = 0
    cdef PyObject *node = NULL
    cdef PyObject *number = NULL
    cdef Py_ssize_t place = 0
    while PyDict_Next(entries, &place, &node, &number):
        total += mass((<Canonical> node).digest, <object> number)
    return total & MASK
