"""Normal forms of the plain terms that answers are read as."""

from __future__ import annotations

from codegen.datasets.checking.normal_form import NormalForm
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Term


class Forms:
    """The checker's normal forms, remembered by plain term."""

    def __init__(self) -> None:
        self._normal = NormalForm()
        self._memo: dict[Term, Canonical] = {}

    def of(self, term: Term) -> Canonical:
        """The normal form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._normal.of(to_canonical(term))
        return found
