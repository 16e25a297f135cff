"""The loops of :mod:`codegen.kernels.calibration_source`, compiled and bound to arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.kernels.build import CompilationError, compile_c
from codegen.kernels.calibration_source import ARRAYS, Probe, declarations, source
from codegen.kernels.stopwatch import Loop
from symnum.errors import InputError

SCALAR, VECTORISED = "-O2 -fno-tree-vectorize", "-O3"
"""How loops are compiled, beside the flags of all kernels."""
POINTS = 1024
_SEED = 20210501

Shape = Literal["chain", "stream"]


class Loops(Protocol):
    """What calibration measures."""

    def ticks(self, passes: int) -> object:
        """A chain of ``TICKS_A_PASS`` integer additions a pass."""

    def pair(self, probe: Probe, shape: Shape) -> tuple[Loop, Loop]:
        """A loop and its twin with fewer uses of an operator, over ``POINTS`` points a pass."""


class CompiledLoops:
    """The loops of some operators as machine code.

    Args:
        probes: The operators.
        vectorised: Whether the compiler may vectorise; there are no chains then.

    Raises:
        InputError: there is no C compiler, or it refuses the loops.
    """

    def __init__(self, probes: Sequence[Probe], vectorised: bool) -> None:
        try:
            path = compile_c(source(probes, vectorised), VECTORISED if vectorised else SCALAR)
        except CompilationError as error:
            first = str(error).partition("\n")[0]
            raise InputError(f"the C compiler refuses the loops to measure: {first}") from None
        self._interface = cffi.FFI()
        self._interface.cdef(declarations(probes, vectorised))
        self._library = self._interface.dlopen(str(path))

    def ticks(self, passes: int) -> object:
        """A chain of ``TICKS_A_PASS`` integer additions a pass."""
        return self._library.symnum_ticks(1, 1, passes)

    def pair(self, probe: Probe, shape: Shape) -> tuple[Loop, Loop]:
        """A loop with an operator and its twin, after their results were looked at.

        Raises:
            InputError: a result on the operator's own domain is not finite.
        """
        points = Points.of(probe)
        names = (probe.name, f"{probe.name}_twin")
        first, second = (
            BoundLoop(self._interface, self._library, f"symnum_{name}_{shape}", points)
            for name in names
        )
        for loop in (first, second):
            if not np.isfinite(loop.results()).all():
                raise InputError(f"operator {probe.name}: not finite on its own domain")
        return first, second


@dataclass(frozen=True)
class Points:
    """Arguments in an operator's domain, float64 of shape (``POINTS``,), and truth values."""

    arrays: tuple[NDArray[np.float64], ...]
    flags: NDArray[np.int32]

    @classmethod
    def of(cls, probe: Probe) -> Points:
        """The same points every time."""
        generator = np.random.default_rng(_SEED)
        boxes = [box for box in probe.row.domain if not (probe.row.order and box[0] == box[1])]
        boxes += [boxes[-1] if boxes else (-1e3, 1e3)] * (ARRAYS - len(boxes))
        arrays = tuple(generator.uniform(low, high, POINTS) for low, high in boxes)
        return cls(arrays, generator.integers(0, 2, POINTS, dtype=np.int32))


class BoundLoop:
    """A loop in C with its library and arguments, which live as long."""

    def __init__(self, interface: Any, library: Any, name: str, points: Points) -> None:
        self._library, self._function = library, getattr(library, name)
        self._is_chain, self._points = name.endswith("chain"), points
        self._out = np.zeros(POINTS)
        given = [interface.from_buffer("double[]", array) for array in points.arrays]
        given.append(interface.from_buffer("int[]", points.flags))
        target = interface.from_buffer("double[]", self._out, require_writable=True)
        self._arguments = (*given, 0.0 if self._is_chain else target, POINTS)

    def __call__(self, passes: int) -> object:
        """So many passes over all points; a chain gives its last result."""
        return self._function(*self._arguments, passes)

    def results(self) -> NDArray[np.float64]:
        """What one pass computes: the last result of a chain, or all of them."""
        last = self(1)
        return np.array([last]) if self._is_chain else self._out
