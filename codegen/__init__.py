"""What leaves symnum: ``codegen.kernels`` in C, NumPy and JAX, ``codegen.float32``, its kernels in
float32, and ``codegen.datasets``."""

from __future__ import annotations

from codegen import datasets, float32, kernels

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = ["datasets", "float32", "kernels"]
