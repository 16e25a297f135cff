"""Float32 kernels written in JAX: errors, derivatives, certificate, and the emitted text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from codegen.ffi import custom_call, jax_kernel
from codegen.ffi.jax_kernel import check_jax_kernel, emit_differentiable
from codegen.float32 import kernel_named, names
from codegen.verification import BitRange
from symnum.errors import InputError

X = np.linspace(0.3, 2.5, 16, dtype=np.float32)
SCRIPT = """
import importlib.util, json, sys
import jax, jax.numpy as jnp
x, answer = jnp.asarray(json.loads(sys.argv[1]), jnp.float32), {}
for name in sys.argv[3:]:
    spec = importlib.util.spec_from_file_location(name, f"{sys.argv[2]}/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    f = getattr(module, name)
    both = jax.jit(jax.vmap(jax.value_and_grad(f)))(x)
    answer[name] = [[float(v) for v in y] for y in both] + [f.__doc__]
print(json.dumps(answer))
"""


@pytest.mark.parametrize("name", names())
def test_normal_results_are_below_one_ulp(name: str) -> None:
    """But for erf near zero: the low part of 2x/√π is then subnormal, which XLA takes for zero."""
    check = check_jax_kernel(kernel_named(name), BitRange(step=9973))
    assert check.holds(1.5 if name == "erf" else 1.0), check.verification.text()
    assert abs(check.verification.at) < 2.0**-100 or check.holds(1.0)
    assert check.certificate.target == "jax"


@pytest.mark.parametrize("name", names())
def test_derivatives_are_those_of_the_c_kernel(name: str) -> None:
    ours, c = jax_kernel(name), custom_call(name)
    for order in (jax.grad, lambda f: jax.grad(jax.grad(f))):
        found, expected = (jax.jit(jax.vmap(order(f)))(X) for f in (ours, c))
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_emitted_modules_are_the_same_functions(tmp_path: Path) -> None:
    """In a process that knows nothing of symnum."""
    for name in names():
        (tmp_path / f"{name}.py").write_text(emit_differentiable(kernel_named(name)))
    command = [sys.executable, "-I", "-c", SCRIPT, json.dumps(X.tolist()), str(tmp_path), *names()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name, (values, slopes, text) in json.loads(done.stdout).items():
        function: Any = jax_kernel(name)
        expected = jax.jit(jax.vmap(jax.value_and_grad(function)))(X)
        np.testing.assert_allclose(values, expected[0], rtol=2e-7, atol=1e-7)
        np.testing.assert_allclose(slopes, expected[1], rtol=1e-5, atol=1e-6)
        assert all(line in text for line in function.certificate)


def test_bad_input() -> None:
    with pytest.raises(InputError, match="float32, not in int32"):
        jax_kernel("exp")(jnp.arange(3))
