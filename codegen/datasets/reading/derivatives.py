r"""Derivatives: ``\frac{d}{dx} f``, ``\frac{\partial^2 f}{\partial x \partial y}``, ``df/dx``."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.differentials import (
    Differential,
    denominators,
    differential,
    is_declared_letter,
    mark_end,
    order_at,
)
from codegen.datasets.reading.names import identifier
from codegen.datasets.reading.sums import infix, signed, starts_factor
from codegen.datasets.reading.vocabulary import FRACTIONS, SLASHES
from symnum.ops import DERIVATIVE, MUL
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols

_SCOPES = ("a factor after the derivative", "a part of what is differentiated")


class Operator:
    """A derivative as it is written: by what, of what (a range, empty if it follows), its end."""

    __slots__ = ("end", "operand", "order", "start", "variables")

    def __init__(
        self, start: int, order: int, operand: tuple[int, int], found: Sequence[Differential],
        end: int,
    ) -> None:  # fmt: skip
        self.start, self.order, self.operand, self.end = start, order, operand, end
        self.variables = [part.variable for part in found for _ in range(part.order)]


def operator_at(cursor: Cursor) -> Operator | None:
    """The derivative that begins at the place, in any of its spellings."""
    token = cursor.tokens[cursor.at]
    if token.kind == "command" and token.text in FRACTIONS:
        return _fraction(cursor)
    if mark_end(cursor, cursor.at):
        return _indexed(cursor) or _slashed(cursor)
    return None


def _fraction(cursor: Cursor) -> Operator | None:
    upper = cursor.at + 1
    lower = cursor.partners.get(upper, upper) + 1
    if cursor.partners.get(lower) is None:
        return None
    start, end = upper + 1, cursor.partners[upper]
    mark = mark_end(cursor, start)
    if not mark or mark > end:
        return None
    found = denominators(cursor, lower + 1, cursor.partners[lower])
    if not found:
        return None
    order, operand = order_at(cursor, mark)
    return Operator(start, order, (operand, end), found, cursor.partners[lower] + 1)


def _slashed(cursor: Cursor) -> Operator | None:
    order, start = order_at(cursor, mark_end(cursor, cursor.at))
    saved, cursor.at = cursor.at, start
    end = cursor.names_here()[2] if start < cursor.end else start
    if end < cursor.end and end > start and cursor.tokens[end][:2] == ("open", "("):
        end = cursor.partners[end] + 1
    cursor.at = saved
    if end >= cursor.end or cursor.tokens[end].text not in SLASHES:
        return None
    found: list[Differential] = []
    place = end + 1
    while (following := differential(cursor, place)) is not None:
        found.append(following)
        place = following.end
    if not found:
        return None
    return Operator(cursor.at, order, (start, end), found, place)


def _indexed(cursor: Cursor) -> Operator | None:
    r"""``\partial_x f`` and ``\partial_{x}^{2} f``."""
    index = cursor.at + 1
    if not cursor.sees("command", "partial") or not cursor.sees("symbol", "_", 1):
        return None
    if not cursor.sees("open", "{", 2):
        return None
    start, end = index + 2, cursor.partners[index + 1]
    variables: list[Symbol] = []
    saved = cursor.at, cursor.end
    cursor.at, cursor.end = start, end
    while cursor.at < end:
        if cursor.tokens[cursor.at].text == ",":
            cursor.at += 1
            continue
        entry, key, following, _ = cursor.names_here()
        if following == cursor.at or (entry is not None and entry.is_function):
            cursor.fail("syntax", "a derivative by what is no symbol")
        unknown = Symbol(identifier(key)) if entry is None else cursor.symbol(entry)
        variables.append(unknown)
        cursor.at = following
    cursor.at, cursor.end = saved
    order, place = order_at(cursor, end + 1)
    if len(variables) == 1:
        found = [Differential(variables[0], order, place)]
    else:
        found, place = [Differential(v, 1, end) for v in variables], end + 1
    return Operator(cursor.at, sum(f.order for f in found), (place, place), found, place)


def derivative_of(cursor: Cursor, operator: Operator) -> Rule:
    """The derivative with its operand, wherever that stands."""
    begin = cursor.at
    if is_declared_letter(cursor, operator.start):
        cursor.at = operator.end
        readings = ("a derivative", "a fraction with the factor d")
        cursor.fail("ambiguous", "d is a declared name", readings, begin)
    cursor.at = operator.end
    if operator.order != len(operator.variables):
        cursor.fail("syntax", "the orders of this derivative do not agree", (), begin)
    start, end = operator.operand
    if start < end:
        term = yield from inside(cursor, start, end)
        return _applied(cursor, operator, term, begin)
    bracket = cursor.sees("open", "(") or cursor.sees("open", "[") or cursor.sees("open", "{")
    term = yield from _following(cursor, bracket, begin)
    term = _applied(cursor, operator, term, begin)
    while not bracket and (outer := infix(cursor)) is not None:
        cursor.at += 1
        factor = yield from signed(cursor, Goal.POWER)
        if any(variable in free_symbols(factor) for variable in operator.variables):
            message = "a product after a derivative without brackets"
            cursor.fail("ambiguous", message, _SCOPES, begin)
        term = Call(outer, (term, factor))
    return term


def _applied(cursor: Cursor, operator: Operator, term: Term, begin: int) -> Term:
    if isinstance(term, Symbol) and term.name in cursor.unknown and term not in operator.variables:
        readings = ("a symbol", f"a function of {operator.variables[0].name}")
        cursor.fail("ambiguous", f"{term.name} is not declared", readings, begin)
    for variable in reversed(operator.variables):
        term = Call(DERIVATIVE, (term, variable))
    return term


def _following(cursor: Cursor, bracket: bool, begin: int) -> Rule:
    """What the derivative is taken of: a bracket, or all factors up to the next sign."""
    if not starts_factor(cursor):
        cursor.fail("syntax", "nothing follows that could be differentiated", (), begin)
    term = yield Goal.POWER
    while not bracket and starts_factor(cursor):
        if operator_at(cursor) is not None:
            message = "a derivative among factors of another"
            cursor.fail("ambiguous", message, _SCOPES, begin)
        factor = yield Goal.POWER
        term = Call(MUL, (term, factor))
    return term
