"""LaTeX of the texts of a record, so that the two can be compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from symnum.ops import (
    ATAN,
    ATOM,
    COS,
    DERIVATIVE,
    DIV,
    EXP,
    INTEGRAL,
    LOG,
    NEG,
    SIN,
    SQRT,
    Operator,
    function,
)
from symnum.terms.canonical import COMPILED
from symnum.terms.exact import exact
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold

typeset: Any = None
if COMPILED and find_spec("symnum.terms.compiled.typesetting"):
    typeset = import_module("symnum.terms.compiled.typesetting").typeset
_PLACE = re.compile(r"\{(\d(?::sum)?)\}")


def _row(operator: Operator) -> tuple[tuple[str | tuple[int, bool], ...], int | None, int]:
    """An operator's template in pieces, its number of arguments, its precedence in LaTeX."""
    syntax = operator.syntax
    pieces: list[str | tuple[int, bool]] = []
    for number, part in enumerate(_PLACE.split(syntax.latex)):
        if number % 2:
            pieces.append((int(part[0]), part.endswith("sum")))
        elif part:
            pieces.append(part.replace("{{", "{").replace("}}", "}"))
    return tuple(pieces), operator.arity, syntax.latex_precedence or ATOM


_ROWS: Mapping[str, Any] = {
    operator.name: _row(operator)
    for operator in (SQRT, EXP, LOG, SIN, COS, ATAN, DERIVATIVE, INTEGRAL)
}


class Typesetter:
    """Writes texts in LaTeX, with the names of one record.

    Args:
        names: How symbols and functions are shown; others as their names say.
        functions: Which of them are functions.
    """

    def __init__(self, names: Mapping[str, str], functions: Collection[str]) -> None:
        self.names, self.functions = dict(names), frozenset(functions)
        self.rows = dict(_ROWS)
        for name in self.functions:
            self.rows[name] = (names.get(name) or function(name).syntax.latex, 0, ATOM)

    def latex(self, text: str) -> str:
        """The LaTeX of a text.

        Raises:
            InputError: it is not a term.
        """
        if typeset is not None:
            found: str | None = typeset(text, self.names, self.rows)
            if found is not None:
                return found
        return self.generally(text)

    def generally(self, text: str) -> str:
        """The same by way of a term.

        Raises:
            InputError: it is not a term.
        """
        term = parse(text, functions=self.functions)
        return to_latex(_with_ratios(term), self.names)


def _with_ratios(term: Term) -> Term:
    """Quotients of integers, and negative ones, as numbers."""
    found: Term = fold(
        term, lambda leaf: leaf, lambda call, operator, parts: _joined(call, tuple(parts))
    )
    return found


def _joined(call: Call, parts: tuple[Term, ...]) -> Term:
    first = parts[0] if parts else None
    if call.operator is NEG and isinstance(first, Number):
        return Number(exact(-Fraction(first.value)))
    if call.operator is DIV and isinstance(first, Number):
        below = parts[1]
        if isinstance(below, Number) and below.value:
            return Number(exact(Fraction(first.value) / Fraction(below.value)))
    return Call(call.operator, parts)
