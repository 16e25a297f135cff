"""Wrong answers that other systems have given, as reported by their users.

Numbers are of issues in the SymbolicUtils.jl (SU) and Symbolics.jl (S) trackers.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb

from symnum.algebra import solve_linear
from symnum.calculus.differentiate import differentiate
from symnum.engines import ENGINES, Engine, simplify
from symnum.errors import InputError
from symnum.numerics.balls import UNDECIDED, UNDEFINED, evaluate, same_value
from symnum.terms import Number, ParseError, parse, plain_symbols, symbols, to_canonical

POINTS = tuple(
    {"a": Fraction(p), "b": Fraction(q), "x": Fraction(r), "y": Fraction(s)}
    for p, q, r, s in (
        (0, 0, 0, 0),
        (1, -1, -2, 3),
        (-1, 2, 0, 1),
        (2, 0, 1, 0),
        (-3, "1/2", "-1/4", -1),
        (5, 3, 1000, "1/1024"),
    )
)

TERMS = [
    ("(x^2)^(1/2)", "SU 1045: folded to x"),
    ("(x^4)^(1/4)", "SU 1045: folded to x"),
    ("(x^2)^(3/2)", "SU 30: exponents multiplied"),
    ("(x*y)^(1/2)", "SU 1045: roots distributed over products"),
    ("a^(11/10)", "S 622"),
    ("(-a)^1.1", "S 622: an error at construction"),
    ("(-a)^(11/10)*(-a)^(9/10)", "S 622"),
    ("(x + 1)/2 + (y + 1)/3 + x/6", "SU 647: a term dropped among fractions"),
    ("(2*x/3 + y/5)/(x/7 + 1)", "SU 647: rational coefficients under a fraction"),
    ("(x^2 - y^2)/(x - y) + a", "SU 647: a term dropped among fractions"),
    ("a/(x*y) + b/(x*y) + 1/x", "SU 647"),
    ("1/(x - x)", "S 561: 1//0"),
    ("(x - y)/(y - y)", "S 561: 1//0"),
    ("(x^2 - 1)/(x - 1)", "S 561: greatest common divisors"),
    ("-1/(a - a)", "SU 339: the sign of 1//0"),
    ("1/(y - x) + 1/(x - y)", "SU 339: the sign lost by reordering"),
    ("log(-1)", "S 650: a logarithm that is not a number"),
    ("log(x - x) + y", "S 650"),
    ("log(x)/log(x)", "S 650"),
    ("0*log(x)", "S 1554"),
    ("x/x", "S 1554: 1 at 0 too"),
    ("x^0", "S 1554"),
    ("x/x - x/x", "S 1554"),
    ("0.1*x + 0.2*x - 0.3*x + 1e-20", "S 1373: simplified to 0"),
    ("1.1*x^2 - 0.7*x*y + 1e-9*y", "S 1373: simplified to 0"),
    ("0.3333333333333333*x - x/3", "S 1373: simplified to 0"),
    ("-sin(x)^2 - cos(x)^2", "SU 577: not reduced"),
    ("sqrt(1)*x", "S 337: not reduced"),
    ("(x^3)^(1/3)", "SU 1045: folded to x"),
    ("sqrt((x - y)^2)", "SU 1045: folded to x - y"),
    ("sqrt(x)*sqrt(x)", "SU 1045: defined where x < 0"),
    ("sqrt(x)*sqrt(y)", "SU 1045: roots collected over products"),
    ("(x^a)^b", "SU 30: exponents multiplied"),
    ("(a^2)^x*(a^x)^2", "SU 30: exponents multiplied"),
    ("exp(a)^b", "SU 30: exponents multiplied"),
    ("x^a*x^(-a)", "SU 30: exponents added up to 0"),
    ("x^(1/2)*x^(-1/2)", "SU 30: exponents added up to 0"),
    ("0^x", "SU 30"),
    ("log(x*y)", "SU 400: rules for logarithms without assumptions"),
    ("log(x^2)", "SU 400"),
    ("exp(log(x))", "SU 400: defined where x < 0"),
    ("log(x) - log(y)", "SU 400"),
    ("acos(cos(x)) + asin(sin(x)) + atan(tan(x))", "SU 400"),
    ("sqrt(log(x)^2)/log(x)", "S 650"),
    ("log(x/x - 1)*y + a", "S 650: never returned"),
    ("sin(x)/cos(x)*(cos(x)/sin(x))", "S 1554: 1 at multiples of pi/2 too"),
    ("(x/y)*(y/x)", "S 1554"),
    ("abs(x)/x", "S 1554"),
    ("0/x + x*0", "S 1554"),
    ("a + -a + 1/x - 1/x", "Metatheory 190, 154: cancellation"),
    ("select(x < y, 1/x, 1/x)", "Metatheory 74: wrong merges"),
    ("select(x == x, a, log(-1))", "Metatheory 74: wrong merges"),
    ("select(x < y, select(log(a) < b, 1, 2), 2)", "a condition evaluated too early"),
    ("select(x < y, 1, select(x < log(a), 1, 2))", "a condition evaluated too early"),
]


@pytest.fixture(scope="module")
def transformations() -> Any:
    benchmarks = str(Path(__file__).parents[1] / "benchmarks")
    sys.path.insert(0, benchmarks)
    try:
        from transformations import TRANSFORMATIONS
    finally:
        sys.path.remove(benchmarks)
    return TRANSFORMATIONS


@pytest.mark.parametrize(("text", "reported"), TERMS, ids=[text for text, _ in TERMS])
def test_value_and_domain_are_kept(text: str, reported: str, transformations: Any) -> None:
    """By both engines, by all families of terms and by algebra."""
    term = parse(text)
    refused = []
    for name, made in transformations.items():
        if made.smooth:
            continue
        try:
            form = made.after(term)
        except InputError:
            refused.append(name)
            continue
        for point in POINTS:
            verdict = same_value(term, form, point, domains=made.keeps_domain)
            assert verdict is True, f"{reported}: {text}, {name}, became {form} at {point}"
    assert set(refused) <= {"apart", "cancelled", "SymPy and back"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x^2)^(1/2)", "abs(x)"),
        ("-sin(x)^2 - cos(x)^2", "-1"),
        ("sqrt(1)*x", "x"),
        ("x/x", "x/x"),
        ("(-a)^1.1", "(-a)^(11/10)"),
        ("0.1*x + 0.2*x - 0.3*x + 1e-20", "1/100000000000000000000"),
    ],
)
def test_known_answers(text: str, expected: str, engine: Engine) -> None:
    assert str(simplify(parse(text), engine)) == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["1/(x - x)", "log(-1)", "log(x - x) + y", "-1/(a - a)", "1/0"])
def test_what_has_no_value_is_never_given_one(text: str, engine: Engine) -> None:
    found = simplify(parse(text), engine)
    assert all(evaluate(found, point) is UNDEFINED for point in POINTS)


@pytest.mark.parametrize("engine", ENGINES)
def test_second_derivatives_with_floats_do_not_vanish(engine: Engine) -> None:
    """S 1373: the simplified Hessian was 0."""
    term = parse("1.1*x^2*y - 0.3*x*y^2 + 1e-9*x^3 + 0.1*x*y/3")
    for first, second in ("xx", "xy", "yy"):
        entry = differentiate(differentiate(term, first), second)
        for point in POINTS:
            assert same_value(entry, simplify(entry, engine), point) is True
    assert evaluate(simplify(differentiate(term, "x", 2), engine), {"x": 0, "y": 1}) > 2  # type: ignore[operator]


@pytest.mark.parametrize("engine", ENGINES)
def test_solutions_of_linear_systems_are_simplified(engine: Engine) -> None:
    """S 1203: simplifying the solution of four equations took an hour, then divided by 0."""
    unknowns = symbols("u v w z")
    system = {"a 1 0 b": "1", "1 b 2 0": "a", "0 a 1 1": "b", "b 0 1 a": "a*b"}
    rows = []
    for coefficients, side in system.items():
        products = zip(map(parse, coefficients.split()), unknowns, strict=True)
        rows.append(sum(to_canonical(c) * u for c, u in products) - to_canonical(parse(side)))
    found = solve_linear(rows, unknowns)
    point = {"a": Fraction(3), "b": Fraction(-1, 2)}
    values = {str(u): evaluate(simplify(found[u], engine), point, bits=256) for u in unknowns}
    for row in rows:
        residual = evaluate(row, {**point, **values})  # type: ignore[arg-type]
        assert isinstance(residual, arb) and abs(residual) < arb(2) ** -100


def test_what_is_not_a_number_is_refused() -> None:
    """S 650: a logarithm of NaN."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not a finite number"):
            Number(value)  # type: ignore[arg-type]
    with pytest.raises(ParseError):
        parse("log(1e)")


def test_a_power_of_a_negative_symbol_can_be_built() -> None:
    (a,) = plain_symbols("a")
    term = (-a) ** Number(Fraction(11, 10))
    assert evaluate(to_canonical(term), {"a": 1}) is UNDEFINED
    assert same_value(to_canonical(term), Number(1), {"a": -1})


@pytest.mark.parametrize("text", ["x^exp(exp(x))", "x^exp(-exp(exp(x)))", "(-x)^exp(exp(exp(x)))"])
def test_powers_beyond_all_bounds_are_in_doubt_or_enclosed(text: str) -> None:
    value = evaluate(parse(text), {"x": 10**6}, bits=1024)
    assert value is UNDECIDED or (isinstance(value, arb) and value.is_finite())
