"""Worst rounding errors over boxes: never below what float64 does, close to it, honest."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest
from flint import arb

from codegen.kernels.c import C
from symnum import parse
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import decide
from symnum.numerics.running_errors import (
    CERTIFIED,
    LIBM_ULPS,
    UNKNOWN,
    Box,
    WorstError,
    worst_error,
)
from symnum.numerics.running_errors.boxes import float_box
from symnum.ops import ADD, DIV, MUL, SUB, operator_named
from symnum.program import Program
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Term, plain_symbols

OPERATIONS: Mapping[str, Callable[..., float | bool]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b, "neg": lambda a: -a, "abs": abs, "pow": math.pow,
    "fma": lambda a, b, c: float(Fraction(a) * Fraction(b) + Fraction(c)),
    "min": min, "max": max, "sign": lambda a: float((a > 0) - (a < 0)),
    "floor": lambda a: float(math.floor(a)), "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b, "equal": lambda a, b: a == b,
    "negation": lambda a: not a, "conjunction": lambda a, b: a and b,
    "disjunction": lambda a, b: a or b, "select": lambda c, a, b: a if c else b,
    "pi": lambda: math.pi, "exp2": lambda a: math.pow(2.0, a),
}  # fmt: skip


def computed(program: Program, point: Sequence[float]) -> float:
    values: list[float | bool] = [*point, *(float(constant) for constant in program.constants)]
    for step in program.instructions:
        name = step.operator.name
        operation = OPERATIONS.get(name) or getattr(math, name)
        values.append(operation(*(values[argument] for argument in step.arguments)))
    return float(values[program.outputs[0]])


def points(program: Program, box: Box, count: int) -> list[tuple[float, ...]]:
    """Random points, also close to 0 and at the corners."""
    ends = float_box(program.inputs, box)
    source = random.Random(str(program))

    def coordinate(low: float, high: float) -> float:
        if low > 0 and source.random() < 0.7:
            drawn = math.exp(source.uniform(math.log(low), math.log(high)))
        elif source.random() < 0.3:
            drawn = source.choice((low, high))
        else:
            drawn = source.uniform(low, high) * source.choice((1, 1, 1e-6, 1e-170, 1e-310))
        return min(max(drawn, low), high)

    return [tuple(coordinate(*interval) for interval in ends) for _ in range(count)]


def within(error: WorstError, value: float, true: arb) -> bool:
    distance = abs(arb(value) - true)
    relative = math.isinf(error.relative) or distance <= arb(error.relative) * abs(true) + arb(
        error.tiny
    )
    return bool(math.isinf(error.absolute) or distance <= arb(error.absolute)) and bool(relative)


def check(term: Term, box: Box, error: WorstError, count: int = 60) -> None:
    program = lower([term], sorted(box))
    for point in points(program, box, count):
        exactly = {n: exact(v) for n, v in zip(program.inputs, point, strict=True)}
        true = decide(term, exactly, accuracy=200, cap=2000)
        assert isinstance(true, arb), f"{term} at {point}"
        assert within(error, computed(program, point), true), f"{term} at {point}"


ACCURATE = [
    ("1/(sqrt(x + 1) + sqrt(x))", {"x": (1, 10**15)}, 3.6),
    ("1/(sqrt(x + 1) + sqrt(x))", {"x": (0, 10**300)}, 3.6),
    ("2*(sin(x/2)/x)^2", {"x": (1e-8, 0.1)}, 5.3),
    ("expm1(x)", {"x": (-1, 1)}, 2.1),
    ("expm1(x)^2/exp(x)", {"x": (-20, 20)}, 9),
    ("log1p(x)", {"x": (1e-15, 1e-3)}, 2.1),
    ("log1p(-x)/log1p(x)", {"x": (1e-300, 0.5)}, 6.1),
    ("-2*c/(b + sqrt(b^2 - 4*a*c))", {"a": (1e-3, 1), "b": (10, 1e5), "c": (1e-3, 1)}, 4),
    ("2*cos(x + y/2)*sin(y/2)", {"x": (0.1, 1), "y": (1e-12, 1e-3)}, 6),
    ("atan(1/(1 + x*(x + 1)))", {"x": (1, 1e100)}, 6),
    ("hypot(x, y)", {"x": (-1e10, 1e10), "y": (-1, 1)}, 2.1),
    ("fma(x, y, x)", {"x": (1, 2), "y": (3, 4)}, 1.1),
    ("x^(1/3)*expm1(log1p(1/x)/3)", {"x": (1, 1e15)}, 16),
    ("min(x, y) + max(x^2, y)", {"x": (1, 2), "y": (1, 3)}, 2.1),
    ("select(x < 1, x, sqrt(x))", {"x": (0.5, 4)}, 1.1),
    ("asinh(x) + atan(x)*tanh(x)*erf(x)", {"x": (1e-9, 3)}, 20),
    ("sinh(x)/asin(x/5)*atanh(x/4)", {"x": (1e-9, 3)}, 25),
    ("tan(x)*sin(x)/cosh(x)", {"x": (1e-9, 1.2)}, 15),
    ("exp2(x)*log2(x)/log10(x)", {"x": (2, 8)}, 15),
    ("pi*x/abs(y)", {"x": (-3, 3), "y": (1, 2)}, 3.1),
    ("acos(x)*acosh(2 + x)*erfc(x)", {"x": (-0.5, 0.5)}, 30),
    ("floor(x) + sign(y)", {"x": (2, 5), "y": (1, 2)}, 1.1),
]


@pytest.mark.parametrize(("text", "box", "ulps"), ACCURATE, ids=lambda value: str(value)[:40])
def test_accurate_forms_are_certified(text: str, box: Box, ulps: float) -> None:
    term = parse(text)
    error = worst_error(lower([term], sorted(box)), box)
    assert error.kind == CERTIFIED
    assert error.ulps <= ulps
    check(term, box, error)


CANCELLING = [
    ("sqrt(x + 1) - sqrt(x)", "1/(sqrt(x + 1) + sqrt(x))", {"x": (1, 10**15)}),
    ("(1 - cos(x))/x^2", "2*(sin(x/2)/x)^2", {"x": (1e-8, 0.1)}),
    ("exp(x) - 1", "expm1(x)", {"x": (1e-12, 1e-3)}),
    ("log(1 + x)", "log1p(x)", {"x": (1e-15, 1e-3)}),
    ("1/x - 1/(x + 1)", "1/(x*(x + 1))", {"x": (1, 1e12)}),
]


@pytest.mark.parametrize(("text", "equal", "box"), CANCELLING, ids=[c[0] for c in CANCELLING])
def test_cancelling_forms_blow_up(text: str, equal: str, box: Box) -> None:
    term = parse(text)
    helped = worst_error(lower([term]), box, equals=[lower([parse(equal)])])
    assert 1e-5 < helped.relative < math.inf
    assert helped.absolute < 1e-6 or "/" in text
    check(term, box, helped)


def test_a_cancelling_form_alone_has_an_absolute_bound_only() -> None:
    error = worst_error(lower([parse("sqrt(x + 1) - sqrt(x)")]), {"x": (1, 10**15)})
    assert (error.relative, error.kind) == (math.inf, CERTIFIED)
    assert error.absolute < 1e-8


def test_an_absolute_bound_holds_where_the_value_is_zero() -> None:
    term = parse("exp(x) - 1")
    error = worst_error(lower([term]), {"x": (-1, 1)})
    assert error.relative == math.inf
    assert error.absolute < 6e-16
    check(term, {"x": (-1, 1)}, error)


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("1/x", {"x": (-1, 1)}),
        ("log(x)", {"x": (-1, 1)}),
        ("exp(x)", {"x": (0, 1000)}),
        ("sqrt(x - 1)", {"x": (0.5, 2)}),
        ("select(x^2 < 2, 1, 2)", {"x": (1, 2)}),
        ("floor(x*x)", {"x": (1, 2)}),
    ],
)
def test_without_a_bound_the_kind_is_unknown(text: str, box: Box) -> None:
    error = worst_error(lower([parse(text)]), box, most_pieces=40)
    assert (error.absolute, error.relative, error.kind) == (math.inf, math.inf, UNKNOWN)


def test_the_worst_place_is_where_the_form_cancels_most() -> None:
    stable = lower([parse("1/(sqrt(x + 1) + sqrt(x))")])
    error = worst_error(
        lower([parse("sqrt(x + 1) - sqrt(x)")]), {"x": (1, 10**12)}, equals=[stable]
    )
    assert error.where["x"][1] == 1e12
    assert error.where["x"][0] > 1e11


def test_bounds_hold_when_the_search_is_stopped() -> None:
    term, box = parse("x*x - 2*x"), {"x": (1.0, 1.9)}
    stopped = worst_error(lower([term]), box, stop=lambda: True)
    assert stopped.pieces == 1
    check(term, box, stopped)
    assert worst_error(lower([term]), box).absolute < stopped.absolute


def test_underflow_is_kept_apart() -> None:
    error = worst_error(lower([parse("x*x")]), {"x": (0, 1)})
    assert error.relative <= 2.0**-53 * (1 + 1e-10)
    assert 2.0**-1076 < error.tiny <= 2.0**-1073
    check(parse("x*x"), {"x": (0, 1)}, error)


FUNCTIONS = (
    "sqrt", "exp", "log", "sin", "cos", "tan", "atan", "expm1", "log1p", "sinh", "tanh", "asinh",
    "erf", "abs", "cosh",
)  # fmt: skip


def random_term(source: random.Random, depth: int) -> Term:
    x, y = plain_symbols("x y")
    if depth == 0:
        return source.choice([x, y, x, y, Number(source.randint(1, 9)), Number(Fraction(1, 3))])
    if source.random() < 0.6:
        operator = source.choice([ADD, SUB, MUL, DIV])
        return Call(operator, (random_term(source, depth - 1), random_term(source, depth - 1)))
    name = source.choice(FUNCTIONS)
    return Call(operator_named(name), (random_term(source, depth - 1),))


@pytest.mark.parametrize("seed", range(120))
def test_random_terms(seed: int) -> None:
    source = random.Random(seed)
    term = random_term(source, source.randint(2, 4))
    low = source.choice([1e-6, 0.1, 0.5, 3])
    box: Box = {"x": (low, 2 * low), "y": (0.25, 0.5)}
    error = worst_error(lower([term], ["x", "y"]), box, most_pieces=24)
    if error.kind == CERTIFIED:
        check(term, box, error, 12)
    else:
        assert (error.absolute, error.relative) == (math.inf, math.inf)


def test_most_random_terms_have_a_bound() -> None:
    found = 0
    for seed in range(40):
        source = random.Random(seed)
        term = random_term(source, 2)
        box: Box = {"x": (0.5, 0.75), "y": (0.25, 0.5)}
        found += worst_error(lower([term], ["x", "y"]), box, most_pieces=8).kind == CERTIFIED
    assert found >= 30


def test_functions_are_assumed_as_accurate_as_those_that_are_called() -> None:
    """Those of the C target, which are tested."""
    for operator, ulps in LIBM_ULPS.items():
        if operator in C.rows:
            assert ulps >= C.rows[operator].ulps, operator


@pytest.mark.parametrize(
    ("text", "box", "message"),
    [
        ("x + y", {"x": (0, 1)}, "no interval for 'y'"),
        ("x", {"x": (2, 1)}, "box of x: the lower end 2 is above the upper end 1"),
        ("x", {"x": (Fraction(1, 3), Fraction(1, 3))}, "no float64"),
        ("x", {"x": (0, math.inf)}, "finite"),
        ("digamma(x)", {"x": (1, 2)}, "digamma"),
        ("x < 1", {"x": (1, 2)}, "truth value"),
    ],
)
def test_bad_input(text: str, box: Box, message: str) -> None:
    with pytest.raises(InputError, match=message):
        worst_error(lower([parse(text)]), box)
