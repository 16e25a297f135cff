"""What leaves symnum: ``codegen.kernels`` in C, NumPy and JAX, ``codegen.float32``, its kernels in
float32, and ``codegen.datasets``; each is imported when it is first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codegen import datasets, float32, kernels

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = ["datasets", "float32", "kernels"]


def __getattr__(name: str) -> Any:
    """A part of the package, imported when it is first used."""
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
