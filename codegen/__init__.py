"""What leaves symnum: ``codegen.kernels`` in C, NumPy and JAX, and ``codegen.datasets``."""

from __future__ import annotations

from codegen import datasets, kernels

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = ["datasets", "kernels"]
