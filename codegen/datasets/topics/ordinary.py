"""Derivatives by the one variable there is, as problems write them."""

from __future__ import annotations

from collections.abc import Mapping

from symnum.ops import DERIVATIVE
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.text import to_latex


def ordinary(term: Term, names: Mapping[str, str] | None = None) -> str:
    r"""LaTeX with d/dx for derivatives, and one sign for a derivative of a derivative.

    >>> from symnum.terms.parse import parse
    >>> ordinary(parse("derivative(derivative(y(t), t), t) = y(t)", functions=["y"]))
    '\\frac{d^{2}}{d t^{2}} y\\left(t\\right) = y\\left(t\\right)'
    """
    shown = dict(names or {})
    return to_latex(_marked(term, shown), shown)


def _marked(term: Term, shown: dict[str, str]) -> Term:
    """The term with a symbol for each derivative, shown as the derivative is to be."""
    if not isinstance(term, Call):
        return term
    if term.operator is not DERIVATIVE:
        return Call(term.operator, tuple(_marked(part, shown) for part in term.arguments))
    inside, variable = term.arguments
    order = 1
    while (
        isinstance(inside, Call)
        and inside.operator is DERIVATIVE
        and inside.arguments[1] is variable
    ):
        inside, order = inside.arguments[0], order + 1
    mark = Symbol(f"derivative_{len(shown)}")
    body = to_latex(_marked(inside, shown), shown)
    is_named = isinstance(inside, Call) and not inside.operator.interpreted
    body = body if is_named else rf"\left({body}\right)"
    power, x = (f"^{{{order}}}" if order > 1 else ""), to_latex(variable, shown)
    shown[mark.name] = rf"\frac{{d{power}}}{{d {x}{power}}} {body}"
    return mark
