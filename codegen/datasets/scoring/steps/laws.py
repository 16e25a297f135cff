r"""Laws that an answer quotes in letters of its own: *using* ``\sin 2a = 2 \sin a \cos a``.

Such a law is true if it holds at all points. It is false only where nothing else can be meant: it
is quoted as one, both sides have the same letters, of which the answer says nothing else, and it
fails wherever it was tried. ``a^2 + b^2 = c^2`` is about some numbers, not about all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from flint import acb, arb

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.checking.topics.values import (
    Precision,
    Undefined,
    Values,
    agree,
    derivative_of,
    imaginary_unit,
)
from codegen.datasets.scoring.reference.context import Context, Statement, substituted
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict
from symnum.ops import ADD, INTEGRAL, MUL, NEG
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import postorder

POINTS, ENOUGH = 8, 3
"""At how many points laws are tried, and at how many they have to have values."""
LONGEST_BEFORE = 160
_INTEGRAL, _DIFFERENTIAL = "integral ", "d "
"""Before names that no letter of an answer has."""
_FAILED = (Undefined, LookupError, ValueError, TypeError, ZeroDivisionError, RecursionError)
_QUOTED = re.compile(
    r"\b(?:identit(?:y|ies)|formulas?|formulae|rules?|laws?|property|properties|recall|remember|"
    r"(?:double|half|sum|angle)[\s-]angle|for\s+(?:all|any|every))\b",
    re.IGNORECASE,
)
_USED = re.compile(r"\b(?:using|use|by|apply|applying|since|because|as|know|from)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")


def law(statement: Statement, context: Context, *, quoted: bool = False) -> Verdict:
    """What is known of a statement whose names stand for any numbers.

    Args:
        statement: It, with names that nothing explains.
        context: The record.
        quoted: Whether nothing else can be meant than that it holds for all numbers; only then it
            may be false, if it holds at none that was tried.
    """
    calls = [call for side in (statement.left, statement.right)
             for call in context.forms.names(side).calls]  # fmt: skip
    integrals = [call for call in calls if call.operator is INTEGRAL]
    if any(not c.operator.interpreted and c not in integrals for c in calls):
        return UNDECIDED
    if integrals:
        differentials = _differentials(statement, integrals)
        found = UNDECIDED if differentials is None else law(differentials, context)
        return Verdict("supported", ENOUGH) if found.holds else UNDECIDED
    if statement.relation == "=" and (
        context.forms.of(statement.left) is context.forms.of(statement.right)
    ):
        return Verdict("proved")
    agreed = failed = 0
    where = ""
    for point, held in _tried(statement, context):
        if held:
            agreed += 1
        elif held is None or not quoted:
            return UNDECIDED
        else:
            failed, where = failed + 1, where or point
        if agreed and failed:
            return UNDECIDED  # it may be meant for some of them
    if failed >= ENOUGH:
        return Verdict("false", 0, where)
    return Verdict("supported", agreed) if agreed >= ENOUGH else UNDECIDED


def _differentials(statement: Statement, integrals: Sequence[Call]) -> Statement | None:
    """An equation of integrals over letters as one of differentials: with du and dv for those of u
    and v, the integral of u over v has the differential u dv. It says the same up to a constant."""
    names: dict[Term, Term] = {}
    slopes: dict[Term, Term] = {}
    for call in integrals:
        name = names[call] = Symbol(f"{_INTEGRAL}{len(names)}")
        inside, *over = call.arguments
        if len(over) != 1 or not isinstance(over[0], Symbol) or statement.relation != "=":
            return None
        slopes[over[0]] = Symbol(f"{_DIFFERENTIAL}{over[0].name}")
        slopes[name] = Call(MUL, (inside, slopes[over[0]]))
    sides = (substituted(side, names) for side in (statement.left, statement.right))
    left, right = (
        Call(ADD, (Number(0), *(Call(MUL, (derivative_of(side, letter), slope))
                                for letter, slope in slopes.items())))
        for side in sides
    )  # fmt: skip
    return Statement(left, right)


def _tried(statement: Statement, context: Context) -> Iterator[tuple[str, bool | None]]:
    """Points at which both sides have values, as text, and whether the statement holds there."""
    sides = statement.left, statement.right
    with Precision():
        for point in _points(sides, context):
            values = Values(point)
            try:
                left, right = (values.of(side) for side in sides)
                held = _holds(statement.relation, left, right)
            except _FAILED:
                continue
            yield ", ".join(f"{name} = {_shown(value)}" for name, value in point.items()), held


def _shown(value: Any) -> str:
    return "i" if isinstance(value, acb) else f"{float(value.mid()):.6g}"


def is_quoted(
    statement: Statement,
    before: str,
    others: Iterable[Statement],
    new: Iterable[Term],
    context: Context,
) -> bool:
    """Whether an equation is said to hold whatever its letters stand for.

    Args:
        statement: It.
        before: The text before it.
        others: The other lines of the answer.
        new: Names in it that nothing explains.
        context: The record.
    """
    letters = {part for part in new if isinstance(part, Symbol)}
    if not _is_universal(statement, letters, context):
        return False
    lead = _SENTENCE.split(before[-LONGEST_BEFORE:])[-1]
    if not (_QUOTED.search(lead) or (_USED.search(lead) and _is_of_compound(statement))):
        return False
    return all(
        _is_universal(other, letters, context)
        for other in others
        if letters & _symbols(other, context)
    )


def _is_universal(statement: Statement, letters: set[Symbol], context: Context) -> bool:
    """Whether both sides of an equation have the same letters and none is one of them.

    Of one letter there has to be a function: ``a^2 = 5 a`` says what a is.
    """
    left, right = (
        set(context.forms.names(side).symbols) for side in (statement.left, statement.right)
    )
    known = set(context.symbols.values()) - {context.unknown}
    bare = any(isinstance(side, Symbol) for side in (statement.left, statement.right))
    if statement.relation != "=" or bare or left != right or not letters <= left <= letters | known:
        return False
    return len(left) > 1 or any(map(_is_function, _parts(statement)))


def _is_function(part: Term) -> bool:
    return (
        isinstance(part, Call)
        and part.operator.interpreted
        and len(part.arguments) == 1
        and (part.operator is not NEG)
    )


def _is_of_compound(statement: Statement) -> bool:
    """Whether a function is taken of more than a letter."""
    return any(
        _is_function(part) and isinstance(part, Call) and isinstance(part.arguments[0], Call)
        for part in _parts(statement)
    )


def _holds(relation: str, left: Any, right: Any) -> bool | None:
    if relation == "=":
        return agree(left, right)
    if isinstance(left, acb) or isinstance(right, acb):
        return None
    return bool(left < right if relation == "<" else left <= right)


def _points(sides: tuple[Term, Term], context: Context) -> Iterator[dict[str, Any]]:
    """Points for all names: of any sign, then positive ones, by what is declared."""
    random = Random(f"{context.record['id']} laws")
    names = sorted({s.name for side in sides for s in context.forms.names(side).symbols})
    for number in range(POINTS):
        point: dict[str, Any] = {}
        for name in names:
            fact = context.assumptions.get(name, "")
            size = arb(random.randint(17, 160)) / 97
            if fact == "integer":
                size = arb(random.randint(1, 9))
            negative = number < POINTS // 2 and fact != "positive" and random.random() < 0.5
            is_unit = name == IMAGINARY and name in context.symbols
            point[name] = imaginary_unit() if is_unit else -size if negative else size
        yield point


def _parts(statement: Statement) -> list[Term]:
    return [part for part, _ in postorder([statement.left, statement.right])]


def _symbols(statement: Statement, context: Context) -> set[Symbol]:
    return {s for side in (statement.left, statement.right)
            for s in context.forms.names(side).symbols}  # fmt: skip
