"""Certified maximum errors: published programs, poles, removable points, kinks, wrong claims."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import evaluate_program
from symnum.numerics.rational import rational_form
from symnum.numerics.supremum import NotCertified, certify_claim, supremum_error
from symnum.ops import ABS, ERF, EXP, EXP2, LOG, SIN, SQRT, TANH
from symnum.program import Program
from symnum.terms.exact import Exact, exact
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term, plain_symbols

x, y = plain_symbols("x y")


def c(value: float) -> Number:
    return Number(exact(value))


KNOWN = [
    ("f2", 2, 4.14e-2, ()),
    ("f3", 3, 1.2266e-3, ()),
    ("f5", 5, 6.34e-6, (0,)),
    ("f10", 10, 3.52e-15, (0,)),
]


@pytest.mark.parametrize(("name", "operations", "error", "removable"), KNOWN)
def test_published_programs(
    published: dict[str, Program],
    name: str,
    operations: int,
    error: float,
    removable: tuple[Exact, ...],
) -> None:
    program = published[name]
    found = supremum_error(program, EXP2, 0, 1)
    assert program.operations == operations
    assert found.kind == "interval-certified"
    assert found.removable == removable
    assert found.lower == pytest.approx(error, rel=2e-3)
    assert found.lower <= found.bound <= 1.021 * found.lower


def test_claims(published: dict[str, Program]) -> None:
    program = published["f3"]
    assert certify_claim(program, EXP2, 0, 1, 1.23e-3).bound <= 1.23e-3
    with pytest.raises(NotCertified, match=r"exceeds 0\.00122 at x"):
        certify_claim(program, EXP2, 0, 1, 1.22e-3)


CERTIFIED: list[tuple[str, Term, Any, Exact, Exact, float]] = [
    ("same function", x**3 + x, x * (x * x + 1), -1, 2, 0.0),
    ("kink", x, ABS, -1, 1, 2.0),
    ("kink inside", x * x, ABS, -1, 1, 0.25),
    ("odd function", x, SIN, Fraction(-1, 2), Fraction(1, 2), 0.020574461395796996),
    ("line", x + 1, EXP, 0, 1, 0.7182818284590453),
    ("hyperbolic", Call(TANH, (x,)), ERF, 0, 2, 0.0811682497),
    ("third", x / 3, lower([Number(Fraction(1, 3)) * x]), Fraction(1, 3), Fraction(2, 3), 0.0),
    ("constant", c(1.5) + 0 * x, EXP2, 0, 1, 0.5),
    ("removable inside", (x * x - 1) / (x - 1), x + 1, 0, 2, 0.0),
]


@pytest.mark.parametrize(
    ("program", "reference", "low", "high", "error"),
    [row[1:] for row in CERTIFIED],
    ids=[row[0] for row in CERTIFIED],
)
def test_certified(program: Term, reference: Any, low: Exact, high: Exact, error: float) -> None:
    found = supremum_error(lower([program]), reference, low, high)
    assert found.bound >= error
    assert found.lower <= found.bound <= 1.0201 * found.lower + 1e-25
    assert found.bound == pytest.approx(error, rel=2.1e-2, abs=1e-25)


REFUSED: list[tuple[str, Term, Any, Exact, Exact, str]] = [
    ("pole", 1 / (x - c(0.25)), EXP2, 0, 1, "pole at x = 1/4"),
    ("pole at the end", 1 / x, EXP2, 0, 1, "pole at x = 0"),
    ("irrational pole", 1 / (x * x - 2), EXP2, 0, 2, r"pole at x = 1\.4142"),
    ("zero divisor", x / (x - x), EXP2, 0, 1, "zero everywhere"),
    ("logarithm at 0", x, LOG, 0, 1, "no value or no derivatives near x = 0"),
    ("root below 0", x, SQRT, -1, 1, "no value or no derivatives near x = -1"),
    ("transcendental pole", 1 / Call(SIN, (x,)), EXP2, 3, 4, r"near x = 3\.14"),
]


@pytest.mark.parametrize(
    ("program", "reference", "low", "high", "message"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_refused(program: Term, reference: Any, low: Exact, high: Exact, message: str) -> None:
    with pytest.raises(NotCertified, match=message):
        supremum_error(lower([program], ["x"]), reference, low, high)


def test_irrational_gaps_are_named() -> None:
    inner = 1 / (x * x - 2)
    found = supremum_error(lower([x + 1 / inner]), x * x + x - 2, 0, 2)
    assert found.removable == ("1.4142136",)
    assert found.bound < 1e-25
    with pytest.raises(NotCertified, match=r"pole at x = 1\.4142"):
        supremum_error(lower([x + 1 / (1 / inner)]), x, 0, 2)


def test_references_that_are_not_smooth_at_an_end() -> None:
    root = Call(SQRT, (x,))
    bessel = lower([parse("besseli(1/2, x)")])
    found = supremum_error(lower([root * (c(0.7979) + x * x * c(0.133))]), bessel, 0, 1)
    assert 6.77e-3 < found.lower < found.bound < 6.92e-3
    falling = lower([Call(SQRT, (1 - x,))])
    assert supremum_error(lower([1 - x]), falling, 0, 1).bound == pytest.approx(0.25, rel=0.021)


def test_bad_input() -> None:
    with pytest.raises(InputError, match="not an interval"):
        supremum_error(lower([x]), EXP2, 1, 0)
    with pytest.raises(InputError, match="program has 2 inputs"):
        supremum_error(lower([x + y]), EXP2, 0, 1)
    with pytest.raises(InputError, match="reference has 2 inputs"):
        supremum_error(lower([x]), x + y, 0, 1)


def test_bound_holds_at_points(published: dict[str, Program]) -> None:
    program = published["f5"]
    bound = supremum_error(program, EXP2, 0, 1).bound
    reference = lower([Call(EXP2, (x,))])
    for k in range(1, 200):
        at = Fraction(k, 199)
        error = evaluate_program(program, [at])[0] - evaluate_program(reference, [at])[0]  # type: ignore[operator]
        assert abs(error) <= bound  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "degrees"),
    [((x * x - 1) / (x + 1), (1, 0)), (x + 2 / x, (2, 1)), (1 / (1 + 1 / (1 + 1 / x)), (1, 1))],
)
def test_rational_form(term: Term, degrees: tuple[int, int]) -> None:
    form = rational_form(lower([term]))
    assert form is not None
    assert (form.numerator.degree(), form.denominator.degree()) == degrees


def test_other_operators_have_no_rational_form() -> None:
    program: Program = lower([Call(SIN, (x,)) / x])
    assert rational_form(program) is None
