# The order in which sums and products show their parts; see symnum.terms.interpreted.ordering.

cdef extern from *:
    """
    #define symnum_items(tuple) (((PyTupleObject *) (tuple))->ob_item)
    """
    PyObject **symnum_items(object tuple) noexcept

cdef Py_ssize_t _SHOWN_ADDENDS = 8
cdef object _UNIT = 1


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
    if _count_addends(term) > _SHOWN_ADDENDS:
        return "~"
    names = [(<CanonicalSymbol> a).name for a in _addends_of(term) if type(a) is CanonicalSymbol]
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


cdef tuple _alternating(list keyed):
    """Of keys, parts and numbers the parts, in the order of the keys, each before its number."""
    cdef list parts = []
    keyed.sort(key=_first)
    for _, part, number in keyed:
        parts.append(part)
        parts.append(number)
    return tuple(parts)


cdef PyObject **_parts_in_order(
    Canonical term, PyObject **lone, Py_ssize_t *count
) except NULL:
    """The factors of a product with their exponents, or the addends of a sum with their
    coefficients, in turns and in order; another term with a 1. They live as long as the term.

    The order is worked out once a node. A single pair is written to ``lone``.
    """
    cdef dict entries
    cdef Py_ssize_t first = 0
    if type(term) is Sum:
        if _count_addends(<Sum> term) == 1:
            count[0] = 1
            _next_addend(<Sum> term, &first, &lone[0], &lone[1])
            return lone
        entries = _addends_of(<Sum> term)
    elif type(term) is Product:
        entries = _entries_of(<Product> term)
    else:
        lone[0], lone[1], count[0] = <PyObject *> term, <PyObject *> _UNIT, 1
        return lone
    count[0] = len(entries)
    if count[0] == 1:
        _read_first(entries, &lone[0], &lone[1])
        return lone
    if term._sorted is None:
        if type(term) is Sum:
            term._sorted = _alternating([(_addend_key(t), t, c) for t, c in entries.items()])
        else:
            term._sorted = _alternating([(_sort_key(f), f, e) for f, e in entries.items()])
    return symnum_items(term._sorted)


cdef tuple _pairs_in_order(Canonical term):
    cdef PyObject *lone[2]
    cdef Py_ssize_t count = 0, k
    cdef PyObject **parts = _parts_in_order(term, lone, &count)
    return tuple([(<object> parts[2 * k], <object> parts[2 * k + 1]) for k in range(count)])


cpdef tuple sorted_factors(Product term):
    """Factors with their exponents, in order."""
    return _pairs_in_order(term)


cpdef tuple sorted_addends(Sum term):
    """Addends with their coefficients, in order."""
    return _pairs_in_order(term)


from operator import itemgetter

_first = itemgetter(0)
