"""Limits: a table of known ones against SymPy and against numbers, and refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb

import symnum
from symnum.calculus import NoLimit, Undecided, limit
from symnum.errors import InputError
from symnum.numerics.balls import evaluate
from symnum.terms import Canonical, Term, convert, parse, symbols, to_canonical, to_text
from symnum.terms.sympy_terms import to_sympy

oo = math.inf
KNOWN = [
    # by continuity, and removable singularities
    ("x^2", 3, "9"), ("x + y", 2, "y + 2"), ("exp(sin(x))", 0, "1"), ("max(x, 2)", 2, "2"),
    ("sin(x)/x", 0, "1"), ("(1 - cos(x))/x^2", 0, "1/2"), ("tan(x)/x", 0, "1"),
    ("asin(x)/x", 0, "1"), ("(exp(x) - 1)/x", 0, "1"), ("log(1 + x)/x", 0, "1"),
    ("((1 + x)^a - 1)/x", 0, "a"), ("(a^x - 1)/x", 0, "log(a)"), ("sin(a*x)/sin(b*x)", 0, "a/b"),
    ("(tan(x) - sin(x))/x^3", 0, "1/2"), ("(x - sin(x))/x^3", 0, "1/6"),
    ("(cosh(x) - 1)/x^2", 0, "1/2"), ("1/x - 1/sin(x)", 0, "0"), ("1/x - 1/(exp(x) - 1)", 0, "1/2"),
    ("x/(x - 1) - 1/log(x)", 1, "1/2"), ("log(x)/(x - 1)", 1, "1"), ("(x - pi/2)*tan(x)", "pi/2",
    "-1"), ("x*gamma(x)", 0, "1"), ("besselj(1, x)/x", 0, "1/2"),
    ("(sqrt(x) - 2)/(x - 4)", 4, "1/4"),
    # rational functions
    ("(x^2 - 1)/(x - 1)", 1, "2"), ("(x^3 - 8)/(x - 2)", 2, "12"), ("(x^10 - 1)/(x - 1)", 1, "10"),
    ("(x^2 - y^2)/(x - y)", 0, "y"), ("(3*x^2 + 2)/(5*x^2 - x)", oo, "3/5"),
    ("(3*x^2 + 2)/(5*x^3 - x)", oo, "0"), ("(x^3 + 1)/(x^2 - 1)", oo, oo),
    ("(x^3 + 1)/(x^2 - 1)", -oo, -oo), ("1/x^2", 0, oo), ("x/x", 0, "1"),
    # roots at infinity
    ("sqrt(x^2 + x) - x", oo, "1/2"), ("sqrt(x^2 + x) + x", -oo, "-1/2"),
    ("x*(sqrt(x^2 + 1) - x)", oo, "1/2"), ("sqrt((x - 10)^2) - (x - 10)", oo, "0"),
    ("abs(x - 10) - x", oo, "-10"), ("(x^3 + x^2)^(1/3) - x", oo, "1/3"),
    # exponentials and logarithms
    ("(1 + 1/x)^x", oo, "exp(1)"), ("(1 + a/x)^x", oo, "exp(a)"), ("(1 - 1/x)^x", oo, "exp(-1)"),
    ("x*log(x)", 0, "0"), ("x^x", 0, "1"), ("x^(1/x)", oo, "1"), ("log(x)/x", oo, "0"),
    ("log(x)^3/x^(1/10)", oo, "0"), ("x^100*exp(-x)", oo, "0"), ("exp(x)/x^100", oo, oo),
    ("exp(-1/x^2)/x^10", 0, "0"), ("exp(x) - x^5", oo, oo), ("exp(x)/(exp(x) + 1)", oo, "1"),
    ("exp(x)/(exp(x) + 1)", -oo, "0"), ("log(exp(x) + 1) - x", oo, "0"), ("log(x)", 0, -oo),
    ("log(exp(x) + exp(2*x))/x", oo, "2"), ("x*exp(x)", -oo, "0"), ("sinh(x)/exp(x)", oo, "1/2"),
    ("2^x/3^x", oo, "0"), ("cos(x)^(1/x^2)", 0, "exp(-1/2)"),
    ("(sin(x)/x)^(1/x^2)", 0, "exp(-1/6)"),
    ("x^(1/(1 - x))", 1, "exp(-1)"), ("asinh(x) - log(x)", oo, "log(2)"),
    ("acosh(x) - log(x)", oo, "log(2)"), ("log(gamma(x))", oo, oo), ("acosh(x)", 1, "0"),
    ("log(1 - x)", 1, -oo), ("sqrt(x)", 0, "0"), ("abs(exp(x) - x)/exp(x)", oo, "1"),
    # bounded functions
    ("x*sin(1/x)", 0, "0"), ("x*sin(1/x)", oo, "1"), ("sin(x)/x", oo, "0"), ("cos(x) + x", oo, oo),
    ("exp(-x)*sin(x)", oo, "0"), ("(x + sin(x))/x", oo, "1"), ("atan(x)", oo, "pi/2"),
    ("atan(x)", -oo, "-pi/2"), ("x*(pi/2 - atan(x))", oo, "1"), ("tanh(x)", oo, "1"),
    ("erf(x)", -oo, "-1"), ("x*erfc(x)/(x + 1)", -oo, "2"),
    # D. Gruntz's thesis, section 8.1
    ("exp(x)*(exp(1/x - exp(-x)) - exp(1/x))", oo, "-1"), ("exp(x + exp(-x)) - exp(x)", oo, "1"),
    ("exp(exp(x - exp(-x))/(1 - 1/x)) - exp(exp(x))", oo, oo),
    ("exp(x)*(sin(1/x + exp(-x)) - sin(1/x + exp(-x^2)))", oo, "1"),
    ("exp(exp(exp(x)))/exp(exp(exp(x - exp(-exp(x)))))", oo, oo),
    ("x/(x - log(x^log(x)))^(1/2)", oo, oo),
    ("log(log(x + exp(log(x)*log(log(x)))))/log(log(log(exp(x) + x + log(x))))", oo, "1"),
    ("x*log(x)*log(x*exp(x) - x^2)^2/log(log(x^2 + 2*exp(exp(3*x^3*log(x)))))", oo, "1/3"),
    ("(exp(x*exp(-x)/(exp(-x) + exp(-2*x^2/(x + 1)))) - exp(x))/x", oo, "-exp(2)"),
]  # fmt: skip
_SLOW_OR_ODD = ("exp(exp", "log(log", "x*erfc", "x*log(x)*log", "log(gamma", "x/x")
"""Where SymPy takes long or answers in a form of its own."""


def term_of(text: str) -> Canonical:
    return to_canonical(parse(text, functions=["f"]))


def found(text: str, point: Any, side: str | None = None) -> Any:
    return limit(term_of(text), "x", term_of(point) if isinstance(point, str) else point, side)


@pytest.mark.parametrize(("text", "point", "expected"), KNOWN, ids=str)
def test_known_limits(text: str, point: Any, expected: Any) -> None:
    value = found(text, point)
    assert (value if isinstance(value, float) else to_text(value)) == expected


@pytest.mark.parametrize(
    ("text", "point"), [r[:2] for r in KNOWN if not r[0].startswith(_SLOW_OR_ODD)], ids=str
)
def test_against_sympy(text: str, point: Any) -> None:
    x = sympy.Symbol("x", real=True)
    at = {oo: sympy.oo, -oo: -sympy.oo}.get(point)
    if at is None:
        at = to_sympy(term_of(point)) if isinstance(point, str) else point
    one_sided = ("log", "sqrt(x)", "x*log", "x^x", "acosh")
    start = "-" if text == "log(1 - x)" else "+" if text.startswith(one_sided) else "+-"
    theirs = sympy.limit(to_sympy(term_of(text)), x, at, start if abs(at) != sympy.oo else "+")
    ours = found(text, point)
    wanted = {oo: sympy.oo, -oo: -sympy.oo}.get(ours) if isinstance(ours, float) else to_sympy(ours)
    assert theirs == wanted or sympy.simplify(theirs - wanted) == 0


NOT_NEAR = ("log(log", "exp(exp", "x*log(x)*log", "log(gamma", "(x - pi/2)")
"""Limits that are not near at any point that ball arithmetic could take."""
DISTANCE = {"exp(x)*(": 8, "exp(x + ": 8, "(exp(x*exp": 8, "log(x)^3": 600}
"""For some texts by their beginnings: the exponent of 2 at which the value is taken."""


@pytest.mark.parametrize(
    ("text", "point", "expected"), [r for r in KNOWN if not r[0].startswith(NOT_NEAR)], ids=str
)
def test_values_near_the_point(text: str, point: Any, expected: Any) -> None:
    """At 2^-100 from the point, or at 2^100, values are near the limit, or large."""
    power = next((n for start, n in DISTANCE.items() if text.startswith(start)), 100)
    values: dict[str, Any] = {"y": Fraction(3, 7), "a": Fraction(5, 3), "b": Fraction(-2, 5)}
    if isinstance(point, float):
        values["x"] = (1 if point > 0 else -1) * 2**power
    else:
        values["x"] = point + (-1 if text == "log(1 - x)" else 1) * Fraction(1, 2**power)
    value = evaluate(term_of(text), values, bits=2000)
    assert isinstance(value, arb)
    if isinstance(expected, float):
        assert value * (1 if expected > 0 else -1) > 5
    else:
        wanted = evaluate(term_of(expected), values, bits=2000)
        assert isinstance(wanted, arb)
        assert abs(value - wanted) < (1e-6 if power == 100 else 0.1)


@pytest.mark.parametrize(
    ("text", "point", "side", "expected"),
    [
        ("1/x", 0, "left", -oo), ("1/x", 0, "right", oo), ("abs(x)/x", 0, "left", "-1"),
        ("exp(1/x)", 0, "left", "0"), ("exp(1/x)", 0, "right", oo), ("floor(x)", 2, "left", "1"),
        ("floor(x)", 2, "right", "2"), ("atan(1/x)", 0, "left", "-pi/2"),
        ("select(x < 0, 1, 2)", 0, "left", "1"), ("1/(1 + exp(1/x))", 0, "left", "1"),
        ("tan(x)", "pi/2", "left", oo), ("gamma(x)", -1, "right", -oo),
        ("sign(x)", 0, "left", "-1"),
    ],
)  # fmt: skip
def test_sides(text: str, point: Any, side: str, expected: Any) -> None:
    value = found(text, point, side)
    assert (value if isinstance(value, float) else to_text(value)) == expected


@pytest.mark.parametrize(
    ("text", "point", "message"),
    [
        ("1/x", 0, "differ: inf and -inf"), ("abs(x)/x", 0, "differ: 1 and -1"),
        ("floor(x)", 2, "differ: 2 and 1"), ("exp(1/x)", 0, "differ: inf and 0"),
        ("tan(x)", "pi/2", "differ"), ("sin(x)", oo, "oscillate"), ("sin(1/x)", 0, "oscillate"),
        ("exp(sin(x))", oo, "oscillate"), ("2*cos(x^2) + 1/x", -oo, "oscillate"),
        ("asin(x)", 2, "no real values near 2"), ("log(x)", -1, "no real values"),
        ("sqrt(-1 - x^2)", 0, "no real values"), ("acosh(x)", 0, "no real values"),
    ],
)  # fmt: skip
def test_where_there_is_no_limit(text: str, point: Any, message: str) -> None:
    with pytest.raises(NoLimit, match=message):
        found(text, point)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("f(x)", 0), ("sin(pi*floor(x))", oo), ("x*sin(x)", oo), ("y*x", oo), ("x^y", oo),
        ("erfc(x)*exp(x^2)", oo), ("sin(x)^2 + cos(x)^2", oo), ("tan(x)", oo),
        ("(2^x + 3^x)^(1/x)", oo), ("floor(x)/x", oo), ("sin(x)*sin(y*x)", oo),
        ("1/(sin(x)^2 + cos(x)^2 - 1)", 0),
    ],
)  # fmt: skip
def test_what_is_not_decided_is_not_guessed(text: str, point: Any) -> None:
    with pytest.raises(Undecided):
        found(text, point)


def test_families_assumptions_and_bad_arguments() -> None:
    text = parse("sin(a*x)/x")
    assert isinstance(limit(text, "x", 0), Term)
    assert isinstance(limit(convert(text, "x"), "x", 0), str | tuple)
    x = sympy.Symbol("x", real=True)
    assert limit(sympy.sin(2 * x) / x, x, 0) == 2
    assert limit(parse("y"), "x", 0) is parse("y")
    (p,) = symbols("p", positive=True)
    assert limit(1 / p, p, 0) == oo
    assert limit(p * term_of("x^2"), "x", oo) == oo
    assert symnum.limit is limit
    with pytest.raises(InputError, match="there are left, right"):
        limit(text, "x", 0, "above")
    with pytest.raises(InputError, match="contains the variable"):
        limit(text, "x", parse("x + 1"))
    with pytest.raises(InputError, match="not a symbol"):
        limit(text, parse("x + 1"), 0)
