"""Substitution: simultaneous, structural, at any depth, in every family."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy

from symnum import InputError, sin, substitute
from symnum.ops import ADD, SIN
from symnum.terms import Symbol, interface, node_count, parse, symbols, to_canonical, to_text

X, Y, Z = symbols("x y z")

# fmt: off
CASES: list[tuple[str, dict[Any, Any], str]] = [
    ("x + y",                 {"x": "y", "y": "x"},             "y + x"),
    ("x*y + sin(x)",          {"x": parse("y + 1")},            "(y + 1)*y + sin(y + 1)"),
    ("sin(x)^2 + cos(x)",     {parse("sin(x)"): parse("s")},    "s^2 + cos(x)"),
    ("x/y",                   {"y": 2},                         "x/2"),
    ("x + 1",                 {"z": 5},                         "x + 1"),
    ("sqrt(x)",               {"x": Fraction(1, 4)},            "sqrt(1/4)"),
    ("sin(x + y) + x + y",    {"x": "x"},                       "sin(x + y) + x + y"),
    ("exp(sin(x)) + sin(x)",  {parse("exp(sin(x))"): "u", parse("sin(x)"): "v"}, "u + v"),
    ("derivative(sin(y), x)",   {"y": parse("2*y")},              "derivative(sin(2*y), x)"),
]
# fmt: on


@pytest.mark.parametrize(("text", "replacements", "expected"), CASES)
def test_cases_in_both_families(text: str, replacements: dict[Any, Any], expected: str) -> None:
    assert to_canonical(substitute(parse(text), replacements)) is to_canonical(parse(expected))
    assert substitute(to_canonical(parse(text)), replacements) is to_canonical(parse(expected))


def test_plain_terms_keep_what_is_written() -> None:
    assert to_text(substitute(parse("x + x - 0*x"), {"x": 3})) == "3 + 3 - 0*3"


def test_powers_and_monomials_of_canonical_terms() -> None:
    assert substitute(X**2 * Y + X, {X**2: Z}) is Z * Y + X
    assert substitute(2 * X * Y + 1, {X * Y: Z}) is 2 * Z + 1
    assert substitute(X * Y * Z, {X * Y: 5}) is X * Y * Z
    assert substitute(sin(X + Y), {X + Y: Z}) is sin(Z)


def test_division_by_zero_stays_undefined() -> None:
    assert substitute(X / Y, {Y: 0}) is X * (to_canonical(parse("1/0")))


def test_other_families() -> None:
    x, y = sympy.symbols("x y", real=True)
    assert substitute(sympy.sin(x) + y, {x: y, y: 2}) == sympy.sin(y) + 2
    assert substitute(("add", "x", ("sin", "y")), {"y": ("mul", 2, "x")}) == (
        "add", "x", ("sin", ("mul", 2, "x")),
    )  # fmt: skip


def tower(start: Any, depth: int) -> Any:
    for _ in range(depth):
        start = interface.rebuild(start, SIN, (start,)) + 1
    return start


@pytest.mark.parametrize("x", [X, Symbol("x")], ids=["canonical", "plain"])
def test_deep_terms(x: Any) -> None:
    y = interface.symbol(x, "y")
    same = substitute(tower(x, 50_000), {x: y}) is tower(y, 50_000)
    assert same


def test_shared_terms_are_visited_once() -> None:
    term: Any = X
    for _ in range(200):
        term = sin(term) * (term + 1)
    count = node_count(substitute(term, {X: Y}))
    same = count == node_count(term)
    assert same


# fmt: off
REFUSED: list[tuple[str, dict[Any, Any], str]] = [
    ("derivative(sin(x), x)", {"x": 2},           "x is the variable of derivative"),
    ("integral(sin(y), x)",   {"y": "x"},         "x is the variable of integral"),
    ("x + 2",               {2: "x"},           "2: a number cannot be replaced"),
    ("x",                   {"x": "y + 1"},     "'y \\+ 1' is not the name of a symbol"),
]
# fmt: on


@pytest.mark.parametrize(("text", "replacements", "message"), REFUSED)
def test_refused(text: str, replacements: dict[Any, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        substitute(parse(text), replacements)


def test_a_number_that_contradicts_an_assumption_is_refused() -> None:
    (p,) = symbols("p", "positive")
    assert substitute(p / p + p, {p: 3}) is to_canonical(parse("4"))
    with pytest.raises(InputError, match="p is assumed positive, which -1 is not"):
        substitute(p + 1, {"p": -1})


def test_deep_terms_of_other_families() -> None:
    deep: Any = "x"
    for _ in range(50_000):
        deep = ("sin", ("add", deep, 1))
    swapped = substitute(deep, {"x": "y"})
    for _ in range(50_000):
        swapped = swapped[1][1]
    assert swapped == "y"
    x, y = sympy.symbols("x y", real=True)
    term = x
    for _ in range(50):  # SymPy recurses as it builds
        term = sympy.sin(term, evaluate=False)
    replaced = substitute(term, {x: y})
    while replaced.args:
        (replaced,) = replaced.args
    assert replaced == y


def test_long_sums_are_rebuilt_at_once() -> None:
    names = symbols(" ".join(f"n{place}" for place in range(2_000)))
    term = interface.rebuild(X, ADD, names)
    turned = {name: names[place - 1] for place, name in enumerate(names)}
    assert substitute(term, turned) is term
    assert substitute(sin(term) * names[0], turned) is sin(term) * names[-1]
