"""What is known from assumptions: simplifications that they allow, signs, bounds."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf
from typing import Any

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite_rules import FACTS
from symnum import InputError, parse, simplify, sqrt, symbols
from symnum.assuming import parse_assumptions
from symnum.numerics.balls import evaluate
from symnum.ops import Kind, operator_named, operators
from symnum.rewriting.facts import FactBase
from symnum.rewriting.intervals import REALS, Interval, point
from symnum.terms import Call, Number, Symbol, Term, to_canonical

ASSUMED = {
    "p": ["positive"], "q": ["positive"], "w": ["nonnegative"], "u": ["negative"],
    "z": ["nonzero"], "n": ["integer"], "m": ["integer"], "k": ["integer", "positive"],
    "e": ["even"], "o": ["odd"],
}  # fmt: skip
"""``x`` and ``y`` are real, nothing more."""


def read(text: str) -> Any:
    return to_canonical(parse(text, assumptions=ASSUMED))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqrt(x^2)", "abs(x)"), ("sqrt(w^2)", "w"), ("sqrt(p^2)", "p"), ("sqrt(u^2)", "-u"),
        ("sqrt((x^2 + 1)^2)", "x^2 + 1"), ("sqrt(p^4)", "p^2"), ("sqrt(w)^2", "w"),
        ("sqrt(x)^2", "sqrt(x)^2"), ("sqrt((2 + sin(x))^2)", "sin(x) + 2"),
        ("abs(x)", "abs(x)"), ("abs(p)", "p"), ("abs(u)", "-u"), ("abs(x*p)", "p*abs(x)"),
        ("abs(p*q)", "p*q"), ("abs(2 + cos(x))", "cos(x) + 2"), ("abs(x^2)", "x^2"),
        ("abs(sin(x) - 2)", "2 - sin(x)"), ("abs(-3*x)", "3*abs(x)"),
        ("x/x", "x/x"), ("z/z", "1"), ("p/p", "1"), ("(x^2 + 1)/(x^2 + 1)", "1"),
        ("(x - y)/(x - y)", "(x - y)/(x - y)"), ("exp(x)/exp(x)", "1"),
        ("(3 + sin(x))/(3 + sin(x))", "1"), ("(x^2 - x + 1)/(x^2 - x + 1)", "1"),
        ("0/z", "0"), ("0/x", "0/x"),
        ("log(exp(x))", "x"), ("exp(log(p))", "p"), ("exp(log(x))", "exp(log(x))"),
        ("exp(log(x^2 + 1))", "x^2 + 1"), ("log(p^x)", "x*log(p)"), ("log(x^y)", "log(x^y)"),
        ("(p^x)^y", "p^(x*y)"), ("(x^2)^y", "(x^2)^y"), ("(z^n)^m", "z^(m*n)"),
        ("(x^n)^m", "(x^n)^m"), ("(w^p)^q", "w^(p*q)"),
        ("sign(p)", "1"), ("sign(u)", "-1"), ("sign(x^2 + 1)", "1"), ("sign(x)", "sign(x)"),
        ("sign(-1 - x^2)", "-1"), ("sign(tanh(x) - 1)", "-1"),
        ("cos(n*pi)", "(-1)^n"), ("sin(n*pi)", "0"),
        ("sin(x + n*pi)", "(-1)^n*sin(x)"), ("cos(x + 2*n*pi)", "cos(x)"), ("cos(2*n*pi)", "1"),
        ("cos(x*pi)", "cos(x*pi)"), ("sin(x*pi)", "sin(x*pi)"), ("sin(7*pi)", "0"),
        ("cos((2*n + 1)*pi)", "-1"), ("cos(e*pi)", "1"), ("cos(o*pi)", "-1"),
        ("(-1)^(2*n)", "1"), ("(-1)^(2*n + 1)", "-1"), ("(-1)^n", "(-1)^n"), ("(-1)^e", "1"),
        ("floor(n)", "n"), ("floor(n + m)", "m + n"), ("floor(x)", "floor(x)"),
        ("max(p, u)", "p"), ("min(sin(x), 2)", "sin(x)"), ("max(x, x + k)", "x + k"),
        ("max(x, y)", "max(x, y)"), ("min(exp(x), -1)", "-1"),
        ("asin(sin(sin(x)))", "sin(x)"), ("asin(sin(x))", "asin(sin(x))"),
    ],
)  # fmt: skip
def test_simplified_as_far_as_is_known(text: str, expected: str) -> None:
    assert simplify(read(text)) is read(expected)


@pytest.mark.parametrize(
    ("assuming", "text", "expected"),
    [
        ("positive(x - 1)", "abs(x)", "x"),
        ("positive(x - 1)", "sqrt((2*x - 1)^2)", "2*x - 1"),
        ("positive(x - 1)", "sign(log(x))", "1"),
        ("nonnegative(x - y)", "max(x, y)", "x"),
        ("nonnegative(x - y)", "max(2*x + 3, 2*y)", "2*x + 3"),
        ("negative(x)", "exp(log(1 - x))", "1 - x"),
        ("positive(x - 1)", "max(x, 2)", "max(x, 2)"),
        ("nonzero(x - y)", "(x - y)/(x - y)", "1"),
        ("positive(x*y)", "exp(log(x*y))", "x*y"),
        ("nonnegative(y - x^2)", "sqrt(y - x^2)^2", "y - x^2"),
    ],
)
def test_assumptions_on_terms(assuming: str, text: str, expected: str) -> None:
    predicate, _, subject = assuming[:-1].partition("(")
    found = simplify(read(text), assuming=[(predicate, read(subject))])
    assert found is read(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + sin(x)", "[1, 3]"), ("x^2 + 1", "[1, inf)"), ("exp(x)", "(0, inf)"),
        ("tanh(x)", "(-1, 1)"), ("3 - 2*tanh(x)", "(1, 5)"), ("cosh(x)", "[1, inf)"),
        ("sin(x)*cos(y)", "[-1, 1]"), ("sin(x)^2", "[0, 1]"), ("sin(x)^3", "[-1, 1]"),
        ("1/(2 + cos(x))", "[1/3, 1]"), ("p", "(0, inf)"), ("k", "[1, inf)"), ("1/k", "(0, 1]"),
        ("x^2 - 4*x", "[-4, inf)"), ("sin(x) - sin(x)^2", "[-2, 1/4]"), ("-u", "(0, inf)"),
        ("abs(sin(x) - 3)", "[2, 4]"), ("max(sin(x), 1/2)", "[1/2, 1]"),
        ("min(x, 3)", "(-inf, 3]"), ("floor(5/2 + sin(x))", "[1, 3]"), ("sqrt(4 + w)", "[2, inf)"),
        ("exp(w)", "[1, inf)"), ("sign(p)", "[1, 1]"), ("x", "(-inf, inf)"),
        ("hypot(x, 2)", "[2, inf)"), ("sqrt(1 + sin(x))*0 + 2", "[2, 2]"), ("p^x", "(0, inf)"),
        ("select(x < y, 2, 3 + w)", "[2, inf)"), ("log(k)", "[0, inf)"), ("erf(x)", "(-1, 1)"),
    ],
)  # fmt: skip
def test_bounds(text: str, expected: str) -> None:
    assert str(FactBase(FACTS).interval(read(text))) == expected


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("p^2 + 1", "positive"), ("u*p", "negative"), ("u^3", "negative"), ("u^2", "positive"),
        ("log(2 + sin(x))", "defined"), ("asin(sin(x)/2)", "defined"), ("k - 1", "nonnegative"),
        ("log(3 + sin(x))", "positive"), ("sqrt(1 - tanh(x))", "positive"), ("e*n", "even"),
        ("atanh(sin(x)/2)", "defined"), ("1/(cosh(x) - 1/2)", "positive"), ("o*o", "odd"),
        ("o + e", "odd"), ("o + o", "even"), ("n^2 - n + 1", "positive"), ("k*exp(x)", "positive"),
        ("1 - erf(x)", "positive"), ("exp(-x^2) - 2", "negative"), ("e^2", "even"), ("o^2", "odd"),
    ],
)  # fmt: skip
def test_facts(text: str, known: str) -> None:
    assert FactBase(FACTS).holds(known, read(text))


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("x", "positive"), ("x - y", "nonzero"), ("1 + sin(x)", "positive"), ("1/x", "defined"),
        ("cos(x)", "nonnegative"), ("log(x)", "defined"), ("x^2", "positive"), ("w", "positive"),
        ("n/2", "integer"), ("1 - tanh(x)^2 - 1", "negative"), ("x^2 - x", "nonnegative"),
        ("log(sin(x)) + 5", "positive"), ("n + e", "even"),
    ],
)  # fmt: skip
def test_nothing_is_known_that_need_not_hold(text: str, unknown: str) -> None:
    assert not FactBase(FACTS).holds(unknown, read(text))


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["positive(x)", "negative(x)"], "assumptions on x: nothing can be both negative and"),
        (["even(n)", "odd(n)"], "assumptions on n: nothing can be both even and odd"),
        (["positive(x - 1)", "negative(x - 1)"], "assumptions on x - 1: nothing can be both"),
        (["tall(x)"], "assumption .*: unknown predicate .tall."),
        (["positive x"], "expected PREDICATE"),
    ],
)
def test_assumptions_that_cannot_be_are_refused(texts: list[str], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_assumptions(texts)


def test_every_symbol_is_real() -> None:
    assert symbols("x", real=True) == symbols("x")
    assert simplify(sqrt(symbols("x", "real")[0] ** 2)) is read("abs(x)")
    assert parse_assumptions(["real(x)"]).symbols["x"] == {"real"}


# -- intervals are enclosures ----------------------------------------------------------------------

ENDS = st.one_of(
    st.sampled_from([Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(10**70)]),
    st.fractions(-9, 9, max_denominator=8),
)
SHAPES = st.tuples(ENDS, ENDS, st.booleans(), st.booleans())


def made(shape: tuple[Fraction, Fraction, bool, bool]) -> Interval:
    low, high = sorted(shape[:2])
    return point(low) if low == high else Interval(low, high, *shape[2:])


def contains(interval: Interval, value: Fraction) -> bool:
    above = value > interval.low or (value == interval.low and interval.low_closed)
    return above and (value < interval.high or (value == interval.high and interval.high_closed))


def members(interval: Interval) -> list[Fraction]:
    low, high = Fraction(interval.low), Fraction(interval.high)
    inner = [low + (high - low) * Fraction(step, 4) for step in range(5)]
    return [value for value in inner if contains(interval, value)]


@given(SHAPES, SHAPES, st.integers(-3, 4))
@settings(max_examples=300, deadline=None)
def test_arithmetic_encloses(
    first: tuple[Fraction, Fraction, bool, bool],
    second: tuple[Fraction, Fraction, bool, bool],
    power: int,
) -> None:
    one, two = made(first), made(second)
    for a in members(one):
        assert contains(-one, -a)
        assert contains(one.absolute(), abs(a))
        if a != 0 or power >= 0:
            assert contains(one.power(power).rounded(), a**power)
        if a.denominator == 1:
            assert contains(one.whole(), a)
        if a != 0:
            assert contains(one.inverse(), 1 / a)
        for b in members(two):
            assert contains(one + two, a + b)
            assert contains((one * two).rounded(), a * b)
            assert contains(one.union(two), a)
            if contains(two, a):
                assert contains(one.intersection(two), a)


VALUED = [
    o for o in operators()
    if o.arb is not None and o.result is Kind.REAL and Kind.BOOLEAN not in o.parameters
]  # fmt: skip
SYMBOLS = tuple(Symbol(name, frozenset(ASSUMED.get(name, ()))) for name in "xypwukn")
VALUES = (0, 1, -1, 2, Fraction(-1, 2), Fraction(7, 3), Fraction(1, 1000), -20, 50)


def random_term(source: random.Random, depth: int) -> Term:
    if depth == 0 or source.random() < 0.1:
        value = Number(source.choice((0, 1, 2, -1, Fraction(1, 2), Fraction(-3, 2))))
        return source.choice((*SYMBOLS, value))
    operator = source.choice(VALUED)
    if source.random() < 0.3:
        operator = operator_named(source.choice(("add", "mul", "sub", "pow")))
    count = 2 if operator.arity is None else operator.arity
    parts = [random_term(source, depth - 1) for _ in range(count)]
    if operator.name == "pow" and source.random() < 0.7:
        parts[1] = Number(source.choice((2, 3, -1, -2, Fraction(1, 2), Fraction(-2, 3))))
    return Call(operator, tuple(parts))


def random_point(source: random.Random) -> dict[str, Any]:
    def value(kind: type = Fraction) -> Any:
        return kind(source.choice(VALUES))

    return {
        "x": value(), "y": value(), "p": abs(value()) or 1, "w": abs(value()),
        "u": -(abs(value()) or 1), "k": abs(value(int)) or 1, "n": value(int),
    }  # fmt: skip


@pytest.mark.parametrize("batch", range(6))
def test_values_lie_in_the_intervals_of_random_terms(batch: int) -> None:
    source = random.Random(f"intervals {batch}")
    facts, seen = FactBase(FACTS), 0
    for _ in range(250):
        term = random_term(source, 3)
        subject = to_canonical(term) if source.random() < 0.5 else term
        interval = facts.interval(subject)
        if interval == REALS:
            continue
        for _ in range(3):
            ball = evaluate(subject, random_point(source))
            if not hasattr(ball, "overlaps"):
                continue
            seen += 1
            low, high = interval.low, interval.high
            assert low == -inf or not ball < as_ball(low), f"{term} in {interval}: {ball}"
            assert high == inf or not ball > as_ball(high), f"{term} in {interval}: {ball}"
    assert seen > 100


def as_ball(end: Any) -> Any:
    return arb(fmpq(end.numerator, end.denominator))
