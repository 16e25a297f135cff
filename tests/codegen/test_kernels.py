"""Kernels with certificates on every target; emitted Python; JAX's transformations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from codegen.kernels import (
    TARGETS,
    CertificateRefuted,
    compiled,
    emit,
    kernel,
    traceable,
    verify_kernel,
)
from codegen.kernels.certificate import sample_points
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.supremum import NotCertified, shown_bound
from symnum.ops import COS, ERF, EXP, EXP2, FMA, LESS, POW, SELECT, SIN, SQRT
from symnum.program import Program
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, plain_symbols

x, y = plain_symbols("x y")


def c(value: float) -> Number:
    return Number(exact(value))


# The three- and five-operation programs for 2^x of the AutoNumerics-Zero paper (figure 11).
F3 = lower([c(-8.387819235563974) / (c(-3.4355225277901402) + x) - c(1.4427239805682266)])
F5 = lower(
    [
        c(17.746150088734609) / (c(-8.8505996518073289) + (x + c(25.596749740144819) / x))
        - c(-0.99999366143081858)
    ]
)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("program", "error"), [(F3, 1.2266e-3), (F5, 6.3387e-6)])
def test_published_programs(target: str, program: Program, error: float) -> None:
    made = kernel(program, EXP2, 0, 1, target, "exp2_short")
    found = verify_kernel(made.callable, EXP2, made.certificate)
    assert found["kind"] == "certified"
    assert found["operations"] == program.operations
    assert found["max_error"] == pytest.approx(error, rel=1e-3)
    assert found["max_error"] <= found["certified_bound"] <= 1.021 * error
    assert found["samples"] == 2000
    assert shown_bound(made.certificate.certified_bound) in made.source
    assert "exp2_short" in made.source


def test_a_wrong_kernel_is_refuted() -> None:
    made = kernel(F3, EXP2, 0, 1, "numpy", "f3")
    with pytest.raises(CertificateRefuted, match="above the certified bound"):
        verify_kernel(lambda at: made.callable(at) + 2e-5, EXP2, made.certificate)
    with pytest.raises(CertificateRefuted, match="inf"):
        verify_kernel(lambda at: np.where(at == 0, np.nan, made.callable(at)), EXP2,
                      made.certificate)  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_sampled_rounding_says_so(target: str) -> None:
    made = kernel(lower([Call(SIN, (x,)) + x / 8]), SIN, 0, 1, target, "nearly_sine")
    assert not made.certificate.is_proved
    assert "rounding sampled" in made.source
    assert verify_kernel(made.callable, SIN, made.certificate)["kind"] == "rounding sampled"


def test_uncertifiable() -> None:
    with pytest.raises(NotCertified, match="pole"):
        kernel(lower([1 / (x - c(0.5))]), EXP2, 0, 1, "numpy", "f")


@pytest.mark.parametrize("target", TARGETS)
def test_not_finite_in_float64(target: str) -> None:
    """x·(1/x) + x is x + 1 with a removable gap at 0, but float64 computes NaN there."""
    with pytest.raises(NotCertified, match=r"no finite number at x = 0\.0"):
        kernel(lower([x * (1 / x) + x]), EXP2, 0, 1, target, "f")


def test_samples_hold_the_hard_points() -> None:
    found = sample_points(-1, 1, 500, seed=0).tolist()
    assert {-1.0, 1.0, 0.0, 5e-324, -5e-324, 1e-310} <= set(found)
    assert len(found) == 500 and all(-1 <= point <= 1 for point in found)
    assert min(sample_points(Fraction(1, 3), 1, 500, seed=0)) >= Fraction(1, 3)


@pytest.mark.parametrize("bound", [1.0, 1.00049, 9.9999e-16, 6.439579e-06, 123456.0])
def test_shown_bounds_are_rounded_up(bound: float) -> None:
    assert bound <= float(shown_bound(bound)) <= 1.0011 * bound


PROGRAM = lower(
    [
        Call(SELECT, (Call(LESS, (x, y)), Call(SIN, (x / 3,)), Call(SQRT, (y * y + 1,)))),
        Call(ERF, (x,)) - 2,
        Call(POW, (Call(EXP, (x,)), y)) / x,
        Number(Fraction(1, 3)),
    ],
    ["x", "y"],
)
AT = [[0.5, 0.25], [-1.5, 2.0], [0.0, 3.0]]
RUN = """
import json, sys
import numpy
{setup}
namespace = {{}}
exec(compile(sys.stdin.read(), "emitted", "exec"), namespace)
found = [[float(v) for v in namespace["f"](*point)] for point in {at}]
print(json.dumps([[repr(v) for v in row] for row in found]))
"""


@pytest.mark.parametrize("target", ["numpy", "jax"])
def test_emitted_python_equals_the_callable(target: str) -> None:
    """The text that people paste, run in a process of its own without our packages' help."""
    setup = "import jax; jax.config.update('jax_enable_x64', True)" if target == "jax" else ""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(setup=setup, at=AT)],
        input=emit(PROGRAM, target, "f", ['a """ quote and \\ backslash']),
        capture_output=True, text=True, check=True, env={**os.environ, "JAX_PLATFORMS": "cpu"},
    )  # fmt: skip
    printed = [[float(v) for v in row] for row in json.loads(done.stdout)]
    np.testing.assert_allclose(printed, compiled(PROGRAM, target)(AT), rtol=1e-15)


def test_targets_agree() -> None:
    results = [compiled(PROGRAM, target)(AT) for target in TARGETS]
    assert results[0].shape == (3, 4)
    for other in results[1:]:
        np.testing.assert_allclose(other, results[0], rtol=1e-13)


def test_jax_transformations() -> None:
    function = traceable(lower([x**3 / (y + 2)], ["x", "y"]))
    with jax.enable_x64(True):
        at, other = jnp.linspace(-1, 1, 9, dtype=jnp.float64), jnp.float64(0.5)
        slope = jax.jit(jax.vmap(jax.grad(function), in_axes=(0, None)))(at, other)
        assert slope.dtype == jnp.float64
        np.testing.assert_allclose(slope, 3 * np.asarray(at) ** 2 / 2.5, rtol=1e-14)
    assert function(jnp.float32(1), jnp.float32(0)).dtype == jnp.float32
    assert compiled(lower([x + 1]), "jax")(np.ones(3)).dtype == np.float64
    with pytest.raises(TypeError, match="2 arguments"):
        function(1.0)


@pytest.mark.parametrize("target", TARGETS)
def test_outputs_that_are_inputs_or_constants(target: str) -> None:
    made = compiled(lower([x, Number(2), Call(FMA, (x, x, x))]), target)
    np.testing.assert_array_equal(made([[3.0], [4.0]]), [[3, 2, 12], [4, 2, 20]])
    np.testing.assert_array_equal(compiled(lower([Number(2)], ["x"]), target)([1.0, 5.0]), [2, 2])


@pytest.mark.parametrize("name", ["np", "lambda", "v3", "1a", "a b", "jnp", "erf"])
def test_bad_python_names(name: str) -> None:
    with pytest.raises(InputError, match="cannot name a Python function"):
        emit(lower([Call(COS, (x,))]), "numpy", name)


def test_unusable_input_names_are_replaced() -> None:
    program = Program(("lambda", "v1"), (), lower([x + y]).instructions, (2,))
    assert "def f(x0, x1):" in emit(program, "numpy", "f")
