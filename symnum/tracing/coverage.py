"""What of NumPy (and SciPy's special functions) can be traced, and what to write instead."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from symnum.tracing.alternatives import ALTERNATIVES, OTHERWISE
from symnum.tracing.registry import FUNCTIONS, METHODS, UFUNC_METHODS
from symnum.tracing.scalars import ELEMENTWISE
from symnum.tracing.universal_functions import GENERALISED, PAIRS

_MODULES = {"np": np, "np.linalg": np.linalg, "np.fft": np.fft}


@dataclass(frozen=True)
class Coverage:
    """Whether a function can be traced.

    Args:
        name: As it is written, such as ``np.linalg.det``.
        function: Itself; ``None`` for methods.
        supported: Whether it takes traced arrays.
        instead: What to write instead if not, else empty.
    """

    name: str
    function: Any
    supported: bool
    instead: str = ""


def coverage() -> tuple[Coverage, ...]:
    """Functions, universal functions and methods that could be given a traced array, by name.

    Functions that make arrays from nothing (``np.zeros``, ``np.arange``, …) are not listed: they
    work, as numbers.

    >>> found = {one.name: one for one in coverage()}
    >>> found["np.gradient"].supported, found["np.sort"].instead
    (True, 'np.minimum and np.maximum of the few values that are compared')
    """
    from scipy import special

    entries = [entry for name, module in _MODULES.items() for entry in _functions(name, module)]
    entries += [e for e in _functions("scipy.special", special) if e.supported]
    entries += [
        _entry(f"u.{name}", name, None, name in METHODS)
        for name in sorted(vars(np.ndarray))
        if not name.startswith("_") and callable(getattr(np.ndarray, name))
    ]
    entries += [
        _entry(f"ufunc.{name}", name, None, name in UFUNC_METHODS)
        for name in ("accumulate", "at", "outer", "reduce", "reduceat")
    ]
    return tuple(entries)


def _functions(shown: str, module: ModuleType) -> Iterator[Coverage]:
    for name in sorted(dir(module)):
        function = getattr(module, name)
        if name.startswith("_") or inspect.isclass(function) or inspect.ismodule(function):
            continue
        if isinstance(function, np.ufunc):
            one = function.__name__
            known = one in ELEMENTWISE or one in GENERALISED or one in PAIRS or one == "modf"
            yield _entry(f"{shown}.{name}", one, function, known)
        elif hasattr(function, "_implementation"):  # follows NumPy's protocol
            yield _entry(f"{shown}.{name}", function.__name__, function, function in FUNCTIONS)


def _entry(shown: str, name: str, function: Any, supported: bool) -> Coverage:
    instead = "" if supported else ALTERNATIVES.get(name, OTHERWISE)
    return Coverage(shown, function, supported, instead)


def coverage_table() -> str:
    """The coverage as a table in Markdown: supported names, and a row for each alternative."""
    entries = coverage()
    known = [entry.name for entry in entries if entry.supported]
    lines = [f"{len(known)} of {len(entries)} can be traced: {', '.join(known)}.", ""]
    lines += ["| not traced | instead |", "| --- | --- |"]
    refused: dict[str, list[str]] = {}
    for entry in entries:
        if not entry.supported:
            refused.setdefault(entry.instead, []).append(entry.name)
    lines += [f"| {', '.join(names)} | {instead} |" for instead, names in refused.items()]
    return "\n".join(lines)
