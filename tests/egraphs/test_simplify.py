"""Known simplifications, guards, and what must not be simplified."""

from __future__ import annotations

from typing import Any

import pytest

from rewrite_rules import FACTS, RULES
from symnum.egraphs import simplify
from symnum.ops import ADD, function
from symnum.rules import Guard, nonnegative, nonzero, positive
from symnum.terms import Call, Number, parse, plain_symbols, to_canonical, to_text
from symnum.terms.functions import cos, derivative, exp, log, sin

x, y = plain_symbols("x y")

# fmt: off
KNOWN = [
    ("sin(x)^2 + cos(x)^2",                          "1"),
    ("a*b + sin(x)^2 + a*c + cos(x)^2",              "a*(b + c) + 1"),
    ("3*y*sin(x)^2 + 3*y*cos(x)^2 + z",              "3*y + z"),
    ("z - z*sin(x + y)^2",                           "z*cos(x + y)^2"),
    ("log(exp(x))",                                  "x"),
    ("cosh(x)^2 - sinh(x)^2",                        "1"),
    ("2*cosh(x*y)^2 - 2*sinh(x*y)^2",                "2"),
    ("a*b + a*c",                                    "a*(b + c)"),
    ("(a + b)*(c + d) - a*c - a*d - b*c - b*d",      "0"),
    ("(x + 1)^2 - x^2 - 2*x",                        "1"),
    ("a*x^2 + b*x + c",                              "x*(a*x + b) + c"),
    ("sin(x)*cos(y) + cos(x)*sin(y)",                "sin(x + y)"),
    ("exp(x)*exp(-x)",                               "1"),
    ("x + x + 3*x",                                  "5*x"),
    ("x - y - (x - y)",                              "0"),
    ("2^3 + 1/3",                                    "25/3"),
    ("sqrt(4/9)",                                    "2/3"),
    ("x*x^2",                                        "x^3"),
    ("sqrt(x)*x^2*x^(-3)",                           "x^(-1/2)"),
    ("abs(x)^2",                                     "x^2"),
    ("tanh(x)*cosh(x) - sinh(x)",                    "0"),
    ("min(x, max(x, y))",                            "x"),
]

STAYS = [
    "x/x", "x*y/x", "0/x", "0*log(x)", "x^0/x^0*(1/x)^0", "exp(log(x))", "sqrt(x)^2",
    "sqrt(x)*sqrt(x)", "(x^2)^(3/2)", "1/(1/x)", "x^(1/2)*x^(-1/2)", "log(x*y)", "0^(-1)",
    "0^(-1) - 0^(-1)", "tan(x)*cos(x)", "(x*y)^(1/2)", "asin(sin(x))", "0/(1/x)", "x/(y/z)",
]

WITH_ASSUMPTION = [
    ("x*y/x",               nonzero(x),               "y"),
    ("x/x",                 nonzero(x),               "1"),
    ("x/x",                 positive(x),              "1"),
    ("exp(log(x))",         positive(x),              "x"),
    ("sqrt(x)^2",           nonnegative(x),           "x"),
    ("sqrt(x^2)",           nonnegative(x),           "x"),
    ("(x - y)/(x - y)",     nonzero(x - y),           "1"),
    ("log(x*y) - log(y)",   positive(x),              "log(x*y) - log(y)"),
    ("abs(x - y) + y",      nonnegative(x - y),       "x"),
]
# fmt: on


def run(term: Any, *assuming: Guard) -> Any:
    return simplify(term, RULES, FACTS, assuming=assuming).term


def same(found: Any, wanted: str) -> bool:
    return to_canonical(found) is to_canonical(parse(wanted))


@pytest.mark.parametrize(("text", "wanted"), KNOWN)
@pytest.mark.parametrize("family", [parse, lambda text: to_canonical(parse(text))])
def test_known_simplifications(family: Any, text: str, wanted: str) -> None:
    found = run(family(text))
    assert same(found, wanted), to_text(found)


@pytest.mark.parametrize("text", STAYS)
def test_nothing_happens_where_the_domain_would_change(text: str) -> None:
    found = run(parse(text))
    assert same(found, text), to_text(found)


@pytest.mark.parametrize(("text", "guard", "wanted"), WITH_ASSUMPTION)
def test_assumptions_open_guards(text: str, guard: Guard, wanted: str) -> None:
    found = run(parse(text), guard)
    assert same(found, wanted), to_text(found)


def test_assumptions_of_symbols_open_guards() -> None:
    (p,) = plain_symbols("p", "positive")
    (q,) = plain_symbols("q", "nonzero")
    assert run(exp(log(p)) + q / q) is Call(ADD, (p, Number(1)))
    assert run(exp(log(x))) is exp(log(x))


def test_uninterpreted_functions_pass_through() -> None:
    f, g = function("f"), function("g")
    inner = sin(x) ** 2 + cos(x) ** 2
    assert run(Call(f, (x,)) * Call(g, (inner, x))) is Call(f, (x,)) * Call(g, (Number(1), x))
    assert run(0 * Call(f, (x,))) is 0 * Call(f, (x,))
    (term,) = (Call(f, (x + y,)) - Call(f, (y + x,)),)
    assert to_text(run(term)) == "0*f(x + y)"


def test_derivatives_and_integrals_are_kept_whole() -> None:
    unevaluated = derivative(sin(x) ** 2 + cos(x) ** 2, x)
    result = simplify(unevaluated + y - y, RULES, FACTS)
    assert result.term is unevaluated
    assert result.details["opaque"] == ("derivative",)


def test_facts_reach_compound_terms() -> None:
    term = parse("(exp(x) + y^2)/(exp(x) + y^2)")
    assert same(run(term), "1")


def test_plain_results_have_no_needless_brackets() -> None:
    found = run(parse("a*b*x - (c*x - d*x*e) + 0"))
    assert to_text(found) == "x*(a*b + d*e - c)"
