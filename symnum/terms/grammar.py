"""What infix words and names mean in plain maths text, and which kinds of value may stand where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from symnum.ops import (
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    LETTERS,
    MUL,
    POW,
    SUB,
    Fixity,
    Kind,
    Operator,
    function,
    is_operator_name,
    operator_named,
    operators,
)

_OPERATORS: Mapping[str, Operator] = {
    "+": ADD, "-": SUB, "*": MUL, "/": DIV, "^": POW, "**": POW, "<": LESS, "<=": LESS_EQUAL,
    ">": LESS, ">=": LESS_EQUAL, "==": EQUAL, "=": EQUATION, "and": CONJUNCTION, "or": DISJUNCTION,
}  # fmt: skip
INFIX: Mapping[str, tuple[int, int, Operator]] = {
    word: (
        row.syntax.precedence,
        row.syntax.precedence + (row.syntax.fixity is not Fixity.INFIX_LEFT),
        row,
    )
    for word, row in _OPERATORS.items()
}
"""For each infix word its precedence, that from which earlier operators are finished before it,
and its operator."""
PLAIN_INFIX = {word: INFIX[word] for word in ("+", "-", "*", "/", "^", "**")}
"""The infix words between numbers."""
SWAPPED = frozenset({">", ">="})
ALIASES: Mapping[str, str] = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh",
    "arcosh": "acosh", "artanh": "atanh", "fabs": "abs", "arctan2": "atan2",
    "tgamma": "gamma", "gammaln": "lgamma",
}  # fmt: skip
_NUMERIC = frozenset({Kind.REAL, Kind.INTEGER})
ARITHMETIC = frozenset(
    row for row in operators() if row.result in _NUMERIC and _NUMERIC.issuperset(row.parameters)
)
"""Operators from numbers to numbers: with nothing else around, no kind need be checked."""


def usual_leaf(functions: Collection[str], symbol: Callable[[str], Any], word: str) -> Any:
    """A symbol, a free function or an operator between numbers; ``None`` for the less usual."""
    name = ALIASES.get(word, word)
    if not (word[0].isidentifier() and word.isascii()) or word in LETTERS:
        return None
    if name in functions:
        return function(name)
    if name in ("and", "or", "not"):
        return None
    if not is_operator_name(name):
        return symbol(name)
    operator = operator_named(name)
    return operator if operator in ARITHMETIC and operator.arity != 0 else None


def mismatch(operator: Operator, kinds: Sequence[Kind]) -> str | None:
    """What is wrong with the kinds of a call's arguments, if anything."""
    for number, found in enumerate(kinds):
        wanted = operator.parameter_kind(number)
        if found is not wanted and not (found in _NUMERIC and wanted in _NUMERIC):
            return (
                f"argument {number + 1} of {operator.name} should be a {wanted.value} value, "
                f"not a {found.value}"
            )
    return None
