"""How terms of each family are brought to the form in which rules match, and back.

Canonical terms and SymPy's are in it. Plain terms and s-expressions keep differences, quotients
and roots, in which rules are not written; they are brought to core form, as plain terms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symnum.rules import core
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import convert, respelled, to_canonical
from symnum.terms.plain import Number, Term


@dataclass(frozen=True)
class Family:
    """One family of terms.

    Args:
        name: What it is called in serial form.
        enter: From a term of this family, or a plain one, to the form in which rules match.
        leave: From that form back.
    """

    name: str
    enter: Callable[[Any], Any]
    leave: Callable[[Any], Any]


def _as_sympy(term: Any) -> Any:
    if not isinstance(term, Term):
        return term
    from symnum.terms.sympy_terms import to_sympy

    return to_sympy(term)


def _to_tuples(term: Term) -> Any:
    return convert(term, ("add", "x"))


def _to_plain(term: Any) -> Term:
    plain: Term = convert(term, Number(0))
    return plain


def _unchanged(term: Any) -> Any:
    return term


FAMILIES = {
    family.name: family
    for family in (
        Family("plain", core, respelled),
        Family("canonical", to_canonical, _unchanged),
        Family(
            "tuples",
            lambda term: core(_to_plain(term)),
            lambda term: _to_tuples(respelled(term)),
        ),
        Family("sympy", _as_sympy, _unchanged),
    )
}


def family_of(term: Any) -> Family:
    """The family of a term; other registered types are taken as they are."""
    if isinstance(term, Canonical):
        return FAMILIES["canonical"]
    if isinstance(term, Term):
        return FAMILIES["plain"]
    if isinstance(term, tuple | str | int | Fraction):
        return FAMILIES["tuples"]
    if any(base.__module__.startswith("sympy.") for base in type(term).__mro__[1:]):
        return FAMILIES["sympy"]
    return Family("other", _unchanged, _unchanged)
