"""Float32 kernels inside JAX: C kernels as XLA custom calls and JAX functions, differentiable."""

from __future__ import annotations

from codegen.ffi.custom_call import custom_call
from codegen.ffi.differentiation import differentiable
from codegen.ffi.jax_kernel import check_jax_kernel, emit_differentiable, jax_kernel

__all__ = [
    "check_jax_kernel",
    "custom_call",
    "differentiable",
    "emit_differentiable",
    "jax_kernel",
]
