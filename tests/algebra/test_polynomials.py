"""Polynomials, matrices, linear systems and roots: known answers and refusals."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

import symnum
from symnum import (
    InputError,
    coefficients,
    collect,
    degree,
    determinant,
    factor,
    gcd,
    lcm,
    resultant,
    roots,
    sin,
    solve_linear,
)
from symnum.numerics.balls import evaluate
from symnum.terms import Canonical, parse, product, symbols, to_canonical, to_text

X, Y, A, B = symbols("x y a b")


def canonical(text: str) -> Canonical:
    return to_canonical(parse(text))


# fmt: off
FACTORED = [
    ("x^2 - 1",                     "(x - 1)*(x + 1)"),
    ("x^4 + 4",                     "(x^2 + 2*x + 2)*(x^2 - 2*x + 2)"),
    ("x^2 - 2",                     "x^2 - 2"),
    ("sin(y)^2*x - x",              "x*(sin(y) - 1)*(sin(y) + 1)"),
    ("1/x + 1/y",                   "(x + y)/(x*y)"),
    ("(x + y)^1000*(x^2 - y^2)",    "(x + y)^1001*(x - y)"),
    ("(x + 1)^2 - x^2 - 2*x - 1",   "0"),
    ("2*x^2*y/3 - 2*y/3",           "2/3*y*(x - 1)*(x + 1)"),
    ("(x^2 - 1)/(x^2 - 2*x + 1)",   "(x - 1)*(x + 1)/(x - 1)^2"),
    ("5/6",                         "5/6"),
]
DIVISORS = [
    ("x^2 - 1", "x^2 + 2*x + 1", "x + 1",   "(x^2 - 1)*(x + 1)"),
    ("6",       "4",             "2",       "12"),
    ("x/2",     "x/3",           "x/6",     "x"),
    ("0",       "-2*x",          "2*x",     "0"),
    ("0",       "0",             "0",       "0"),
    ("x",       "y",             "1",       "x*y"),
]
# fmt: on


def test_expand_multiplies_everything_out() -> None:
    x, y, z, w = symbols("x y z w")
    total = x + y + z + w
    term: Any = symnum.expand(total**8 * (total**8 + w))
    assert len(term.entries) == 969 + 165
    assert symnum.expand(term) is term
    assert symnum.expand((x / 2 + y) ** 2) is x**2 / 4 + x * y + y**2
    assert symnum.expand((X + 1) ** 2 / Y) is X**2 / Y + 2 * X / Y + 1 / Y


def test_expand_leaves_what_is_too_large() -> None:
    term: Any = (X + Y) ** 100 * (X + A) ** 100
    assert symnum.expand(term, largest=50) is term
    assert len(symnum.expand((X + Y) ** 20 * (X - Y) ** 20, largest=1000).entries) == 21


@pytest.mark.parametrize(("text", "expected"), FACTORED)
def test_factor(text: str, expected: str) -> None:
    assert factor(canonical(text)) is canonical(expected)


@pytest.mark.parametrize(("a", "b", "divisor", "multiple"), DIVISORS)
def test_gcd_and_lcm(a: str, b: str, divisor: str, multiple: str) -> None:
    first, second = canonical(a), canonical(b)
    assert gcd(first, second) is canonical(divisor)
    assert lcm(first, second) is symnum.expand(canonical(multiple))


def test_what_cancels_stays_where_it_may_be_undefined() -> None:
    term = canonical("(log(x) + 1)^2 - log(x)^2 - 2*log(x)")
    assert factor(term) is collect(term, X) is canonical("1 + 0*log(x)")


def test_coefficients_and_degrees() -> None:
    term = canonical("(a + x)^3 - x^3")
    assert coefficients(term, X) == (A**3, 3 * A**2, 3 * A)
    assert coefficients(term, "y") == (symnum.expand(term),)
    assert coefficients(X - X, X) == ()
    assert [degree(term, v) for v in (X, A, Y)] == [2, 3, 0]
    assert degree(canonical("(x + 1)^2 - x^2 - 2*x - 1"), X) == -1
    assert degree(canonical("sin(x)^2*x"), canonical("sin(x)")) == 2


def test_resultant() -> None:
    assert resultant(X**2 + A * X + B, 2 * X + A, X) is -(A**2) + 4 * B
    assert resultant(parse("x^2 - 1"), parse("x - 1"), "x") is parse("0")


def test_numbers_in_determinants() -> None:
    assert determinant([[1, 2], [3, Fraction(9, 2)]]) is canonical("-3/2")
    assert determinant([[parse("x"), 2], [3, 4]]) is parse("4*x - 6")
    assert determinant([[X, X], [Y, Y]]) is canonical("0")
    assert determinant([[1 / X, Y], [1, X]]) is 1 / X * X - Y


def test_both_ways_to_a_determinant_agree() -> None:
    size = 11
    matrix = [[X + i if i == j else (i * j) % 3 for j in range(size)] for i in range(size)]
    value = symnum.substitute(determinant(matrix), {X: 2})
    numbers = [[2 + i if i == j else (i * j) % 3 for j in range(size)] for i in range(size)]
    assert value is determinant(numbers)
    assert determinant([[X if i > j else 0 for j in range(size)] for i in range(size)]) == 0 * X


def test_an_8_by_8_determinant() -> None:
    entries = [list(symbols(" ".join(f"m{i}{j}" for j in range(6)))) for i in range(6)]
    found = determinant(entries)
    assert len(found.entries) == 720


def test_linear_systems() -> None:
    c, d = symbols("c d")
    found, conditions = solve_linear([A * X + B * Y - 1, c * X + d * Y], [X, Y], conditions=True)
    assert found == {X: d / (A * d - B * c), Y: -c / (A * d - B * c)}
    assert conditions == (A, A * d - B * c)
    assert solve_linear([symnum.equation(X, Y), X - 1], [X, Y]) == {X: X**0, Y: X**0}
    assert solve_linear([X - 1, X - 2], [X]) is None
    assert solve_linear([X + Y - A], [X, Y]) == {X: A - Y}
    assert solve_linear([], [X]) == {}
    assert solve_linear([parse("x/b - b")], [parse("x")]) == {parse("x"): parse("b^2")}


def test_roots() -> None:
    found = roots(canonical("(x^2 - x - 1)^2*(2*x + 3)*(x^2 + 1)*(x^3 - 2)"), X)
    assert [r.multiplicity for r in found] == [1, 2, 1, 2, 1, 1, 1, 1]
    assert [r.is_real for r in found] == [True] * 4 + [False] * 4
    exact = [to_text(r.exact) for r in found if r.exact is not None]
    assert exact == ["-3/2", "-sqrt(5)/2 + 1/2", "2^(1/3)", "sqrt(5)/2 + 1/2"]
    assert all(r.ball.overlaps(r.ball) and r.ball.rel_accuracy_bits() > 50 for r in found)


# fmt: off
RADICALS = [
    ("x^3 - 3*x + 1",       ["2*cos(acos(-1/2)/3 - 4*pi/3)", "2*cos(acos(-1/2)/3 - 2*pi/3)",
                             "2*cos(acos(-1/2)/3)"]),
    ("x^4 - 10*x^2 + 1",    ["-sqrt(5 + 2*sqrt(6))", "-sqrt(5 - 2*sqrt(6))",
                             "sqrt(5 - 2*sqrt(6))", "sqrt(5 + 2*sqrt(6))"]),
    ("x^4 + 1",             []),
    ("2*x^2 - 6",           ["-sqrt(3)", "sqrt(3)"]),
    ("x^5 - x - 1",         ["None"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), RADICALS)
def test_exact_roots(text: str, expected: list[str]) -> None:
    real = [r for r in roots(canonical(text), X) if r.is_real]
    terms = [None if t == "None" else canonical(t) for t in expected]
    assert [r.exact for r in real] == terms


@pytest.mark.parametrize("seed", range(20))
def test_all_real_roots_up_to_degree_four_are_exact(seed: int) -> None:
    generator = random.Random(seed)
    for _ in range(5):
        leading = [product([(X, generator.randint(1, 4))])]
        others = [generator.randint(-9, 9) * X**k for k in range(1, 4)]
        term = sum(others, leading[0]) + generator.randint(-9, 9)
        for root in roots(term, X) if degree(term, X) > 0 else ():
            if root.is_real:
                value = evaluate(symnum.substitute(term, {X: root.exact}), {}, bits=300)
                assert value.contains(0)
                assert abs(value) < 1e-60
                assert root.ball.real.overlaps(evaluate(root.exact, {}, bits=300))


def test_close_roots_are_told_apart() -> None:
    term = (X - 1) * (10**40 * X - 10**40 - 1) * (X**2 - 2)
    balls = [r.ball for r in roots(term, X, bits=20)]
    assert not any(a.overlaps(b) for n, a in enumerate(balls) for b in balls[:n])
    assert len(balls) == 4


# fmt: off
REFUSED = [
    (lambda: degree(sin(X) * X, X),                 r"sin\(x\) contains x"),
    (lambda: coefficients(1 / X, X),                r"1/x contains x"),
    (lambda: resultant(1 / X, X, X),                r"1/x contains x"),
    (lambda: resultant(A, B, X),                    "x occurs in neither"),
    (lambda: collect(X, X + 1),                     r"x \+ 1 is not a symbol"),
    (lambda: roots(A * X, X),                       "a is there beside x"),
    (lambda: roots(X - X, X),                       "identically zero"),
    (lambda: roots(X, X, bits=0),                   "bits has to be"),
    (lambda: determinant([]),                       "square"),
    (lambda: determinant([[X, Y]]),                 "square"),
    (lambda: solve_linear([X * Y - 1], [X, Y]),     "is not linear in"),
    (lambda: solve_linear([X**2 - 1], [X]),         "is not linear in x"),
    (lambda: solve_linear([sin(X)], [X]),           r"sin\(x\) contains x"),
    (lambda: solve_linear([1 / X - 1], [X]),        "x in a denominator"),
    (lambda: solve_linear([X], [X, "x"]),           "given twice"),
]
# fmt: on


@pytest.mark.parametrize(("question", "message"), REFUSED, ids=range(len(REFUSED)))
def test_refused(question: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        question()
