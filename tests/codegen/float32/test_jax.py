"""Kernels in JAX: the bits of the C kernels where XLA keeps subnormals out of it, and the text."""

from __future__ import annotations

import subprocess
import sys

import jax
import numpy as np
import pytest

from codegen.float32 import kernel_named, names
from codegen.float32.jax_function import emit_jax, jax_function

SMALLEST_NORMAL = 2.0**-126
ONE_OF_EACH = ("exp", "log2", "sin", "erf")


def points(count=2**14):
    bits = np.arange(count, dtype=np.uint64) * (2**32 // count) + 4321
    edges = np.array([0.0, -0.0, 1.0, np.inf, -np.inf, np.nan], np.float32)
    return np.concatenate([bits.astype(np.uint32).view(np.float32), edges])


def without_subnormals(x, y):
    return ~np.any([(np.abs(z) < SMALLEST_NORMAL) & (z != 0) for z in (x, y)], axis=0)


@pytest.mark.parametrize(
    ("name", "form"), [*((name, "jit") for name in names()), ("exp", "vmap"), ("sin", "vmap")]
)
def test_the_bits_are_those_of_the_reference(name, form):
    kernel, x = kernel_named(name), points()
    function = jax_function(kernel)
    mapped = jax.jit(function if form == "jit" else jax.vmap(function))
    got, wanted = np.asarray(mapped(x)), kernel(x)
    where = without_subnormals(x, wanted)
    same = (got.view(np.uint32) == wanted.view(np.uint32)) | (np.isnan(got) & np.isnan(wanted))
    # Without a fused operation in the machine, or fused by choice elsewhere, last bits may differ.
    assert np.mean(same[where]) > 0.999
    with np.errstate(invalid="ignore"):
        close = np.abs(got - wanted) <= np.spacing(np.abs(wanted))
    assert np.all(same | close | ~where)


@pytest.mark.parametrize("name", names())
def test_ordinary_arguments_take_the_ordinary_program(name):
    x = np.linspace(0.5, 3.0, 1000).astype(np.float32)
    kernel = kernel_named(name)
    assert np.array_equal(jax.jit(jax_function(kernel))(x), kernel(x))


def test_the_text_computes_what_the_function_does(tmp_path):
    x = points(2**10)
    np.save(tmp_path / "x.npy", x)
    lines = ["import jax", "import numpy as np"]
    for name in ONE_OF_EACH:
        (tmp_path / f"{name}_kernel.py").write_text(emit_jax(kernel_named(name), ["A kernel."]))
        lines += [
            f"from {name}_kernel import {name}",
            f"np.save('{name}.npy', jax.jit({name})(np.load('x.npy')))",
        ]
    (tmp_path / "run.py").write_text("\n".join(lines))
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in ONE_OF_EACH:
        direct = np.asarray(jax.jit(jax_function(kernel_named(name)))(x))
        emitted = np.load(tmp_path / f"{name}.npy")
        assert np.array_equal(direct, emitted, equal_nan=True)
