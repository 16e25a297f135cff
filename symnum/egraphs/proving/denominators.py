"""Two fractions are equal if they are after multiplication by a denominator that is never 0.

``b = b*(d/d) = (b*d)/d``, where ``d`` is the denominator of the other side, and ``b*d`` has normal
forms, its numerator among them where the fractions are equal.
"""

from __future__ import annotations

from rewrite_rules import RULES
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.normal_forms import NormalForms
from symnum.egraphs.proving.ring_instances import denominator
from symnum.egraphs.proving.slots import Cofactor
from symnum.ops import MUL
from symnum.rewriting.facts import FactBase
from symnum.terms.canonical import Canonical
from symnum.terms.ring import ONE, product

(QUOTIENT_OF_EQUALS,) = (rule for rule in RULES if rule.name == "mul-reciprocal")


def with_denominator_of(
    term: Canonical, other: Canonical, graph: TermGraph, forms: NormalForms, facts: FactBase
) -> None:
    """Make a term equal to fractions over the denominator of another one, if that is never 0."""
    below = denominator(forms.over_one_denominator(forms.expanded(other)))
    if below is ONE or not facts.holds("nonzero", below):
        return
    whole = product([(term, 1), (below, 1), (below, -1)])
    bindings = {"x": below}
    graph.union(term, whole, Application(QUOTIENT_OF_EQUALS, True, bindings, (term,), MUL))
    above = product([(term, 1), (below, 1)])
    place = Cofactor(whole, above, product([(below, -1)]))
    for form in forms.all_of(above):
        graph.replaced(place, form)
