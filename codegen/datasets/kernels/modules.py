"""Modules of many entries: their source, and calling them on arrays of points."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.kernels.build import compile_c, compile_once

Points = NDArray[np.float64]
ENDINGS = {"c": "c", "jax": "py"}
TARGETS = tuple(ENDINGS)
_DECLARATIONS = """
void symnum_entry(size_t entry, const double *in, double *out, size_t n);
void symnum_all(const double *const *in, double *const *out, size_t n);
"""


class Module(Protocol):
    """A module that is ready to be called."""

    def entry(self, place: int, points: Points, sides: int) -> Points:
        """An entry at points of shape (points, inputs): an array of shape (sides, points)."""
        ...

    def all(self, points: Sequence[Points], sides: Sequence[int]) -> list[Points]:
        """All entries in turn, each at as many points."""
        ...


def joint(parts: Sequence[str], target: str) -> str:
    """The source of one module from those of its entries, ``record_0``, ``record_1``, …"""
    make = _joint_c if target == "c" else _joint_jax
    return "\n".join([*parts, make(len(parts))])


def loaded(source: str, target: str, *, once: bool = False) -> Module:
    """A module that was made by :func:`joint`: compiled, or imported.

    Args:
        source: The module.
        target: ``"c"`` or ``"jax"``.
        once: Whether it is called a few times only: then it is compiled without optimisation, and
            no cache keeps it.

    Raises:
        InputError: there is no C compiler.
    """
    return _CModule(source, once) if target == "c" else _JaxModule(source)


class _CModule:
    """In machine code."""

    def __init__(self, source: str, once: bool) -> None:
        self._interface: Any = cffi.FFI()
        self._interface.cdef(_DECLARATIONS)
        with tempfile.TemporaryDirectory() as directory:
            path = compile_once(source, directory) if once else compile_c(source, "-O1")
            self._library: Any = self._interface.dlopen(str(path))

    def entry(self, place: int, points: Points, sides: int) -> Points:
        out = np.empty((len(points), sides))
        self._library.symnum_entry(place, self._of(points), self._of(out), len(points))
        return out.T

    def all(self, points: Sequence[Points], sides: Sequence[int]) -> list[Points]:
        count = len(points[0])
        outs = [np.empty((count, width)) for width in sides]
        kept = [[self._of(array) for array in arrays] for arrays in (points, outs)]
        given, filled = (self._interface.new("double *[]", pointers) for pointers in kept)
        self._library.symnum_all(given, filled, count)
        return [out.T for out in outs]

    def _of(self, array: Points) -> Any:
        return self._interface.from_buffer("double[]", array)


class _JaxModule:
    """Imported from a file; every operation is XLA's.

    The entries are not compiled together: XLA takes 0.2 s for each, and one call takes 1 ms.
    """

    def __init__(self, source: str) -> None:
        self._module = _imported(source)

    def entry(self, place: int, points: Points, sides: int) -> Points:
        return self._called("evaluate_entry", place, _transposed(points))[0]

    def all(self, points: Sequence[Points], sides: Sequence[int]) -> list[Points]:
        return self._called("evaluate_all", [_transposed(array) for array in points])

    def _called(self, function: str, *arguments: Any) -> list[Points]:
        import jax

        with jax.enable_x64(True):
            found = getattr(self._module, function)(*arguments)
            return [np.asarray(array) for array in (found if type(found) is list else [found])]


def _transposed(points: Points) -> Points:
    return np.ascontiguousarray(points.T)


def _imported(source: str) -> Any:
    """The module of a source that was written here."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "symnum_kernels.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            spec.loader.exec_module(module)
        finally:
            sys.dont_write_bytecode = kept
    return module


def _joint_c(count: int) -> str:
    cases = "\n".join(f"    case {n}: record_{n}_array(in, out, n); break;" for n in range(count))
    return f"""
/* Entry k at n points: inputs of a point beside each other, then left and right sides in turns. */
void symnum_entry(size_t entry, const double *in, double *out, size_t n)
{{
    switch (entry) {{
{cases}
    }}
}}

/* All entries at n points each; in[k] and out[k] belong to entry k. */
void symnum_all(const double *const *in, double *const *out, size_t n)
{{
    for (size_t k = 0; k < {count}; ++k)
        symnum_entry(k, in[k], out[k], n);
}}
"""


def _joint_jax(count: int) -> str:
    names = ", ".join(f"record_{n}" for n in range(count))
    return f'''
ENTRIES = ({names},)


def evaluate_entry(place, given):
    """Left and right sides in turns, of shape (sides, points), for given of shape (inputs, points).
    """
    shape = given.shape[1:]
    return jnp.stack([jnp.broadcast_to(side, shape) for side in ENTRIES[place](*given)])


def evaluate_all(inputs):
    """The same for each entry in turn; for jax.jit and jax.vmap.

    Args:
        inputs: For each entry an array of shape (inputs, points).
    """
    return [evaluate_entry(place, given) for place, given in enumerate(inputs)]
'''
