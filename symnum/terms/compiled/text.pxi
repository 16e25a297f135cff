# Canonical terms in plain text; see symnum.terms.interpreted.written.

from symnum.terms.precedence import enclosed, least, number_precedence, spelled_call
from symnum.terms.ropes import rope

cdef int _FIRST_ADDEND = least(ADD, 0), _ADDEND = least(ADD, 1)
cdef int _SUBTRACTED = least(SUB, 1), _NEGATED = least(NEG, 0)
cdef int _FIRST_FACTOR = least(MUL, 0), _FACTOR = least(MUL, 1)
cdef int _DIVIDED = least(DIV, 0), _DIVISOR = least(DIV, 1), _BASE = least(POW, 0)
cdef int _OF_SUM = ADD.syntax.precedence, _OF_PRODUCT = MUL.syntax.precedence
cdef int _OF_QUOTIENT = DIV.syntax.precedence, _OF_NEGATION = NEG.syntax.precedence
cdef int _OF_POWER = POW.syntax.precedence, _OF_ATOM = ATOM
cdef object _ONE_HALF = Fraction(1, 2)


def canonical_text(Canonical root):
    """The text of a canonical term, as a rope."""
    cdef dict texts = {}
    cdef list stack = [root]
    while stack:
        term = stack.pop()
        if term is None:
            term = stack.pop()
            texts[term] = _spelled(term, texts)
        elif not _is_leaf(term) and term not in texts:
            stack.append(term)
            stack.append(None)
            _push_parts(term, stack)
    return _text_of(root, texts)[0]


cdef inline bint _is_leaf(Canonical term):
    return type(term) is CanonicalSymbol or type(term) is CanonicalNumber


cdef inline tuple _text_of(Canonical term, dict texts):
    if type(term) is CanonicalSymbol:
        return (<CanonicalSymbol> term).name, _OF_ATOM
    if type(term) is CanonicalNumber:
        return _spelled_number((<CanonicalNumber> term).value)
    return <tuple> texts[term]


cdef tuple _spelled_number(object value):
    return exact_text(value), number_precedence(value)


cdef int _push_parts(Canonical term, list stack) except -1:
    """What is written out as a whole inside the term."""
    if type(term) is Apply:
        for argument in (<Apply> term).arguments:
            _push(argument, stack)
    elif type(term) is Reciprocal:
        _push((<Reciprocal> term).held[0], stack)
    elif type(term) is Product:
        for factor, exponent in _entries_of(<Product> term).items():
            _push(_written_base(factor, exponent), stack)
    else:
        for addend in _addends_of(<Sum> term):
            if type(addend) is Product:
                for factor, exponent in _entries_of(<Product> addend).items():
                    _push(_written_base(factor, exponent), stack)
            else:
                _push(_written_base(addend, 1), stack)
    return 0


cdef inline int _push(Canonical term, list stack) except -1:
    if not _is_leaf(term):
        stack.append(term)
    return 0


cdef Canonical _written_base(Canonical factor, object exponent):
    if type(factor) is Reciprocal:
        return (<Reciprocal> factor).held[0]
    if exponent == 1 and _is_reciprocal_power(factor):
        return (<Apply> factor).arguments[0]
    return factor


cdef bint _is_reciprocal_power(Canonical factor):
    """Whether this is a call of the power with a negative integer: 1/0, for one."""
    if type(factor) is not Apply or (<Apply> factor).operator is not POW:
        return False
    exponent = (<Apply> factor).arguments[1]
    if type(exponent) is not CanonicalNumber:
        return False
    value = (<CanonicalNumber> exponent).value
    return type(value) is int and value < 0


cdef tuple _spelled(Canonical term, dict texts):
    if type(term) is Sum:
        return _spelled_sum(<Sum> term, texts)
    if type(term) is Product:
        return _quotient(1, sorted_factors(<Product> term), texts)
    if type(term) is Apply and not _is_reciprocal_power(term):
        return _spelled_apply(<Apply> term, texts)
    return _quotient(1, ((term, 1),), texts)


cdef tuple _spelled_apply(Apply term, dict texts):
    cdef tuple arguments = term.arguments
    operator = term.operator
    if operator is POW:
        exponent = arguments[1]
        if type(exponent) is CanonicalNumber and _are_equal((<CanonicalNumber> exponent).value, _ONE_HALF):
            return spelled_call(SQRT, [_text_of(arguments[0], texts)])
    elif len(arguments) == 1:
        opening = _opening_of(operator)
        if opening != "":
            return _rope([opening, _text_of(arguments[0], texts)[0], ")"]), _OF_ATOM
    return spelled_call(operator, [_text_of(argument, texts) for argument in arguments])


cdef str _opening_of(object operator):
    """Of a function of one argument its name with a parenthesis; of others nothing."""
    cdef _Row row = _row(operator)
    if row.opening is None:
        shown = spelled_call(operator, [("", _OF_ATOM)])[0]
        row.opening = shown.removesuffix(")") if shown.endswith("()") else ""
    return row.opening


cdef object _rope(list pieces):
    """As :func:`symnum.terms.ropes.rope`, most often without it."""
    cdef Py_ssize_t length = 0
    for piece in pieces:
        if type(piece) is not str:
            return pieces
        length += len(<str> piece)
    return "".join(pieces) if length < 1000 else rope(pieces)


cdef object _within(tuple spelled, int lowest):
    """A text, in parentheses if its precedence is below the lowest allowed."""
    return spelled[0] if spelled[1] >= lowest else _rope(["(", spelled[0], ")"])


cdef tuple _spelled_sum(Sum term, dict texts):
    cdef tuple addends = sorted_addends(term)
    cdef list pieces = []
    cdef tuple shown
    if len(addends) == 1 and term.constant == 0:
        monic, coefficient = addends[0]
        return _quotient(coefficient, _factors_of(monic), texts)
    for monic, coefficient in addends:
        shown = _quotient(abs(coefficient), _factors_of(monic), texts)
        if coefficient >= 0:
            pieces.append(" + ")
            pieces.append(_within(shown, _ADDEND if len(pieces) > 1 else _FIRST_ADDEND))
        elif pieces:
            pieces.append(" - ")
            pieces.append(_within(shown, _SUBTRACTED))
        else:
            pieces.append(" + ")
            pieces.append(_rope(["-", _within(shown, _NEGATED)]))
    if term.constant != 0:
        pieces.append(" + " if term.constant > 0 else " - ")
        pieces.append(_within(_spelled_number(abs(term.constant)), _ADDEND))
    return _rope(pieces[1:]), _OF_SUM


cdef tuple _factors_of(Canonical monic):
    return sorted_factors(<Product> monic) if type(monic) is Product else ((monic, 1),)


cdef tuple _quotient(object coefficient, tuple factors, dict texts):
    """A coefficient times factors to integer powers, as a quotient of products."""
    cdef list above = [], below = []
    cdef Canonical base
    for factor, exponent in factors:
        base = factor
        if type(factor) is Reciprocal:
            base, exponent = (<Reciprocal> factor).held[0], -exponent
        elif exponent == 1 and _is_reciprocal_power(factor):
            base = (<Apply> factor).arguments[0]
            exponent = (<CanonicalNumber> (<Apply> factor).arguments[1]).value
        if exponent > 0:
            above.append(_spelled_power(base, exponent, texts))
        else:
            below.append(_spelled_power(base, -exponent, texts))
    size, divisor = abs(coefficient.numerator), coefficient.denominator
    if size != 1 or not above:
        above.insert(0, (exact_text(size), _OF_ATOM))
    if divisor != 1:
        below.insert(0, (exact_text(divisor), _OF_ATOM))
    cdef tuple result = _spelled_product(above)
    if below:
        bottom = _within(_spelled_product(below), _DIVISOR)
        result = _rope([_within(result, _DIVIDED), "/", bottom]), _OF_QUOTIENT
    if coefficient < 0:
        return _rope(["-", _within(result, _NEGATED)]), _OF_NEGATION
    return result


cdef tuple _spelled_power(Canonical base, object exponent, dict texts):
    if exponent == 1:
        return _text_of(base, texts)
    return _rope([_within(_text_of(base, texts), _BASE), "^", exact_text(exponent)]), _OF_POWER


cdef tuple _spelled_product(list factors):
    if len(factors) == 1:
        return factors[0]
    cdef list pieces = [_within(factors[0], _FIRST_FACTOR)]
    for factor in factors[1:]:
        pieces.append("*")
        pieces.append(_within(factor, _FACTOR))
    return _rope(pieces), _OF_PRODUCT
