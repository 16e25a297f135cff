"""How closely things bind in plain text, from the syntax column of the operator table."""

from __future__ import annotations

from symnum.ops import ATOM, NEG, Fixity, Operator
from symnum.terms.exact import Exact
from symnum.terms.ropes import Rope, rope

_QUOTIENT = 20
"""Precedence of a fraction written as 1/2."""
_SPACED = frozenset({"+", "-", "<", "<=", "==", "="})

Spelled = tuple[Rope, int]
"""A text and its precedence."""


def number_precedence(value: Exact) -> int:
    """How closely the spelling of a number binds."""
    if value < 0:
        return NEG.syntax.precedence
    return ATOM if isinstance(value, int) else _QUOTIENT


def as_function(operator: Operator, count: int) -> bool:
    """Whether a call with ``count`` arguments is spelled ``f(…)``, or as a constant."""
    lone = operator.arity is None and count == 1
    return lone or operator.syntax.fixity in (Fixity.FUNCTION, Fixity.CONSTANT)


def call_precedence(operator: Operator, count: int) -> int:
    """How closely the spelling of a call binds."""
    return ATOM if as_function(operator, count) else operator.syntax.precedence


def least(operator: Operator, place: int) -> int:
    """The least precedence with which an argument can stand without parentheses."""
    fixity = operator.syntax.fixity
    same_allowed = (
        (fixity is Fixity.INFIX_LEFT and place == 0)
        or (fixity is Fixity.INFIX_RIGHT and place == 1)
        or (fixity is Fixity.PREFIX and operator is not NEG)
    )
    return operator.syntax.precedence + (not same_allowed)


def separator(operator: Operator) -> str:
    """What is written between the arguments of an infix call, before that of a prefix call."""
    symbol = operator.syntax.symbol
    spaced = symbol in _SPACED and operator.syntax.fixity is not Fixity.PREFIX
    return f" {symbol} " if spaced else symbol


def enclosed(spelled: Spelled, lowest: int) -> Rope:
    """A text, in parentheses if its precedence is below the lowest allowed."""
    text, own = spelled
    return text if own >= lowest else rope(["(", text, ")"])


def spelled_call(operator: Operator, arguments: list[Spelled]) -> Spelled:
    """The text of a call, from those of its arguments."""
    syntax, count = operator.syntax, len(arguments)
    if syntax.fixity is Fixity.CONSTANT:
        return syntax.symbol, ATOM
    if as_function(operator, count):
        symbol = syntax.symbol if syntax.fixity is Fixity.FUNCTION else operator.name
        if count == 1:
            return rope([symbol, "(", arguments[0][0], ")"]), ATOM
        pieces = [part for text, _ in arguments for part in (text, ", ")]
        return rope([symbol, "(", *pieces[:-1], ")"]), ATOM
    between = separator(operator)
    pieces = [between] if syntax.fixity is Fixity.PREFIX else []
    for place, argument in enumerate(arguments):
        if place:
            pieces.append(between)
        pieces.append(enclosed(argument, least(operator, place)))
    return rope(pieces), syntax.precedence
