# Operands of a parser: terms, or numbers, sums and products that are not terms yet.

cdef Canonical _finished(object operand):
    if isinstance(operand, Canonical):
        return <Canonical> operand
    if type(operand) is _Addends:
        return (<_Addends> operand).result()
    return (<_Factors> operand).result() if type(operand) is _Factors else _number(operand)


cdef inline bint _is_bare(object operand) noexcept:
    """Whether it is a number that is no term yet."""
    return type(operand) is int or type(operand) is Fraction


cdef object _opposite(object operand):
    """The operand with the other sign."""
    if _is_bare(operand):
        return _product_of(-1, operand)
    if type(operand) is _Factors:
        (<_Factors> operand).coefficient = _product_of(-1, (<_Factors> operand).coefficient)
        return operand
    return _scaled(_finished(operand), -1)


cdef _Addends _joined(object first, object second, bint subtracted):
    """The sum or difference of two operands; the first one is used up."""
    cdef _Addends addends
    if type(first) is _Addends:
        addends = <_Addends> first
    else:
        addends = _Addends.__new__(_Addends)
        _include(addends, first, False)
    _include(addends, second, subtracted)
    return addends


cdef int _include(_Addends addends, object operand, bint subtracted) except -1:
    if _is_bare(operand):
        addends.constant = _total_of(addends.constant, _product_of(-1, operand) if subtracted else operand)
    elif type(operand) is _Addends and not (<_Addends> operand).cancelled:
        addends.merge(<_Addends> operand, subtracted)
    elif type(operand) is _Factors:
        (<_Factors> (_opposite(operand) if subtracted else operand)).added(addends)
    else:
        addends.add(_finished(operand), -1 if subtracted else 1)
    return 0


cdef _Factors _multiplied(object first, object second, bint divided):
    """The product or quotient of two operands; the first one is used up."""
    cdef _Factors factors
    cdef long long above, below
    if type(first) is _Factors:
        factors = <_Factors> first
    else:
        factors = _Factors.__new__(_Factors)
        if _is_bare(first):
            factors.coefficient = first
        else:
            factors.multiply(_finished(first), 1)
    if _is_bare(second) and not divided:
        factors.coefficient = _product_of(factors.coefficient, second)
    elif divided and _is_small(second, &above, &below) and above != 0:
        factors.coefficient = _product_of(factors.coefficient, _power_of(second, -1))
    else:
        factors.multiply(_finished(second), -1 if divided else 1)
    return factors


cdef Canonical _raised(object base, object exponent):
    if type(exponent) is int:
        return integer_power(_finished(base), exponent)
    return power(_finished(base), _finished(exponent))
