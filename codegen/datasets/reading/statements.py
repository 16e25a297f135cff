"""From the tokens of a formula to statements: lines, lists, chains, and lines that go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from codegen.datasets.reading.expressions import JOINING, LINE_ENDS, Chain, connective, parse_chain
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.problems import (
    MOST_STATEMENTS,
    MOST_TOKENS,
    Problem,
    ReadingError,
)
from codegen.datasets.reading.solution_sets import is_set
from codegen.datasets.reading.tokens import Token, split
from codegen.datasets.reading.vocabulary import RELATIONS
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols

_BETWEEN = re.compile(r"[\s$&\\\[\]().,;]*")
_NUMBER = re.compile(r"\n[ \t]*(?:\d{1,2}[.)]|[-*•])(?=[ \t])")
"""Of an item of a list."""
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
        self.sides: list[Term] = []
        """The last side of the last statement as it was written; of one with ``±`` two."""
        self._groups = 0
        self.sets = 0
        """How many formulas are sets of numbers."""

    def read(self, source: str, start: int, latex: bool) -> None:
        """Read a formula that begins at a place; what cannot be read is a problem."""
        if len(self.statements) >= MOST_STATEMENTS or self.tokens > MOST_TOKENS:
            self._full(start)
            return
        known = len(self.problems)
        try:
            tokens = split(source, start, latex)
        except ReadingError as error:
            self._line_by_line(source, start, latex, error.problem)
        else:
            self._pieces(tokens, latex)
        if len(self.problems) > known and is_set(source, self.names, latex):
            del self.problems[known:]
            self.sets += 1

    def _pieces(self, tokens: list[Token], latex: bool) -> None:
        self.tokens += len(tokens)
        listed: Statement | None = None
        for piece in pieces(tokens):
            before = len(self.statements), len(self.expressions)
            self._piece(piece, latex)
            listed = self._listed(listed, *before)

    def _listed(
        self, named: Statement | None, statements: int, expressions: int
    ) -> Statement | None:
        """The statement ``name = number`` that was read, or that numbers after it go on with:
        ``x = 1, 2`` is ``x = 1 or x = 2``."""
        if len(self.statements) > statements:
            return self.statements[-1]
        if named is None or len(self.expressions) != expressions + 1:
            return None
        if not _is_value(named.left, named.right, named.sign):
            return None
        value = self.expressions[-1]
        if free_symbols(value.left):
            return None
        self.expressions.pop()
        group = self.statements[-1].alternatives
        if not group:
            self._groups += 1
            group = self._groups
            self.statements[-1] = self.statements[-1]._replace(alternatives=group)
        self.statements.append(
            value._replace(sign="=", left=named.left, right=value.left, alternatives=group)
        )
        return named

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
                self._pieces(tokens, latex)

    def _piece(self, tokens: list[Token], latex: bool, whole: bool = True) -> None:
        """Read one formula; where only its last side can be read in two ways, the rest is kept."""
        try:
            variants = with_signs(tokens)
            chains = [parse_chain(v, self.names, latex, halves=True) for v in variants]
            self._keep(chains, tokens)
        except ReadingError as error:
            self.problems.append(error.problem)
            rest = before_last_side(tokens) if whole else tokens
            is_last = len(rest) < len(tokens) and error.problem.start >= rest[-1].end
            if error.problem.kind == "ambiguous" and is_last:
                self._piece(rest, latex, whole=False)

    def _keep(self, chains: list[Chain], tokens: list[Token]) -> None:
        """The statements of one formula, or of the two that one with ``±`` stands for."""
        if not chains[0].signs:
            chain = chains[0]
            (start, end), (term,) = chain.spans[0], chain.terms
            said = Statement(self.text[start:end], start, end, "", term, None, chain.unknown)
            self.expressions.append(said)
            return
        found = [self._statements(chain, tokens, number) for number, chain in enumerate(chains)]
        if not found[0]:
            chain = chains[0]
            (start, end), (term,) = chain.spans[0], chain.terms
            said = Statement(self.text[start:end], start, end, "", term, None, chain.unknown)
            self.expressions.append(said)
        self.sides = [chain.terms[-1] for chain in chains]
        for same in zip(*found, strict=True):
            self._groups += len(same) > 1
            group = self._groups if len(same) > 1 else 0
            self.statements += [each._replace(alternatives=group) for each in same]

    def _statements(self, chain: Chain, tokens: list[Token], number: int) -> list[Statement]:
        terms, spans, signs = list(chain.terms), list(chain.spans), list(chain.signs)
        if chain.halves[1]:
            raise self._half(tokens)
        if chain.halves[0]:
            goes_on = self.statements and self._goes_on(self.statements[-1], spans[0][0])
            if self.sides and goes_on:
                terms.insert(0, self.sides[min(number, len(self.sides) - 1)])
                spans.insert(0, spans[0])
            else:
                self.problems.append(self._half(tokens).problem)
                del signs[0]
        found = []
        for place, sign in enumerate(signs):
            start, end = spans[place][0], spans[place + 1][1]
            left, right = terms[place], terms[place + 1]
            if sign in (">", ">="):
                left, right, sign = right, left, {">": "<", ">=": "<="}[sign]
            found.append(
                Statement(self.text[start:end], start, end, sign, left, right, chain.unknown)
            )
        return found

    def _goes_on(self, before: Statement, start: int) -> bool:
        """Whether there is nothing but signs of lines between a statement and a place."""
        between = _NUMBER.sub(" ", self.text[before.end : start])
        between = _SIGNS_BETWEEN.sub(" ", between)
        return _BETWEEN.fullmatch(between) is not None

    @staticmethod
    def _half(tokens: list[Token]) -> ReadingError:
        start, end = tokens[0].start, tokens[-1].end
        return ReadingError(Problem("half equation", start, end, "a side is missing"))


def _is_value(left: Term, right: Term | None, sign: str) -> bool:
    named = isinstance(left, Symbol) and sign == "="
    return named and right is not None and not free_symbols(right)


def with_signs(tokens: list[Token]) -> list[list[Token]]:
    """A relation with ``±`` as two, the upper signs together and the lower ones.

    Only if no side has two of them: those could be chosen one by one.
    """
    counts = [0]
    for token in tokens:
        counts[-1] += _is_double(token)
        if token.kind == "symbol" and token.text in RELATIONS:
            counts.append(0)
    if len(counts) < 2 or sum(counts) == 0 or max(counts) > 1:
        return [tokens]
    return [
        [Token("symbol", signs[t.text], t.start, t.end) if _is_double(t) else t for t in tokens]
        for signs in ({"pm": "+", "mp": "-"}, {"pm": "-", "mp": "+"})
    ]


def before_last_side(tokens: list[Token]) -> list[Token]:
    """A chain of relations without its last one; all of it if it is no chain."""
    depth = 0
    signs: list[int] = []
    for place, token in enumerate(tokens):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth <= 0 and token.kind == "symbol" and token.text in RELATIONS:
            signs.append(place)
    return tokens[: signs[-1]] if len(signs) > 1 else tokens


def _is_double(token: Token) -> bool:
    return token.kind == "command" and token.text in ("pm", "mp")


def pieces(tokens: list[Token]) -> Iterator[list[Token]]:
    """The statements of a formula: what is between separators that are in no bracket.

    A line that begins with an operator goes on with the one before.
    """
    found: list[list[Token]] = [[]]
    broken = aligned = False
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth <= 0 and (token.kind in ("separator", "text") or connective(token)):
            broken = token.text in LINE_ENDS or (broken and not found[-1])
            aligned = token.text == "\\\\&" or (aligned and not found[-1])
            if found[-1]:
                found.append([])
            continue
        joins = not found[-1] and broken and token.text in JOINING and len(found) > 1
        if joins and (aligned or not _has_relation(tokens, place)):
            found.pop()
        found[-1].append(token)
    return (piece for piece in found if piece)


def _has_relation(tokens: list[Token], place: int) -> bool:
    """Whether the line that begins at a place has a relation of its own."""
    for token in tokens[place:]:
        if token.kind == "separator":
            return False
        if token.kind == "symbol" and token.text in RELATIONS:
            return True
    return False


def with_alternatives(text: str, statements: list[Statement]) -> list[Statement]:
    """The statements, with those numbered alike that have "or" between them."""
    found = list(statements)
    number = max((said.alternatives for said in found), default=0)
    for place in range(1, len(found)):
        before, after = found[place - 1], found[place]
        if before.end > after.start or not _OR.fullmatch(text, before.end, after.start):
            continue
        group = before.alternatives or after.alternatives
        if not group:
            group = number = number + 1
        found[place - 1] = before._replace(alternatives=group)
        old, at = after.alternatives, place
        while at == place or (old and at < len(found) and found[at].alternatives == old):
            found[at] = found[at]._replace(alternatives=group)
            at += 1
    return found
