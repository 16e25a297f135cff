"""A last look at what an e-graph has found: certainly another value at a point means it is wrong.

Rules are sound one by one, so this should never happen. But one wrong union makes everything equal,
and the library underneath may have faults: of 44,500 random terms one came out wrong, from an
e-graph that had been used for thousands of others, and right from a fresh one. A few points of
ball arithmetic cost little beside a saturation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from symnum.errors import InputError
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.numerics.predicates import PREDICATES
from symnum.rules import STRUCTURAL, Guard
from symnum.terms.exact import Exact, reduced
from symnum.terms.interface import assumptions, name
from symnum.terms.traversal import free_symbols

POINTS = 4
_BITS = 256
"""Precision from which on a point is left in doubt: proofs are wanted, not decisions."""


def refuted(before: Any, after: Any, assuming: Sequence[Guard]) -> bool:
    """Whether two terms certainly differ at some point at which the assumptions hold.

    Terms without a numeric value (uninterpreted functions, equations) are not refuted.
    """
    try:
        points = _points(before, assuming)
        return any(same_value(before, after, point, cap=_BITS) is False for point in points)
    except InputError:
        return False


def _points(term: Any, assuming: Sequence[Guard]) -> Iterator[dict[str, Exact]]:
    """Points, always the same for symbols of the same names and assumptions."""
    symbols = {
        name(s): assumptions(s) for t in (term, *_subjects(assuming)) for s in free_symbols(t)
    }
    source = random.Random(",".join(symbols))
    for _ in range(POINTS):
        point = {symbol: _number(source, known) for symbol, known in symbols.items()}
        if all(_holds(guard, point) for guard in assuming):
            yield point


def _subjects(assuming: Sequence[Guard]) -> Iterator[Any]:
    return (subject for guard in assuming for subject in guard.subjects)


def _number(source: random.Random, known: frozenset[str]) -> Exact:
    """A small number of the kind that is assumed, never 0."""
    number = source.randint(1, 9)
    if "integer" in known:
        value: Exact = 2 * number - ("odd" in known) if {"even", "odd"} & known else number
    else:
        value = reduced(Fraction(number, source.randint(1, 5)))
    positive = "nonnegative" in known or ("negative" not in known and source.random() < 0.5)
    return value if positive else -value


def _holds(guard: Guard, point: dict[str, Exact]) -> bool:
    if guard.predicate in STRUCTURAL:
        return True
    value = evaluate(guard.subject, point)
    if guard.predicate == "defined":
        return not isinstance(value, type(UNDEFINED))
    return isinstance(value, arb) and PREDICATES[guard.predicate](value) is True
