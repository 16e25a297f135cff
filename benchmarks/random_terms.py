"""Random typed terms over all operators, with points at which zeros, poles and overflow show."""

from __future__ import annotations

import random
from fractions import Fraction

from symnum.ops import SELECT, Kind, Operator, operators
from symnum.terms import Call, Number, Symbol, Term

NUMBERS = (0, 1, -1, 2, -2, 3, Fraction(1, 2), Fraction(-2, 3), Fraction(11, 10), 10)
EXPONENTS = (-3, -2, -1, 0, 1, 2, 3, 4, Fraction(1, 2), Fraction(-1, 2), Fraction(11, 10))
LEAVES = (
    *(Symbol("x"), Symbol("y")) * 3,
    Symbol("p", frozenset({"positive"})),
    Symbol("n", frozenset({"integer"})),
)
COMMON = ("add", "sub", "mul", "div", "pow")
_VALUED = tuple(o for o in operators() if o.arb is not None)
REAL = tuple(o for o in _VALUED if o.result is Kind.REAL)
BOOLEAN = tuple(o for o in _VALUED if o.result is Kind.BOOLEAN)
_COMMON = tuple(o for o in REAL if o.name in COMMON)
VALUES: tuple[int | Fraction, ...] = (
    0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(7, 3), Fraction(-5, 2),
    10**6, -(10**6), 10**30, -(10**30), Fraction(1, 10**9),
)  # fmt: skip


def random_term(source: random.Random, depth: int, made: list[Term] | None = None) -> Term:
    """A term with a real value that repeats some of its parts, so that rules find work."""
    made = [] if made is None else made
    if depth == 0 or source.random() < 0.08:
        leaf = source.choice(LEAVES)
        return leaf if source.random() < 0.7 else Number(source.choice(NUMBERS))
    if made and source.random() < 0.25:
        return source.choice(made)
    kind = source.random()
    operator = SELECT if kind < 0.06 else source.choice(_COMMON if kind < 0.4 else REAL)
    term = Call(operator, _arguments(source, operator, depth, made))
    made.append(term)
    return term


def _arguments(
    source: random.Random, operator: Operator, depth: int, made: list[Term]
) -> tuple[Term, ...]:
    count = source.choice((2, 2, 2, 3)) if operator.arity is None else operator.arity
    arguments = [
        random_condition(source, depth - 1, made)
        if operator.parameter_kind(place) is Kind.BOOLEAN
        else random_term(source, depth - 1, made)
        for place in range(count)
    ]
    if operator.name == "pow" and source.random() < 0.8:
        arguments[1] = Number(source.choice(EXPONENTS))
    return tuple(arguments)


def random_condition(source: random.Random, depth: int, made: list[Term]) -> Term:
    """A comparison, or a Boolean combination of such."""
    deep = depth > 0 and source.random() < 0.4
    choice = tuple(o for o in BOOLEAN if deep or o.parameter_kind(0) is Kind.REAL)
    operator = source.choice(choice)
    return Call(operator, _arguments(source, operator, max(depth, 1), made))


def random_point(source: random.Random) -> dict[str, int | Fraction]:
    """A value for each symbol; ``p`` is positive and ``n`` an integer."""
    return {
        "x": source.choice(VALUES),
        "y": source.choice(VALUES),
        "p": abs(source.choice(VALUES[1:])),
        "n": source.choice((0, 1, -1, 2, -3, 10**6)),
    }
