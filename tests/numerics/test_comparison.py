"""Terms compared at points: what ball arithmetic alone leaves in doubt."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from symnum.errors import InputError
from symnum.numerics.balls import UNDECIDED, UNDEFINED, evaluate, same_value
from symnum.numerics.comparison import JointValues
from symnum.ops import Kind, function, operators
from symnum.terms import Call, Number, Symbol, parse

THIRD = Fraction(1, 3)

EXACT = [
    ("x - 7/3", THIRD, Fraction(-2)),
    ("x/x", THIRD, Fraction(1)),
    ("x/(x - x)", THIRD, UNDEFINED),
    ("log(3*x - 1)", THIRD, UNDEFINED),
    ("log(x)", -THIRD, UNDEFINED),
    ("x == 1/3", THIRD, True),
    ("x < 1/3", THIRD, False),
    ("select(x <= 1/3, x, log(-1))", THIRD, THIRD),
    ("select(x < 1/3, log(-1), log(-1))", THIRD, UNDEFINED),
    ("not x == 1/3 or x < x", THIRD, False),
    ("(4*x/3)^(-1/2)", THIRD, Fraction(3, 2)),
    ("(-x)^(1/3)", THIRD, UNDEFINED),
    ("(-x)^3", THIRD, Fraction(-1, 27)),
    ("0^x", THIRD, Fraction(0)),
    ("0^(-x)", THIRD, UNDEFINED),
    ("0^0", THIRD, Fraction(1)),
    ("(3*x)^(10^30)", THIRD, Fraction(1)),
    ("(-3*x)^(10^30 + 1)", THIRD, Fraction(-1)),
    ("2^(10^5)*exp2(-10^5)", THIRD, Fraction(1)),
    ("log2(1/1024) + log10(100)", THIRD, Fraction(-8)),
    ("hypot(x, 4*x/3)", THIRD, Fraction(5, 9)),
    ("sqrt(16/25)", THIRD, Fraction(4, 5)),
    ("cos(x - 1/3) + exp(0) + acosh(1)", THIRD, Fraction(2)),
    ("floor(-x) + sign(-x) + abs(-x)", THIRD, Fraction(-5, 3)),
    ("min(x, 1/2) - max(x, 1/2)", THIRD, Fraction(-1, 6)),
    ("fma(3, x, -1)", THIRD, Fraction(0)),
    ("acos(3*x + 1)", THIRD, UNDEFINED),
]


@pytest.mark.parametrize(("text", "at", "expected"), EXACT, ids=[text for text, _, _ in EXACT])
def test_exact_values(text: str, at: Fraction, expected: object) -> None:
    joint = JointValues({"x": at})
    found = joint.known[joint.place(parse(text))]
    if isinstance(expected, Fraction):
        expected = fmpq(expected.numerator, expected.denominator)
    assert type(found) is type(expected)
    assert found == expected


@pytest.mark.parametrize("row", operators(), ids=lambda row: row.name)
def test_exact_values_lie_in_balls(row: object) -> None:
    """All operators at all small exact arguments: where there is an exact value, the ball of tape
    arithmetic holds it; where it is undefined, no ball exists."""
    if row.arb is None or row.result is Kind.EQUATION or row.arity == 0:  # type: ignore[attr-defined]
        return
    kinds = [row.parameter_kind(n) for n in range(row.arity or 2)]  # type: ignore[attr-defined]
    numbers = [Number(v) for v in (0, 1, -1, 2, -3, 10, Fraction(1, 4), Fraction(-2, 3))]
    truths = [parse("1 < 2"), parse("2 < 1")]
    choices = [truths if kind is Kind.BOOLEAN else numbers for kind in kinds]
    calls = [()]
    for choice in choices:
        calls = [(*call, value) for call in calls for value in choice]
    for arguments in calls:
        term = Call(row, arguments)  # type: ignore[arg-type]
        joint = JointValues({})
        known = joint.known[joint.place(term)]
        value = evaluate(term, {}, bits=200)
        if known is UNDEFINED or isinstance(known, bool):
            assert value is known or (value is UNDECIDED and arguments[0] is arguments[1])
        elif known is not None:
            assert isinstance(value, arb) and value.overlaps(arb(known))


@pytest.mark.parametrize(
    ("first", "second", "at", "expected"),
    [
        ("sin(y) - sin(y) + 1", "1", {"y": THIRD}, True),
        ("log(sqrt(2)*y/(sqrt(2)*y))", "0", {"y": THIRD}, True),
        ("log(sin(y) - sin(y))", "1", {"y": THIRD}, False),
        ("1/(exp(y) - exp(y))", "log(-1)", {"y": THIRD}, True),
        ("select(exp(y) == exp(y), 1, 2)", "1", {"y": THIRD}, True),
        ("select(exp(y) < exp(y), 1, 2)", "2", {"y": THIRD}, True),
        ("max(exp(y), exp(y))", "exp(y)", {"y": THIRD}, True),
        ("exp(exp(y))^1 + 0", "1*exp(exp(y))", {"y": 10**30}, True),
        ("exp(exp(y))", "exp(exp(y)) + 1", {"y": 10**30}, None),
        ("exp(x)*exp(exp(y))", "exp(exp(y))*exp(x)", {"x": 1, "y": 10**30}, True),
        ("log(log(exp(y)) - y)", "log(-1)", {"y": THIRD}, None),
    ],
)
def test_comparisons(first: str, second: str, at: dict[str, int], expected: bool | None) -> None:
    assert same_value(parse(first), parse(second), at, cap=1024) is expected


def test_quotients_of_equals() -> None:
    assert same_value(parse("acos(acos(y)/acos(y))"), Number(0), {"y": THIRD}) is True
    assert same_value(parse("1/(acos(y)/acos(y))"), Number(1), {"y": 1}) is False


def test_points_where_one_alone_is_defined_may_be_left_out() -> None:
    one, quotient = Number(1), parse("x/x")
    assert same_value(one, quotient, {"x": 0}) is False
    assert same_value(one, quotient, {"x": 0}, domains=False) is True
    assert same_value(Number(2), quotient, {"x": 1}, domains=False) is False


def test_a_ball_stands_for_one_number() -> None:
    around = {"x": arb(0, 1)}
    assert same_value(parse("x - x"), Number(0), around) is True
    assert same_value(parse("x"), parse("2*x"), around, cap=256) is None


def test_depth_precision_and_long_numbers() -> None:
    term = Symbol("x")
    for _ in range(20_000):
        term = Call(parse("sin(x)").operator, (term,))
    before = ctx.prec
    assert same_value(Call(parse("x - x").operator, (term, term)), Number(0), {"x": 1}) is True
    assert ctx.prec == before
    long = parse("x^(10^6)*x^(10^6)*x^(10^6)")
    assert same_value(long, parse("x^(10^6 + 10^6 + 10^6)"), {"x": 3}) is True


def test_bad_input() -> None:
    sine = parse("sin(x)")
    joint = JointValues({"x": 1})
    with pytest.raises(InputError, match="no value to 'y'"):
        joint.place(parse("y"))
    with pytest.raises(InputError, match="'f' has no value"):
        joint.place(Call(function("f"), (sine,)))
        joint.values(64)


@pytest.mark.parametrize("text", ["polygamma(3, -10^6 - 1/2)", "polygamma(10^90, 10^39)"])
def test_derivatives_of_digamma_that_would_take_years_are_in_doubt(text: str) -> None:
    assert evaluate(parse(text), {}, bits=8192) is UNDECIDED


def test_derivatives_of_digamma_below_zero() -> None:
    near = parse("polygamma(1, -5/2) - polygamma(1, 1/2)")  # DLMF 5.15.5
    assert same_value(near, Number(4 + Fraction(4, 9) + Fraction(4, 25)), {}) is True


@pytest.mark.parametrize("order", ["tanh(10^30)", "1 + 2^(-1024)", "1 + exp(-200)"])
def test_bessel_functions_beside_an_integral_order_take_no_time(order: str) -> None:
    beside = evaluate(parse(f"besselk({order}, 15)"), {}, bits=2048)
    assert isinstance(beside, arb)
    assert beside.overlaps(evaluate(parse("besselk(1, 15)"), {}, bits=64))
