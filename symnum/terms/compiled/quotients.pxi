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


cdef object _in_lowest_terms(object above, object below):
    """A fraction in lowest terms: what the constructor would check is known here."""
    made = PyType_GenericAlloc(<PyTypeObject *> Fraction, 0)
    made._numerator, made._denominator = above, below
    return made


cdef long long _LEAST_WORD = -(1LL << 62) - (1LL << 62)


def quotients(numerators, denominator):
    """Each integer over a positive one: an integer or a fraction."""
    cdef list known = []
    cdef int overflow = 0, large = 0
    cdef long long above, below = PyLong_AsLongLongAndOverflow(denominator, &large)
    cdef unsigned long long size, shared
    for value in numerators:
        value = int(value)
        above = PyLong_AsLongLongAndOverflow(value, &overflow)
        # 0, or the one whose opposite is no machine word
        if large or overflow or above == 0 or above == _LEAST_WORD:
            found = Fraction(value, denominator)
            known.append(found.numerator if found.denominator == 1 else found)
            continue
        size = above if above > 0 else -above
        shared = symnum_gcd(size, below)
        above = <long long> (size // shared) if above > 0 else -<long long> (size // shared)
        if shared == <unsigned long long> below:
            known.append(above)
        else:
            known.append(_in_lowest_terms(above, below // <long long> shared))
    return known
