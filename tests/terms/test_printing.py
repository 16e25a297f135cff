"""Text and LaTeX, term by term, and the written form of canonical terms."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest

from symnum.ops import ADD, MUL, operators
from symnum.terms import (
    Call,
    Number,
    Symbol,
    Term,
    parse,
    symbols,
    to_canonical,
    to_latex,
    to_plain,
    to_text,
)
from symnum.terms.functions import sin

x, y, z = (Symbol(name) for name in "xyz")

TEXT = [
    (Call(ADD, (x, y, z)), "x + y + z"),
    (Call(ADD, (x,)), "add(x)"),
    (Call(MUL, (x, Call(ADD, (y, z)))), "x*(y + z)"),
    (x - (y - z), "x - (y - z)"),
    ((x - y) - z, "x - y - z"),
    (x / (y * z), "x/(y*z)"),
    (x / y / z, "x/y/z"),
    (x * (y / z), "x*(y/z)"),
    ((x**y) ** z, "(x^y)^z"),
    (x ** (y**z), "x^y^z"),
    ((-x) ** 2, "(-x)^2"),
    (-(x**2), "-x^2"),
    (-x * y, "(-x)*y"),
    (-(x * y), "-x*y"),
    (-(x + y), "-(x + y)"),
    (x + -y, "x + -y"),
    (Number(-2) ** 2, "(-2)^2"),
    (Number(Fraction(1, 2)) * x, "1/2*x"),
    (x ** Fraction(1, 2), "x^(1/2)"),
    (Number(Fraction(-1, 2)) + x, "-1/2 + x"),
    (x - -1, "x - -1"),
    (x < y, "x < y"),
]


@pytest.mark.parametrize(("term", "expected"), TEXT, ids=[row[1] for row in TEXT])
def test_text(term: Call, expected: str) -> None:
    assert to_text(term) == expected
    assert repr(term) == expected


WRITTEN = [
    ("x^-1", "1/x"), ("x^-2*y", "y/x^2"), ("x^(1/2)", "sqrt(x)"), ("x^(-1/2)", "1/sqrt(x)"),
    ("-x + y*(-1)", "-x - y"), ("3*x/4", "3*x/4"), ("-(1/2)*x", "-x/2"), ("x*(-2)/y", "-2*x/y"),
    ("1/3", "1/3"), ("2*3", "6"), ("x - 3", "x - 3"), ("x/(y*z)*2", "2*x/(y*z)"),
    ("exp(-x)*2", "2*exp(-x)"), ("x^(2/3)", "(x^(1/3))^2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_canonical_terms_are_written_as_people_do(text: str, expected: str) -> None:
    assert to_text(to_canonical(parse(text))) == expected


LATEX = [
    ("x", "x"), ("x1", "x_{1}"), ("alpha", r"\alpha"), ("alpha_1", r"\alpha_{1}"),
    ("speed", r"\mathrm{speed}"), ("k_on_2", "k_{on,2}"), ("x + y", "x + y"),
    ("x - y", "x - y"), ("x*y", "x y"), ("2*x", "2 x"), ("x*2", r"x \cdot 2"),
    ("2*3", r"2 \cdot 3"), ("x*2^y", r"x \cdot 2^{y}"), ("x/y", r"\frac{x}{y}"),
    ("x^2", "x^{2}"), ("(x + y)^2", r"\left(x + y\right)^{2}"),
    ("(x^y)^2", r"\left(x^{y}\right)^{2}"),
    ("x^(y + 1)", "x^{y + 1}"), ("(-x)^2", r"\left(-x\right)^{2}"), ("(x/y)^2",
    r"\left(\frac{x}{y}\right)^{2}"), ("sqrt(x + 1)", r"\sqrt{x + 1}"), ("exp(x*y)", "e^{x y}"),
    ("exp(x)^2", r"\left(e^{x}\right)^{2}"), ("sin(x)^2", r"\sin\left(x\right)^{2}"),
    ("-x", "-x"), ("-(x + y)", r"-\left(x + y\right)"), ("x*(y + z)", r"x \left(y + z\right)"),
    ("abs(x)", r"\left|x\right|"), ("floor(x)", r"\left\lfloor x\right\rfloor"), ("pi", r"\pi"),
    ("asin(x)", r"\arcsin\left(x\right)"), ("log2(x)", r"\log_2\left(x\right)"),
    ("exp2(x)", "2^{x}"), ("exp2(x)^2", r"\left(2^{x}\right)^{2}"), ("x <= y", r"x \le y"),
    ("x < y and not x == y", r"x < y \land \lnot x = y"), ("x = y", "x = y"),
    ("derivative(f(x), x)", r"\frac{\partial}{\partial x} \left(f\left(x\right)\right)"),
    ("integral(x, x)", r"\int x\, dx"), ("max(x, 1)", r"\max\left(x, 1\right)"),
    ("f(x, y)", r"f\left(x, y\right)"), ("my_f(x)", r"\operatorname{my}_{f}\left(x\right)"),
    ("select(x < 0, -x, x)", r"\begin{cases}-x & x < 0\\x & \text{otherwise}\end{cases}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_latex(text: str, expected: str) -> None:
    assert to_latex(parse(text, functions=["f", "my_f"])) == expected


def test_latex_of_numbers() -> None:
    assert to_latex(Number(Fraction(-2, 3))) == r"-\frac{2}{3}"
    assert to_latex(Number(Fraction(2, 3)) ** 2) == r"\left(\frac{2}{3}\right)^{2}"
    assert to_latex(x * Number(Fraction(2, 3))) == r"x \left(\frac{2}{3}\right)"
    (a,) = symbols("a")
    assert to_latex(a / 2 - 1 / a) == r"\frac{a}{2} - \frac{1}{a}"


@pytest.mark.parametrize("row", operators(), ids=repr)
def test_latex_of_every_operator_is_balanced(row: object) -> None:
    operator = next(o for o in operators() if o is row)
    count = 2 if operator.arity is None else operator.arity
    shown = to_latex(Call(operator, (x + 1, y * z, x / y)[:count]))
    assert shown.count("{") == shown.count("}")
    assert shown.count(r"\left") == shown.count(r"\right")
    assert not re.search(r"\{\d\}", shown.replace("{2}", "").replace("{1}", ""))


def test_a_term_with_much_sharing_shows_its_beginning() -> None:
    term: Term = x
    for _ in range(200):
        term = sin(term) + term
    assert repr(term).startswith("sin(")
    assert repr(term).endswith("…")
    assert len(repr(term)) < 20_000


HUGE = 10**5000
u, v = symbols("u v")
WITH_HUGE_NUMBERS = [
    ("coefficient", HUGE * sin(u)), ("divisor", sin(u) / HUGE), ("exponent", u**HUGE),
    ("negative exponent", v / u**HUGE), ("constant", u - HUGE), ("argument", sin(0 * u + HUGE)),
]  # fmt: skip


@pytest.mark.parametrize(
    "term", [row[1] for row in WITH_HUGE_NUMBERS], ids=[row[0] for row in WITH_HUGE_NUMBERS]
)
def test_numbers_of_thousands_of_digits_are_written_out(term: Any) -> None:
    # Python itself refuses to write more than 4300 digits
    for written in (to_text(term), to_text(to_plain(term)), to_latex(term), repr(term)):
        assert "1" + 5000 * "0" in written


def test_names_and_numbers_of_any_size() -> None:
    a, b = to_canonical(Symbol("größe")), to_canonical(Symbol("数"))
    large = 10**30
    assert to_text(a * large - b / 3) == f"{large}*größe - 数/3"
    assert to_text(b**large) == f"数^{large}"
    assert to_text(sin(to_canonical(Number(-large)))) == f"sin(-{large})"
    assert to_text(sin(a) ** (2**63) * -(2**63)) == f"-{2**63}*sin(größe)^{2**63}"
    digits = str(to_canonical(Number(Fraction(-(10**5000), 3))) * a)
    assert digits == f"-1{'0' * 5000}*größe/3"


def test_long_texts_are_those_of_their_parts() -> None:
    names = symbols(" ".join(f"x{n}" for n in range(300)))
    total = sum((n * name for n, name in enumerate(names)), start=to_canonical(Number(0)))
    parts = total.entries.items()
    assert sorted(to_text(total).split(" + ")) == sorted(to_text(c * t) for t, c in parts)


NAMED_LATEX = {
    "a^2": r"\left(a^{\dagger}\right)^{2}",
    "a*b": r"a^{\dagger} b",
    "gamma(b)^2": r"\Gamma\left(b\right)^{2}",
    "f(a, gamma)^2": r"\left(\psi^{*}\left(a^{\dagger}, \gamma^{x}\right)\right)^{2}",
}


@pytest.mark.parametrize("text", NAMED_LATEX)
def test_names_shown_otherwise_in_latex(text: str) -> None:
    names = {"a": r"a^{\dagger}", "f": r"\psi^{*}", "gamma": r"\gamma^{x}"}
    assert to_latex(parse(text, functions=["f"]), names) == NAMED_LATEX[text]
