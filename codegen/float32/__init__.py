"""Kernels in float32: machine programs, range reduction, coefficients on the grid, C and JAX."""

from __future__ import annotations

from codegen.float32.kernel import Float32Kernel, kernel_named, names

__all__ = ["Float32Kernel", "kernel_named", "names"]
