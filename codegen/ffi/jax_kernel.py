"""Float32 kernels written in JAX: differentiable functions, their source, and their check."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

import jax
import numpy as np

from codegen.ffi.differentiation import derivative_text, differentiable
from codegen.float32 import Float32Kernel, kernel_named
from codegen.float32.jax_function import emit_jax, jax_function
from codegen.verification.certificate import Code, certificate_of, comment_of
from codegen.verification.float32_inputs import Inputs, WithoutSubnormals
from codegen.verification.judgement import Floats
from codegen.verification.kernel_check import KernelCheck, Progress
from codegen.verification.references import reference_named
from codegen.verification.sweep import verify

_DERIVATIVE = """

{name} = jax.custom_jvp({name})


@{name}.defjvp
def {name}_derivative(primals, tangents):
    (x,), (tangent,) = primals, tangents
    return {name}(x), ({derivative}) * tangent
"""


def jax_code(kernel: Float32Kernel) -> Code:
    """A kernel's module for JAX without docstring, as XLA compiles it here."""
    source = emit_jax(kernel)
    return Code(kernel, "jax", source, f"XLA of JAX {version('jax')} on the CPU", "no flags")


@cache
def jax_kernel(name: str) -> Callable[[Any], Any]:
    """The JAX function of a kernel, for float32 arrays of any shape.

    It works under ``jax.jit``, ``jax.vmap`` and ``jax.grad``; derivatives are those of the
    operator table. Its docstring and its attribute ``certificate`` (lines of text) say what is
    known of its errors.

    Raises:
        InputError: there is no such kernel, or, when called, no float32 array.

    >>> float(jax_kernel("exp2")(3.0))
    8.0
    """
    kernel = kernel_named(name)
    comment = comment_of(jax_code(kernel))
    return differentiable(jax_function(kernel), kernel.function, name, comment)


def emit_differentiable(kernel: Float32Kernel) -> str:
    """A Python module with a kernel as a JAX function, its derivative and its certificate."""
    source = emit_jax(kernel, comment_of(jax_code(kernel)))
    derivative = derivative_text(kernel.function, kernel.name)
    return f"import jax\n{source}{_DERIVATIVE.format(name=kernel.name, derivative=derivative)}"


def check_jax_kernel(
    kernel: Float32Kernel,
    inputs: Inputs,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> KernelCheck:
    """Verify a kernel's JAX function as XLA compiles it for this machine's CPU.

    XLA takes subnormal numbers for zero: such arguments are left out, and results that should be
    subnormal are shown but not held against it.
    """
    function = jax.jit(jax_function(kernel))

    def call(x: Floats) -> Floats:
        return np.asarray(function(x))

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(f"{kernel.name}, JAX", done, total)

    reference = reference_named(kernel.name)
    normal = WithoutSubnormals(inputs)
    found = verify(call, reference, normal, threads=threads, report=report)
    return KernelCheck(found, certificate_of(found, jax_code(kernel), ("XLA",)), {}, True)
