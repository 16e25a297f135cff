"""Equations of complex numbers, decided by balls at points or at the record's solutions."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from flint import arb

from codegen.datasets.checking.topics.values import (
    Precision,
    Special,
    Undefined,
    Values,
    agree,
    imaginary_unit,
)
from codegen.datasets.scoring.context import Context, Statement
from codegen.datasets.scoring.solutions import parts_of
from codegen.datasets.scoring.truth import UNDECIDED, Verdict
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols

POINTS = 2
_FAILED = (Undefined, LookupError, ValueError, TypeError, ZeroDivisionError)


def complex_verdict(
    statement: Statement, context: Context, special: Mapping[str, Special]
) -> Verdict:
    """What is known of an equation: about unknowns at the solutions, else at random points."""
    if statement.relation != "=":
        return UNDECIDED
    sides = statement.left, statement.right
    names = {symbol.name for side in sides for symbol in free_symbols(side)}
    solutions = [s for s in _solutions(context) if s.keys() & names]
    with Precision():
        verdicts = [_same(sides, values) for values in _places(context, special, solutions)]
    if solutions:
        held = verdicts.count(True)
        if held or None in verdicts:
            return Verdict("supported", held) if held else UNDECIDED
        return Verdict("false", 0, "no solution satisfies it")
    if False in verdicts:
        return Verdict("false", 0, "the sides are other complex numbers")
    return UNDECIDED if None in verdicts else Verdict("supported", len(verdicts))


def _solutions(context: Context) -> list[dict[str, Term]]:
    """What the record's last statement says that its unknown is, with the imaginary unit."""
    units = {name for name, fact in context.assumptions.items() if fact == "complex"}
    return [
        {said.left.name: said.right}
        for said in (parts_of(context.final) if context.final is not None else ())
        if isinstance(said.left, Symbol)
        and {symbol.name for symbol in free_symbols(said.right)} <= units
    ]


def _places(context: Context, special: Mapping[str, Special], solutions: list[Any]) -> list[Values]:
    random = Random(f"{context.record['id']} complex")
    found = []
    for solution in solutions or [{}] * POINTS:
        point: dict[str, Any] = {
            name: imaginary_unit() if fact == "complex" else arb(random.randint(17, 160)) / 97
            for name, fact in context.assumptions.items()
        }
        at = Values(point, special)
        try:
            point = {**point, **{name: at.of(term) for name, term in solution.items()}}
        except _FAILED:
            continue
        found.append(Values(point, special))
    return found


def _same(sides: tuple[Any, Any], values: Values) -> bool | None:
    try:
        return agree(*(values.of(side) for side in sides))
    except _FAILED:
        return None
