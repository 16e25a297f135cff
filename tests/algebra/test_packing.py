"""Polynomials that become terms with packed exponents: the same nodes as by arithmetic on terms."""

from __future__ import annotations

import pickle
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from flint import Ordering, fmpq_mpoly_ctx, fmpz_mpoly_ctx

from symnum import expand, log, sin, substitute, to_text
from symnum.algebra.generators import PolynomialRing
from symnum.algebra.packing import MOST_BITS, packed
from symnum.terms import Canonical, symbols
from symnum.terms.canonical import COMPILED, INTERNED, Product
from symnum.terms.interface import arguments
from symnum.terms.ordering import sort_key
from symnum.terms.ring import linear_combination, product

X, Y, Z = symbols("x y z")
(P,) = symbols("p", "positive")
GENERATORS: tuple[tuple[Canonical, ...], ...] = (
    (X,), (X, Y), (X, Y, Z, P), (P, sin(X), log(Y)), (X, 1 / Y, P, 1 / (X + Y)),
)  # fmt: skip

Addends = dict[tuple[int, ...], int]


def random_addends(random: Random, count: int) -> Addends:
    degree, size = random.choice([1, 3, 17, 10**4]), random.choice([9, 2**40, 10**30])
    addends = {(0,) * count: 5} if random.random() < 0.5 else {}
    for _ in range(random.randrange(8, 40)):
        exponents = tuple(random.randint(0, degree) for _ in range(count))
        addends[exponents] = random.choice([1, -1, random.randint(1, size)])
    return addends


def by_packing(generators: tuple[Canonical, ...], addends: Addends) -> Any:
    """The term as FLINT's polynomials become terms."""
    ring = PolynomialRing(generators, integral=True)
    places = [generators.index(generator) for generator in ring.generators]
    polynomial = {tuple(exponents[p] for p in places): c for exponents, c in addends.items()}
    return ring.term(ring.context.from_dict(polynomial))


def by_arithmetic(generators: tuple[Canonical, ...], addends: Addends) -> Canonical:
    """The same from products of powers."""
    products = [
        (product([(g, e) for g, e in zip(generators, exponents, strict=True) if e]), c)
        for exponents, c in addends.items()
    ]
    return linear_combination(products)


@pytest.mark.parametrize("generators", GENERATORS, ids=range(len(GENERATORS)))
@pytest.mark.parametrize("packing_first", [True, False], ids=["packed", "arithmetic"])
def test_the_same_nodes_whichever_was_first(
    generators: tuple[Canonical, ...], packing_first: bool
) -> None:
    random = Random(f"packing {len(generators)}")
    makers = (by_packing, by_arithmetic) if packing_first else (by_arithmetic, by_packing)
    for _ in range(40):
        addends = random_addends(random, len(generators))
        first, second = (make(generators, addends) for make in makers)
        assert first is second
        assert arguments(first) == arguments(second)


def test_what_a_packed_product_says_of_itself() -> None:
    generators = (P, sin(X), log(Y))
    addends = random_addends(Random(3), 3) | {(1, 2, 3): 4, (2, 0, 0): 1}
    term = by_packing(generators, addends)
    facts = {
        (to_text(t), t.digest, t.is_total, t.is_nonzero, tuple(t.entries.items()))
        for t in term.entries
        if isinstance(t, Product)
    }
    text, pickled = to_text(term), pickle.dumps(term)
    assert {(total, nonzero) for _, _, total, nonzero, _ in facts} == {
        (True, True), (True, False), (False, False),
    }  # fmt: skip
    del term
    again = by_arithmetic(generators, addends)
    assert facts == {
        (
            to_text(t), t.digest, t.is_total, t.is_nonzero,
            tuple(sorted(t.entries.items(), key=lambda item: sort_key(item[0]))),
        )
        for t in again.entries
        if isinstance(t, Product)
    }  # fmt: skip
    assert to_text(again) == text
    assert pickle.loads(pickled) is again


def test_monomials_are_shared_between_packings() -> None:
    small, large = expand((X + Y + Z) ** 4), expand((X + Y + Z + 1) ** 20)
    other = expand((X + Y + P + Z + 1) ** 5)
    for monomial in small.entries:
        assert monomial in large.entries
        assert monomial in other.entries
    assert large.entries[X**19 * Y] is not None
    assert small - expand((X + Y + Z) ** 4) is expand(X - X)


def test_packed_products_take_part_like_others() -> None:
    term = expand((X + Y + 2) ** 6)
    assert term * X / X is not term  # not before x is known to be nonzero
    assert expand(term * (X - Y)) is expand((X + Y + 2) ** 6 * X) - expand((X + Y + 2) ** 6 * Y)
    assert substitute(term, {"x": 1, "y": Fraction(1, 2)}) is substitute(X, {"x": 3.5**6})
    assert expand(substitute(term, {"x": Y, "y": X})) is term


def test_packed_products_are_freed() -> None:
    before = len(INTERNED)
    term = expand((X + 3 * Y + 7 * Z + 11 * P) ** 9)
    assert len(INTERNED) > before + 200
    del term
    assert len(INTERNED) <= before + 5


def test_packed_numbers() -> None:
    context = fmpz_mpoly_ctx.get(["a", "b", "c"], Ordering.lex)
    polynomial = context.from_dict({(5, 0, 1): -3, (0, 7, 0): 2**70, (0, 0, 0): 4})
    widths, coefficients, moments = packed(polynomial) or ([], [], [])
    assert widths == [3, 3, 1]
    assert coefficients == [-3, 2**70, 4]
    assert moments == [-3 * (5 * 16 + 1), 2**70 * 14]
    most = 2 ** (MOST_BITS // 2) - 1
    assert packed(context.from_dict({(most, 0, most): 1})) is not None
    assert packed(context.from_dict({(most, 1, most): 1})) is None
    rational = fmpq_mpoly_ctx.get(["a"], Ordering.lex)
    assert packed(rational.from_dict({(1,): 1})) is None


def test_exponents_that_do_not_fit_go_another_way() -> None:
    many = symbols(" ".join(f"a{n}" for n in range(100)))
    term = sum(n * a for n, a in enumerate(many, 1)) + 1
    ring = PolynomialRing.of([term], integral=True)
    assert ring.term(ring.polynomial(term)) is term
    high = sum((n + 1) * X ** (2**40 + n) * Y ** (2**40) for n in range(20))
    ring = PolynomialRing.of([high], integral=True)
    assert ring.term(ring.polynomial(high)) is high


@pytest.mark.skipif(not COMPILED, reason="the interpreted form does not pack")
def test_the_compiled_loop_refuses_too_many_bits() -> None:
    from symnum.terms.walks import packed_polynomial_term

    with pytest.raises(ValueError, match="63 bits of exponents"):
        packed_polynomial_term([X, Y], [32, 31], [1], [1])
