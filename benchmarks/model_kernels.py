"""Contenders of ``models.py`` as C with the same flags: their values, and the time of a call."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.kernels.build import compile_c
from codegen.kernels.c import LARGE, emit_c
from symnum.program import Program

_ENTRY = """
void symnum_call(const double *in, double *out, size_t n)
{{
    for (size_t i = 0; i < n; ++i)
        {name}(in + {inputs} * i, out + {outputs} * i);
}}

void symnum_repeat(const double *in, double *out, size_t times)
{{
    for (size_t i = 0; i < times; ++i)
        {name}(in + {inputs} * (i & 1), out + {outputs} * (i & 1));
}}
"""
_SECONDS_A_TURN = 0.05


class CallableC:
    """C source on states, an array of shape (states, inputs) of float64.

    Args:
        source: With a function of this name that takes inputs and outputs.
        name: The function's name.
        inputs, outputs: How many.
        flags: For the compiler, the same for all contenders.
    """

    def __init__(self, source: str, name: str, inputs: int, outputs: int, flags: str) -> None:
        self.outputs = outputs
        start = time.perf_counter()
        entry = _ENTRY.format(name=name, inputs=inputs, outputs=outputs)
        path = compile_c(source + entry, flags)
        self.compile_seconds = time.perf_counter() - start
        self._interface = cffi.FFI()
        self._interface.cdef(
            "void symnum_call(const double *in, double *out, size_t n);"
            "void symnum_repeat(const double *in, double *out, size_t times);"
        )
        self._library: Any = self._interface.dlopen(str(path))

    def values(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        """The slopes, shape (states, outputs), float64."""
        return self._called(self._library.symnum_call, states, len(states))

    def repeated(self, states: NDArray[np.float64], times: int) -> None:
        """So many calls, with the first two states in turn, as an integrator's: in the cache."""
        self._called(self._library.symnum_repeat, states, times)

    def _called(
        self, function: Any, states: NDArray[np.float64], times: int
    ) -> NDArray[np.float64]:
        found = np.empty((len(states), self.outputs))
        given = self._interface.from_buffer("double[]", states)
        into = self._interface.from_buffer("double[]", found, require_writable=True)
        function(given, into, times)
        return found


def flags_for(longest: Program) -> str:
    """Optimisation for all contenders: that of the longest."""
    return "-O1" if len(longest.instructions) > LARGE else "-O2"


def kernel(program: Program, flags: str) -> CallableC:
    """A program of ours, compiled."""
    source = emit_c(program, "slopes")
    return CallableC(source, "slopes", len(program.inputs), len(program.outputs), flags)


def call_seconds(
    kernels: Mapping[str, CallableC], states: NDArray[np.float64], rounds: int
) -> dict[str, float]:
    """The median seconds of a call; contenders take turns."""
    times: dict[str, list[float]] = {name: [] for name in kernels}
    repeats = {name: _repeats(one, states) for name, one in kernels.items()}
    for _ in range(rounds):
        for name, one in kernels.items():
            start = time.perf_counter()
            one.repeated(states, repeats[name])
            times[name].append((time.perf_counter() - start) / repeats[name])
    return {name: float(np.median(found)) for name, found in times.items()}


def _repeats(one: CallableC, states: NDArray[np.float64]) -> int:
    """Calls that take about the time of a turn."""
    count, spent = 2, 0.0
    while spent < _SECONDS_A_TURN / 10:
        count *= 4
        start = time.perf_counter()
        one.repeated(states, count)
        spent = time.perf_counter() - start
    return max(2, int(_SECONDS_A_TURN / spent * count))


def random_states(
    parameters: Sequence[float], species: int, count: int, seed: int
) -> NDArray[np.float64]:
    """States between 10⁻³ and 10³, evenly on a logarithmic scale, the parameters behind them."""
    amounts = 10 ** np.random.default_rng(seed).uniform(-3, 3, (count, species))
    return np.ascontiguousarray(np.hstack([amounts, np.tile(parameters, (count, 1))]))


def difference_over_addends(
    found: NDArray[np.float64], expected: NDArray[np.float64], sizes: NDArray[np.float64]
) -> float:
    """The largest difference of an entry over the sum of the sizes of its addends.

    Where addends cancel, rounding alone makes the relative difference large, in any form.
    """
    return float((np.abs(found - expected) / np.where(sizes == 0, 1, sizes)).max())


def largest_difference(found: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """The largest relative difference of an entry; where 0 is expected, the absolute one."""
    scale = np.where(expected == 0, 1, np.abs(expected))
    return float((np.abs(found - expected) / scale).max())
