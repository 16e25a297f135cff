"""Taylor series in FLINT and the general way give the same coefficients."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from random import Random
from typing import Any

import pytest
from flint import ctx

from symnum.calculus.expansion import expansion
from symnum.calculus.no_expansion import NoExpansion
from symnum.calculus.series import Series, series, start_of
from symnum.terms import Canonical, parse, symbols
from symnum.terms.canonical import COMPILED
from symnum.terms.functions import (
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    exp,
    log,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)  # fmt: skip
from symnum.terms.walks import taylor_coefficients

(X,) = symbols("x")
VANISHING = (sin, tan, sinh, tanh, asin, atan, asinh, atanh)
FUNCTIONS = (*VANISHING, exp, cos, cosh, lambda a: log(1 + a), lambda a: sqrt(1 + a))
compiled = pytest.mark.skipif(not COMPILED, reason="the usual case is a compiled walk")


def random_term(random: Random, depth: int) -> Canonical:
    """A term of x; most have a Taylor series with rational coefficients."""
    if depth == 0:
        return random.choice([X, X, X**2, 2 * X, X / 3, X + X**3])
    a, b = (random_term(random, depth - 1) for _ in range(2))
    number = Fraction(random.randint(-4, 4), random.randint(1, 3))
    made: Canonical = random.choice([
        lambda: a + b, lambda: a * b, lambda: a - number * b, lambda: a / (1 - b),
        lambda: (a + number) ** random.randint(-3, 3),
        lambda: random.choice(FUNCTIONS)(a), lambda: random.choice(FUNCTIONS)(a),
    ])()  # fmt: skip
    return made


def the_general_way(term: Canonical, about: Any, order: int) -> list[Any]:
    found = expansion(term, "x", start_of(about, "x").start, order, False)
    assert found.index == 1
    known = found.arithmetic.kernel.values(found.value.series, 0, found.value.series.length())
    whole = [*[0] * found.value.valuation, *known][:order]
    while whole and whole[-1] == 0:
        whole.pop()
    return whole


@compiled
@pytest.mark.parametrize("about", [0, 1, Fraction(-1, 2)])
def test_both_ways_agree(about: Any) -> None:
    met = 0
    for seed in range(300):
        random = Random(seed)
        term, order = random_term(random, 3), random.randint(1, 14)
        usual = taylor_coefficients(term, "x", about, order)
        if usual is not None:
            met += 1
            assert list(usual[0]) == the_general_way(term, about, order), term
            assert usual[1] in (X, None)
            assert all(type(c) is int or c.denominator != 1 for c in usual[0])
    assert met > (150 if about == 0 else 20)


UNUSUAL = ["1/x", "1/(x - sin(x))", "exp(1 + x)", "log(2 + x)", "sqrt(x)", "sqrt(4 + x)", "x*y",
           "abs(x)", "atan2(x, 1)", "x^x", "x^y", "pi*x", "2^x", "(2 + x)^1000000000"]  # fmt: skip


@pytest.mark.parametrize("text", UNUSUAL)
def test_what_is_unusual_is_left_to_the_general_way(text: str) -> None:
    assert taylor_coefficients(parse(text, canonical=True), "x", 0, 5) is None


def test_two_symbols_of_one_name_are_left_to_the_general_way() -> None:
    (other,) = symbols("x", "positive")
    assert taylor_coefficients(X + other, "x", 0, 5) is None


@pytest.mark.parametrize("fails", [False, True])
def test_the_precision_of_flint_is_left_as_it_was(fails: bool) -> None:
    kept = ctx.cap
    taylor_coefficients(log(X) if fails else sin(X), "x", 0, 40)
    assert ctx.cap == kept


def test_deep_terms_and_shared_parts() -> None:
    term = X
    for _ in range(60):
        term = sin(term) + term * X
    assert series(term, X, order=3).known == (1, 60)
    deep = X
    for _ in range(3000):
        deep = sin(deep)
    assert series(deep, X, order=4) == Series(X, 0, (1, 0, -500), 1, 4)
    with pytest.raises(NoExpansion):
        series(log(deep), X)


@pytest.mark.parametrize("order", [60, 12, 200, 5])
def test_large_coefficients(order: int) -> None:
    """Some beyond machine words, and after them small ones in the same room."""
    found = series(exp(3 * X / 2), X, order=order).known
    assert list(found) == [Fraction(3**n, 2**n * factorial(n)) for n in range(order)]
    assert all(type(c) is Fraction or c == 1 for c in found)


@pytest.mark.parametrize("factor", [2**70, Fraction(1, 2**70), -(2**63), Fraction(2**63, 3)])
def test_numbers_beyond_machine_words(factor: Any) -> None:
    assert series(sin(factor * X), X, order=4).known == (factor, 0, -(factor**3) / Fraction(6))
    assert series(sin(X) + factor, X, order=2).known == (factor, 1)
    assert series(X**2, X, about=factor, order=2).known == (factor**2, 2 * factor)
