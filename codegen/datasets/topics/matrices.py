"""Small matrices: how they are written, and their determinants."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from codegen.datasets.topics.solution import call
from codegen.datasets.topics.written import plain
from symnum.ops import MUL, SUB
from symnum.terms.conversion import to_plain
from symnum.terms.text import to_latex

Rows = list[list[Any]]


def det(rows: Sequence[Sequence[Any]]) -> Any:
    """The determinant, as it is written."""
    return call("det", *(entry for row in rows for entry in row))


def matrix_latex(rows: Sequence[Sequence[Any]], kind: str = "vmatrix") -> str:
    """The matrix in LaTeX; a ``vmatrix`` is its determinant."""
    body = r" \\ ".join(" & ".join(to_latex(to_plain(e)) for e in row) for row in rows)
    return rf"\begin{{{kind}}} {body} \end{{{kind}}}"


def integer_matrix(random: Random, size: int, largest: int) -> Rows:
    """Integers without a zero column in front."""
    while True:
        rows = [[random.randint(-largest, largest) for _ in range(size)] for _ in range(size)]
        if all(rows[0]):
            return rows


def value(rows: Sequence[Sequence[Any]]) -> Any:
    """The determinant of numbers, by the first row."""
    if len(rows) == 1:
        return rows[0][0]
    return sum((-1) ** k * entry * value(minor(rows, k)) for k, entry in enumerate(rows[0]))


def minor(rows: Sequence[Sequence[Any]], column: int) -> Rows:
    """Without the first row and a column."""
    return [[e for k, e in enumerate(row) if k != column] for row in rows[1:]]


def formula(rows: Sequence[Sequence[Any]]) -> Any:
    """a*d - b*c, as it is written."""
    (a, b), (c, d) = rows
    return plain(SUB, plain(MUL, a, d), plain(MUL, b, c))
