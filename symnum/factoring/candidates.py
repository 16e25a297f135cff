"""Candidates: the forms of polynomials among which extraction chooses.

- *Factored*: the atom that occurs in most monomials is taken out of them, again and again
  (greedy Horner form; Ceberio and Kreinovich 2004).
  Irreducible factors, where there are several, come first.
- *Factored, sums in common*: groups that are left with the same sum go together.
- *Distributed*: a product with a sum, multiplied out by the sum's groups, since a group may be
  computed for another equation anyway.
- *Net fluxes*: monomials that occur in the same outputs with proportional coefficients, as
  reversible reactions do, are computed once, together, and the outputs are sums of these.
- *Mixed*: the monomials of an output's most frequent atom factored, the others as net fluxes.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import gcd

from symnum.factoring.factors import factors_of
from symnum.factoring.forms import Form, FormGraph, common_factor, divided
from symnum.factoring.systems import Monomial, Polynomial, monomial_product
from symnum.terms.exact import Exact, exact, quotient

FACTORED, COMMON_SUMS = "factored", "factored, sums in common"
NET_FLUXES, MIXED, FLUXES = "net fluxes", "mixed", "fluxes"


def fill(graph: FormGraph) -> dict[int, int]:
    """Give forms to all classes, and to those that come with them.

    Returns:
        The places of forms in which groups with a sum in common go together, by class.
    """
    together: dict[int, int] = {}
    while (class_ := graph.unseen()) is not None:
        polynomial = graph.polynomials[class_]
        monomials = list(polynomial)
        factor = common_factor(monomials)
        if len(monomials) == 1:
            graph.add(class_, _monomial(graph, factor))
        elif factor:
            rest = {divided(m, factor): c for m, c in polynomial.items()}
            inner, unit = graph.class_of(rest)
            assert unit == 1
            parts = [(_atom(graph, a), e) for a, e in factor]
            graph.add(class_, Form("product", (*parts, (inner, 1))))
            groups = list(grouped(rest))
            if 1 < len(groups) < len(monomials):
                graph.add(class_, graph.sum_of(_times(group, factor) for group in groups))
        else:
            _offer_factors(graph, class_)
            groups = list(grouped(polynomial))
            graph.add(class_, graph.sum_of(groups))
            form = _sums_in_common(graph, groups)
            if form is not None:
                together[class_] = graph.add(class_, form)
    return together


def _offer_factors(graph: FormGraph, class_: int) -> None:
    """The product of the irreducible factors, if there are several; it comes first."""
    split = factors_of(graph.polynomials[class_])
    if split is None:
        return
    constant, factors = split
    parts = []
    for factor, exponent in factors:
        part, unit = graph.class_of(factor)
        constant *= unit**exponent
        parts.append((part, exponent))
    if constant == 1:
        graph.add(class_, Form("product", tuple(parts)))


def _sums_in_common(graph: FormGraph, groups: Sequence[Polynomial]) -> Form | None:
    """Groups that have a sum in common together: ``a*(c+d) + b*(c+d)`` as ``(a+b)*(c+d)``."""
    together: dict[int, Polynomial] = defaultdict(dict)
    factors: dict[int, Polynomial] = defaultdict(dict)
    left: list[Polynomial] = []
    for group in groups:
        if len(group) == 1:
            left.append(group)
            continue
        factor = common_factor(list(group))
        inner, unit = graph.class_of({divided(m, factor): c for m, c in group.items()})
        together[inner].update(group)
        factors[inner][factor] = unit
    if len(together) + len(left) == len(groups):
        return None
    if len(together) > 1 or left:
        return graph.sum_of([*together.values(), *left])
    [(inner, polynomial)] = factors.items()
    outer, unit = graph.class_of(polynomial)
    return Form("product", ((outer, 1), (inner, 1))) if unit == 1 else None


def _monomial(graph: FormGraph, monomial: Monomial) -> Form:
    if not monomial:
        return Form("number", content=1)
    if len(monomial) == 1 and monomial[0][1] == 1:
        return Form("atom", content=monomial[0][0])
    power = gcd(*(exponent for _, exponent in monomial))
    if power > 1 and len(monomial) > 1:
        root, _ = graph.class_of({tuple([(a, e // power) for a, e in monomial]): 1})
        return Form("product", ((root, power),))
    return Form("product", tuple([(_atom(graph, a), e) for a, e in monomial]))


def _atom(graph: FormGraph, atom: int) -> int:
    return graph.class_of({((atom, 1),): 1})[0]


def _times(polynomial: Polynomial, factor: Monomial) -> Polynomial:
    return {monomial_product(m, factor): c for m, c in polynomial.items()}


def grouped(polynomial: Mapping[Monomial, Exact]) -> Iterator[Polynomial]:
    """The polynomial in groups with a common atom, the atom of most monomials first.

    >>> list(grouped({((0, 1), (1, 1)): 1, ((0, 1), (2, 1)): 1, ((3, 1),): 5}))
    [{((0, 1), (1, 1)): 1, ((0, 1), (2, 1)): 1}, {((3, 1),): 5}]
    """
    having: dict[int, dict[Monomial, None]] = defaultdict(dict)
    for monomial in polynomial:
        for atom, _ in monomial:
            having[atom][monomial] = None
    queue = [(-len(found), atom) for atom, found in having.items()]
    heapq.heapify(queue)
    left = dict(polynomial)
    while queue:
        count, atom = heapq.heappop(queue)
        found = having[atom]
        if len(found) != -count:
            heapq.heappush(queue, (-len(found), atom))
        elif len(found) < 2:
            break
        else:
            yield {monomial: left.pop(monomial) for monomial in found}
            for monomial in list(found):
                for other, _ in monomial:
                    del having[other][monomial]
    yield from ({monomial: coefficient} for monomial, coefficient in left.items())


class NetFluxes:
    """The outputs of a system as sums of net fluxes.

    Args:
        outputs: The polynomials of the outputs.
    """

    def __init__(self, outputs: Sequence[Polynomial]) -> None:
        places: dict[Monomial, list[tuple[int, Exact]]] = defaultdict(list)
        for number, polynomial in enumerate(outputs):
            for monomial, coefficient in polynomial.items():
                places[monomial].append((number, coefficient))
        together: dict[tuple[tuple[int, Exact], ...], Polynomial] = defaultdict(dict)
        for monomial, found in places.items():
            lead = found[0][1]
            key = tuple([(number, quotient(value, lead)) for number, value in found])
            together[key][monomial] = lead
        self._terms: list[list[tuple[Polynomial, Exact]]] = [[] for _ in outputs]
        for key, flux in together.items():
            for number, ratio in key:
                self._terms[number].append((flux, ratio))

    def of(self, output: int) -> list[Polynomial]:
        """An output as net fluxes, whose monomials are the output's."""
        return [
            {m: exact(c * ratio) for m, c in flux.items()} for flux, ratio in self._terms[output]
        ]  # fmt: skip


def offer_outputs(graph: FormGraph, outputs: Sequence[Polynomial]) -> dict[str, dict[int, int]]:
    """Put the forms of outputs, which are not zero, into a graph.

    Returns:
        For each technique the places of its forms, by class; other classes have theirs first.
    """
    classes = [graph.class_of(polynomial) for polynomial in outputs]
    together = fill(graph)
    net = NetFluxes(outputs)
    techniques: dict[str, dict[int, int]] = defaultdict(dict)
    for number, (class_, unit) in enumerate(classes):
        fluxes = [_scaled(flux, unit) for flux in net.of(number)]
        whole = graph.polynomials[class_]
        _offer(graph, class_, fluxes, techniques[NET_FLUXES])
        _offer(graph, class_, list(_mixed(whole, fluxes)), techniques[MIXED])
        _offer(graph, class_, [{m: c} for m, c in whole.items()], techniques[FLUXES])
    together |= fill(graph)
    return {FACTORED: {}, COMMON_SUMS: together, **techniques}


def _offer(
    graph: FormGraph, class_: int, parts: Sequence[Polynomial], places: dict[int, int]
) -> None:
    if len(parts) > 1:
        places[class_] = graph.add(class_, graph.sum_of(parts))


def _scaled(polynomial: Polynomial, unit: Exact) -> Polynomial:
    return {m: quotient(c, unit) for m, c in polynomial.items()}


def _mixed(polynomial: Polynomial, fluxes: Sequence[Polynomial]) -> Iterator[Polynomial]:
    first = next(grouped(polynomial))
    yield first
    for flux in fluxes:
        rest = {m: c for m, c in flux.items() if m not in first}
        if rest:
            yield rest
