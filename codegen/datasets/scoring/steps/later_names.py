r"""Lines with names that nothing before them explains.

A name may be explained afterwards (*... = \tan\theta, where θ = 8w + 5*), or stand for anything: a
law is quoted in letters of its own. Such a line is true if it holds for what the names are said to
be, or at all points. It is false only if its own sentence says what they are: elsewhere a letter
may have meant something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from flint import acb, arb

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.checking.topics.values import (
    Precision,
    Undefined,
    Values,
    agree,
    imaginary_unit,
)
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.steps.lines import Judged, Ledger
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict
from symnum.ops import INTEGRAL
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder

POINTS, ENOUGH = 8, 3
"""At how many points laws are tried, and at how many they have to have values."""
MOST_PASSES = 3
LONGEST_BETWEEN = 400
_FAILED = (Undefined, LookupError, ValueError, TypeError, ZeroDivisionError, RecursionError)
_WHERE = re.compile(r"\b(?:where|with|here)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s+[A-Z])|\n\s*\n")


def settle(ledger: Ledger, answer: str) -> None:
    """Judge again what was not decided because of its names.

    Args:
        ledger: The lines of an answer, all of them.
        answer: The whole text.
    """
    waiting = [line for line in ledger.lines if _is_waiting(line, ledger)]
    for _ in range(MOST_PASSES if waiting else 0):
        left = [line for line in waiting if not _is_settled(line, ledger, answer)]
        if len(left) == len(waiting):
            break
        waiting = left
    if ledger.unknown:
        names = {str(part.operator.name if isinstance(part, Call) else part)
                 for line in ledger.lines if not line.step.verdict.holds
                 for part in ledger.constants.unknown(line.statement)}  # fmt: skip
        ledger.unknown = {name: None for name in ledger.unknown if name in names}


def _is_waiting(line: Judged, ledger: Ledger) -> bool:
    verdict = line.step.verdict
    return verdict.kind == "undecided" and bool(ledger.constants.unknown(line.statement))


def _is_settled(line: Judged, ledger: Ledger, answer: str) -> bool:
    """Whether a line is decided now; then it says so."""
    constants = ledger.constants
    statement = constants.replaced(line.statement)
    unknown = constants.unknown(statement)
    if _is_definition(statement, unknown):
        constants.meanings.define(statement.left, statement.right)
        return _decide(line, constants.replaced(statement), Verdict("supported", 1), "let")
    if unknown:
        verdict = law(statement, ledger.context)
        return verdict.holds and _decide(line, line.statement, verdict, "law")
    verdict = ledger.grounds.truth.of(statement)
    if verdict.holds or (verdict.kind == "false" and _is_explained(line, ledger, answer)):
        return _decide(line, statement, verdict, line.step.rule)
    return False


def _is_definition(statement: Statement, unknown: list[Term]) -> bool:
    """Whether an equation says what a new name is, or a new function of new names."""
    left, right = statement.left, statement.right
    if statement.relation != "=" or left not in unknown:
        return False
    own = set(left.arguments) if isinstance(left, Call) else set()
    named = all(isinstance(argument, Symbol) for argument in own)
    return named and left not in {part for part, _ in postorder([right])} and (
        set(unknown) <= {left, *own}
    )  # fmt: skip


def _decide(line: Judged, statement: Statement, verdict: Verdict, rule: str) -> bool:
    follows = () if rule in ("let", "law") else line.step.follows
    line.statement = statement
    line.step = replace(line.step, verdict=verdict, rule=rule, follows=follows)
    return True


def _is_explained(line: Judged, ledger: Ledger, answer: str) -> bool:
    """Whether the sentence of a line goes on with what each of its names is."""
    if ledger.context.record["answer_kind"] == "counterexample":
        return False  # these hold under conditions that only the problem's words say
    names = ledger.constants.unknown(line.statement)
    said: set[Term] = set()
    for other in ledger.lines:
        between = answer[line.step.end : other.step.start]
        if other.step.start < line.step.end or len(between) > LONGEST_BETWEEN:
            continue
        if _WHERE.search(between) and not _SENTENCE.search(between):
            said.add(other.raw.left)
    return said >= set(names)


def law(statement: Statement, context: Context) -> Verdict:
    """What is known of a statement whose names stand for any numbers.

    Args:
        statement: It, with names that nothing explains.
        context: The record.

    Returns:
        Nothing is known where it fails somewhere: its names may stand for something after all.
    """
    sides = statement.left, statement.right
    calls = [call for side in sides for call in context.forms.names(side).calls]
    if any(not c.operator.interpreted or c.operator is INTEGRAL for c in calls):
        return UNDECIDED
    if statement.relation == "=" and context.forms.of(sides[0]) is context.forms.of(sides[1]):
        return Verdict("proved")
    agreed = 0
    with Precision():
        for point in _points(sides, context):
            values = Values(point)
            try:
                left, right = (values.of(side) for side in sides)
                held = _holds(statement.relation, left, right)
            except _FAILED:
                continue
            if held is not True:
                return UNDECIDED
            agreed += 1
    return Verdict("supported", agreed) if agreed >= ENOUGH else UNDECIDED


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
