"""Parts of factoring: pairs, rows and forms stand for the same polynomials."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symnum.factoring.candidates import NetFluxes, grouped, offer_outputs
from symnum.factoring.factors import factors_of
from symnum.factoring.forms import Form, FormGraph
from symnum.factoring.pairs import CommonPairs
from symnum.factoring.systems import Polynomial
from symnum.terms.exact import Exact

COEFFICIENTS = st.sampled_from([1, -1, 2, -3, Fraction(1, 2)])
MONOMIALS = st.dictionaries(st.integers(0, 4), st.integers(1, 3), max_size=3).map(
    lambda exponents: tuple(sorted(exponents.items()))
)
POLYNOMIALS = st.dictionaries(MONOMIALS, COEFFICIENTS, min_size=1, max_size=8)
ROWS = st.lists(
    st.dictionaries(st.integers(0, 6), COEFFICIENTS, min_size=1, max_size=6), min_size=1, max_size=8
)


@given(ROWS)
def test_rows_with_pairs_taken_out_are_the_same_sums(rows: list[dict[int, Exact]]) -> None:
    work = [dict(row) for row in rows]
    pairs = CommonPairs(work, 100)
    pairs.run()
    values = {part: Fraction(part * part + 3, part + 1) for part in range(7)}
    for part, (one, two, ratio) in pairs.new.items():
        values[part] = values[one] + ratio * values[two]
    before = [sum(values[part] * c for part, c in row.items()) for row in rows]
    assert [sum(values[part] * c for part, c in row.items()) for row in work] == before
    additions = sum(len(row) - 1 for row in work) + len(pairs.new)
    assert additions <= sum(len(row) - 1 for row in rows)


def test_rows_that_are_too_long_are_counted() -> None:
    rows: list[dict[int, Exact]] = [dict.fromkeys(range(5), 1), dict.fromkeys(range(3), 1)]
    pairs = CommonPairs(rows, 10, largest_count=4)
    pairs.run()
    assert (pairs.left_whole, pairs.new) == (1, {})


@given(POLYNOMIALS)
def test_groups_are_the_polynomial(polynomial: Polynomial) -> None:
    groups = list(grouped(polynomial))
    assert {m: c for group in groups for m, c in group.items()} == polynomial
    assert sum(map(len, groups)) == len(polynomial)


@given(st.lists(POLYNOMIALS, min_size=1, max_size=4))
def test_net_fluxes_are_the_outputs(outputs: list[Polynomial]) -> None:
    net = NetFluxes(outputs)
    for number, polynomial in enumerate(outputs):
        found = {m: c for flux in net.of(number) for m, c in flux.items()}
        assert found == polynomial


@settings(max_examples=50, deadline=None)
@given(st.lists(POLYNOMIALS, min_size=1, max_size=4), st.booleans())
def test_every_form_is_its_class(outputs: list[Polynomial], scales: bool) -> None:
    graph = FormGraph(scales)
    techniques = offer_outputs(graph, outputs)
    values = [_value(polynomial) for polynomial in graph.polynomials]
    for class_, forms in enumerate(graph.forms):
        assert forms
        for form in forms:
            assert _value_of_form(form, values) == values[class_]
    for places in techniques.values():
        assert all(place < len(graph.forms[class_]) for class_, place in places.items())


ATOMS = {atom: Fraction(atom * 7 + 2, atom + 3) for atom in range(5)}


def _value(polynomial: Polynomial) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in polynomial.items():
        value = Fraction(coefficient)
        for atom, exponent in monomial:
            value *= ATOMS[atom] ** exponent
        total += value
    return total


def _value_of_form(form: Form, values: list[Fraction]) -> Fraction:
    if form.kind == "atom":
        return ATOMS[int(form.content)]
    if form.kind == "number":
        return Fraction(form.content)
    if form.kind == "sum":
        return sum((values[part] * Fraction(c) for part, c in form.parts), Fraction(0))
    product = Fraction(1)
    for part, exponent in form.parts:
        product *= values[part] ** int(exponent)
    return product


FACTORED: list[tuple[str, Polynomial, Any]] = [
    ("a square", {((0, 2),): 1, ((0, 1), (1, 1)): 2, ((1, 2),): 1}, [2]),
    ("two factors", {((0, 2),): 1, ((1, 2),): -1}, [1, 1]),
    ("one factor", {((0, 2),): 1, ((1, 2),): 1}, None),
    ("of degree one", {((0, 1),): 1, ((1, 1),): 5}, None),
]


@pytest.mark.parametrize(
    ("polynomial", "exponents"), [row[1:] for row in FACTORED], ids=[row[0] for row in FACTORED]
)
def test_irreducible_factors(polynomial: Polynomial, exponents: list[int] | None) -> None:
    found = factors_of(polynomial)
    assert (found and [e for _, e in found[1]]) == exponents
