"""symnum.approximate: from text, terms and code on balls to fronts with evidence."""

import math

import numpy as np
import pytest
import sympy
from flint import arb

import symnum
from evolve.fronts.approximation import Approximations
from symnum.errors import InputError
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2

(y,) = symnum.symbols("y")
QUICK = {"max_operations": 3, "effort": 1}


@pytest.fixture(scope="module")
def found():
    return symnum.approximate("exp2(x)", (0, 1), **QUICK)


def test_the_front_of_exp2(found):
    assert isinstance(found, Approximations)
    assert [entry.operations for entry in found] == [1, 2, 3]
    assert [entry.error for entry in found] == pytest.approx(
        [4.304e-2, 4.137e-2, 1.227e-3], rel=1e-3
    )
    for entry in found:
        assert entry.certificate.kind == "interval-certified"
        proved = supremum_error(entry.program, EXP2, 0, 1, gap=0.004)
        assert entry.bound == proved.bound
        assert entry.error <= entry.bound <= 1.01 * entry.error
    assert found.of(2) is found[1]
    assert found.of(100) is found[2]
    with pytest.raises(InputError, match="at least 1 are needed, not 0"):
        found.of(0)


def test_the_table(found):
    lines = repr(found).splitlines()
    assert lines[0] == "exp2(x) on [0, 1], absolute error"
    assert lines[1].split() == ["operations", "error", "proved", "bound", "program"]
    assert lines[4].split()[:3] == ["3", "1.227e-03", "1.231e-3"]


def test_forms_of_a_member(found):
    best = found[-1]
    points = np.linspace(0, 1, 9)
    values = best(points)
    assert np.abs(values - np.exp2(points)).max() <= best.bound
    assert "static inline double wave(double x)" in best.c("wave")
    assert "Error at most" in best.c()
    assert "import numpy as np" in best.numpy()
    assert "import jax.numpy as jnp" in best.jax()
    assert best.latex("g").startswith(r"\begin{aligned}")
    expression = best.sympy()
    (symbol,) = expression.free_symbols
    assert symbol.name == "x"
    assert float(expression.subs(symbol, sympy.Rational(1, 2))) == pytest.approx(float(best(0.5)))


def test_a_term_in_another_symbol(found):
    again = symnum.approximate(2**y, (0, 1), **QUICK)
    assert [str(entry) for entry in again] == [str(entry) for entry in found]


def test_code_on_balls_is_certified():
    square = symnum.approximate(lambda b: (b * b).exp(), (0, 1), objective="relative", **QUICK)
    assert square.function == "<lambda>"
    best = square[-1]
    assert best.certificate.kind == "interval-certified"
    points = np.linspace(0, 1, 101)
    errors = np.abs(best(points) / np.exp(points**2) - 1)
    assert 0.99 * best.error <= errors.max() <= best.bound
    assert "given as code" in best.c()


def test_code_without_series_says_how_it_was_certified():
    found = symnum.approximate(lambda b: b.sinc(), (0, 1), max_operations=1, effort=1)
    assert found[-1].certificate.kind == "interval-certified, plain enclosures"
    assert found[-1].bound < 0.43


def test_where_nothing_is_proved_the_kind_says_so():
    """Balls that are a thousandth wide cannot show an error below that."""

    def blurred(b):
        return b.sinc() + arb(0, 1e-3)

    found = symnum.approximate(blurred, (0, 1), max_operations=1, effort=1)
    rough = found[-1]
    assert rough.certificate.kind.startswith("sampled at ")
    assert math.isinf(rough.bound)
    assert "sampled" in repr(found)


def test_it_stops_at_the_precision():
    long = symnum.approximate("exp(x)", (0, 1), max_operations=3, effort=99, precision=1e-2)
    short = symnum.approximate("exp(x)", (0, 1), max_operations=3, effort=1)
    assert min(entry.bound for entry in long) <= 1e-2
    assert long.evaluations <= 4 * short.evaluations


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_result_is_the_same_again(found, workers):
    again = symnum.approximate("exp2(x)", (0, 1), workers=workers, **QUICK)
    assert [entry.program for entry in again] == [entry.program for entry in found]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("exp2(x", (0, 1)), "f, column"),
        (("x*y", (0, 1)), "2 inputs"),
        (("log(x)", (0, 1)), "no certified maximum on the domain"),
        (("exp(x)", (1, 0)), "must be below"),
        (("exp(x)", (0, 1, 2)), "two ends are expected"),
        (("exp(x)", (0, "one")), "'one'"),
        ((lambda b: 1.0, (0, 1)), r"must return a flint\.arb"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(InputError, match=message):
        symnum.approximate(*arguments, **QUICK)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"objective": "best"}, "unknown kind 'best'"),
        ({"max_operations": 0}, "max_operations"),
        ({"operations": ["hug"]}, "operations"),
        ({"effort": 0}, "epochs"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(InputError, match=message):
        symnum.approximate("exp(x)", (0, 1), **options)
