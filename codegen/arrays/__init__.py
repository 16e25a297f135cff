"""Array programs as loops: in C, NumPy and JAX, with sparse Jacobians."""

from __future__ import annotations

from codegen.arrays.compiled import CompiledArrayProgram
from codegen.arrays.interpreted import jax_function, numpy_function
from codegen.arrays.jacobians import SparseJacobian

__all__ = ["CompiledArrayProgram", "SparseJacobian", "jax_function", "numpy_function"]
