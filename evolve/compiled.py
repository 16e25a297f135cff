"""Numba with the settings that keep a run reproducible, and typed for the checker.

No fast-math (the order of additions is part of the result), no threads, NumPy's rules for division
by zero (an infinity, not an exception), and compiled code cached on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
"""An array of int64."""
Floats = npt.NDArray[np.float64]
"""An array of float64."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def kernel(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Compile a function of arrays and numbers at its first call."""
    options: dict[str, Any] = {"cache": True, "error_model": "numpy", "fastmath": False}
    compiled: Callable[_Parameters, _Result] = numba.njit(**options)(function)
    return compiled
