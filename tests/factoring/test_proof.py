"""The proof of programs: wrong ones are refused, large ones are not told."""

from __future__ import annotations

import pytest

from symnum.factoring.proof import TooLarge, computes
from symnum.lowering import lower
from symnum.terms import parse, symbols

a, b, c, d = symbols("a b c d")

EQUAL = [
    ("factored", "a*(b + c)", "a*b + a*c"),
    ("a square", "(a + b)^2", "a^2 + 2*a*b + b^2"),
    ("a difference of squares", "(a - b)*(a + b)", "a^2 - b^2"),
    ("inside a function", "sin(a*(b + c))", "sin(a*b + a*c)"),
    ("inside a divisor", "d/(a*(b + c))", "d/(a*b + a*c)"),
    ("a square below", "1/(b*b)", "(1/b)^2"),
    ("a square of a sum below", "c/(a^2 + 2*a*b + b^2)", "c*(1/(a + b))^2"),
    ("a product below", "c/(a^2 + a*b)", "c*(1/a)*(1/(a + b))"),
    ("a multiple below", "c/(2*a + 4*b)", "(c/2)/(a + 2*b)"),
    ("a quotient of a sum", "(a + b)/c", "a/c + b/c"),
    ("a fraction", "(a + b)/2", "a/2 + b/2"),
    ("roots are powers", "sqrt(a)*b", "b*a^(1/2)"),
]
APART = [
    ("another sign", "a*(b - c)", "a*b + a*c"),
    ("a missing addend", "a*b", "a*b + a*c"),
    ("another coefficient", "2*a*b", "3*a*b"),
    ("another exponent", "a^2", "a^3"),
    ("another function", "sin(a)", "cos(a)"),
    ("another argument", "sin(a + b)", "sin(a - b)"),
    ("another divisor", "a/b", "a/c"),
    ("divided the other way", "a/b", "b/a"),
    ("what is undefined at 0 left out", "y", "y + 0/x"),
    ("a constant", "a + 1", "a"),
]


@pytest.mark.parametrize(
    ("program", "term"), [row[1:] for row in EQUAL], ids=[row[0] for row in EQUAL]
)
def test_equal(program: str, term: str) -> None:
    assert computes(lower([parse(program)]), [parse(term)])


@pytest.mark.parametrize(
    ("program", "term"), [row[1:] for row in APART], ids=[row[0] for row in APART]
)
def test_apart(program: str, term: str) -> None:
    assert not computes(lower([parse(program)]), [parse(term)])


def test_another_number_of_outputs() -> None:
    assert not computes(lower([a * b, a]), [a * b])


def test_a_proof_that_is_too_large_says_so() -> None:
    term = (a + b + c + d) ** 8
    with pytest.raises(TooLarge):
        computes(lower([term]), [term], largest=100)
