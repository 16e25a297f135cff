r"""Terms of a record in text and LaTeX, with the record's names.

What comes out is what :func:`symnum.terms.to_text` and :func:`symnum.terms.to_latex` print for the
same term, its names replaced, with addends and factors in the order of the characters that stand
for names (:mod:`.naming`).
"""

from __future__ import annotations

from codegen.datasets.generator.naming import Naming
from symnum.terms.canonical import Canonical
from symnum.terms.text import to_latex, to_text
from symnum.terms.walks import latex_streamed, streamed


class Sheet:
    """The terms of a record, each of them written once."""

    def __init__(self, names: Naming) -> None:
        self._names = names
        self._written: dict[Canonical, tuple[str, str]] = {}

    def term(self, term: Canonical) -> dict[str, str]:
        """The two forms of a term in a record."""
        text, latex = self._forms(term)
        return {"text": text, "latex": latex}

    def equation(self, left: Canonical, right: Canonical) -> dict[str, str]:
        """The two forms of an equation in a record."""
        (text, latex), (other_text, other_latex) = self._forms(left), self._forms(right)
        return {"text": f"{text} = {other_text}", "latex": f"{latex} = {other_latex}"}

    def _forms(self, term: Canonical) -> tuple[str, str]:
        forms = self._written.get(term)
        if forms is None:
            names = self._names
            text = streamed(term, names.text)
            latex = None if text is None else latex_streamed(term, names.latex)
            forms = self._generally(term) if text is None or latex is None else (text, latex)
            self._written[term] = forms
        return forms

    def _generally(self, term: Canonical) -> tuple[str, str]:
        """The forms of any term, without the compiled walks."""
        called = {ord(place): name for place, name in self._names.text.items()}
        return to_text(term).translate(called), to_latex(term, self._names.latex)
