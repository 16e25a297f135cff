"""Points at which terms are compared: small special numbers first, then others, always the same."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from flint import arb, fmpq

from symnum.numerics.predicates import PREDICATES
from symnum.terms.exact import Exact, reduced

SPECIAL: tuple[Exact, ...] = (
    0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), 3, Fraction(-3, 2), Fraction(7, 3), -5, 10,
)  # fmt: skip
LARGE: tuple[Exact, ...] = (
    100, -100, 10**6, -(10**6), Fraction(1, 1000), Fraction(-1, 1000), 10**9, Fraction(1, 10**9),
)  # fmt: skip
_SHARE_LARGE = 0.15
_ATTEMPTS = 50
"""How often a number of the wanted kind is drawn before one is given up."""


def sample_points(symbols: Mapping[str, frozenset[str]]) -> Iterator[dict[str, Exact]]:
    """Points without end: with one symbol the special numbers in order, then random ones.

    Args:
        symbols: What is assumed of each symbol, by name.

    >>> points = sample_points({"n": frozenset({"odd", "positive"})})
    >>> next(points), next(points)
    ({'n': 1}, {'n': 3})
    >>> next(sample_points({"n": frozenset({"odd", "even"})}), None) is None
    True
    """
    source = random.Random(",".join(symbols))
    if len(symbols) < 2:
        for value in SPECIAL if symbols else (0,):
            if all(is_of(value, known) for known in symbols.values()):
                yield dict.fromkeys(symbols, value)
    while symbols:
        point = {name: _number(source, known) for name, known in symbols.items()}
        found = {name: value for name, value in point.items() if value is not None}
        if len(found) < len(point):
            return
        yield found


def is_of(value: Exact, predicates: Collection[str]) -> bool:
    """Whether a number certainly has all the properties named."""
    ball = arb(fmpq(value.numerator, value.denominator))
    return all(PREDICATES[predicate](ball) is True for predicate in predicates)


def _number(source: random.Random, known: frozenset[str]) -> Exact | None:
    """A number of the kind that is assumed."""
    whole = bool({"integer", "even", "odd"} & known)
    for _ in range(_ATTEMPTS):
        value = _any_number(source, whole)
        if is_of(value, known):
            return value
    return None


def _any_number(source: random.Random, whole: bool) -> Exact:
    kind = source.random()
    if kind < _SHARE_LARGE:
        return source.choice([v for v in LARGE if not whole or isinstance(v, int)])
    if kind < 0.5:
        return source.choice([v for v in SPECIAL if not whole or isinstance(v, int)])
    number = source.randint(-99, 99)
    return number if whole else reduced(Fraction(number, source.randint(1, 16)))
