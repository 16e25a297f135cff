"""From the tokens of a formula to statements: lines, lists, chains, and lines that go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from codegen.datasets.reading.expressions import JOINING, Chain, connective, parse_chain
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.problems import (
    MOST_STATEMENTS,
    MOST_TOKENS,
    Problem,
    ReadingError,
)
from codegen.datasets.reading.tokens import Token, split
from symnum.terms.plain import Term

_BETWEEN = re.compile(r"[\s$&\\\[\]().,;]*")
_SIGNS_BETWEEN = re.compile(
    r"[=<>≤≥≈]|\\(?:le|ge|leq|geq|approx|quad|qquad|boxed|(?:begin|end)\{\w+\*?\})"
)
_OR = re.compile(
    r"(?:[\s$,;()\[\]*]|\\[()\[\],;]|\\q?quad)*"
    r"(?:or|∨|\\lor|\\vee|\\(?:text|mbox|textrm)\s*\{\s*or\s*\})"
    r"(?:[\s$,;()\[\]*]|\\[()\[\],;]|\\q?quad)*"
)
_LINE_ENDS = re.compile(r"(?:[^\\\n]|\\(?!\\).)+", re.DOTALL)


class Statement(NamedTuple):
    """Two sides with a sign, or one expression (then ``sign`` is empty and ``right`` is none).

    ``start`` and ``end`` are places in the answer, ``unknown`` names that are not declared.
    ``restated`` says that it is a part of the question, copied to the beginning of the answer.
    Statements with the same ``alternatives``, a number from 1, have "or" between them.
    """

    text: str
    start: int
    end: int
    sign: str
    left: Term
    right: Term | None
    unknown: tuple[str, ...] = ()
    restated: bool = False
    alternatives: int = 0


class Collector:
    """Reads formulas one after the other and keeps what they say.

    Args:
        text: The whole answer.
        names: Names that are declared.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        self.statements: list[Statement] = []
        self.expressions: list[Statement] = []
        self.problems: list[Problem] = []
        self.tokens = 0
        self.side: Term | None = None
        """The last side of the last statement as it was written."""

    def read(self, source: str, start: int, latex: bool) -> None:
        """Read a formula that begins at a place; what cannot be read is a problem."""
        if len(self.statements) >= MOST_STATEMENTS or self.tokens > MOST_TOKENS:
            self._full(start)
            return
        try:
            tokens = split(source, start, latex)
        except ReadingError as error:
            self._line_by_line(source, start, latex, error.problem)
            return
        self.tokens += len(tokens)
        for piece in pieces(tokens):
            self._piece(piece, latex)

    def _full(self, start: int) -> None:
        if not self.problems or self.problems[-1].kind != "too long":
            message = "more statements or signs than are read"
            self.problems.append(Problem("too long", start, len(self.text), message))

    def _line_by_line(self, source: str, start: int, latex: bool, problem: Problem) -> None:
        """Give up only the lines that cannot be taken apart."""
        lines = [m for m in _LINE_ENDS.finditer(source) if m[0].strip()]
        if len(lines) < 2 or len(lines) > MOST_STATEMENTS:
            self.problems.append(problem)
            return
        for match in lines:
            try:
                tokens = split(match[0], start + match.start(), latex)
            except ReadingError as error:
                self.problems.append(error.problem)
            else:
                self.tokens += len(tokens)
                for piece in pieces(tokens):
                    self._piece(piece, latex)

    def _piece(self, tokens: list[Token], latex: bool) -> None:
        try:
            chain = parse_chain(tokens, self.names, latex, halves=True)
            self._keep(chain, tokens)
        except ReadingError as error:
            self.problems.append(error.problem)

    def _keep(self, chain: Chain, tokens: list[Token]) -> None:
        terms, spans = list(chain.terms), list(chain.spans)
        if not chain.signs:
            (start, end), (term,) = spans[0], terms
            said = Statement(self.text[start:end], start, end, "", term, None, chain.unknown)
            self.expressions.append(said)
            return
        if chain.halves[1]:
            raise self._half(tokens)
        if chain.halves[0]:
            if self.side is None or not self._goes_on(self.statements[-1], spans[0][0]):
                raise self._half(tokens)
            terms.insert(0, self.side)
            spans.insert(0, spans[0])
        self.side = terms[-1]
        for place, sign in enumerate(chain.signs):
            start, end = spans[place][0], spans[place + 1][1]
            left, right = terms[place], terms[place + 1]
            if sign in (">", ">="):
                left, right, sign = right, left, {">": "<", ">=": "<="}[sign]
            self.statements.append(
                Statement(self.text[start:end], start, end, sign, left, right, chain.unknown)
            )

    def _goes_on(self, before: Statement, start: int) -> bool:
        """Whether there is nothing but signs of lines between a statement and a place."""
        between = _SIGNS_BETWEEN.sub(" ", self.text[before.end : start])
        return _BETWEEN.fullmatch(between) is not None

    @staticmethod
    def _half(tokens: list[Token]) -> ReadingError:
        start, end = tokens[0].start, tokens[-1].end
        return ReadingError(Problem("half equation", start, end, "a side is missing"))


def pieces(tokens: list[Token]) -> Iterator[list[Token]]:
    """The statements of a formula: what is between separators that are in no bracket.

    A line that begins with an operator goes on with the one before.
    """
    found: list[list[Token]] = [[]]
    broken = False
    depth = 0
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth <= 0 and (token.kind in ("separator", "text") or connective(token)):
            broken = token.text == "\\\\" or (broken and not found[-1])
            if found[-1]:
                found.append([])
            continue
        if not found[-1] and broken and token.text in JOINING and len(found) > 1:
            found.pop()
        found[-1].append(token)
    return (piece for piece in found if piece)


def with_alternatives(text: str, statements: list[Statement]) -> list[Statement]:
    """The statements, with those numbered alike that have "or" between them."""
    found = list(statements)
    number = 0
    for place in range(1, len(found)):
        before, after = found[place - 1], found[place]
        if before.end > after.start or not _OR.fullmatch(text, before.end, after.start):
            continue
        if not before.alternatives:
            number += 1
            found[place - 1] = before._replace(alternatives=number)
        found[place] = after._replace(alternatives=number)
    return found
