"""Printing to plain text and to LaTeX, both from the syntax column of the operator table.

Text is written from left to right with an explicit stack, so depth costs nothing and no partial
text is ever copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symnum.ops import ADD, ATOM, MUL, NEG, POW, Fixity, Operator
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number, Symbol, Term

_Pieces = list[str | Term]
"""A term half printed: texts, and arguments that are still to be printed."""

LONGEST_SHOWN = 2000
"""Pieces of text that a term shows of itself at a prompt; ``str`` and ``to_text`` give all."""
_SPACED = frozenset({"+", "-", "<", "<=", "==", "="})
_QUOTIENT = 20
"""Precedence of a fraction written as 1/2."""
_GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
})  # fmt: skip


def to_text(term: Any) -> str:
    """The term as plain text, which :func:`symnum.terms.parse.parse` reads back.

    >>> from symnum.terms.parse import parse
    >>> to_text(parse("(a + b)*c^-2 - sin(x)"))
    '(a + b)*c^(-2) - sin(x)'
    """
    return _written(to_plain(term), _text_pieces)


def to_latex(term: Any) -> str:
    r"""The term in LaTeX.

    >>> from symnum.terms.parse import parse
    >>> to_latex(parse("sqrt(x)/(2*alpha_1)"))
    '\\frac{\\sqrt{x}}{2 \\alpha_{1}}'
    """
    return _written(to_plain(term), _latex_pieces)


def shown(term: Any) -> str:
    """The term as text, cut off where it gets too long to look at.

    A term with much sharing can be far longer written out than it is in memory.
    """
    return _written(to_plain(term), _text_pieces, LONGEST_SHOWN)


def _written(term: Term, pieces: Callable[[Term], _Pieces], limit: float = float("inf")) -> str:
    done: list[str] = []
    todo: _Pieces = [term]
    while todo:
        if len(done) > limit:
            return "".join(done) + "…"
        piece = todo.pop()
        if isinstance(piece, str):
            done.append(piece)
        else:
            todo.extend(reversed(pieces(piece)))
    return "".join(done)


def _precedence(term: Term) -> int:
    if isinstance(term, Number):
        if term.value < 0:
            return NEG.syntax.precedence
        return ATOM if isinstance(term.value, int) else _QUOTIENT
    if isinstance(term, Call) and not _as_function(term):
        return term.operator.syntax.precedence
    return ATOM


def _latex_precedence(term: Term) -> int:
    if isinstance(term, Call) and term.operator.syntax.latex_precedence is not None:
        return term.operator.syntax.latex_precedence
    return _precedence(term)


def _as_function(term: Call) -> bool:
    fixity = term.operator.syntax.fixity
    lone = term.operator.arity is None and len(term.arguments) == 1
    return lone or fixity in (Fixity.FUNCTION, Fixity.CONSTANT)


def _text_pieces(term: Term) -> _Pieces:
    if isinstance(term, Symbol):
        return [term.name]
    if isinstance(term, Number):
        return [str(term.value)]
    assert isinstance(term, Call)
    syntax = term.operator.syntax
    if syntax.fixity is Fixity.CONSTANT:
        return [syntax.symbol]
    if _as_function(term):
        symbol = syntax.symbol if syntax.fixity is Fixity.FUNCTION else term.operator.name
        return [symbol, "(", *_joined(list(term.arguments), ", "), ")"]
    separator = f" {syntax.symbol} " if syntax.symbol in _SPACED else syntax.symbol
    if syntax.fixity is Fixity.PREFIX:
        separator = syntax.symbol
    return _spelled(term, separator, "(", ")", _precedence)


def _joined(parts: list[Any], separator: str) -> _Pieces:
    pieces: _Pieces = []
    for place, part in enumerate(parts):
        if place:
            pieces.append(separator)
        pieces.append(part)
    return pieces


def _spelled(
    term: Call, separator: str, opening: str, closing: str, rank: Callable[[Term], int]
) -> _Pieces:
    """An infix or prefix call with the parentheses that its precedence needs."""
    pieces: _Pieces = [separator] if term.operator.syntax.fixity is Fixity.PREFIX else []
    for place, argument in enumerate(term.arguments):
        if place:
            pieces.append(separator)
        if _binds(term.operator, place, rank(argument)):
            pieces.append(argument)
        else:
            pieces.extend((opening, argument, closing))
    return pieces


def _binds(operator: Operator, place: int, precedence: int) -> bool:
    """Whether an argument of this precedence can stand without parentheses."""
    own, fixity = operator.syntax.precedence, operator.syntax.fixity
    same_allowed = (
        (fixity is Fixity.INFIX_LEFT and place == 0)
        or (fixity is Fixity.INFIX_RIGHT and place == 1)
        or (fixity is Fixity.PREFIX and operator is not NEG)
    )
    return precedence > own or (precedence == own and same_allowed)


def _latex_pieces(term: Term) -> _Pieces:
    if isinstance(term, Symbol):
        return [_symbol_latex(term.name)]
    if isinstance(term, Number):
        return [_number_latex(Fraction(term.value))]
    assert isinstance(term, Call)
    syntax = term.operator.syntax
    if not term.operator.interpreted:
        return [syntax.latex, r"\left(", *_joined(list(term.arguments), ", "), r"\right)"]
    if term.operator is POW:
        base, exponent = term.arguments
        shown: _Pieces = [base]
        if _latex_precedence(base) < ATOM or (
            isinstance(base, Call) and "^" in base.operator.syntax.latex
        ):
            shown = [r"\left(", base, r"\right)"]
        return _filled(syntax.latex, [shown, [exponent]])
    if syntax.delimited or _as_function(term):
        return _filled(syntax.latex, [[argument] for argument in term.arguments])
    separator = _times(term) if term.operator is MUL else syntax.latex
    return _spelled(term, separator, r"\left(", r"\right)", _latex_precedence)


_PLACE = re.compile(r"\{(\d(?::sum)?)\}")


def _filled(template: str, arguments: list[_Pieces]) -> _Pieces:
    """A LaTeX template (``{{`` and ``}}`` are braces) with its places filled."""
    pieces: _Pieces = []
    for number, part in enumerate(_PLACE.split(template)):
        if number % 2:
            filling = arguments[int(part[0])]
            summed = part.endswith("sum") and isinstance(filling[0], Term)
            summed = summed and _precedence(filling[0]) <= ADD.syntax.precedence  # type: ignore[arg-type]
            pieces.extend([r"\left(", *filling, r"\right)"] if summed else filling)
        elif part:
            pieces.append(part.replace("{{", "{").replace("}}", "}"))
    return pieces


def _number_latex(value: Fraction) -> str:
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size.denominator == 1:
        return f"{sign}{size.numerator}"
    return rf"{sign}\frac{{{size.numerator}}}{{{size.denominator}}}"


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


for _family in (Term, Canonical):
    _family.printer, _family.writer = staticmethod(shown), staticmethod(to_text)
    _family.typesetter = staticmethod(to_latex)
