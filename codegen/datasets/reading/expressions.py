r"""Reading one expression, equation or inequality in LaTeX or plain text as models write it.

Tokens come first, then names, then the grammar; nothing is evaluated. What people could read in
two ways is reported with the readings, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import zip_longest
from typing import NamedTuple

from codegen.datasets.reading.cursor import Cursor, Goal, inside, run
from codegen.datasets.reading.differentials import differentials_last
from codegen.datasets.reading.grouping import partners, unboxed
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.operands import operand_of
from codegen.datasets.reading.piecewise import relation_term
from codegen.datasets.reading.problems import ReadingError, failure
from codegen.datasets.reading.scripts import braced
from codegen.datasets.reading.sums import power_of, product_of, sum_of
from codegen.datasets.reading.tokens import Token, is_latex, split
from codegen.datasets.reading.vocabulary import RELATIONS
from codegen.datasets.reading.words import resolved
from symnum.ops import CONJUNCTION, DISJUNCTION, EQUATION
from symnum.terms.plain import Call, Term

_RULES = {
    Goal.SUM: sum_of,
    Goal.PRODUCT: product_of,
    Goal.POWER: lambda cursor: power_of(cursor, operand_of(cursor)),
}
JOINING = frozenset({"+", "-", "*", "cdot", "times", "/", "div"})
"""What a line begins with that goes on with the one before."""
LINE_ENDS = ("\\\\", "\\\\&")
"""Between lines; the second one is before a sign to align them."""
_CONNECTIVES = {r"\lor": "or", r"\vee": "or", "or": "or", r"\land": "and", r"\wedge": "and",
                "and": "and"}  # fmt: skip
_PAIRS = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))


class Reading(NamedTuple):
    """A term, and the names in it that are not declared."""

    term: Term
    unknown: tuple[str, ...] = ()


def read_expression(source: str, names: Names | None = None, *, where: str = "expression") -> Term:
    r"""The plain term that a text spells, in LaTeX or plain maths text.

    Args:
        source: An expression, an equation or an inequality, with or without ``$`` around it.
        names: Names that are declared; others are read as new symbols.
        where: What to call the text in an error message.

    Raises:
        ReadingError: the text is not one expression, or is ambiguous; its ``problem`` says where.

    >>> read_expression(r"\frac{d}{dx} f(x) = 2x\sin^2 x", Names.of("x", {"f": "x"}))
    derivative(f(x), x) = 2*x*sin(x)^2
    """
    return read(source, names, where=where).term


def read(source: str, names: Names | None = None, *, where: str = "expression") -> Reading:
    """As :func:`read_expression`, with the names that are not declared.

    Raises:
        ReadingError: the text is not one expression, or is ambiguous.
    """
    known = Names() if names is None else names
    try:
        text, start = undelimited(source)
        tokens = _trimmed(unboxed(split(text, start, is_latex(source) or start > 0)))
        if not tokens:
            raise failure("empty", 0, len(source), "there is nothing to read")
        return _connected(tokens, known, is_latex(source) or start > 0)
    except ReadingError as error:
        raise ReadingError(error.problem, where) from None


def _trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without separators around them, and ends of lines that an operator follows."""
    marks = [n for n, token in enumerate(tokens) if token.kind != "separator"]
    kept = tokens[marks[0] : marks[-1] + 1] if marks else []
    return [
        token
        for token, following in zip_longest(kept, kept[1:])
        if token.kind != "separator" or token.text not in LINE_ENDS or following.text not in JOINING
    ]


def _connected(tokens: list[Token], names: Names, latex: bool) -> Reading:
    """An expression or relation, or several relations with "and" and "or" between them."""
    alternatives: list[Term] = []
    unknown: dict[str, None] = {}
    several = any(connective(token) for token in tokens)
    for alternative in divided(tokens, "or"):
        parts: list[Term] = []
        for part in divided(alternative, "and"):
            if not part:
                message = 'a relation is missing beside "and" or "or"'
                raise failure("syntax", tokens[0].start, tokens[-1].end, message)
            chain = parse_chain(part, names, latex)
            unknown.update(dict.fromkeys(chain.unknown))
            parts.append(_single(chain, part, several))
        alternatives.append(reduce(lambda a, b: Call(CONJUNCTION, (a, b)), parts))
    term = reduce(lambda a, b: Call(DISJUNCTION, (a, b)), alternatives)
    return Reading(term, tuple(unknown))


def connective(token: Token) -> str:
    """``and`` or ``or`` for a token that says so, else nothing."""
    if token.kind in ("separator", "text", "word"):
        return _CONNECTIVES.get(token.text, "")
    return ""


def divided(tokens: Sequence[Token], by: str) -> list[list[Token]]:
    """The parts of a formula between connectives of one kind."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if connective(token) == by:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _single(chain: Chain, tokens: Sequence[Token], several: bool) -> Term:
    """The term of one relation, or of an expression if it is all there is."""
    start, end = tokens[0].start, tokens[-1].end
    if len(chain.terms) == 1:
        if several:
            raise failure("syntax", start, end, "a relation was expected here")
        return chain.terms[0]
    if len(chain.terms) > 2:
        raise failure("unsupported", start, end, "a chain of several relations")
    (sign,) = chain.signs
    left, right = chain.terms
    if sign == "≈":
        raise failure("approximate", start, end, "two sides that are about equal only")
    if sign == "?=":
        raise failure("unsupported", start, end, "a question whether two sides are equal")
    if sign == "=" and not several:
        return Call(EQUATION, (left, right))
    return relation_term(sign, left, right)


def undelimited(source: str) -> tuple[str, int]:
    """The text without delimiters around all of it, and where that begins."""
    stripped = source.strip()
    start = len(source) - len(source.lstrip())
    for opening, closing in _PAIRS:
        inner = stripped[len(opening) : -len(closing)]
        whole = len(stripped) >= len(opening) + len(closing)
        around = whole and stripped.startswith(opening) and stripped.endswith(closing)
        if around and opening not in inner:
            return inner, start + len(opening)
    return source, 0


class Chain(NamedTuple):
    """Terms with the signs between them: one term, or ``a = b``, or ``a = b < c``.

    ``halves`` says whether the first and the last side are missing; ``spans`` are the places of
    the terms in the text.
    """

    terms: tuple[Term, ...]
    signs: tuple[str, ...]
    unknown: tuple[str, ...]
    halves: tuple[bool, bool]
    spans: tuple[tuple[int, int], ...]


def parse_chain(tokens: list[Token], names: Names, latex: bool, *, halves: bool = False) -> Chain:
    """The sides of a relation or chain of relations.

    Args:
        tokens: As :func:`codegen.datasets.reading.tokens.split` makes them.
        names: Names that are declared.
        latex: Whether the tokens are those of LaTeX.
        halves: Whether the first or last side may be missing.

    Raises:
        ReadingError: a side that is not an expression, or a missing one.
    """
    arranged = differentials_last(resolved(braced(tokens, latex), names, latex))
    found = partners(arranged)
    cursor = Cursor(arranged, found, names, latex, 0, len(arranged))
    bounds, signs = _sides(arranged, found)
    missing = bounds[0][0] == bounds[0][1], bounds[-1][0] == bounds[-1][1]
    if any(missing) and not (halves and len(bounds) - sum(missing) >= 1):
        raise failure("half equation", tokens[0].start, tokens[-1].end, "a side is missing")
    kept = bounds[missing[0] : len(bounds) - missing[1]]
    terms = [run(_RULES, cursor, inside(cursor, *side)) for side in kept]
    spans = [(arranged[first].start, arranged[last - 1].end) for first, last in kept]
    return Chain(tuple(terms), tuple(signs), tuple(cursor.unknown), missing, tuple(spans))


def _sides(tokens: list[Token], found: dict[int, int]) -> tuple[list[tuple[int, int]], list[str]]:
    """The ranges between relations that are in no bracket, and the relations."""
    bounds, signs, first, place = [], [], 0, 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "symbol" and token.text in RELATIONS:
            bounds.append((first, place))
            signs.append(RELATIONS[token.text])
            first = place + 1
        place = found.get(place, place) + 1
    return [*bounds, (first, len(tokens))], signs
