# Polynomials as terms, from lists of exponents and coefficients.

def polynomial_term(list generators, monomials, coefficients):
    """The sum of coefficients times monomials in the generators.

    Args:
        generators: Canonical terms that are neither numbers, sums, products nor inverses.
        monomials: For each addend the exponents of the generators, natural numbers.
        coefficients: Integers and fractions, none of them 0.
    """
    cdef _Addends addends = _Addends.__new__(_Addends)
    cdef dict entries
    cdef Py_ssize_t place, size = len(generators)
    for exponents, coefficient in zip(monomials, coefficients):
        entries = {}
        for place in range(size):
            exponent = (<tuple> exponents)[place]
            if exponent:
                entries[generators[place]] = exponent if type(exponent) is int else int(exponent)
        if not entries:
            addends.constant = addends.constant + coefficient
        elif len(entries) == 1 and next(iter(entries.values())) == 1:
            addends.enter(<Canonical> next(iter(entries)), coefficient)
        else:
            addends.enter(_product(entries), coefficient)
    return addends.result()
