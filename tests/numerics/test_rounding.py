"""Proved rounding bounds: never below what float64 does, close to it, honest at poles."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from symnum.lowering import lower
from symnum.numerics.balls import UNDEFINED, evaluate_program
from symnum.numerics.rational import rational_form
from symnum.numerics.rounding import NotCertified, rounding_error
from symnum.ops import FMA, SIN, SQRT
from symnum.program import Program
from symnum.terms.exact import Exact, exact
from symnum.terms.plain import Call, Number, Term, plain_symbols

(x,) = plain_symbols("x")
OPERATIONS: dict[str, Callable[..., np.float64]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "fma": lambda a, b, c: a * b + c, "sqrt": np.sqrt,
}  # fmt: skip


def computed(program: Program, at: float) -> float:
    values = [np.float64(at), *(np.float64(float(constant)) for constant in program.constants)]
    with np.errstate(all="ignore"):
        for step in program.instructions:
            values.append(OPERATIONS[step.operator.name](*(values[a] for a in step.arguments)))
    return float(values[program.outputs[0]])


def true(program: Program, at: float) -> Fraction:
    """The exact value, or the limit where a division fails."""
    form = rational_form(program)
    assert form is not None
    point = Fraction(at)
    above, below = (
        sum((Fraction(int(k.p), int(k.q)) * point**n for n, k in enumerate(p.coeffs())), Fraction())
        for p in (form.numerator, form.denominator)
    )
    return above / below


def points(low: Exact, high: Exact) -> list[float]:
    generator = np.random.default_rng(7)
    inside = [float(v) for v in generator.uniform(float(low), float(high), 60)]
    tiny = [v for v in (5e-324, 1e-310, 1e-300, 1e-160, 1e-20, -1e-310, 0.0) if low <= v <= high]
    return [float(low), float(high), *inside, *tiny]


@pytest.mark.parametrize(
    ("name", "most"), [("f2", 5e-16), ("f3", 1.1e-15), ("f5", 8e-16), ("f10", 4.5e-15)]
)
def test_published_programs(published: dict[str, Program], name: str, most: float) -> None:
    program = published[name]
    found = rounding_error(program, 0, 1)
    assert found.kind == "running-error-certified"
    worst = max(abs(Fraction(computed(program, p)) - true(program, p)) for p in points(0, 1))
    assert float(worst) <= found.bound <= most


EIGHTH = Fraction(1, 8)
TERMS: list[tuple[str, Term, Exact, Exact]] = [
    ("polynomial", x**5 - 3 * x**2 + x / 7, -2, 2),
    ("inexact constants", x * Number(Fraction(1, 3)) + Number(Fraction(1, 7)), -2, 2),
    ("removable inside", x / (x + 5 / x), -1, 1),
    ("continued fraction", 1 + x / (3 + x / (5 + x / 7)), 0, 2),
    ("infinite and back twice", 1 / (1 / x + 3) + 2 / (x - 1 / x + 5), -EIGHTH, EIGHTH),
    ("product with infinity", 1 / (1 / x * (x + 3)), -1, 1),
    ("quotient of infinities by a number", (1 / x) / (x + 2) - 1 / x / (x + 3), Fraction(1, 4), 1),
    ("huge and back", 1 / ((x * 2**700 + 1) * 2**600 + 1), 1, 2),
    ("tiny", x * Number(Fraction(1, 2**600)) * Number(Fraction(1, 2**600)), 0, 1),
    ("negated", -(x - 3) * -x, 0, 1),
    ("fma", Call(FMA, (x, x, -x)), 0, 1),
    ("reciprocal of a square at infinity", 1 / (3 / (x * x) + x), 0, 1),
]  # fmt: skip


@pytest.mark.parametrize(("term", "low", "high"), [t[1:] for t in TERMS], ids=[t[0] for t in TERMS])
def test_bound_holds(term: Term, low: Exact, high: Exact) -> None:
    program = lower([term])
    found = rounding_error(program, low, high)
    for point in points(low, high):
        assert abs(Fraction(computed(program, point)) - true(program, point)) <= found.bound


ROOTS: list[tuple[str, Term, Exact, Exact]] = [
    ("of the input", Call(SQRT, (x,)) * Number(exact(0.9)) + x, 0, 1),
    ("of a sum", Call(SQRT, (x * x + Number(Fraction(1, 3)),)), -1, 1),
    ("of a root", Call(SQRT, (Call(SQRT, (x,)) + Number(exact(0.1)),)), 0, 4),
    ("below a line", 1 / (Call(SQRT, (x,)) + 1), 0, 1),
]


@pytest.mark.parametrize(("term", "low", "high"), [t[1:] for t in ROOTS], ids=[t[0] for t in ROOTS])
def test_bound_of_roots_holds_and_is_close(term: Term, low: Exact, high: Exact) -> None:
    program = lower([term])
    found, worst = rounding_error(program, low, high), arb(0)
    for point in points(low, high):
        (value,) = evaluate_program(program, [Fraction(point)], 200)
        with ctx.workprec(200):
            error = abs(value - arb(computed(program, point)))  # type: ignore[operator]
        assert error <= found.bound
        worst = worst.max(error)
    assert found.bound <= 8 * float(worst)


def test_roots_of_what_may_be_negative_are_refused() -> None:
    for inner in (x, x * x - Number(Fraction(1, 3))):
        with pytest.raises(NotCertified, match="no bound on the rounding error"):
            rounding_error(lower([Call(SQRT, (inner,))]), -1, 1)


def test_bound_is_close() -> None:
    assert 2**-53 <= rounding_error(lower([x + 1]), 0, 1).bound <= 2.001 * 2**-53
    assert rounding_error(lower([x * 1]), 0, 1).bound <= 2**-52


def test_flushing_targets_lose_more() -> None:
    program = lower([x * Number(exact(0.5))])
    keeps, flushes = (
        rounding_error(program, 0, Fraction(1, 2**1000), flushes_subnormals=flag).bound
        for flag in (False, True)
    )
    assert keeps < 2.0**-1040 < 2.0**-1023 < flushes


def test_flushing_targets_and_extreme_constants() -> None:
    program = lower([x + Number(Fraction(1, 2**1060))])
    assert rounding_error(program, 0, 1).bound < 1e-15
    with pytest.raises(NotCertified, match="constant too large or small"):
        rounding_error(program, 0, 1, flushes_subnormals=True)


def test_sloppy_operations_cost_more() -> None:
    program = lower([x + 1])
    sloppy = {step.operator: 4.0 for step in program.instructions}
    assert rounding_error(program, 0, 1, ulps=sloppy).bound > 7.9 * 2**-53


REFUSED = [
    ("pole at the end", 1 / x, 0, 1),
    ("pole inside", 1 / (x - 1), 0, 2),
    ("difference of infinities", 1 / (1 / x + 1 / (x * x)), 0, 1),
    ("infinity times zero", x * (1 / x), 0, 1),
    ("constant too large", x + 10**400, 0, 1),
    ("another operator", Call(SIN, (x,)), 0, 1),
]


@pytest.mark.parametrize(
    ("term", "low", "high"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused(term: Term, low: Exact, high: Exact) -> None:
    with pytest.raises(NotCertified):
        rounding_error(lower([term]), low, high)


def test_refusal_is_right() -> None:
    """inf · 0 is NaN in float64 and undefined in exact arithmetic, so no bound may exist."""
    program = lower([x * (1 / x)])
    assert np.isnan(computed(program, 0.0))
    assert evaluate_program(program, [0]) == (UNDEFINED,)
