"""Float32 kernels inside JAX: C kernels as XLA custom calls, with derivatives."""

from __future__ import annotations

from codegen.ffi.custom_call import custom_call
from codegen.ffi.differentiation import differentiable

__all__ = ["custom_call", "differentiable"]
