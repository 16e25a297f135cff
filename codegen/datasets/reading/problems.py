"""What may be wrong with a text, as data, and how much of it is read."""

from __future__ import annotations

from typing import Literal, NamedTuple

from symnum.errors import InputError

Kind = Literal[
    "ambiguous", "approximate", "empty", "half equation", "invisible character", "look-alike",
    "not a number", "syntax", "too deep", "too long", "two answers", "unbalanced",
    "unknown command", "unsupported",
]  # fmt: skip

LONGEST_ANSWER = 100_000
"""Characters of an answer; longer ones are not read."""
LONGEST_FORMULA = 20_000
"""Characters of one formula."""
MOST_TOKENS = 60_000
"""Tokens of all formulas of an answer."""
MOST_STATEMENTS = 1_000
"""Statements of an answer."""
DEEPEST = 200
"""Levels of brackets, fractions and scripts within each other."""
LONGEST_NUMERAL = 400
"""Digits of a numeral, as in :mod:`symnum.terms.tokens`."""


class Problem(NamedTuple):
    """One thing that is wrong, or could be read in several ways.

    ``start`` and ``end`` are places in the text, from 0; ``readings`` are what could be meant.
    """

    kind: Kind
    start: int
    end: int
    message: str
    readings: tuple[str, ...] = ()


class ReadingError(InputError):
    """A text that is not read as one expression; ``problem`` says why."""

    def __init__(self, problem: Problem, source: str = "expression") -> None:
        super().__init__(f"{source}, column {problem.start + 1}: {problem.message}")
        self.problem = problem


def failure(
    kind: Kind, start: int, end: int, message: str, readings: tuple[str, ...] = ()
) -> ReadingError:
    """The error to raise for a problem."""
    return ReadingError(Problem(kind, start, end, message, readings))
