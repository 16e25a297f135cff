"""The derivatives column of the operator table, compiled to constructors of canonical terms.

Each template becomes, once, a function from a call to a coefficient and a list of factors. The
factors are not multiplied: chains of functions put theirs together and multiply once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from symnum.ops import (
    ADD,
    ARGUMENT_NAMES,
    DIV,
    MUL,
    NEG,
    POW,
    SUB,
    Operator,
    Template,
    operator_named,
)
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, build, linear_combination, product

Factors = tuple[tuple[Canonical, int], ...]
"""Terms with their exponents: a product that has not been multiplied yet."""
Scaled = tuple[Exact, Factors]
Outer = Callable[[Apply], Scaled]
"""From a call to its derivative by one argument: a coefficient and factors."""


@cache
def outer_derivatives(operator: Operator) -> tuple[Outer | None, ...]:
    """For each argument the derivative of a call by it; ``None`` where there is none.

    Precondition: the operator has a derivative by at least one argument.
    """
    found = [None if t is None else _compiled(t, operator) for t in operator.derivatives or ()]
    return (_power_by_base, *found[1:]) if operator is POW else tuple(found)


def _power_by_base(call: Apply) -> Scaled:
    """b·a^(b−1); for a root, 1/n times a power of that root."""
    base, exponent = call.arguments
    if type(exponent) is CanonicalNumber and exponent.value.numerator == 1:
        return exponent.value, ((call, 1 - exponent.value.denominator),)
    lowered = linear_combination([(exponent, 1), (ONE, -1)])
    return 1, ((exponent, 1), (build(POW, (base, lowered)), 1))


def _compiled(template: Template, operator: Operator) -> Outer:
    if isinstance(template, int):
        fixed = template, ()
        return lambda call: fixed
    if isinstance(template, str):
        return _argument(ARGUMENT_NAMES.index(template))
    if template == (operator.name, *ARGUMENT_NAMES[: operator.arity or 0]):
        return lambda call: (1, ((call, 1),))
    called = operator_named(template[0])
    parts = [_compiled(part, operator) for part in template[1:]]
    if not _mentions_arguments(template):
        constant = 1, ((_constant(template), 1),)
        return lambda call: constant
    if called is POW and isinstance(template[2], int):
        return _raised(parts[0], template[2])
    return _BY_OPERATOR.get(called, _application(called))(parts)


def _argument(place: int) -> Outer:
    def outer(call: Apply) -> Scaled:
        argument = call.arguments[place]
        if type(argument) is CanonicalNumber:
            return argument.value, ()
        return 1, ((argument, 1),)

    return outer


def _mentions_arguments(template: Template) -> bool:
    if isinstance(template, tuple):
        return any(map(_mentions_arguments, template[1:]))
    return isinstance(template, str)


def _constant(template: Template) -> Canonical:
    if isinstance(template, tuple):
        return build(operator_named(template[0]), [_constant(part) for part in template[1:]])
    assert isinstance(template, int)
    return CanonicalNumber(template)


def multiplied(value: Scaled) -> Canonical:
    """The product written out."""
    coefficient, factors = value
    if len(factors) == 1 and factors[0][1] == 1:
        found = factors[0][0]
    else:
        found = product(factors) if factors else ONE
    return found if coefficient == 1 else linear_combination([(found, coefficient)])


def _sum(signs: tuple[int, ...]) -> Callable[[list[Outer]], Outer]:
    def make(parts: list[Outer]) -> Outer:
        scales = signs or (1,) * len(parts)

        def outer(call: Apply) -> Scaled:
            values = [multiplied(part(call)) for part in parts]
            return 1, ((linear_combination(zip(values, scales, strict=True)), 1),)

        return outer

    return make


def _negative(parts: list[Outer]) -> Outer:
    def outer(call: Apply) -> Scaled:
        coefficient, factors = parts[0](call)
        return -coefficient, factors

    return outer


def _product(parts: list[Outer]) -> Outer:
    def outer(call: Apply) -> Scaled:
        coefficient: Exact = 1
        factors: Factors = ()
        for part in parts:
            scale, more = part(call)
            coefficient, factors = coefficient * scale, factors + more
        return coefficient, factors

    return outer


def _quotient(parts: list[Outer]) -> Outer:
    def outer(call: Apply) -> Scaled:
        above, factors = parts[0](call)
        below, divisors = parts[1](call)
        coefficient = above if below == 1 else Fraction(above) / below
        return coefficient, factors + tuple([(f, -e) for f, e in divisors])

    return outer


def _raised(part: Outer, exponent: int) -> Outer:
    def outer(call: Apply) -> Scaled:
        return 1, ((multiplied(part(call)), exponent),)

    return outer


def _application(operator: Operator) -> Callable[[list[Outer]], Outer]:
    def make(parts: list[Outer]) -> Outer:
        def outer(call: Apply) -> Scaled:
            return 1, ((build(operator, [multiplied(part(call)) for part in parts]), 1),)

        return outer

    return make


_BY_OPERATOR: Mapping[Operator, Callable[[list[Outer]], Outer]] = {
    ADD: _sum(()), SUB: _sum((1, -1)), NEG: _negative, MUL: _product, DIV: _quotient,
}  # fmt: skip
