"""Where the grammar is in a formula, and how its rules call each other without recursion.

A rule is a generator: it yields the goal that it needs next and is sent the term that was read.
:func:`run` keeps the waiting rules on a list, so that the depth of a formula costs no stack.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from codegen.datasets.reading.names import Key, Name, Names, head_end, is_head, key_of
from codegen.datasets.reading.problems import DEEPEST, Kind, failure
from codegen.datasets.reading.tokens import Token
from symnum.terms.plain import Symbol, Term

_LONGEST_NAME = 40
"""Tokens of a name beyond which an exponent is none of its parts."""


class Goal(Enum):
    """What a rule may ask for."""

    SUM = "a sum"
    PRODUCT = "a product"
    POWER = "a factor"


Rule = Generator[Goal, Term, Term]


@dataclass(slots=True)
class Cursor:
    """A place in a formula.

    ``integrals`` counts integrals that wait for their differential, ``bars`` is whether a vertical
    bar would close an absolute value. ``unknown`` collects undeclared names.
    """

    tokens: Sequence[Token]
    partners: Mapping[int, int]
    names: Names
    latex: bool
    at: int = 0
    end: int = 0
    integrals: int = 0
    bars: int = 0
    bare_exponent: int = -1
    """Where an exponent without brackets ended, in plain text."""
    unknown: dict[str, None] = field(default_factory=dict)

    def peek(self, ahead: int = 0) -> Token | None:
        """The token at the place, or some further on; ``None`` at the end."""
        place = self.at + ahead
        return self.tokens[place] if place < self.end else None

    def sees(self, kind: str, text: str, ahead: int = 0) -> bool:
        """Whether this token comes next."""
        place = self.at + ahead
        return place < self.end and self.tokens[place][:2] == (kind, text)

    def fail(
        self, kind: Kind, message: str, readings: tuple[str, ...] = (), start: int | None = None
    ) -> NoReturn:
        """Give up with a problem at the place, or from an earlier token up to the place."""
        tokens = self.tokens
        if not tokens:
            raise failure(kind, 0, 0, message, readings)
        last = tokens[min(self.at, len(tokens) - 1)]
        if start is not None:
            last = tokens[max(start, min(self.at - 1, len(tokens) - 1))]
        first = last if start is None else tokens[min(start, len(tokens) - 1)]
        raise failure(kind, first.start, last.end, message, readings)

    def group(self) -> tuple[int, int]:
        """The range inside the bracket that opens here; the place moves behind it."""
        start = self.at + 1
        end = self.partners[self.at]
        self.at = end + 1
        return start, end

    def braced(self) -> tuple[int, int]:
        """The range of an argument in braces."""
        if not self.sees("open", "{"):
            self.fail("syntax", "an argument is missing here")
        return self.group()

    def names_here(self) -> tuple[Name | None, Key, int, int]:
        """The longest declared name here with its key and where it ends.

        Without one: the key of the head with its index, where both end, and where the head ends.
        """
        token = self.tokens[self.at]
        if token.kind == "name":
            return self.names.by_name.get(token.text), (token.text,), self.at + 1, self.at + 1
        if not is_head(self.tokens, self.at):
            return None, (), self.at, self.at
        head = min(head_end(self.tokens, self.partners, self.at), self.end)
        if self.names.pairs and head < self.end:
            key = key_of(self.tokens[self.at : head + 1])
            if key in self.names.pairs:
                return self.names.by_key[key], (), head + 1, head + 1
        ends, indexed = [head], head
        while (end := self._part_end(ends[-1])) > ends[-1]:
            if self.tokens[ends[-1]].text == "_" and indexed == ends[-1]:
                indexed = end
            ends.append(end)
        for end in reversed(ends):
            found = self.names.find(key_of(self.tokens[self.at : end]))
            if found is not None and end < self.end and self.tokens[end][:2] == ("symbol", "_"):
                if found.is_function:
                    readings = ("a derivative", "a name")
                    self.fail("ambiguous", f"an index on the function {found.name}", readings)
                break  # another name, such as a root x_1 where x is declared
            if found is not None:
                return self._as_text(found, token) if end == head else found, (), end, head
        if self.latex or token.text not in self.names or indexed > head:
            return None, key_of(self.tokens[self.at : indexed]), indexed, head
        return self.names[token.text], (), head, head

    def _as_text(self, found: Name, token: Token) -> Name:
        """The name found by how it is shown, unless plain text means another one."""
        other = None if self.latex else self.names.by_name.get(token.text, found)
        if other is not None and other is not found:
            readings = (
                f"{other.name}, shown as {other.latex}",
                f"{found.name}, shown as {token.text}",
            )
            self.fail("ambiguous", f"{token.text} is a name and how another is shown", readings)
        return found

    def _part_end(self, place: int) -> int:
        """Where an index, an exponent or a prime of a name ends that begins at a place."""
        if place >= self.end or self.tokens[place].kind != "symbol":
            return place
        if self.tokens[place].text == "'":
            return place + 1
        if self.tokens[place].text in ("_", "^") and place + 1 < self.end:
            end = self.partners.get(place + 1, place) + 1
            return end if place < end <= self.at + _LONGEST_NAME else place
        return place

    def symbol(self, entry: Name) -> Symbol:
        """A declared symbol."""
        return Symbol(entry.name, entry.assumptions)

    def undeclared(self, name: str) -> Symbol:
        """A symbol that no record declares."""
        self.unknown[name] = None
        return Symbol(name)


def inside(cursor: Cursor, start: int, end: int) -> Rule:
    """The term that a whole range of tokens spells; the place is kept."""
    saved = cursor.at, cursor.end, cursor.integrals, cursor.bars
    cursor.at, cursor.end, cursor.integrals, cursor.bars = start, end, 0, 0
    if start >= end:
        cursor.at = max(start - 1, 0)
        cursor.fail("syntax", "something is missing in here")
    term = yield Goal.SUM
    if cursor.at < end:
        leftover(cursor)
    cursor.at, cursor.end, cursor.integrals, cursor.bars = saved
    return term


def leftover(cursor: Cursor) -> NoReturn:
    """Say why reading stopped before the end."""
    token = cursor.tokens[cursor.at]
    if token.text in (r"\pm", r"\mp") or (token.kind == "command" and token.text in ("pm", "mp")):
        cursor.fail("ambiguous", "two signs at once", ("+", "-"))
    if token.text == ",":
        cursor.fail("unsupported", "a list stands where one expression was expected")
    if token.kind == "text":
        cursor.fail("unsupported", f"words stand in the formula: {token.text[:40]}")
    cursor.fail("syntax", f"{token.text} stands where an operator was expected")


def run(rules: Mapping[Goal, Callable[[Cursor], Rule]], cursor: Cursor, first: Rule) -> Term:
    """The term that a rule reads.

    Raises:
        ReadingError: what is wrong with the formula.
    """
    waiting = [first]
    value: Term | None = None
    while True:
        try:
            goal = waiting[-1].send(value)  # type: ignore[arg-type]
        except StopIteration as finished:
            waiting.pop()
            value = finished.value
            if not waiting:
                assert value is not None
                return value
        else:
            if len(waiting) > 4 * DEEPEST:
                cursor.fail("too deep", "too many levels within each other")
            waiting.append(rules[goal](cursor))
            value = None
