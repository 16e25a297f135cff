"""Chains ``x = 8/4 = 2`` as the one equation that they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.steps.lines import Line

SIGNS = 2
"""As many chains go on side by side where there is a sign for both."""


def collapsed(lines: Sequence[Line]) -> list[Line]:
    """The lines with one for each chain of equations: its first side and its last."""
    found: list[Line] = []
    for line in lines:
        places = range(len(found) - 1, max(-1, len(found) - 1 - SIGNS), -1)
        place = next((n for n in places if goes_on(found[n], line)), None)
        if place is None:
            found.append(line)
        else:
            whole = Statement(found[place].statement.left, line.statement.right)
            found[place] = replace(found[place], end=line.end, statement=whole)
    return found


def goes_on(before: Line, line: Line) -> bool:
    """Whether an equation begins with the side that one before it ends with, the same text."""
    alike = before.statement.relation == line.statement.relation == "="
    overlaps = before.start <= line.start < before.end <= line.end
    return alike and overlaps and before.statement.right == line.statement.left


def claiming(line: Line) -> Line:
    """The line as one that says something."""
    return replace(line, role="")


def settled(statement: Statement, context: Context) -> Statement:
    """Of ``2*S - S = 945`` that S is it; other statements as they are."""
    if statement.relation != "=":
        return statement
    form = context.forms.of(statement.left)
    for symbol in context.forms.names(statement.left).symbols:
        if statement.left is not symbol and context.forms.of(symbol) is form:
            return Statement(symbol, statement.right)
    return statement
