"""Expressions told apart for certain, whatever the functions in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from flint import ctx

from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.nilpotents import Undecided

_BITS = 160
_TRIES = 12
Pair = tuple[Any, Any]


def equations_differ(
    first: Pair, second: Pair, symbols: Mapping[str, Any], seed: str
) -> bool:  # fmt: skip
    """Whether two equations have different sides for certain, exchanged or not.

    Args:
        first: Left and right side of an equation, ``second`` of the other.
        symbols: The symbols in them; all other names are made up, the same in both.
        seed: Chooses points and what is made up.
    """
    straight = apart([(first[0], second[0]), (first[1], second[1])], symbols, seed)
    return straight and apart([(first[0], second[1]), (first[1], second[0])], symbols, seed)


def apart(pairs: list[Pair], symbols: Mapping[str, Any], seed: str) -> bool:
    """Whether ball arithmetic tells the terms of some pair apart at some point."""
    pairs = [pair for pair in pairs if pair[0] is not pair[1]]
    random = Random(f"apart {seed}")
    with ctx.workprec(_BITS):
        return bool(pairs) and any(
            _apart_at(pairs, symbols, random, salt) for salt in range(_TRIES)
        )


def _apart_at(
    pairs: list[Pair], symbols: Mapping[str, Any], random: Random, salt: int
) -> bool:  # fmt: skip
    unit = Fraction(1, 16 << salt)  # nearer to 0, where exponentials are small
    point, reference = random_point(symbols, random, unit), random_point(symbols, random, unit)
    evaluator = Evaluator(point, reference, {}, {}, salt, free=True)
    for first, second in pairs:
        try:
            if not evaluator.value(first).overlaps(evaluator.value(second)):
                return True
        except Undecided:
            continue
    return False


def random_point(symbols: Mapping[str, Any], random: Random, unit: Fraction) -> dict[str, Fraction]:
    """A point of the domain."""
    point = {}
    for name, symbol in symbols.items():
        size = random.randint(5, 35) * unit
        positive = "positive" in symbol.assumptions or random.random() < 0.5
        point[name] = size if positive else -size
    return point
