"""How the functions of the tables are called: their arguments, the type of elements, ``out=``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from symnum.errors import InputError
from symnum.tracing.refusals import TracingError, refusal


def called(name: str, function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """A function of the tables on the arguments it was given.

    Raises:
        TracingError: arguments that it does not take, or another type of element than float64.
    """
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError as error:
        raise TracingError(refusal(f"{name} with these arguments ({error})", name)) from None
    others: dict[str, Any] = bound.arguments.get("_", {})
    dtype = bound.arguments.get("dtype", others.get("dtype"))
    if dtype is not None and np.dtype(dtype).kind not in "fb" and not name.endswith("astype"):
        raise TracingError(refusal(f"{name} with dtype={np.dtype(dtype)}", "dtype"))
    out = bound.arguments.pop("out", others.pop("out", None))
    made = function(*bound.args, **bound.kwargs)
    return made if out is None else placed(made, out)


def placed(made: Any, target: Any) -> Any:
    """The array ``out=`` with a result in it."""
    if isinstance(target, np.ndarray):
        raise TracingError(refusal("out= with, or += on, a NumPy array", "array"))
    if np.shape(made) != np.shape(target):
        raise InputError(f"out= of shape {target.shape} for a result of another shape")
    target[...] = made
    return target
