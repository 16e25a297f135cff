"""Chosen forms as rows: sums with coefficients and products with exponents, pairs shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from symnum.factoring.forms import Form, FormGraph, size_of
from symnum.factoring.pairs import CommonPairs
from symnum.factoring.systems import PolynomialSystem
from symnum.terms.exact import Exact

Root = tuple[int, Exact]
"""A class and its coefficient."""
Row = dict[int, Exact]


@dataclass(slots=True)
class Rows:
    """What is to be computed: parts are classes, and pairs with numbers beyond them.

    Attributes:
        sums: Parts with coefficients, by part.
        products: Parts with exponents, by part.
        leaves: The atoms and numbers, by part.
        uses: How often each part is used; a root once more.
        left_whole: Rows in which common pairs were not looked for.
    """

    sums: dict[int, Row] = field(default_factory=dict)
    products: dict[int, Row] = field(default_factory=dict)
    leaves: dict[int, Form] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)
    left_whole: int = 0

    def needs(self, part: int, system: PolynomialSystem, roots: Sequence[Root | None]) -> list[int]:
        """The parts that a part is made of."""
        row = self.sums.get(part) or self.products.get(part)
        return list(row) if row else parts_of(self.leaves[part], system, roots)


def parts_of(form: Form, system: PolynomialSystem, roots: Sequence[Root | None]) -> list[int]:
    """The classes that a form is made of, those of an atom's arguments too."""
    if form.kind != "atom":
        return [part for part, _ in form.parts]
    found = (roots[number] for number in system.atoms[int(form.content)].arguments)
    return [root[0] for root in found if root is not None]


def rows_of(
    system: PolynomialSystem,
    graph: FormGraph,
    chosen: Mapping[int, int],
    roots: Sequence[Root | None],
) -> Rows:
    """The rows of all classes that the system's outputs need.

    Args:
        system, graph: The polynomials, and their forms.
        chosen: For each class the place of its form; the first if there is none.
        roots: The class of each of the system's polynomials, ``None`` for zero.
    """
    wanted = [root[0] for n in system.outputs if (root := roots[n]) is not None]
    rows = Rows(uses=Counter(wanted))
    order = reached(system, graph, chosen, roots)
    for form in order.values():
        rows.uses.update(parts_of(form, system, roots))
    for class_, form in order.items():
        _write(rows, class_, form)
    return rows


def reached(
    system: PolynomialSystem,
    graph: FormGraph,
    chosen: Mapping[int, int],
    roots: Sequence[Root | None],
) -> dict[int, Form]:
    """The classes that the outputs need with their forms, parts before what is made of them."""
    order: dict[int, Form] = {}
    seen: set[int] = set()
    stack = [(root[0], False) for n in reversed(system.outputs) if (root := roots[n]) is not None]
    while stack:
        class_, ready = stack.pop()
        form = graph.forms[class_][chosen.get(class_, 0)]
        if ready:
            order[class_] = form
        elif class_ not in seen:
            seen.add(class_)
            stack.append((class_, True))
            stack.extend((part, False) for part in reversed(parts_of(form, system, roots)))
    return order


def _write(rows: Rows, class_: int, form: Form) -> None:
    """The row of a class; a sum in one other sum becomes part of it, and so for products."""
    table = {"sum": rows.sums, "product": rows.products}.get(form.kind)
    if table is None:
        rows.leaves[class_] = form
        return
    row: Row = {}
    for part, weight in form.parts:
        inner: Row = {part: 1}
        joins = weight == 1 or (weight == -1 and form.kind == "sum")
        if joins and part in table and rows.uses[part] == 1:
            inner = table.pop(part)
            del rows.uses[part]
        for other, value in inner.items():
            row[other] = row.get(other, 0) + weight * value
    table[class_] = row


def pairs_in(rows: Rows) -> int:
    """Pairs of parts in the rows of a system, and the parts."""
    lengths = [len(row) for table in (rows.sums, rows.products) for row in table.values()]
    return sum(length * (length + 1) // 2 for length in lengths)


def share_pairs(rows: Rows, first_new: int, *, factors_first: bool = False) -> None:
    """Pairs that occur in several rows become parts of their own, with numbers from the first.

    Args:
        rows: What is changed.
        first_new: A number beyond all parts.
        factors_first: Whether coefficients other than ±1 become factors, to be shared with other
            products, before common pairs of addends are looked for; else afterwards.
    """
    if factors_first:
        first_new = _coefficients_as_factors(rows, first_new)
    sums = CommonPairs(list(rows.sums.values()), first_new)
    sums.run()
    for part, (one, two, ratio) in sums.new.items():
        rows.sums[part] = {one: 1, two: ratio}
        rows.uses[part] = 2
    free = _coefficients_as_factors(rows, first_new + len(sums.new))
    copies, unrolled = _unrolled(list(rows.products.values()))
    products = CommonPairs(unrolled, len(copies))
    products.run()
    powers = copies + [(free + part - len(copies), 1) for part in products.new]
    for class_, row in zip(list(rows.products), unrolled, strict=True):
        rows.products[class_] = _rolled([powers[part] for part in row])
    for part, (one, two, _) in products.new.items():
        name, _ = powers[part]
        rows.products[name] = _rolled([powers[one], powers[two]])
        rows.uses[name] = 2
    rows.left_whole = sums.left_whole + products.left_whole


def _coefficients_as_factors(rows: Rows, first_new: int) -> int:
    """Give each size of coefficients, and each scaled addend, a part; the next free number."""
    numbers: dict[Exact, int] = {}
    scaled: dict[tuple[int, Exact], int] = {}
    free = first_new
    for class_, row in list(rows.sums.items()):
        changed: Row = {}
        for part, value in row.items():
            size = size_of(value)
            sign = 1 if value > 0 else -1
            if size != 1:
                if size not in numbers:
                    numbers[size], free = free, free + 1
                if (part, size) not in scaled:
                    scaled[part, size], free = free, free + 1
                addend = scaled[part, size]
                rows.uses[addend] += 1
                rows.uses[numbers[size]] += 1
                part = addend
            changed[part] = value if size == 1 else sign
        rows.sums[class_] = changed
    for value, number in numbers.items():
        rows.leaves[number] = Form("number", content=value)
    for (part, value), addend in scaled.items():
        inner: Row = {part: 1}
        if part in rows.products and rows.uses[part] == 1:
            inner = rows.products.pop(part)
        rows.products[addend] = {numbers[value]: 1, **inner}
    return free


LONGEST_UNROLLED = 16
"""Equal factors that are looked at one by one; a higher power stays whole."""


def _unrolled(products: Sequence[Row]) -> tuple[list[tuple[int, int]], list[Row]]:
    """Products with a number for each factor, and the powers that the numbers stand for."""
    numbers: dict[tuple[int, int, int], int] = {}
    unrolled: list[Row] = []
    for row in products:
        factors: list[tuple[int, int, int]] = []
        for part, exponent in row.items():
            if exponent > LONGEST_UNROLLED:
                factors.append((part, int(exponent), 0))
            else:
                factors += [(part, 1, copy) for copy in range(int(exponent))]
        unrolled.append({numbers.setdefault(factor, len(numbers)): 1 for factor in factors})
    return [(part, exponent) for part, exponent, _ in numbers], unrolled


def _rolled(powers: Iterable[tuple[int, int]]) -> Row:
    row: Row = {}
    for part, exponent in powers:
        row[part] = row.get(part, 0) + exponent
    return row
