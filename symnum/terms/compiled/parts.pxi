# Parts of canonical terms, as the term interface and symnum.terms.traversal have them.

cdef Canonical _powered(Canonical factor, object exponent):
    cdef _Factors made
    if exponent == 1:
        return factor
    made = _Factors.__new__(_Factors)
    made.multiply(factor, exponent)
    return made.result()


cdef Canonical _multiplied_by(Canonical addend, object coefficient):
    cdef _Addends made
    if _is(coefficient, 1):
        return addend
    made = _Addends.__new__(_Addends)
    made.add(addend, coefficient)
    return made.result()


cdef int _add_factors(Canonical term, list found) except -1:
    """The factors of a product of several, each with its exponent; another term as it is."""
    cdef PyObject *lone[2]
    cdef Py_ssize_t k, count = 0
    cdef PyObject **parts
    if type(term) is not Product or _count_factors(term) == 1:
        found.append(term)
        return 0
    parts = _parts_in_order(term, lone, &count)
    for k in range(count):
        found.append(_powered(<Canonical> parts[2 * k], <object> parts[2 * k + 1]))
    return 0


cdef list _arguments_of(Canonical term):
    """The arguments of a sum, product or reciprocal."""
    cdef PyObject *lone[2]
    cdef Py_ssize_t k, count = 0
    cdef PyObject **parts
    cdef list found = []
    if type(term) is Reciprocal:
        return [(<Reciprocal> term).held[0], _number(-1)]
    parts = _parts_in_order(term, lone, &count)
    if type(term) is Sum:
        if count == 1 and _is((<Sum> term).constant, 0):
            found.append(_number(<object> parts[1]))
            _add_factors(<Canonical> parts[0], found)
            return found
        for k in range(count):
            found.append(_multiplied_by(<Canonical> parts[2 * k], <object> parts[2 * k + 1]))
        if not _is((<Sum> term).constant, 0):
            found.append(_number((<Sum> term).constant))
        return found
    if count > 1:
        _add_factors(term, found)
        return found
    base, exponent = <Canonical> parts[0], <object> parts[1]
    if type(base) is Reciprocal:
        base, exponent = (<Reciprocal> base).held[0], -exponent
    return [base, _number(exponent)]


def arguments_of(Canonical term):
    """The arguments of a call; none for a leaf."""
    if type(term) is Apply:
        return (<Apply> term).arguments
    return () if _is_leaf(term) else tuple(_arguments_of(term))


cdef bint _gather(Canonical term, dict found, int depth) except -1:
    if depth > _DEEPEST:
        return False
    if not _is_leaf(term):
        for part in (<Apply> term).arguments if type(term) is Apply else _arguments_of(term):
            if part not in found and not _gather(<Canonical> part, found, depth + 1):
                return False
    found[term] = None
    return True


def subterms_of(Canonical term):
    """Every distinct subterm after its arguments; ``None`` for terms that are too deep."""
    cdef dict found = {}
    return found if _gather(term, found, 0) else None


def names_among(dict parts):
    """The names of the symbols among terms."""
    cdef set found = set()
    for part in parts:
        if type(part) is CanonicalSymbol:
            found.add((<CanonicalSymbol> part).name)
    return frozenset(found)
