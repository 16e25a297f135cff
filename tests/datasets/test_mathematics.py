"""The mathematics of generator and checker by itself: derivatives, normal forms, signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.datasets import check_record
from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.knowledge import Knowledge as CheckersKnowledge
from codegen.datasets.checking.normal_form import NormalForm
from codegen.datasets.generator.canonical_steps import expanded, tidy
from codegen.datasets.generator.signs import Knowledge
from symnum.numerics.balls import same_value
from symnum.terms import parse, to_canonical, to_plain

POINT: Mapping[str, Fraction] = {"x": Fraction(3, 4), "y": Fraction(5, 4)}
ASSUMED = {"p": ["positive"], "q": ["positive"], "n": ["nonzero"]}


def value(text: str, *, free: bool = False) -> arb:
    term = parse(text, functions=[name for name in ("f", "g") if f"{name}(" in text])
    definitions = {"f": parse("x*y^2"), "g": parse("exp(x)")}
    other = {name: number + 1 for name, number in POINT.items()}
    return Evaluator(POINT, other, definitions, {}, 0, free=free).value(term)


@pytest.mark.parametrize(
    ("derivative", "known"),
    [
        ("derivative(x^3, x)", "3*x^2"),
        ("derivative(derivative(exp(x*y), x), y)", "exp(x*y)*(1 + x*y)"),
        ("derivative(derivative(derivative(sin(x), x), x), x)", "-cos(x)"),
        ("derivative(x^y, y)", "x^y*log(x)"),
        ("derivative(derivative(x^y, x), x)", "y*(y - 1)*x^(y - 2)"),
        ("derivative(1/(x + y), x)", "-1/(x + y)^2"),
        ("derivative(log(x/y), y)", "-1/y"),
        ("derivative(atan(x), x)", "1/(1 + x^2)"),
        ("derivative(sqrt(x), x)", "1/(2*sqrt(x))"),
        ("derivative(f(x, y), y)", "2*x*y"),
        ("derivative(f(x, y)*g(x), x)", "exp(x)*y^2*(1 + x)"),
        ("derivative(integral(f(x, y), x), x)", "x*y^2"),
        ("derivative(derivative(integral(x^3*y, x), x), x)", "3*x^2*y"),
        ("derivative(integral(x^2, x)*x, x) - integral(x^2, x)", "x^3"),
        ("derivative(derivative(integral(x^2, x)*x, x), x)", "4*x^2 + 0*x"),
        ("derivative(y, x)", "0"),
        ("integral(f(x, y), x) - integral(y^2*x, x)", "0"),
    ],
)
def test_nilpotents_take_derivatives(derivative: str, known: str) -> None:
    assert (value(derivative) - value(known)).contains(0)
    assert value(derivative).rad() < 1e-9


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("integral(x, x)", "x^2/2"),
        ("integral(2*x, x)", "2*integral(x, x)"),
        ("integral(x, x)", "integral(x, y)"),
        ("integral(x*y, x)", "integral(x*y, y)"),
        ("derivative(integral(x*y, x), y)", "x^2/2"),
    ],
)
def test_antiderivatives_are_any(first: str, second: str) -> None:
    assert not (value(first) - value(second)).contains(0)


def test_free_functions_are_smooth_and_any() -> None:
    assert (value("derivative(f(x, y), x)", free=True) != value("derivative(x*y^2, x)")) is True
    both = value("derivative(derivative(f(x, y), x), y) - derivative(derivative(f(x, y), y), x)")
    assert both.contains(0)
    assert value("derivative(g(x), y)", free=True).contains(0)


SAME = [
    ("x/x", "1"), ("2*(a + b)*c", "c*(2*a + 2*b)"), ("0/(a + b)", "0"), ("exp(log(p))", "p"),
    ("log(exp(a - b))", "a - b"), ("1/(1/(a + b))", "a + b"), ("(b - a)^2", "(a - b)^2"),
    ("(a - b)/(b - a)", "-1"), ("(2*a + 2)^3/4", "2*(a + 1)^3"), ("1/a - 1/a", "0"),
    ("a*(b + c)/(2*b + 2*c)", "a/2"), ("sin(a - a) + exp(0)", "cos(0)"), ("log(p/p)", "atan(0)"),
    ("(a/2 + b/3)*c", "c*(3*a + 2*b)/6"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAME)
def test_normal_forms(first: str, second: str) -> None:
    forms = NormalForm()
    one, two = parse(first, assumptions=ASSUMED), parse(second, assumptions=ASSUMED)
    assert forms.of(one) is forms.of(two)
    assert tidy(to_canonical(one)) is tidy(to_canonical(two))


@pytest.mark.parametrize(
    ("first", "second"),
    [("exp(log(p)) + p", "2*p"), ("exp(log(p))*p", "p^2"), ("exp(log(p)) + exp(log(q))", "p + q"),
     ("log(exp(p))*exp(log(q)) + q*p", "2*p*q"), ("(2*p - 2*q)/(p - q) + p", "p + 2")],
)  # fmt: skip
def test_forms_of_parts_are_collected(first: str, second: str) -> None:
    """Where a part in normal form is another part of the same sum or product."""
    forms = NormalForm()
    one, two = parse(first, assumptions=ASSUMED), parse(second, assumptions=ASSUMED)
    assert forms.of(one) is forms.of(two)


def test_different_things_have_different_forms() -> None:
    forms = NormalForm()
    for first, second in [("log(x^2)", "2*log(x)"), ("sqrt(x^2)", "x"), ("(a + b)*c", "a*c + b*c")]:
        assert forms.of(parse(first)) is not forms.of(parse(second))


POSITIVE = ["p", "p + q", "p*q", "exp(a)", "p^a", "n^2", "p + n^2", "p/q", "a^2 + 1", "3",
            "2*p + 2*q", "exp(a)*p + 1/q"]  # fmt: skip
NONZERO = ["n", "-p", "n^3", "n*p", "-p - q", "1/n", "1/a", "-n/2", "-3"]
UNKNOWN = ["a", "p - q", "a + p", "a^2", "sin(p)", "log(p)", "0*a", "n + p", "a*p", "n + 1", "0"]


@pytest.mark.parametrize("text", [*POSITIVE, *NONZERO, *UNKNOWN])
def test_signs(text: str) -> None:
    term = parse(text, assumptions=ASSUMED)
    forms = NormalForm()
    checker, generator = CheckersKnowledge(), Knowledge()
    tidied = tidy(to_canonical(term))
    form = forms.of(term)
    assert checker.holds("positive", form) == generator.positive(tidied) == (text in POSITIVE)
    assert checker.holds("nonzero", form) == generator.nonzero(tidied) == (text not in UNKNOWN)


def expressions() -> st.SearchStrategy[Any]:
    leaves = st.sampled_from(["p", "q", "2", "3", "(1/2)"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.tuples(inner, st.sampled_from(["+", "*", "/"]), inner)
        return st.one_of(
            pairs.map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            inner.map(lambda t: f"exp({t}/9)"),
            inner.map(lambda t: f"{t}^2" if t[0] in "pq" else f"cos({t})^2"),
        )

    return st.recursive(leaves, larger, max_leaves=7)


@settings(max_examples=60, deadline=None)
@given(expressions())
def test_forms_and_expansion_keep_the_value(text: str) -> None:
    term = parse(text, assumptions=ASSUMED)
    tidied = tidy(to_canonical(term))
    point = {"p": Fraction(3, 4), "q": Fraction(7, 8)}
    for other in (tidied, expanded(tidied), NormalForm().of(term)):
        assert same_value(term, other, point) is not False
    assert NormalForm().of(to_plain(tidied)) is NormalForm().of(term)


def test_precision_is_restored() -> None:
    kept = ctx.prec, ctx.cap
    value("derivative(derivative(exp(x), x), x)")
    assert (ctx.prec, ctx.cap) == kept


HIDDEN = {
    "a term beside an exponential": (
        "64*x^2 + exp(300*x)", "128*x + 300*exp(300*x)", "129*x + 300*exp(300*x)"
    ),
    "a number beside products of exponentials": (
        "x*exp(300*x + 200*y) + 5*x", "exp(300*x + 200*y) + 300*x*exp(300*x + 200*y) + 5",
        "exp(300*x + 200*y) + 300*x*exp(300*x + 200*y) + 6",
    ),
    "a high power": ("x + x^20", "1 + 20*x^19", "1 + 21*x^19"),
    "a high power beside an exponential": (
        "exp(300*x) + x^20", "300*exp(300*x) + 20*x^19", "300*exp(300*x) + 19*x^19"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_is_hidden_by_what_is_larger(name: str, written: Callable[..., Any]) -> None:
    """What is wrong is 1e-40 of the whole or less at some points."""
    body, right, wrong = HIDDEN[name]
    called = "f(x, y)" if "y" in body else "f(x)"
    for slope, accepted in ((right, True), (wrong, False)):
        steps = [
            ("premise", [], "", f"{called} = {body}"),
            ("differentiate", [1], "x", f"derivative({called}, x) = derivative({body}, x)"),
            ("evaluate_derivatives", [2], "", f"derivative({called}, x) = {slope}"),
        ]
        domain = dict.fromkeys("xy" if "y" in body else "x", "positive")
        report = check_record(written(domain, steps))
        assert (report.ok, report.step) == (accepted, None if accepted else 3), report.reason
