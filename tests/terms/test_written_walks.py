"""Canonical terms written by compiled walks, in text and in LaTeX, as their plain forms are."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, function, operators
from symnum.terms import Canonical, apply, parse, symbols, to_canonical, to_latex, to_plain, to_text
from symnum.terms.canonical import COMPILED, CanonicalSymbol
from symnum.terms.walks import latex_streamed, streamed

compiled = pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
SHOWN = {"x": "x^{*}", "y": r"\beta", "p": "p", "n": "n_{1}", "f": r"\hat{f}"}
CALLED = {"x": "x0", "y": "long_name", "p": "q", "n": "x", "f": "F"}
LONGEST = 400


def terms(seed: int, count: int) -> list[Canonical]:
    """Terms built of each other by Python's operators, by functions and by calculus."""
    random = Random(seed)
    leaves = [*symbols("x y"), *symbols("p", "positive"), *symbols("n", "integer")]
    rows = [row for row in operators() if row.result.name in ("REAL", "INTEGER")]
    made: list[Any] = list(leaves)
    makers = [
        lambda a, b, n: a + b, lambda a, b, n: a - b, lambda a, b, n: a * b,
        lambda a, b, n: a / b, lambda a, b, n: n * a / 6, lambda a, b, n: (a - n) ** n,
        lambda a, b, n: abs(n) ** a * b, lambda a, b, n: a**b, lambda a, b, n: 0 * a + n / 4,
        lambda a, b, n: apply(function("f"), a, b), lambda a, b, n: (a * b) ** (1 / 2),
        lambda a, b, n: apply(DERIVATIVE, a, random.choice(leaves)),
        lambda a, b, n: apply(INTEGRAL, a, random.choice(leaves)) * b,
        lambda a, b, n: _called(random, rows, a, b),
    ]  # fmt: skip
    for _ in range(count):
        a, b = random.choices(made, k=2)
        try:
            new = random.choice(makers)(a, b, random.randint(-3, 4))
        except (InputError, ZeroDivisionError):
            continue
        if isinstance(new, Canonical) and len(to_text(new)) < LONGEST:
            made.append(new)
    return made


def _called(random: Random, rows: list[Any], a: Any, b: Any) -> Any:
    row = random.choice(rows)
    count = 2 if row.arity is None else row.arity
    return apply(row, *[random.choice((a, b)) for _ in range(count)])


@compiled
@pytest.mark.parametrize("seed", range(4))
def test_latex_is_that_of_the_plain_form(seed: int) -> None:
    found = 0
    for term in terms(seed, 500):
        shown = latex_streamed(term, SHOWN)
        if shown is not None:
            found += 1
            assert shown == to_latex(to_plain(term), SHOWN)
    assert found > 200


@compiled
@pytest.mark.parametrize("seed", range(4))
def test_text_is_that_of_the_plain_form_with_other_names(seed: int) -> None:
    name = re.compile(r"(?<![A-Za-z0-9_])(x|y|p|n|f)(?![A-Za-z0-9_])")
    found = 0
    for term in terms(seed, 500):
        text = streamed(term)
        if text is not None:
            found += 1
            assert text == to_text(to_plain(term))
            assert streamed(term, CALLED) == name.sub(lambda match: CALLED[match[0]], text)
    assert found > 200


TYPESET = [
    ("x^2", r"\left(x^{*}\right)^{2}"), ("2^x*y", r"\beta \cdot 2^{x^{*}}"),
    ("2*3^x", r"2 \cdot 3^{x^{*}}"),
    ("exp(y)^2", r"\left(e^{\beta}\right)^{2}"), ("sqrt(x)^3", r"\sqrt{x^{*}}^{3}"),
    ("(x - y)/2", r"\frac{x^{*}}{2} - \frac{\beta}{2}"), ("1/(x*y)", r"\frac{1}{x^{*} \beta}"),
    ("(-1/2)^x", r"\left(-\frac{1}{2}\right)^{x^{*}}"),
    ("f(x, y)^2", r"\hat{f}\left(x^{*}, \beta\right)^{2}"),
    ("y - 1/3", r"\beta - \frac{1}{3}"), ("-2/3*x/y", r"-\frac{2 x^{*}}{3 \beta}"),
    ("integral(x + y, x)*y", r"\beta \left(\int \left(x^{*} + \beta\right)\, dx^{*}\right)"),
    ("derivative(y, x)^2",
     r"\left(\frac{\partial}{\partial x^{*}} \left(\beta\right)\right)^{2}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "latex"), TYPESET)
def test_known_latex(text: str, latex: str) -> None:
    term = to_canonical(parse(text, functions=["f"]))
    assert latex_streamed(term, SHOWN) == (latex if COMPILED else None)
    assert to_latex(term, SHOWN) == latex


@compiled
def test_names_that_are_not_given_are_left_to_the_general_way() -> None:
    x, y = symbols("x y")
    called = apply(function("f"), x)
    assert latex_streamed(x + y, {"x": "x"}) is streamed(x + y, {"x": "x"}) is None
    assert latex_streamed(called, {"x": "x"}) is streamed(called, {"x": "x"}) is None
    assert streamed(called * y, {"x": "a", "y": "b", "f": "g"}) == "b*g(a)"


@compiled
def test_order_is_that_of_the_own_names() -> None:
    x, y = (CanonicalSymbol(name) for name in "xy")
    assert streamed(x + y, {"x": "b", "y": "a"}) == "b + a"
