r"""Terms of a record in text and LaTeX, each part printed once for all records.

What comes out is what :func:`symnum.terms.to_text` and :func:`symnum.terms.to_latex` print for the
same term with the record's names.
"""

from __future__ import annotations

import re

from codegen.datasets.generator.naming import CARETS, FIRST, Naming, renamed
from codegen.datasets.generator.parts import children, remembered
from symnum.ops import ATOM
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.conversion import written
from symnum.terms.exact import exact_text
from symnum.terms.interface import operator
from symnum.terms.latex import latex_pieces
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.precedence import Spelled, number_precedence, spelled_call
from symnum.terms.ropes import written_out

_RAISED = re.compile(f"([{chr(FIRST + CARETS)}-{chr(FIRST + 2 * CARETS - 1)}])\\^")
"""A symbol whose LaTeX has a ``^``, raised to a power."""


class Sheet:
    """The terms of a record, which get their names all at once.

    :meth:`term` and :meth:`equation` give dictionaries that :meth:`write` fills.
    """

    def __init__(self, names: Naming) -> None:
        self._names = names
        self._forms: list[dict[str, str]] = []
        self._texts: list[str] = []
        self._latex: list[str] = []

    def term(self, term: Canonical) -> dict[str, str]:
        """The two forms of a term in a record."""
        return self._noted(_text_of(term), _latex_of(term))

    def equation(self, left: Canonical, right: Canonical) -> dict[str, str]:
        """The two forms of an equation in a record."""
        text = f"{_text_of(left)} = {_text_of(right)}"
        return self._noted(text, f"{_latex_of(left)} = {_latex_of(right)}")

    def _noted(self, text: str, latex: str) -> dict[str, str]:
        form: dict[str, str] = {}
        self._forms.append(form)
        self._texts.append(text)
        self._latex.append(latex)
        return form

    def write(self) -> None:
        """Write everything noted so far."""
        texts = renamed(self._texts, self._names.text)
        latex = renamed(self._latex, self._names.latex)
        for form, text, shown in zip(self._forms, texts, latex, strict=True):
            form["text"], form["latex"] = text, shown


@remembered
def _text_of(term: Canonical) -> str:
    return written_out(_spelled(_plain(term))[0])


@remembered
def _latex_of(term: Canonical) -> str:
    return _RAISED.sub(r"\\left(\1\\right)^", _latex(_plain(term)))


@remembered
def _plain(term: Canonical) -> Term:
    """The term as people write it, as :func:`symnum.terms.conversion.to_plain` has it."""
    if isinstance(term, CanonicalNumber):
        return Number(term.value)
    if isinstance(term, CanonicalSymbol):
        return Symbol(term.name, term.assumptions)
    return written(term, operator(term), [_plain(part) for part in children(term)])


@remembered
def _spelled(term: Term) -> Spelled:
    if isinstance(term, Symbol):
        return term.name, ATOM
    if isinstance(term, Number):
        return exact_text(term.value), number_precedence(term.value)
    assert isinstance(term, Call)
    return spelled_call(term.operator, [_spelled(part) for part in term.arguments])


@remembered
def _latex(term: Term) -> str:
    pieces = latex_pieces(term, {})
    return "".join([piece if isinstance(piece, str) else _latex(piece) for piece in pieces])
