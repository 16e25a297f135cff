"""Three-valued evaluation: values, domains, doubt, strictness, and three evaluators that agree."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, arb_series, ctx
from hypothesis import given
from hypothesis import strategies as st

from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import (
    UNDECIDED,
    UNDEFINED,
    decide,
    evaluate,
    evaluate_program,
    same_value,
)
from symnum.numerics.multiprecision import evaluate_program_mpmath
from symnum.numerics.predicates import PREDICATES, has_power
from symnum.numerics.series import SERIES, program_series
from symnum.ops import (
    CONJUNCTION,
    COS,
    DISJUNCTION,
    EQUAL,
    LESS,
    NEGATION,
    SELECT,
    SIN,
    Kind,
    Operator,
    function,
    operator_named,
    operators,
)
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact
from symnum.terms.plain import Call, Number, Term, plain_symbols

x, y = plain_symbols("x y")
THIRD = Fraction(1, 3)


def call(name: str, *arguments: Term | int | Fraction) -> Term:
    terms = [a if isinstance(a, Term) else Number(a) for a in arguments]
    return Call(operator_named(name), tuple(terms))


UNDEFINED_TERMS = [
    ("1/0", call("div", 1, 0)),
    ("0 times 1/0", 0 * call("div", 1, 0)),
    ("1/(x-x)", 1 / (x - x)),
    ("log 0", call("log", 0)),
    ("log2 of a negative", call("log2", -1)),
    ("log10 0", call("log10", 0)),
    ("log1p(-1)", call("log1p", -1)),
    ("sqrt(-1)", call("sqrt", -1)),
    ("(-8)^(1/3)", call("pow", -8, THIRD)),
    ("0^-1", call("pow", 0, -1)),
    ("0^(-1/2)", call("pow", 0, Fraction(-1, 2))),
    ("asin 2", call("asin", 2)),
    ("acos -2", call("acos", -2)),
    ("acosh 1/2", call("acosh", Fraction(1, 2))),
    ("atanh 1", call("atanh", 1)),
    ("in the branch chosen", call("select", call("less", 0, 1), call("log", 0), 1)),
    ("in the condition", call("select", call("less", call("log", 0), 1), 1, 1)),
    ("false and undefined", call("conjunction", call("less", 1, 0), call("less", 0, 1 / (x - x)))),
    ("sin(log -1)", call("sin", call("log", -1))),
]


@pytest.mark.parametrize(
    "term", [t for _, t in UNDEFINED_TERMS], ids=[n for n, _ in UNDEFINED_TERMS]
)
def test_undefined(term: Term) -> None:
    assert evaluate(term, {"x": 3}) is UNDEFINED


VALUES: list[tuple[Term, Exact]] = [
    (call("pow", 0, 0), 1),
    (call("pow", -2, 3), -8),
    (call("pow", -2, -2), Fraction(1, 4)),
    (call("pow", 0, Fraction(1, 2)), 0),
    (call("sqrt", 0), 0),
    (call("acosh", 1), 0),
    (call("asin", 0), 0),
    (call("select", call("less", 1, 0), call("log", 0), 7), 7),
    (call("select", call("equal", x, 3), 5, call("div", 1, 0)), 5),
    (call("min", 2, 3), 2),
    (call("floor", Fraction(-7, 2)), -4),
    (call("sign", -5), -1),
    (call("fma", 2, 3, 4), 10),
    (call("hypot", 3, 4), 5),
    (x * x - 2 * x, 3),
]


@pytest.mark.parametrize(("term", "expected"), VALUES)
def test_value(term: Term, expected: Exact) -> None:
    result = evaluate(term, {"x": 3})
    assert isinstance(result, arb)
    assert result.contains(arb(Fraction(expected).numerator) / Fraction(expected).denominator)
    assert result.rad() < 1e-30


@pytest.mark.parametrize(
    "term",
    [
        call("log", 3 * Number(THIRD) - 1),
        call("sqrt", call("sin", call("pi"))),
        call("sign", x / 3 * 3 - x) + call("div", 1, x / 7 * 7 - x),
        call("exp", call("exp", call("exp", 1000))),
        call("less", x / 3 * 3, x),
    ],
)
def test_undecided(term: Term) -> None:
    assert evaluate(term, {"x": Fraction(1, 7)}) is UNDECIDED


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (call("less", 1, 2), True),
        (call("less_equal", 2, 2), True),
        (call("equal", x, 2), False),
        (call("negation", call("less", 1, 2)), False),
        (call("conjunction", call("less", 1, 2), call("less", 2, 1)), False),
        (call("disjunction", call("less", 1, 2), call("less", x / 3 * 3, x)), True),
        (call("conjunction", call("less", 2, 1), call("less", x / 3 * 3, x)), False),
    ],
)
def test_truth_values(term: Term, expected: bool) -> None:
    assert evaluate(term, {"x": Fraction(1, 7)}) is expected


def test_undecided_choice_encloses_both_branches() -> None:
    term = call("select", call("less", x, 0), 2, 5)
    result = evaluate(term, {"x": arb(0, 1)})
    assert isinstance(result, arb) and result.contains(2) and result.contains(5)


def test_more_bits_decide() -> None:
    tiny = call("log", call("exp", Number(Fraction(1, 2**300))))  # 2^-300, at 128 bits a ball at 0
    assert evaluate(1 / tiny, {}) is UNDECIDED
    result = decide(1 / tiny, {})
    assert isinstance(result, arb) and result.contains(arb(2) ** 300)
    assert result.rel_accuracy_bits() >= 53


def test_precision_is_restored_and_depth_is_free() -> None:
    term: Term = x
    for _ in range(100_000):
        term = call("sin", term)
    before = ctx.prec
    assert isinstance(evaluate(term, {"x": 1}, bits=200), arb)
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("first", "second", "at", "expected"),
    [
        ((x + 1) ** 2, x * x + 2 * x + 1, THIRD, True),
        (call("sin", x) ** 2 + call("cos", x) ** 2, Number(1), THIRD, True),
        (x, x + Number(Fraction(1, 10**15)), 1, False),
        (x / x, Number(1), 0, False),
        (x / x, 1 / x, 0, True),
        (call("sqrt", x * x), x, -1, False),
        (call("log", x / 3 * 3 - x), x, THIRD / 7, False),
        (call("less", x, 1), call("less", 1, x), 0, False),
    ],
)
def test_same_value(first: Term, second: Term, at: Exact, expected: bool | None) -> None:
    assert same_value(first, second, {"x": at}, cap=512) is expected


def test_bad_input() -> None:
    with pytest.raises(InputError, match="no value to 'y'"):
        evaluate(x + y, {"x": 1})
    with pytest.raises(InputError, match="'f' has no value"):
        evaluate(Call(function("f"), (x,)), {"x": 1})


NEAR = arb(0, 1)
TABLE: list[tuple[str, arb, bool | None]] = [
    ("positive", arb(1), True), ("positive", arb(0), False), ("positive", NEAR, None),
    ("nonnegative", arb(0), True), ("nonnegative", arb(-1), False), ("nonnegative", NEAR, None),
    ("negative", arb(-1), True), ("negative", arb(0), False), ("negative", NEAR, None),
    ("nonzero", arb(2, 1), True), ("nonzero", arb(0), False), ("nonzero", NEAR, None),
    ("integer", arb(3), True), ("integer", arb(0.5, 0.25), False), ("integer", NEAR, None),
    ("defined", NEAR, True), ("positive", arb.nan(), None), ("nonzero", arb.nan(), None),
    ("negative", arb.nan(), None), ("integer", arb.nan(), None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ball", "expected"), TABLE)
def test_predicates(name: str, ball: arb, expected: bool | None) -> None:
    assert PREDICATES[name](ball) is expected


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (arb(2), arb(0.5), True), (arb(0), arb(0), True), (arb(0), arb(0.5), True),
        (arb(0), arb(-1), False), (arb(0), arb(-0.5), False), (arb(-2), arb(3), True),
        (arb(-2), arb(0.5), False), (arb(-2), arb(3, 0.1), None), (NEAR, arb(2), True),
        (NEAR, arb(-2), None), (NEAR, arb(0.5), None), (arb(0), NEAR, None),
        (arb(1, 1), arb(0.5), None),
    ],
)  # fmt: skip
def test_has_power(base: arb, exponent: arb, expected: bool | None) -> None:
    assert has_power(base, exponent) is expected


REAL = [
    row
    for row in operators()
    if row.arb is not None and row.result is Kind.REAL and row.parameters == (Kind.REAL,)
]
POINTS = [Fraction(n, 8) for n in (-19, -8, -5, -1, 0, 1, 3, 8, 13, 30)]


def applied(row: Operator) -> Program:
    count = 2 if row.arity is None else row.arity
    names = ("a", "b", "c")[:count]
    return Program(names, (), (Instruction(row, tuple(range(count))),), (count,))


@pytest.mark.parametrize("row", REAL, ids=str)
def test_references_agree(row: Operator) -> None:
    """Arb and mpmath give the same value, and are undefined at the same points."""
    program = applied(row)
    seen = 0
    for shift in range(len(POINTS)):
        for step in (1, 3):
            at = [POINTS[(shift + k * step) % len(POINTS)] for k in range(len(program.inputs))]
            ball, number = evaluate_program(program, at)[0], evaluate_program_mpmath(program, at)[0]
            assert ball is not UNDECIDED
            if isinstance(ball, arb):
                seen += 1
                with ctx.workprec(160):
                    difference = ball - arb(mpmath.nstr(number, 45))
                    assert abs(difference) < 1e-35 * max(arb(1), abs(ball))
            else:
                assert number is UNDEFINED
    assert seen > 0


@pytest.mark.parametrize("row", REAL, ids=str)
def test_series_agree_with_differences(row: Operator) -> None:
    """Coefficient 0 is the value; coefficient 1 is the slope, by a small secant."""
    program = applied(row)
    slopes = row.derivatives or ()
    fixed = [len(slopes) == len(program.inputs) and slopes[k] is None
             for k in range(len(program.inputs))]  # fmt: skip
    checked = 0
    for base in (Fraction(3, 8), Fraction(7, 4)):
        at = [arb(base.numerator) / base.denominator + k for k in range(len(program.inputs))]
        at = [arb(2) if order else v for v, order in zip(at, fixed, strict=True)]
        moves = [0 if order else 1 for order in fixed]
        given = [arb_series([v, move], 4) for v, move in zip(at, moves, strict=True)]
        series = program_series(program, given, 4)[0]
        value, moved = (
            evaluate_program(program, [v + m * step for v, m in zip(at, moves, strict=True)])[0]
            for step in (arb(0), arb(2) ** -40)
        )
        if isinstance(series, arb_series) and isinstance(value, arb) and isinstance(moved, arb):
            checked += 1
            assert series[0].overlaps(value)
            assert abs(series[1] - (moved - value) * arb(2) ** 40) < 1e-9
    assert checked > 0


def test_every_valued_operator_has_a_series() -> None:
    assert [r.name for r in operators() if r.arb is not None and r not in SERIES] == []


@pytest.mark.parametrize(
    "term", [1 / x, abs(x), call("sqrt", x), call("log", x), call("floor", x), call("sign", x),
             call("tan", x + call("pi") / 2), call("pow", x, THIRD), call("acosh", x + 1),
             call("select", call("less", x, 0), x, 1)],
)  # fmt: skip
def test_no_series_across_an_edge(term: Term) -> None:
    program = lower([term])
    assert program_series(program, [arb_series([arb(0, 0.5), 1], 4)], 4) == (UNDECIDED,)


def test_choice_in_programs() -> None:
    condition = call("disjunction", call("less", x, -1), call("negation", call("less", x, 1)))
    program = lower([call("select", condition, call("sin", x), call("cos", x))])
    assert {i.operator for i in program.instructions} == {
        LESS,
        NEGATION,
        DISJUNCTION,
        SELECT,
        SIN,
        COS,
    }
    assert EQUAL not in {i.operator for i in program.instructions}
    assert CONJUNCTION not in {i.operator for i in program.instructions}
    for at, inner in ((2, mpmath.sin), (0, mpmath.cos)):
        ball, number = evaluate_program(program, [at])[0], evaluate_program_mpmath(program, [at])[0]
        assert isinstance(ball, arb)
        assert abs(float(ball.mid()) - float(inner(at))) < 1e-15
        assert abs(float(number) - float(inner(at))) < 1e-15


@given(st.fractions(-4, 4), st.fractions(-4, 4), st.integers(-3, 3))
def test_enclosures_hold_exact_values(a: Fraction, b: Fraction, n: int) -> None:
    term = (x + y) * (x - 2) ** 2 - y**3 + x * y / 7
    result = evaluate(term + n, {"x": a, "y": b}, bits=64)
    exact = (a + b) * (a - 2) ** 2 - b**3 + a * b / 7 + n
    assert isinstance(result, arb)
    with_bits = arb(exact.numerator) / exact.denominator
    assert result.overlaps(with_bits)
