"""Instances of ring and field laws that no matcher finds in canonical terms.

Canonical terms show ``(x + y)^3`` as a power and ``x^2*y + x*z`` without its common factor, where
a pattern such as ``x*(y + z)`` has nothing to hold on to. But the law holds there: with
``(x + y)^2`` for ``x``, both its sides are canonically equal to what stands there. The bindings
are computed here, and no search is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rewrite_rules import RULES
from symnum.egraphs.proving.forest import Application
from symnum.ops import ADD
from symnum.rules import Rule
from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Reciprocal, Sum
from symnum.terms.exact import Exact
from symnum.terms.ordering import sorted_addends, sorted_factors
from symnum.terms.ring import ONE, linear_combination, product

_LAWS = {rule.name: rule for rule in RULES if rule.name in ("distribute", "cross-multiply")}
_DISTRIBUTE, _CROSS_MULTIPLY = _LAWS["distribute"], _LAWS["cross-multiply"]
Addends = list[tuple[Canonical, Exact]]


@dataclass(frozen=True)
class RingLaws:
    """The laws that may be used.

    Args:
        rules: Those that a search may use at all.
    """

    distributes: bool
    adds_fractions: bool

    @staticmethod
    def among(rules: Iterable[Rule]) -> RingLaws:
        """The laws among some rules."""
        known = tuple(rules)
        return RingLaws(_DISTRIBUTE in known, _CROSS_MULTIPLY in known)

    def instances(self, term: Canonical) -> Iterator[tuple[Application, Canonical]]:
        """Every instance of a law at the top of a term, and the term it makes."""
        if self.distributes:
            found = multiplied_out(term)
            if found is not None:
                yield found
            yield from _factored(term)
        if self.adds_fractions:
            found = over_one_denominator(term)
            if found is not None:
                yield found


def multiplied_out(term: Canonical) -> tuple[Application, Canonical] | None:
    """A product or power with a sum in it, times one half of its addends and times the other.

    >>> from symnum.terms import symbols
    >>> x, y, z = symbols("x y z")
    >>> multiplied_out(x * (y + z))[1], multiplied_out((x + y)**2)[1]
    (x*y + x*z, x*(x + y) + y*(x + y))
    """
    if not isinstance(term, Product):
        return None
    sums = [f for f, e in sorted_factors(term) if isinstance(f, Sum) and e > 0 and _is_sum(f)]
    if not sums:
        return None
    chosen = min(sums, key=lambda factor: len(factor.entries))
    others = _without(term, chosen)
    halves = _halves(chosen)
    after = linear_combination([(product([(others, 1), (half, 1)]), 1) for half in halves])
    return _applied(_DISTRIBUTE, False, {"x": others, "y": halves[0], "z": halves[1]}), after


def _is_sum(term: Sum) -> bool:
    return len(term.entries) + (term.constant != 0) > 1


def _halves(term: Sum) -> tuple[Canonical, Canonical]:
    """The first half of a sum's addends, and the others; nowhere is there need to go deep then."""
    addends: Addends = [*sorted_addends(term)]
    addends += [(CanonicalNumber(term.constant), 1)] if term.constant != 0 else []
    middle = len(addends) // 2
    return linear_combination(addends[:middle]), linear_combination(addends[middle:])


def sum_and_cofactor(term: Canonical) -> tuple[Canonical, Canonical] | None:
    """The shortest sum among the factors of a product, and the product of the others, if there
    are sums among these, too.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> sum_and_cofactor(x * (x + y) ** 3), sum_and_cofactor(x * (x + y))
    ((x + y, x*(x + y)^2), None)
    """
    if not isinstance(term, Product):
        return None
    sums = [f for f, e in sorted_factors(term) if isinstance(f, Sum) and e > 0 and _is_sum(f)]
    if sum(int(term.entries[factor]) for factor in sums) < 2:
        return None
    chosen = min(sums, key=lambda factor: len(factor.entries))
    return chosen, _without(term, chosen)


def _factored(term: Canonical) -> Iterator[tuple[Application, Canonical]]:
    """A factor of several addends taken out of the first two, for each such factor: with more, the
    other side of the law would be no sum of the term's own addends."""
    if not isinstance(term, Sum) or not _is_sum(term):
        return
    groups: dict[Canonical, Addends] = {}
    for addend, coefficient in sorted_addends(term):
        for factor in _factors(addend):
            groups.setdefault(factor, []).append((addend, coefficient))
    for factor, group in groups.items():
        if len(group) > 1:
            yield _taken_out(term, factor, group[:2])


def _taken_out(term: Sum, factor: Canonical, group: Addends) -> tuple[Application, Canonical]:
    quotients = [(_without(addend, factor), c) for addend, c in group]
    first, rest = linear_combination(quotients[:1]), linear_combination(quotients[1:])
    inside = {addend for addend, _ in group}
    outside = [(t, c) for t, c in sorted_addends(term) if t not in inside]
    left_over = [linear_combination([pair]) for pair in outside]
    left_over += [CanonicalNumber(term.constant)] if term.constant != 0 else []
    whole = product([(factor, 1), (linear_combination([(first, 1), (rest, 1)]), 1)])
    after = linear_combination([(whole, 1), *((part, 1) for part in left_over)])
    bindings = {"x": factor, "y": first, "z": rest}
    return _applied(_DISTRIBUTE, True, bindings, left_over), after


def _factors(term: Canonical) -> tuple[Canonical, ...]:
    """What a monic term may be divided by, leaving a term."""
    if isinstance(term, Product):
        return tuple(f for f, e in sorted_factors(term) if e > 0)
    return (term,)


def _without(term: Canonical, factor: Canonical) -> Canonical:
    """A monic term without one factor of it."""
    if term is factor:
        return ONE
    assert isinstance(term, Product)
    entries = [(f, e - 1 if f is factor else e) for f, e in term.entries.items()]
    return product((f, e) for f, e in entries if e)


def over_one_denominator(term: Canonical) -> tuple[Application, Canonical] | None:
    """A sum of a fraction and other addends over the denominator of that fraction.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> over_one_denominator(1 / x + y)[1]
    (x*y + 1)/x
    """
    if not isinstance(term, Sum) or not _is_sum(term):
        return None
    found = [
        pair for pair in sorted_addends(term) if denominator(pair[0]) is not ONE and pair[1] != 0
    ]
    if not found:
        return None
    fraction, coefficient = found[0]
    divisor = denominator(fraction)
    over = linear_combination([(_above(fraction), coefficient)])
    others = [pair for pair in sorted_addends(term) if pair[0] is not fraction]
    rest = linear_combination([*others, (CanonicalNumber(term.constant), 1)])
    numerator = linear_combination([(over, 1), (product([(rest, 1), (divisor, 1)]), 1)])
    after = product([(numerator, 1), (divisor, -1)])
    bindings = {"x": over, "y": divisor, "c": rest, "d": ONE}
    return _applied(_CROSS_MULTIPLY, False, bindings), after


def denominator(term: Canonical) -> Canonical:
    """The denominator of a term that is no sum of several, 1 if it has none."""
    if isinstance(term, Sum) and not _is_sum(term):
        return denominator(next(iter(term.entries), ONE))
    entries = term.entries if isinstance(term, Product) else {term: 1}
    below = [(f.base, e) if isinstance(f, Reciprocal) else (f, -e) for f, e in entries.items()
             if isinstance(f, Reciprocal) or e < 0]  # fmt: skip
    return product(below)


def _above(term: Canonical) -> Canonical:
    """A monic term without its denominator."""
    entries = term.entries if isinstance(term, Product) else {term: 1}
    return product((f, e) for f, e in entries.items() if e > 0 and not isinstance(f, Reciprocal))


def _applied(
    rule: Rule,
    reverse: bool,
    bindings: Mapping[str, Canonical],
    left_over: Iterable[Canonical] = (),
) -> Application:
    return Application(rule, reverse, dict(bindings), tuple(left_over), ADD)
