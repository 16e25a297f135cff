# The order in which sums and products show their parts; see symnum.terms.interpreted.ordering.

cdef Py_ssize_t _SHOWN_ADDENDS = 8


def sort_key(term):
    """Order of the factors of a product and of the arguments of a commutative function."""
    return _sort_key(term)


cdef tuple _sort_key(Canonical term):
    kind = type(term)
    if kind is CanonicalSymbol:
        return 1, (<CanonicalSymbol> term).name, 0, term.digest
    if kind is Apply:
        return 2, _label_of(<Apply> term), 0, term.digest
    if kind is CanonicalNumber:
        return 0, "", 0, term.digest
    if kind is Sum:
        return 4, _names_of(<Sum> term), (<Sum> term).constant, term.digest
    if kind is Reciprocal:
        return _key_below((<Reciprocal> term).held[0], term.digest)
    return 5, "", 0, term.digest


cdef str _names_of(Sum term):
    if len(term.entries) > _SHOWN_ADDENDS:
        return "~"
    names = [(<CanonicalSymbol> a).name for a in term.entries if type(a) is CanonicalSymbol]
    names.sort()
    return ",".join(names)


cdef tuple _key_below(Canonical base, unsigned long long digest):
    """Reciprocals in the order of what is below the line."""
    if type(base) is Reciprocal:
        return 5, "", 0, digest
    rank, text, number, _ = _sort_key(base)
    return 3, f"{rank}{text}", number, digest


cdef str _label_of(Apply term):
    names = [(<CanonicalSymbol> a).name if type(a) is CanonicalSymbol else "~" for a in term.arguments]
    return f"{term.operator.name}({','.join(names)})"


cdef tuple _addend_key(Canonical term):
    """Order of the addends of a sum."""
    cdef list names = [], others = []
    cdef object degree = 0
    if type(term) is not Product:
        return _lone_key(term)
    for factor, exponent in _entries_of(<Product> term).items():
        if type(factor) is CanonicalSymbol:
            names.append(((<CanonicalSymbol> factor).name, -exponent))
            degree = degree + exponent
        else:
            others.append(_sort_key(factor)[:3])
            if type(factor) is Reciprocal:
                degree = degree - exponent
            elif type(factor) is Sum:
                degree = degree + exponent
    names.sort()
    others.sort()
    return -degree, names, others, term.digest


cdef tuple _lone_key(Canonical term):
    if type(term) is CanonicalSymbol:
        return -1, [((<CanonicalSymbol> term).name, -1)], [], term.digest
    degree = 1 if type(term) is Reciprocal else -1 if type(term) is Sum else 0
    return degree, [], [_sort_key(term)[:3]], term.digest


cpdef tuple sorted_factors(Product term):
    """Factors with their exponents, in order; computed once a node."""
    if term._sorted is None:
        keyed = [(_sort_key(f), f, e) for f, e in _entries_of(term).items()]
        if len(keyed) > 1:
            keyed.sort(key=_first)
        term._sorted = tuple([(f, e) for _, f, e in keyed])
    return term._sorted


cpdef tuple sorted_addends(Sum term):
    """Addends with their coefficients, in order; computed once a node."""
    if term._sorted is None:
        if len(term.entries) == 1:
            term._sorted = tuple(term.entries.items())
        else:
            keyed = [(_addend_key(t), t, c) for t, c in term.entries.items()]
            keyed.sort(key=_first)
            term._sorted = tuple([(t, c) for _, t, c in keyed])
    return term._sorted


from operator import itemgetter

_first = itemgetter(0)
