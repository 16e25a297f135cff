"""Equations of complex numbers, decided by balls at points or at the record's solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flint import arb

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.checking.topics.values import (
    Precision,
    Special,
    Undefined,
    Values,
    agree,
    imaginary_unit,
)
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.reference.notation import with_unit
from codegen.datasets.scoring.verdicts.goals import Match
from codegen.datasets.scoring.verdicts.solutions import parts_of
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols

POINTS = 2
_UNIT = Symbol("imaginary unit")
"""In real problems, which have no name for it."""
_FAILED = (Undefined, LookupError, ValueError, TypeError, ZeroDivisionError, RecursionError)


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


def differs_as_complex(statement: Statement, points: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an equation with roots of negative numbers fails at all points of a real problem,
    with these roots as complex numbers. That they have no real value is no proof of it."""
    sides = [with_unit(side, _UNIT) for side in (statement.left, statement.right)]
    written = [statement.left, statement.right]
    if statement.relation != "=" or sides == written or not points:
        return False
    with Precision():
        places = [Values({**point, _UNIT.name: imaginary_unit()}) for point in points]
        return all(_same((sides[0], sides[1]), at) is False for at in places)


def exponent_verdict(statement: Statement, context: Context) -> Verdict:
    """What is known of an equation of complex numbers in a real differential equation: between
    numbers, or of what an exponent is, which has to solve the record's equations for it."""
    unit = Symbol(IMAGINARY)
    sides = with_unit(statement.left, unit), with_unit(statement.right, unit)
    names = {symbol for side in sides for symbol in free_symbols(side)} - {unit}
    if statement.relation != "=" or unit in sides or len(names) > 1:
        return UNDECIDED
    point: dict[str, Any] = {unit.name: imaginary_unit()}
    with Precision():
        if not names:
            held = [_same(sides, Values(point))]
        else:
            exponent, value = sides
            equations = [step.statement for step in context.steps if step.statement is not None
                         and {s for side in (step.statement.left, step.statement.right)
                              for s in free_symbols(side)} == names]  # fmt: skip
            if {exponent} != names or names & set(free_symbols(value)) or not equations:
                return UNDECIDED
            try:
                at = Values({**point, str(exponent): Values(point).of(value)})
            except _FAILED:
                return UNDECIDED
            held = [_same((said.left, said.right), at) for said in equations]
    if False in held:
        return Verdict("false", 0, "the sides are other complex numbers")
    return UNDECIDED if None in held else Verdict("supported", 1)


def match_roots(said: Sequence[Statement], context: Context) -> Match | None:
    """How the last values of the unknown stand to the record's complex solutions; None if there
    are none."""
    wanted = _solutions(context)
    names = {name for solution in wanted for name in solution}
    values = [s.right for s in said if s.relation == "=" and isinstance(s.left, Symbol)
              and s.left.name in names and _is_number(s.right, context)]  # fmt: skip
    if len(names) != 1 or not values:
        return None
    unit = {IMAGINARY: imaginary_unit()}
    with Precision():
        try:
            found = [Values(unit).of(value) for value in values[-len(wanted) :]]
            known = [Values(unit).of(value) for each in wanted for value in each.values()]
        except _FAILED:
            return None
        if any(all(agree(one, other) is False for other in known) for one in found):
            return "wrong"
        whole = all(any(agree(one, other) is True for one in found) for other in known)
    return "equivalent" if whole else "different"


def covers(statements: Sequence[Statement], context: Context) -> bool | None:
    """Whether each of the record's complex solutions satisfies one of some equations; None if the
    record has none."""
    solutions = _solutions(context)
    if not solutions or IMAGINARY not in context.symbols:
        return None
    with Precision():
        places = _places(context, {}, solutions)
        return len(places) == len(solutions) and all(
            any(_same((said.left, said.right), at) for said in statements) for at in places
        )


def _is_number(term: Term, context: Context) -> bool:
    return {s.name for s in context.forms.names(term).symbols} <= {IMAGINARY}


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
