r"""Sets of real numbers as answers: intervals, unions, finite sets, set-builders.

``(1/5, \infty)``, ``[2, 3)``, ``]a, b[``, ``(-oo, 1) U (4, oo)``, ``\{2, 3\}``, ``\{x : x > 3\}``
and ``\mathbb{R} \setminus \{1\}``, with or without ``x \in`` before them, are read as a statement
about the unknown. A pair of numbers may be a point as well: who asks has to know that a set is
meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from codegen.datasets.reading.expressions import divided, parse_chain, undelimited
from codegen.datasets.reading.grouping import unboxed
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.piecewise import RELATION_SIGNS, relation_term
from codegen.datasets.reading.problems import ReadingError, failure
from codegen.datasets.reading.tokens import Token, is_latex, split
from symnum.ops import CONJUNCTION, DISJUNCTION, EQUAL, LESS, LESS_EQUAL, NEG, NEGATION
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols

NOTHING: Term = Call(LESS, (Number(0), Number(0)))
"""Holds for no number."""
EVERYTHING: Term = Call(LESS_EQUAL, (Number(0), Number(0)))
"""Holds for all numbers."""
MOST_TOKENS = 2000
LONGEST = 2000
"""Characters of a formula that may be a set."""
_NAMED = re.compile(r"\W*([A-Za-z])\W")
_UNIONS = frozenset({"cup", "bigcup", "U", "union", "or", r"\lor", r"\vee"})
_INFINITY = Symbol("infinity")
_TURNED = {CONJUNCTION: DISJUNCTION, DISJUNCTION: CONJUNCTION}
_ENDLESS = frozenset({"infty", "infinity", "oo", "inf"})


def read_set(source: str, names: Names, unknown: Symbol) -> Term | None:
    r"""What a set in usual notation says of the unknown; None if the text is none.

    Args:
        source: The text, with or without ``$`` around it, in LaTeX or plain text.
        names: Names that are declared.
        unknown: What is in the set.

    >>> x = Symbol("x")
    >>> read_set(r"x \in [2, 3) \cup \{5\}", Names.of("x"), x)
    2 <= x and x < 3 or x == 5
    >>> read_set(r"\{x : x > 3\}", Names.of("x"), x)
    3 < x
    """
    try:
        text, start = undelimited(source)
        latex = is_latex(source) or start > 0
        tokens = unboxed(split(text, start, latex))
        if not tokens or len(tokens) > MOST_TOKENS:
            return None
        reader = _Reader(_without_lead(tokens, unknown), names, latex, unknown)
        if "\\" not in source and "$" not in source:
            reader.braces = ("\\{", "{")
        return reader.union()
    except ReadingError:
        return None


def is_set(source: str, names: Names, latex: bool) -> bool:
    """Whether a formula is a set, perhaps of values of a name."""
    lead = _NAMED.match(source)
    name = Symbol(lead[1] if lead else "x")
    text = f"${source}$" if latex and "$" not in source else source
    return len(source) <= LONGEST and read_set(text, names, name) is not None


def _without_lead(tokens: list[Token], unknown: Symbol) -> list[Token]:
    r"""The tokens without words and signs of sentences around them, and without ``x \in``."""
    marks = [n for n, token in enumerate(tokens) if token.kind not in ("text", "separator")]
    kept = tokens[marks[0] : marks[-1] + 1] if marks else []
    if len(kept) > 2 and kept[1].text == "in" and kept[0].text == unknown.name:
        return kept[2:]
    return kept


class _Reader:
    """Reads the sets of a union one after the other."""

    def __init__(self, tokens: Sequence[Token], names: Names, latex: bool, unknown: Symbol) -> None:
        self.tokens, self.names, self.latex, self.unknown = list(tokens), names, latex, unknown
        self.at = 0
        self.braces: tuple[str, ...] = ("\\{",)
        """What opens a set: in plain text a brace does."""

    def union(self) -> Term:
        """All of it."""
        found = [self._difference()]
        while self.at < len(self.tokens):
            if self._text(0) not in _UNIONS:
                raise self._refused()
            self.at += 1
            if self._text(0) == self.unknown.name and self._text(1) == "in":
                self.at += 2
            found.append(self._difference())
        return reduce(lambda a, b: Call(DISJUNCTION, (a, b)), found)

    def _difference(self) -> Term:
        found = self._one()
        while self._text(0) in ("setminus", "backslash"):
            self.at += 1
            found = Call(CONJUNCTION, (found, self._all_but(self._one())))
        return found

    def _all_but(self, term: Term) -> Term:
        """What holds where a statement does not."""
        assert isinstance(term, Call)
        left, right = term.arguments
        if term.operator in _TURNED:
            return Call(_TURNED[term.operator], (self._all_but(left), self._all_but(right)))
        if term.operator is EQUAL:
            return Call(DISJUNCTION, (Call(LESS, (left, right)), Call(LESS, (right, left))))
        return Call(LESS if term.operator is LESS_EQUAL else LESS_EQUAL, (right, left))

    def _one(self) -> Term:
        """An interval, a finite set, a set-builder, all or nothing."""
        text = self._text(0)
        if text in ("emptyset", "varnothing"):
            self.at += 1
            return NOTHING
        if text == "mathbb":
            return self._reals()
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is not None and token.kind == "open" and text in self.braces:
            return self._braced()
        if token is not None and token.kind in ("open", "close") and text in ("(", "["):
            return self._interval(token)
        raise self._refused()

    def _reals(self) -> Term:
        texts = [token.text for token in self.tokens[self.at + 1 : self.at + 4]]
        length = 4 if texts == ["{", "R", "{"] else 2 if texts[:1] == ["R"] else 0
        if not length:
            raise self._refused()
        self.at += length
        return EVERYTHING

    def _interval(self, first: Token) -> Term:
        """From a bracket of either side to one of either side; ``]`` leaves the end out."""
        middle, end = self._comma_and_end()
        last = self.tokens[end]
        low = self._end(self.at + 1, middle)
        high = self._end(middle + 1, end)
        self.at = end + 1
        closed = (
            first.text == "[" and first.kind == "open",
            (last.text == "[" and last.kind == "close"),
        )
        sides: list[Term] = []
        if low != Call(NEG, (_INFINITY,)):
            sides.append(self._compared(closed[0], low, self.unknown))
        if high != _INFINITY:
            sides.append(self._compared(closed[1], self.unknown, high))
        return reduce(lambda a, b: Call(CONJUNCTION, (a, b)), sides) if sides else EVERYTHING

    def _compared(self, closed: bool, low: Term, high: Term) -> Term:
        if any(side in (_INFINITY, Call(NEG, (_INFINITY,))) for side in (low, high)):
            raise self._refused()
        return Call(LESS_EQUAL if closed else LESS, (low, high))

    def _comma_and_end(self) -> tuple[int, int]:
        """Where the comma is that is in no inner bracket, and where the interval ends."""
        depth, comma = 0, -1
        for place in range(self.at + 1, len(self.tokens)):
            token = self.tokens[place]
            following = self.tokens[place + 1].text if place + 1 < len(self.tokens) else "cup"
            opens_outward = token[:2] == ("open", "[") and following in _UNIONS
            if depth == 0 and comma >= 0 and (token.kind == "close" or opens_outward):
                if token.text in ("(", "["):
                    return comma, place
                break
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0 and token.text in (",", ";"):
                if comma >= 0:
                    break
                comma = place
        raise self._refused()

    def _end(self, start: int, stop: int) -> Term:
        """A number, or infinity with a sign."""
        tokens = self.tokens[start:stop]
        if tokens and tokens[0].text == "+":
            tokens = tokens[1:]
        if tokens and tokens[-1].text in _ENDLESS and len(tokens) < 3:
            signs = [token.text for token in tokens[:-1]]
            if signs in ([], ["-"]):
                return Call(NEG, (_INFINITY,)) if signs else _INFINITY
        chain = parse_chain(tokens, self.names, self.latex) if tokens else None
        if chain is None or len(chain.terms) != 1 or free_symbols(chain.terms[0]):
            raise self._refused()
        return chain.terms[0]

    def _braced(self) -> Term:
        start, end = self.at + 1, self._closing()
        inner = self.tokens[start:end]
        self.at = end + 1
        bars = [n for n, t in enumerate(inner) if t.kind == "bar" or t[:2] == ("separator", ":")]
        if bars and inner[0].text == self.unknown.name:
            within = [t.text for t in inner[1 : bars[0]]]
            reals: tuple[list[str], ...] = (
                ["in", "mathbb", "{", "R", "{"],
                ["in", "mathbb", "R"],
                [],
            )
            if within in reals:
                return self._condition(inner[bars[0] + 1 :])
        return self._listed(inner)

    def _closing(self) -> int:
        depth = 0
        for place in range(self.at, len(self.tokens)):
            kind = self.tokens[place].kind
            depth += (kind == "open") - (kind == "close")
            if depth == 0:
                return place
        raise self._refused()

    def _listed(self, tokens: Sequence[Token]) -> Term:
        """A finite set."""
        if not tokens:
            return NOTHING
        parts: list[list[Token]] = [[]]
        depth = 0
        for token in tokens:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0 and token.text in (",", ";"):
                parts.append([])
            else:
                parts[-1].append(token)
        values = [parse_chain(part, self.names, self.latex) for part in parts if part]
        single = all(len(c.terms) == 1 and not free_symbols(c.terms[0]) for c in values)
        if len(values) < len(parts) or not single:
            raise self._refused()
        each = [Call(EQUAL, (self.unknown, chain.terms[0])) for chain in values]
        return reduce(lambda a, b: Call(DISJUNCTION, (a, b)), each)

    def _condition(self, tokens: list[Token]) -> Term:
        """Relations with "and", "or" and commas between them."""
        alternatives: list[Term] = []
        for alternative in divided(tokens, "or"):
            joined = [self._chain(part) for part in _commas(alternative)]
            alternatives.append(reduce(lambda a, b: Call(CONJUNCTION, (a, b)), joined))
        return reduce(lambda a, b: Call(DISJUNCTION, (a, b)), alternatives)

    def _chain(self, tokens: list[Token]) -> Term:
        if not tokens:
            raise self._refused()
        chain = parse_chain(tokens, self.names, self.latex)
        if not chain.signs or not RELATION_SIGNS.issuperset(chain.signs):
            raise self._refused()
        each = [
            self._relation(sign, *sides)
            for sign, sides in zip(chain.signs, pairwise(chain.terms), strict=True)
        ]
        return reduce(lambda a, b: Call(CONJUNCTION, (a, b)), each)

    def _relation(self, sign: str, left: Term, right: Term) -> Term:
        found = relation_term(sign, left, right)
        if isinstance(found, Call) and found.operator is NEGATION:
            return self._all_but(found.arguments[0])
        return found

    def _text(self, ahead: int) -> str:
        place = self.at + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def _refused(self) -> ReadingError:
        place = self.tokens[min(self.at, len(self.tokens) - 1)] if self.tokens else None
        start, end = (0, 0) if place is None else (place.start, place.end)
        return failure("unsupported", start, end, "this is no set of numbers")


def _commas(tokens: list[Token]) -> list[list[Token]]:
    """The parts between commas and "and" that are in no bracket."""
    parts: list[list[Token]] = []
    for joined in divided(tokens, "and"):
        depth = 0
        parts.append([])
        for token in joined:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth <= 0 and token.text == ",":
                parts.append([])
            else:
                parts[-1].append(token)
    return parts
