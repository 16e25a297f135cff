"""Kernels for small formats: fronts, certificates, compiled C and JAX, on every input."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from codegen.kernels.build import compile_c
from codegen.small_formats.array_functions import certify_jax, jax_function, numpy_function
from codegen.small_formats.c_source import emit_c, run_c
from codegen.small_formats.certificate import certify
from codegen.small_formats.folds import folds_of
from codegen.small_formats.front import SmallKernel, candidates, choose, front, pareto
from codegen.small_formats.functions import FUNCTIONS, Function, function_named, table_of
from codegen.small_formats.machine_code import MachineCode
from codegen.small_formats.windows import windows
from symnum.errors import InputError
from symnum.numerics.formats import BFLOAT16, E4M3FN, E5M2, SmallFormat

EIGHT_BITS = [E4M3FN, E5M2]
eight_bits = pytest.mark.parametrize("kind", EIGHT_BITS, ids=lambda kind: kind.name)


@eight_bits
def test_fronts_of_8_bits(kind: SmallFormat) -> None:
    """Compiled C gives what was certified; a correctly rounded kernel is smaller than the table."""
    chosen = []
    for function in FUNCTIONS.values():
        found = front(function, kind)
        exact = [k for k in found if k.certificate.is_correctly_rounded]
        assert exact[0].objectives[:2] == (1, 256)
        assert min(k.objectives[1] for k in exact) < 128
        chosen += [found[0], found[len(found) // 2], found[-1]]
    assert_compiled_as_certified(chosen)


def assert_compiled_as_certified(kernels: Sequence[SmallKernel]) -> None:
    for kernel, computed in zip(kernels, run_c(kernels, kernels[0].format.patterns()), strict=True):
        assert certify(computed, table_of(kernel.function, kernel.format)) == kernel.certificate


@pytest.mark.parametrize("name", ["exp", "tanh"])
def test_fronts_of_bfloat16(name: str) -> None:
    found = front(FUNCTIONS[name], BFLOAT16)
    assert_compiled_as_certified(found[2:])  # the tables of 128 and 64 KiB take long to compile
    assert found[0].objectives[:2] == (1, 131072)
    assert choose(found, table_bytes=0).objectives[2] < 0.501
    costs = [k.objectives[:3] for k in found]
    assert not any(
        all(a <= b for a, b in zip(one, two, strict=True))
        for one in costs
        for two in costs
        if one != two
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("exp", "tanh")])
def test_every_member_of_every_front_of_bfloat16(name: str) -> None:
    assert_compiled_as_certified(front(FUNCTIONS[name], BFLOAT16))


def test_emitted_c_compiles_without_a_warning() -> None:
    kernels = [k for name in ("exp", "log", "sin", "gelu") for k in front(FUNCTIONS[name], E4M3FN)]
    source = "".join(emit_c(kernel, f"kernel{n}") for n, kernel in enumerate(kernels))
    compile_c(source, "-O0 -Wall -Wextra -Wconversion -Wno-unused-function -Werror")


def test_interpolation_keeps_its_budget() -> None:
    """What is said to be feasible is, on every input: segments, edges and signs."""
    for name in ("tanh", "sqrt", "gelu"):
        table = table_of(FUNCTIONS[name], E4M3FN)
        for found in candidates(name, table):
            if found.family in ("interpolation", "steps") and found.parameters.get("fold") in (
                None, "odd", "positive",
            ):  # fmt: skip
                certificate = certify(found.code.run(E4M3FN.patterns()), table)
                assert certificate.max_ulp <= found.parameters["budget"] * (1 + 1e-8)


def test_exact_folds_and_windows_are_correctly_rounded() -> None:
    for name in ("sin", "log", "silu"):
        table = table_of(FUNCTIONS[name], BFLOAT16)
        for found in candidates(name, table):
            if found.family != "table":
                break
            approximate = found.parameters.get("fold") in ("reciprocal", "complement", "difference")
            certificate = certify(found.code.run(BFLOAT16.patterns()), table)
            assert approximate or certificate.is_correctly_rounded


def test_a_fold_that_fails_at_one_input_is_not_found() -> None:
    table = table_of(FUNCTIONS["tanh"], E5M2)
    assert [fold.name for fold in folds_of(table)] == ["odd"]
    patterns = table.patterns.copy()
    patterns[0x85] ^= 1
    broken = type(table)(table.format, patterns, table.true)
    assert not list(folds_of(broken))


def test_certificates_see_a_single_wrong_result() -> None:
    table = table_of(FUNCTIONS["exp"], E4M3FN)
    computed = table.patterns.copy()
    computed[0x30] += 1
    found = certify(computed, table)
    assert (found.misrounded, found.worst) == (1, 0x30)
    assert 0.5 <= found.max_ulp <= 1.5
    computed[0x10] = E4M3FN.nan
    assert certify(computed, table).max_ulp == np.inf


@pytest.mark.parametrize("kind", [BFLOAT16, E4M3FN], ids=lambda kind: kind.name)
def test_array_functions(kind: SmallFormat) -> None:
    kernel = choose(front(FUNCTIONS["tanh"], kind), max_ulp=0.5)
    values = np.linspace(-3, 3, 31).reshape(1, 31).astype(kind.dtype)
    expected = np.tanh(values.astype(np.float64)).astype(np.float32).astype(kind.dtype)
    found = numpy_function(kernel)(values)
    assert found.dtype == kind.dtype
    np.testing.assert_array_equal(found.astype(float), expected.astype(float))
    for call in (
        jax_function(kernel),
        jax.jit(jax_function(kernel)),
        jax.vmap(jax_function(kernel)),
    ):
        np.testing.assert_array_equal(np.asarray(call(jnp.asarray(values))), found)
    assert certify_jax(kernel) == kernel.certificate
    with pytest.raises(InputError, match="takes arrays of"):
        numpy_function(kernel)(np.zeros(3))


def test_kernels_for_machines_that_flush_subnormal_numbers() -> None:
    """XLA may fuse a product and a sum, which moves a few roundings, and no more."""
    for kernel in front(FUNCTIONS["exp"], E4M3FN, flushes=True)[-2:]:
        found = certify_jax(kernel)
        assert found.max_ulp <= kernel.certificate.max_ulp + 0.01
        assert found.misrounded <= kernel.certificate.misrounded + 2
    plain, flushing = (front(FUNCTIONS["exp"], E4M3FN, flushes=f) for f in (False, True))
    least = [
        min(k.objectives[1] for k in kernels if k.objectives[2] < 1)
        for kernels in (plain, flushing)
    ]
    assert least == [0, 6]


def test_a_function_of_ones_own() -> None:
    softplus = Function("softplus", "log(1 + exp(x))")
    found = choose(front(softplus, E4M3FN), table_bytes=200)
    assert found.certificate.is_correctly_rounded
    assert "softplus_e4m3fn_table0" in emit_c(found)


def test_choices_and_refusals() -> None:
    found = front(FUNCTIONS["exp"], E4M3FN)
    assert choose(found, max_ulp=1).objectives[0] == 1
    assert choose(found, table_bytes=20, max_ulp=1).objectives[1] == 6
    assert choose(found, table_bytes=200).certificate.is_correctly_rounded
    with pytest.raises(
        InputError, match="no kernel is within all limits; the least of each: operations 1"
    ):
        choose(found, table_bytes=1, operations=2)
    with pytest.raises(InputError, match=r"unknown function 'sinc'.*; there are exp, exp2"):
        function_named("sinc")


def test_fronts_are_the_same_each_time() -> None:
    first = [kernel.row() for kernel in front(FUNCTIONS["sin"], E4M3FN)]
    front.cache_clear()
    assert [kernel.row() for kernel in front(FUNCTIONS["sin"], E4M3FN)] == first


def test_code_is_shared_pruned_and_counted() -> None:
    code = MachineCode()
    one = code.apply("add", 0, code.word(1))
    assert code.apply("add", 0, code.word(1)) == one
    code.lookup(np.arange(4, dtype=np.uint8), one)  # not needed
    made = code.returning(code.apply("mul", one, one))
    assert (made.operations, made.table_bytes) == (2, 0)
    assert made.run(np.array([3], dtype=np.uint32)).tolist() == [16]
    constant = MachineCode()
    made = constant.returning(constant.word(7))
    assert made.run(np.zeros(2, dtype=np.uint32)).tolist() == [7, 7]


def test_ties_of_equal_objectives_go_to_the_first() -> None:
    kernels = front(FUNCTIONS["cos"], E5M2)
    assert isinstance(kernels[0], SmallKernel)
    assert pareto((*kernels, *kernels)) == kernels


def test_windows_are_told_from_the_values() -> None:
    table = table_of(FUNCTIONS["sin"], BFLOAT16)
    found = list(windows(BFLOAT16, table.patterns[:0x8000], table.true[:0x8000]))
    assert found[-1].below.name == "IDENTITY"
    assert BFLOAT16.decode(np.array([found[-1].low]))[0] == pytest.approx(0.114, abs=1e-3)
