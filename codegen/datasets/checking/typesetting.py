"""LaTeX of the texts of a record, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from symnum.ops import DIV, NEG
from symnum.terms.exact import exact
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold


class Typesetter:
    """Writes texts in LaTeX, with the names of one record.

    Args:
        names: How symbols and functions are shown; others as their names say.
        functions: Which of them are functions.
    """

    def __init__(self, names: Mapping[str, str], functions: Collection[str]) -> None:
        self.names, self.functions = names, frozenset(functions)

    def latex(self, text: str) -> str:
        """The LaTeX of a text.

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
    first = parts[0]
    if call.operator is NEG and isinstance(first, Number):
        return Number(exact(-Fraction(first.value)))
    if call.operator is DIV and isinstance(first, Number):
        below = parts[1]
        if isinstance(below, Number) and below.value:
            return Number(exact(Fraction(first.value) / Fraction(below.value)))
    return Call(call.operator, parts)
