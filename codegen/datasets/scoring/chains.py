"""Chains ``x = 8/4 = 2`` as the one equation that they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codegen.datasets.scoring.context import Context, Statement
from codegen.datasets.scoring.lines import Line


def collapsed(lines: Sequence[Line]) -> list[Line]:
    """The lines with one for each chain of equations: its first side and its last."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is not None and goes_on(before.statement, line):
            whole = Statement(before.statement.left, line.statement.right)
            found[-1] = replace(before, end=line.end, statement=whole)
        else:
            found.append(line)
    return found


def goes_on(before: Statement, line: Line) -> bool:
    """Whether an equation begins with the side that the one before it ends with."""
    alike = before.relation == line.statement.relation == "="
    return alike and line.chained and before.right == line.statement.left


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
