"""Hessians and patterns: against SymPy, against differentiation twice, and their cost."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
import sympy

import symnum
from symnum.calculus import (
    differentiate,
    gradient,
    hessian,
    hessian_sparsity,
    jacobian,
    jacobian_sparsity,
)
from symnum.errors import InputError
from symnum.ops import ADD, operators
from symnum.terms import Call, convert, interface, parse, symbols, to_canonical, to_text
from symnum.terms.functions import exp, sin
from symnum.terms.sympy_terms import to_sympy

NAMES = ["x", "y", "z", "w"]
TERMS = {
    "x^2*y + z": [(0, 0), (0, 1)],
    "x*y*z": [(0, 1), (0, 2), (1, 2)],
    "sin(x*y) + w": [(0, 0), (0, 1), (1, 1)],
    "x + 2*y - z/3": [],
    "1/x + x/(y + z)": [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)],
    "abs(x) + floor(y)*z + sign(x)*w": [],
    "abs(x*y)": [(0, 1)],
    "max(x, y) + min(x*z, w)": [(0, 2)],
    "select(x < y, z, w)": [],
    "select(x < y, z*w, x^2)": [(0, 0), (2, 3)],
    "fma(x, y, z)": [(0, 1)],
    "hypot(x, y)": [(0, 0), (0, 1), (1, 1)],
    "x^y": [(0, 0), (0, 1), (1, 1)],
    "exp(x)*log(y)*z": [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2)],
    "f(x, y)*z + g(w)": [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (3, 3)],
    "sqrt(x)": [(0, 0)],
    "sign(x*y)*z": [],
    "5": [],
    "x": [],
    "0*x + y": [],
}


def both(upper: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted({*upper, *((b, a) for a, b in upper)})


@pytest.mark.parametrize("text", TERMS)
def test_pattern_and_entries(text: str) -> None:
    plain = parse(text, functions=["f", "g"])
    for term in (to_canonical(plain), plain):
        assert list(hessian_sparsity(term, NAMES)) == both(TERMS[text])
        found = hessian(term, NAMES, sparse=True)
        assert list(found.entries) == both(TERMS[text])
        dense = hessian(term, NAMES)
        for row, a in enumerate(NAMES):
            for column, b in enumerate(NAMES[row:], row):
                twice = differentiate(differentiate(term, a), b)
                assert to_text(dense[row][column]) == to_text(twice)
                assert dense[column][row] is dense[row][column]


def test_the_pattern_contains_what_cancels() -> None:
    x, y = symbols("x y")
    term = (x + y) ** 2 - x**2 - 2 * x * y
    assert list(hessian_sparsity(term, [x, y])) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert list(hessian(term, [x, y], sparse=True).entries) == [(1, 1)]


@pytest.mark.parametrize("seed", range(40))
def test_patterns_of_random_terms(seed: int) -> None:
    """The pattern contains all entries that differentiating twice gives, and first ones too."""
    source = random.Random(seed)
    rows = [o for o in operators() if o.derivatives and o.arity in (1, 2) and None not in
            o.derivatives]  # fmt: skip
    made: list[Any] = [parse(n) for n in NAMES] + [parse("2")]
    for _ in range(6):
        operator = source.choice([*rows, *[o for o in rows if o.name in ("sub", "div", "pow")] * 4])
        made.append(Call(operator, tuple(source.choice(made) for _ in range(operator.arity or 0))))
    term = to_canonical(Call(ADD, tuple(made[-2:])))
    entries = hessian(term, NAMES, sparse=True).entries
    assert set(entries) <= set(hessian_sparsity(term, NAMES))
    slopes = jacobian([term], NAMES).entries
    assert set(slopes) <= set(jacobian_sparsity([term], NAMES))


@pytest.mark.parametrize("text", ["x^2*y*sin(z) + exp(x*w)", "x/(y + z^2)", "log(x*y)^2 - w^3"])
def test_against_sympy(text: str) -> None:
    term = to_canonical(parse(text))
    wanted = sympy.hessian(to_sympy(term), [to_sympy(s) for s in symbols(" ".join(NAMES))])
    for row, entries in enumerate(hessian(term, NAMES)):
        for column, entry in enumerate(entries):
            assert sympy.simplify(to_sympy(entry) - wanted[row, column]) == 0


def test_a_large_sparse_hessian() -> None:
    """A chain of 3,000 springs: three entries a row, in time proportional to that."""
    x = symbols(" ".join(f"x{n}" for n in range(3000)))
    energy = interface.rebuild(x[0], ADD, [sin(b - a) + 3 * exp(a) for a, b in pairwise(x)])
    found = hessian(energy, x, sparse=True)
    pattern = hessian_sparsity(energy, x)
    assert tuple(found.entries) == pattern
    assert len(pattern) == 3000 + 2 * 2999
    assert to_text(found.entries[4, 5]) == to_text(sin(x[5] - x[4]))
    starts, rows, terms = found.by_column()
    assert (len(starts), len(rows), len(terms)) == (3001, len(pattern), len(pattern))


def test_a_deep_term() -> None:
    (x,) = symbols("x")
    term = x
    for _ in range(20_000):
        term = sin(term) + x
    assert hessian_sparsity(term, [x]) == ((0, 0),)
    assert jacobian_sparsity([term], [x]) == ((0, 0),)


def test_jacobian_pattern_of_what_is_constant_between_jumps() -> None:
    texts = ("sign(x) + y", "floor(y)", "select(x < 1, y, z)", "f(w)")
    rows = [parse(text, functions=["f"]) for text in texts]
    assert jacobian_sparsity(rows, NAMES) == ((0, 1), (2, 1), (2, 2), (3, 3))


def test_families_and_bad_arguments() -> None:
    term = convert(parse("x^2*y"), sympy.Integer(0))
    assert hessian(term, ["x", "y"])[0][0] == 2 * sympy.Symbol("y", real=True)
    assert symnum.hessian is hessian
    with pytest.raises(InputError, match="twice"):
        hessian(parse("x"), ["x", "x"])
    with pytest.raises(InputError, match="not a symbol"):
        hessian_sparsity(parse("x"), [parse("x + 1")])
    with pytest.raises(InputError, match="no derivative"):
        hessian(parse("x < 1"), ["x"])
    assert len(gradient(parse("x"), ["x"])) == 1
