"""Ways to compute a system, and their prices; the cheapest is searched for.

Each variant is a choice of forms and an order in which coefficients and pairs are dealt with. Its
price is that of the rows that it leads to, pairs shared: extraction alone does not see pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from symnum.egraphs.limits import CostModel
from symnum.factoring.candidates import offer_outputs
from symnum.factoring.extraction import extracted, selection_problem, squarings_of
from symnum.factoring.forms import FormGraph
from symnum.factoring.rows import Root, Rows, pairs_in, reached, rows_of, share_pairs
from symnum.factoring.systems import PolynomialSystem
from symnum.ops import ADD, MUL

EXTRACTED = "extracted"


class Variant(NamedTuple):
    """A way to compute a system.

    Attributes:
        name: Of the technique that gave the forms.
        graph: The forms, in one of two scalings.
        roots: The class of each of the system's polynomials, ``None`` for zero.
        chosen: The place of the form of each class; the first where there is none.
        factors_first: Whether coefficients become factors before common pairs are looked for.
    """

    name: str
    graph: FormGraph
    roots: Sequence[Root | None]
    chosen: Mapping[int, int]
    factors_first: bool


@dataclass(slots=True)
class Variants:
    """The search for the cheapest variant of a system.

    Args:
        system: The system.
        model: The prices.
        effort: Pairs of parts, and forms, that the search may look at.

    Attributes:
        best: The cheapest variant so far.
        rows: What it computes, pairs shared.
        price: Its price.
        prices: The lowest price of each technique that was looked at.
        spent: Pairs and forms looked at.
        ended: Whether the search came to an end by itself.
    """

    system: PolynomialSystem
    model: CostModel
    effort: int
    best: Variant | None = None
    rows: Rows = field(default_factory=Rows)
    price: float = float("inf")
    prices: dict[str, float] = field(default_factory=dict)
    spent: int = 0
    ended: bool = True
    _starts: dict[bool, list[Variant]] = field(default_factory=dict)
    _has_coefficients: bool = field(init=False)

    def __post_init__(self) -> None:
        coefficients = (c for p in self.system.polynomials for c in p.values())
        self._has_coefficients = any(abs(c) != 1 for c in coefficients)

    def search(self) -> None:
        """Look at every technique, then at single changes of the best, as far as effort goes.

        The first variant is looked at whatever it takes.
        """
        for variants in (self._techniques(), self._extractions(), self._climb()):
            for variant in variants:
                if self.best is not None and self.spent > self.effort:
                    self.ended = False
                    return
                self._look_at(variant)

    def _unshared(self, variant: Variant) -> Rows:
        return rows_of(self.system, variant.graph, variant.chosen, variant.roots)

    def _techniques(self) -> Iterator[Variant]:
        """Each technique, the cheapest without common pairs first."""
        for starts in self._by_scaling():
            for variant in sorted(starts, key=self._price_unshared):
                yield from self._both_orders(variant)

    def _extractions(self) -> Iterator[Variant]:
        """What extraction finds, starting from each technique."""
        for starts in self._by_scaling():
            graph, roots = starts[0].graph, starts[0].roots
            problem = selection_problem(self.system, graph, roots, self.model)
            choices = sum(map(len, problem.classes))
            for start in starts:
                found = extracted(problem, start.chosen)
                self.spent += choices
                yield from self._both_orders(start._replace(name=EXTRACTED, chosen=found))

    def _both_orders(self, variant: Variant) -> Iterator[Variant]:
        """Coefficients after pairs, and before them where that is a difference."""
        yield variant
        if self._has_coefficients:
            yield variant._replace(factors_first=True)

    def _by_scaling(self) -> Iterator[list[Variant]]:
        """The techniques, in both scalings where that is a difference."""
        for scales in (True, False) if self._has_coefficients else (True,):
            if scales not in self._starts:
                self._starts[scales] = self._offered(FormGraph(scales))
            yield self._starts[scales]

    def _offered(self, graph: FormGraph) -> list[Variant]:
        polynomials = self.system.polynomials
        techniques = offer_outputs(graph, [p for p in polynomials if p])
        self.spent += sum(map(len, graph.forms))
        roots = [graph.class_of(p) if p else None for p in polynomials]
        return [Variant(name, graph, roots, c, False) for name, c in techniques.items()]

    def _price_unshared(self, variant: Variant) -> float:
        return price_of(self._unshared(variant), self.model)

    def _look_at(self, variant: Variant) -> None:
        rows = self._unshared(variant)
        self.spent += pairs_in(rows)
        share_pairs(rows, len(variant.graph.forms), factors_first=variant.factors_first)
        price = price_of(rows, self.model)
        self.prices[variant.name] = min(price, self.prices.get(variant.name, price))
        if price < self.price:
            self.best, self.rows, self.price = variant, rows, price

    def _climb(self) -> Iterator[Variant]:
        """Another form for one class, as long as that makes the best cheaper."""
        before = None
        while self.best is not before:
            before = self.best
            yield from self._changes()

    def _changes(self) -> Iterator[Variant]:
        assert self.best is not None
        graph = self.best.graph
        for class_ in reached(self.system, graph, self.best.chosen, self.best.roots):
            for place in range(len(graph.forms[class_])):
                if place != self.best.chosen.get(class_, 0):
                    yield self.best._replace(chosen={**self.best.chosen, class_: place})


def price_of(rows: Rows, model: CostModel) -> float:
    """The price of the sums and products of rows; functions are the same in all variants."""
    additions = multiplications = 0
    for row in rows.sums.values():
        additions += len(row) - 1
        multiplications += sum(value not in (1, -1) for value in row.values())
    for row in rows.products.values():
        multiplications += len(row) - 1 + sum(squarings_of(int(e)) for e in row.values())
    return additions * model.of(ADD) + multiplications * model.of(MUL)
