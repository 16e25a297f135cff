"""Printing to LaTeX, from the syntax column of the operator table.

It is written from left to right with an explicit stack, so depth costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symnum.ops import ADD, ATOM, MUL, POW, SELECT, Fixity
from symnum.terms.conversion import to_plain
from symnum.terms.exact import exact_text
from symnum.terms.notation import notation_of, notation_precedence
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.precedence import as_function, call_precedence, least, number_precedence
from symnum.terms.templates import template

Pieces = list[str | Term]
"""A term half printed: texts, and arguments that are still to be printed."""

_GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
})  # fmt: skip


def to_latex(term: Any, names: Mapping[str, str] | None = None) -> str:
    r"""The term in LaTeX.

    Args:
        term: What to print.
        names: How symbols and free functions are shown; others as their names say.

    >>> from symnum.terms.parse import parse
    >>> to_latex(parse("sqrt(x)/(2*alpha_1)"))
    '\\frac{\\sqrt{x}}{2 \\alpha_{1}}'
    >>> to_latex(parse("E_0*H(t)^2", functions=["H"]), {"E_0": r"\mathbf{E}", "H": r"\hat{H}"})
    '\\mathbf{E} \\hat{H}\\left(t\\right)^{2}'
    >>> to_latex(parse("limit(sin(x)/x, x, 0)^2", functions=["limit"]))
    '\\left(\\lim_{x \\to 0} \\frac{\\sin\\left(x\\right)}{x}\\right)^{2}'
    """
    known = names or {}
    done: list[str] = []
    todo: Pieces = [to_plain(term)]
    while todo:
        piece = todo.pop()
        if isinstance(piece, str):
            done.append(piece)
        else:
            todo.extend(reversed(latex_pieces(piece, known)))
    return "".join(done)


def _precedence(term: Term) -> int:
    if isinstance(term, Number):
        return number_precedence(term.value)
    if isinstance(term, Call):
        return call_precedence(term.operator, len(term.arguments))
    return ATOM


def _latex_precedence(term: Term) -> int:
    found = None
    if isinstance(term, Call):
        found = term.operator.syntax.latex_precedence
        found = notation_precedence(term) if found is None else found
    return _precedence(term) if found is None else found


def latex_pieces(term: Term, names: Mapping[str, str]) -> Pieces:
    """What a term is printed as, piece by piece: texts, and parts that are still to be printed."""
    if isinstance(term, Symbol):
        return [names.get(term.name) or _symbol_latex(term.name)]
    if isinstance(term, Number):
        return [_number_latex(Fraction(term.value))]
    assert isinstance(term, Call)
    syntax = term.operator.syntax
    if not term.operator.interpreted:
        shown = names.get(term.operator.name, syntax.latex)
        notation = notation_of(term) if shown == syntax.latex else ""
        if notation:
            return _filled(notation, [[argument] for argument in term.arguments])
        return [shown, r"\left(", *_joined(list(term.arguments), ", "), r"\right)"]
    if term.operator is POW:
        base, exponent = term.arguments
        below: Pieces = [base]
        if _latex_precedence(base) < ATOM or "^" in _head(base, names):
            below = [r"\left(", base, r"\right)"]
        return _filled(syntax.latex, [below, [exponent]])
    if term.operator is SELECT:
        return _cases(term)
    if syntax.delimited or as_function(term.operator, len(term.arguments)):
        return _filled(syntax.latex, [[argument] for argument in term.arguments])
    separator = _times(term) if term.operator is MUL else syntax.latex
    return _spelled(term, separator)


def _head(term: Term, names: Mapping[str, str]) -> str:
    """What a symbol or call is shown with; an exponent would run into a ``^`` in it."""
    if isinstance(term, Call):
        shown = term.operator.syntax.latex
        return shown if term.operator.interpreted else names.get(term.operator.name, shown)
    return names.get(term.name, "") if isinstance(term, Symbol) else ""


def _cases(term: Call) -> Pieces:
    """One environment for a chain of choices."""
    pieces: Pieces = [r"\begin{cases}"]
    otherwise: Term = term
    while isinstance(otherwise, Call) and otherwise.operator is SELECT:
        condition, chosen, otherwise = otherwise.arguments
        pieces += [chosen, " & ", condition, r"\\"]
    return [*pieces, otherwise, r" & \text{otherwise}\end{cases}"]


def _joined(parts: list[Any], separator: str) -> Pieces:
    pieces: Pieces = []
    for place, part in enumerate(parts):
        if place:
            pieces.append(separator)
        pieces.append(part)
    return pieces


def _spelled(term: Call, separator: str) -> Pieces:
    """An infix or prefix call with the parentheses that its precedence needs."""
    pieces: Pieces = [separator] if term.operator.syntax.fixity is Fixity.PREFIX else []
    for place, argument in enumerate(term.arguments):
        if place:
            pieces.append(separator)
        if _latex_precedence(argument) >= least(term.operator, place):
            pieces.append(argument)
        else:
            pieces.extend((r"\left(", argument, r"\right)"))
    return pieces


def _filled(latex: str, arguments: list[Pieces]) -> Pieces:
    """A LaTeX template with its places filled."""
    pieces: Pieces = []
    for part in template(latex):
        if isinstance(part, str):
            pieces.append(part)
            continue
        place, summed = part
        filling = arguments[place]
        inner = filling[0]
        if summed and isinstance(inner, Term) and _precedence(inner) <= ADD.syntax.precedence:
            pieces.extend([r"\left(", *filling, r"\right)"])
        else:
            pieces.extend(filling)
    return pieces


def _number_latex(value: Fraction) -> str:
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size.denominator == 1:
        return sign + exact_text(size.numerator)
    above, below = exact_text(size.numerator), exact_text(size.denominator)
    return rf"{sign}\frac{{{above}}}{{{below}}}"


def _symbol_latex(name: str) -> str:
    stem, *indices = name.split("_")
    split = re.fullmatch(r"([A-Za-z])(\d+)", stem)
    if stem in _GREEK:
        shown = f"\\{stem}"
    elif split:
        shown, indices = split[1], [split[2], *indices]
    else:
        shown = stem if len(stem) <= 1 else rf"\mathrm{{{stem}}}"
    indices = [index for index in indices if index]
    return shown + (f"_{{{','.join(indices)}}}" if indices else "")


def _times(term: Call) -> str:
    """A space between factors, a dot before a factor that starts with a digit."""
    return r" \cdot " if any(_starts_with_digit(a) for a in term.arguments[1:]) else " "


def _starts_with_digit(term: Term) -> bool:
    while isinstance(term, Call) and term.operator in (MUL, POW) and len(term.arguments) == 2:
        term = term.arguments[0]
    return isinstance(term, Number) and _precedence(term) == ATOM
