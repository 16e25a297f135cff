"""Terms written with exponentials and logarithms, as comparisons of growth need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnum.calculus.signs import FAR
from symnum.calculus.special_values import simplified
from symnum.ops import (
    ACOSH,
    ASINH,
    COSH,
    EXP,
    EXP2,
    EXPM1,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    POW,
    SINH,
    TANH,
)
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import HALF, ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import free_symbols, postorder


def exp(term: Canonical) -> Canonical:
    """The exponential; of a logarithm times a number it is a power."""
    if term is ZERO:
        return ONE
    if isinstance(term, Apply) and term.operator is LOG:
        return term.arguments[0]
    return build(EXP, (term,))


def log(term: Canonical) -> Canonical:
    """The logarithm; that of a product of exponentials is taken apart."""
    if term is ONE:
        return ZERO
    entries = term.entries if isinstance(term, Product) else {term: 1}
    addends: list[tuple[Canonical, Exact]] = []
    rest: list[tuple[Canonical, int]] = []
    for factor, exponent in entries.items():
        below = isinstance(factor, Reciprocal)
        base = factor.base if isinstance(factor, Reciprocal) else factor
        if isinstance(base, Apply) and base.operator is EXP:
            addends.append((base.arguments[0], -exponent if below else exponent))
        else:
            rest.append((factor, exponent))
    if rest:
        left = product(rest)
        if isinstance(left, CanonicalSymbol) or len(addends) or not isinstance(left, Product):
            addends.append((build(LOG, (left,)), 1))
        else:
            return build(LOG, (term,))
    return linear_combination(addends)


def in_exponentials(term: Canonical) -> Canonical:
    """The term with hyperbolic functions, other bases and varying powers written with exp, log.

    Products of exponentials become one, so that ``2^x/3^x`` has one exponent.
    """
    for call, _ in tuple(postorder([term])):
        if isinstance(call, Apply) and call.operator in _REWRITTEN and varies(call):
            written = _REWRITTEN[call.operator](*map(in_exponentials, call.arguments))
            if written is not call:
                term = substitute(term, {call: written})
                return in_exponentials(term)
        elif isinstance(call, Product) and varies(call):
            merged = _merged(call)
            if merged is not call:
                return in_exponentials(substitute(term, {call: merged}))
    return term


def _merged(term: Product) -> Canonical:
    inside: list[tuple[Canonical, Exact]] = []
    rest: list[tuple[Canonical, int]] = []
    for factor, exponent in term.entries.items():
        base = factor.base if isinstance(factor, Reciprocal) else factor
        if isinstance(base, Apply) and base.operator is EXP:
            inside.append((base.arguments[0], exponent if base is factor else -exponent))
        else:
            rest.append((factor, exponent))
    if len(inside) < 2:
        return term
    return product([*rest, (exp(simplified(expand(linear_combination(inside)))), 1)])


def varies(term: Canonical) -> bool:
    """Whether the variable that goes to infinity occurs in the term."""
    return any(symbol is FAR for symbol in free_symbols(term))


def _power(base: Canonical, exponent: Canonical) -> Canonical:
    if not varies(exponent):
        return build(POW, (base, exponent))
    return exp(product([(exponent, 1), (log(base), 1)]))


def _hyperbolic(sign: int) -> Callable[[Canonical], Canonical]:
    def written(a: Canonical) -> Canonical:
        opposite = exp(linear_combination([(a, -1)]))
        return product([(linear_combination([(exp(a), 1), (opposite, sign)]), 1), (HALF, 1)])

    return written


def _logarithm_of_root(a: Canonical, sign: int) -> Canonical:
    square = linear_combination([(product([(a, 2)]), 1), (ONE, sign)])
    return log(linear_combination([(a, 1), (build(POW, (square, HALF)), 1)]))


def _tanh(a: Canonical) -> Canonical:
    below = linear_combination([(exp(linear_combination([(a, 2)])), 1), (ONE, 1)])
    return linear_combination([(ONE, 1), (product([(below, -1)]), -2)])


def _scaled_log(base: int) -> Callable[[Canonical], Canonical]:
    return lambda a: product([(log(a), 1), (build(LOG, (CanonicalNumber(base),)), -1)])


_REWRITTEN: dict[Any, Callable[..., Canonical]] = {
    POW: _power,
    SINH: _hyperbolic(-1),
    COSH: _hyperbolic(1),
    TANH: _tanh,
    ASINH: lambda a: _logarithm_of_root(a, 1),
    ACOSH: lambda a: _logarithm_of_root(a, -1),
    EXPM1: lambda a: linear_combination([(exp(a), 1), (ONE, -1)]),
    EXP2: lambda a: exp(product([(a, 1), (build(LOG, (CanonicalNumber(2),)), 1)])),
    LOG1P: lambda a: log(linear_combination([(a, 1), (ONE, 1)])),
    LOG2: _scaled_log(2),
    LOG10: _scaled_log(10),
}
