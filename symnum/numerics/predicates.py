"""Three-valued predicates of real balls: ``True`` and ``False`` are proofs, ``None`` is doubt.

These are the words of the operator table's domain conditions and of the guards of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flint import arb

from symnum.ops import ARGUMENT_NAMES, Condition, Operator, Template, operator_named

Truth = bool | None
Predicate = Callable[[arb], Truth]
_ZERO = arb(0)


def positive(ball: arb) -> Truth:
    """Whether the number is above 0."""
    return True if ball > _ZERO else False if ball <= _ZERO else None


def nonnegative(ball: arb) -> Truth:
    """Whether it is 0 or above."""
    return True if ball >= _ZERO else False if ball < _ZERO else None


def negative(ball: arb) -> Truth:
    """Whether it is below 0."""
    return True if ball < _ZERO else False if ball >= _ZERO else None


def nonzero(ball: arb) -> Truth:
    """Whether it differs from 0."""
    return True if ball != _ZERO else False if ball.is_zero() else None


def integer(ball: arb) -> Truth:
    """Whether it is an integer; an inexact ball around one is in doubt."""
    return True if ball.is_integer() else None if ball.contains_integer() else False


def even(ball: arb) -> Truth:
    """Whether it is an even integer."""
    return integer(ball / 2)


def odd(ball: arb) -> Truth:
    """Whether it is an odd integer."""
    return integer((ball - 1) / 2)


def defined(ball: arb) -> Truth:
    """Always true: what is not defined has no ball."""
    return True


def has_power(base: arb, exponent: arb) -> Truth:
    """Whether ``base ** exponent`` is a real number; 0^0 is 1.

    Positive bases have every power, zero has the non-negative ones, negative bases have the
    integer ones.
    """
    if base > _ZERO:
        return True
    whole = integer(exponent)
    if whole and exponent >= _ZERO:
        return True
    if whole:
        return nonzero(base)
    if base >= _ZERO and exponent > _ZERO:
        return True
    if base.is_zero():
        return nonnegative(exponent)
    return False if base < _ZERO and whole is False else None


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        "positive": positive,
        "nonnegative": nonnegative,
        "negative": negative,
        "nonzero": nonzero,
        "integer": integer,
        "even": even,
        "odd": odd,
        "defined": defined,
    }
)
"""The predicates of one argument; ``has_power`` takes the two arguments of a power."""

Domain = Callable[[Sequence[arb]], Truth]


def domain_of(operator: Operator) -> Domain | None:
    """Whether arguments lie in the operator's real domain; ``None`` if it is defined everywhere."""
    tests = [_test(condition) for condition in operator.domain]
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]

    def every(arguments: Sequence[arb]) -> Truth:
        verdicts = [test(arguments) for test in tests]
        return False if False in verdicts else None if None in verdicts else True

    return every


def _test(condition: Condition) -> Domain:
    if condition.predicate == "has_power":
        first, second = (_value(part) for part in tuple(condition.subject)[1:])  # type: ignore[arg-type]
        return lambda arguments: has_power(first(arguments), second(arguments))
    predicate, subject = PREDICATES[condition.predicate], condition.subject
    if isinstance(subject, str):
        place = ARGUMENT_NAMES.index(subject)
        return lambda arguments: predicate(arguments[place])
    value = _value(subject)
    return lambda arguments: predicate(value(arguments))


def _value(template: Template) -> Callable[[Sequence[arb]], Any]:
    """The value of a template over an operator's arguments."""
    if isinstance(template, str):
        place = ARGUMENT_NAMES.index(template)
        return lambda arguments: arguments[place]
    if isinstance(template, int):
        constant = arb(template)
        return lambda arguments: constant
    reference = operator_named(template[0]).arb
    if reference is None:
        raise ValueError(f"a domain condition uses {template[0]!r}, which has no value")
    parts = [_value(part) for part in template[1:]]
    return lambda arguments: reference([part(arguments) for part in parts])
