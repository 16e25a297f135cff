"""Equal forms that algebra finds: over one denominator, in factors, and with factors cancelled.

An e-graph brings quotients over one denominator and factors polynomials only as far as its rules
get within their limits; FLINT does it at once. All of them begin in the term's class.
"""

from __future__ import annotations

from collections.abc import Sequence

from symnum.algebra import cancel, factor, together
from symnum.egraphs.accuracy.facts import facts_in_box
from symnum.errors import InputError
from symnum.numerics.running_errors.boxes import Piece
from symnum.rules import core
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.plain import Term
from symnum.terms.traversal import node_count

_GROWTH = 3
"""Forms of more nodes than so many times those of the term are left out."""
_NONZERO = ("positive", "negative", "nonzero")


def algebraic_forms(term: Term, names: Sequence[str], box: Piece) -> list[Term]:
    """Other forms with the same value everywhere in the box, in core form.

    Args:
        term: A plain term.
        names: The symbols' names, in the order of the box's intervals.
        box: An interval for each symbol.

    >>> from symnum.terms import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> algebraic_forms(1 / x - 1 / (x + 1), ["x"], ((1.0, 2.0),))
    [(x*(x + 1))^(-1), (x^2 + x)^(-1)]
    """
    written = to_canonical(term)
    forms = (together(written), factor(written), *_cancelled(written, names, box))
    most = _GROWTH * node_count(core(term), shared=False)
    found = [core(to_plain(form)) for form in dict.fromkeys(forms) if form is not written]
    return [form for form in found if node_count(form, shared=False) <= most]


def _cancelled(term: Canonical, names: Sequence[str], box: Piece) -> list[Canonical]:
    """The term with common factors cancelled, if none of them is 0 anywhere in the box."""
    try:
        form, factors = cancel(term, conditions=True)
    except InputError:
        return []
    for common in (core(to_plain(part)) for part in factors):
        known = facts_in_box(common, names, box)
        if not any(g.subject is common and g.predicate in _NONZERO for g in known):
            return []
    return [form]
