# Fractions from numerators over one denominator; see symnum.terms.interpreted.sums.

cdef extern from *:
    """
    static inline unsigned long long symnum_gcd(unsigned long long a, unsigned long long b) {
        while (b) { unsigned long long rest = a % b; a = b; b = rest; }
        return a;
    }
    """
    unsigned long long symnum_gcd(unsigned long long a, unsigned long long b) noexcept


cdef extern from *:
    object PyType_GenericAlloc(PyTypeObject *kind, Py_ssize_t count)


cdef extern from *:
    """
    #include <structmember.h>
    static Py_ssize_t symnum_offset(PyObject *slot) {
        return ((PyMemberDescrObject *) slot)->d_member->offset;
    }
    """
    Py_ssize_t symnum_offset(object slot) noexcept


cdef Py_ssize_t _ABOVE = symnum_offset(Fraction._numerator)
cdef Py_ssize_t _BELOW = symnum_offset(Fraction._denominator)


cdef object _in_lowest_terms(object above, object below):
    """A fraction in lowest terms: what the constructor would check is known here."""
    made = PyType_GenericAlloc(<PyTypeObject *> Fraction, 0)
    Py_INCREF(above)
    (<PyObject **> (<char *> <PyObject *> made + _ABOVE))[0] = <PyObject *> above
    Py_INCREF(below)
    (<PyObject **> (<char *> <PyObject *> made + _BELOW))[0] = <PyObject *> below
    return made


cdef object _quotient_of_words(long long above, long long below):
    """An integer or a fraction from words, the denominator positive and no word the least one."""
    cdef unsigned long long shared
    if above == 0:
        return 0
    shared = symnum_gcd(above if above > 0 else -above, below)
    if shared != 1:
        above, below = above // <long long> shared, below // <long long> shared
    return above if below == 1 else _in_lowest_terms(above, below)


cdef long long _LEAST_WORD = -(1LL << 62) - (1LL << 62)


def quotients(numerators, denominator):
    """Each integer over a positive one: an integer or a fraction."""
    cdef list known = []
    cdef int overflow = 0, large = 0
    cdef long long above, below = PyLong_AsLongLongAndOverflow(denominator, &large)
    for value in numerators:
        value = int(value)
        above = PyLong_AsLongLongAndOverflow(value, &overflow)
        if large or overflow or above == _LEAST_WORD:  # whose opposite is no word
            known.append(_normal(Fraction(value, denominator)))
        else:
            known.append(_quotient_of_words(above, below))
    return known
