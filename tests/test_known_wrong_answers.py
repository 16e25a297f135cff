"""Wrong answers that other systems have given, as reported by their users.

Numbers are of issues in the SymbolicUtils.jl (SU) and Symbolics.jl (S) trackers.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from symnum.engines import ENGINES, Engine, simplify
from symnum.numerics.balls import UNDECIDED, UNDEFINED, evaluate, same_value
from symnum.polynomials import expand
from symnum.terms import Number, parse, plain_symbols, to_canonical, to_plain

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
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "reported"), TERMS, ids=[text for text, _ in TERMS])
def test_value_and_domain_are_kept(text: str, reported: str, engine: Engine) -> None:
    term = parse(text)
    canonical = to_canonical(term)
    forms = [canonical, to_plain(canonical), expand(canonical), simplify(term, engine)]
    decided = 0
    for point in POINTS:
        for form in forms:
            verdict = same_value(term, form, point)
            assert verdict is not False, f"{reported}: {text} became {form} at {point}"
            decided += verdict is True
    assert decided == len(POINTS) * len(forms)


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


def test_a_power_of_a_negative_symbol_can_be_built() -> None:
    (a,) = plain_symbols("a")
    term = (-a) ** Number(Fraction(11, 10))
    assert evaluate(to_canonical(term), {"a": 1}) is UNDEFINED
    assert same_value(to_canonical(term), Number(1), {"a": -1})


@pytest.mark.parametrize("text", ["x^exp(exp(x))", "x^exp(-exp(exp(x)))", "(-x)^exp(exp(exp(x)))"])
def test_powers_beyond_all_bounds_are_in_doubt_or_enclosed(text: str) -> None:
    value = evaluate(parse(text), {"x": 10**6}, bits=1024)
    assert value is UNDECIDED or (isinstance(value, arb) and value.is_finite())
