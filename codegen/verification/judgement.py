"""Judging chunks of results in compiled code; adding up what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.kernels.build import compile_c
from codegen.verification.judgement_source import (
    CLASSES,
    DECLARATIONS,
    ROUNDING_CASES,
    SHOWN_FROM,
    judgement_source,
)
from codegen.verification.references import Reference

Floats = NDArray[np.float32]
Function = Callable[[Floats], Floats]
"""A float32 function on flat arrays; it may be called from several threads at once."""
LARGEST_KEPT = 1024
"""Candidates for the largest error of a class that are kept over all chunks."""


class Case(NamedTuple):
    """An input, what was computed, and an interval for the error in ULPs of the true value.

    ``result`` is the class of the right result, one of ``CLASSES``.
    """

    input: int
    output: int
    result: str
    low: float
    high: float

    @property
    def x(self) -> float:
        """The input as a number."""
        return number(self.input)

    @property
    def y(self) -> float:
        """The result as a number."""
        return number(self.output)


def number(bits: int) -> float:
    """The float32 number with these bits."""
    return float(np.uint32(bits).view(np.float32))


@dataclass
class ClassTally:
    """What is known of the inputs whose right result is of one class.

    Args:
        count: Inputs.
        misrounded: Results that are surely not the nearest number.
        best: The case whose error has the largest lower bound.
        forgotten: Errors of cases that are not in ``largest`` are at most this.
        largest: Cases that may have the largest error.
    """

    count: int = 0
    misrounded: int = 0
    best: Case | None = None
    forgotten: float = 0.0
    largest: list[Case] = field(default_factory=list)

    def add(self, other: ClassTally) -> None:
        """Take in what was found among later inputs."""
        self.count += other.count
        self.misrounded += other.misrounded
        self.forgotten = max(self.forgotten, other.forgotten)
        if self.best is None or (other.best is not None and other.best.low > self.best.low):
            self.best = other.best
        if other.largest:
            self._keep([*self.largest, *other.largest])

    def _keep(self, cases: list[Case]) -> None:
        threshold = max(SHOWN_FROM, self.best.low if self.best else 0.0)
        within = [case for case in cases if case.high >= threshold]
        self.largest = within[:LARGEST_KEPT]
        dropped = [case.high for case in cases if case.high < threshold]
        self.forgotten = max(self.forgotten, *dropped, *(c.high for c in within[LARGEST_KEPT:]), 0)


@dataclass
class Tally:
    """What is known of all inputs that were judged: by class, and roundings that are open."""

    classes: dict[str, ClassTally] = field(
        default_factory=lambda: {name: ClassTally() for name in CLASSES}
    )
    roundings: list[Case] = field(default_factory=list)
    lost: int = 0

    def add(self, other: Tally) -> None:
        """Take in what was found among later inputs."""
        for name, tally in self.classes.items():
            tally.add(other.classes[name])
        self.roundings += other.roundings
        self.lost += other.lost


class Judge:
    """Compiled judgement of one function's results.

    Args:
        reference: The function.

    Raises:
        InputError: there is no C compiler.
    """

    def __init__(self, reference: Reference) -> None:
        path = compile_c(judgement_source(reference.name), "-O3 -fno-trapping-math")
        self._interface = cffi.FFI()
        self._interface.cdef(DECLARATIONS)
        self._library = self._interface.dlopen(str(path))

    def tally(self, x: Floats, y: Floats) -> Tally:
        """What the results ``y`` at ``x`` are worth.

        Raises:
            ValueError: arrays of different sizes.
        """
        if x.shape != y.shape or y.dtype != np.float32:
            raise ValueError(f"{y.dtype} results of shape {y.shape} for inputs of {x.shape}")
        found = self._interface.new("symnum_judgement *")
        self._library.symnum_judge(self._floats(x), self._floats(y), x.size, found)
        tallies = {name: _class(found.classes[k]) for k, name in enumerate(CLASSES)}
        kept = min(found.open, ROUNDING_CASES)
        return Tally(tallies, _cases(found.roundings[0:kept]), found.open - kept)

    def reference(self, x: Floats) -> NDArray[np.float64]:
        """The double reference itself."""
        result = np.empty(x.shape, dtype=np.float64)
        out = self._interface.from_buffer("double[]", result, require_writable=True)
        self._library.symnum_reference(self._floats(x), out, x.size)
        return result

    def _floats(self, array: Floats) -> Any:
        return self._interface.from_buffer("float[]", np.ascontiguousarray(array))


def _class(found: Any) -> ClassTally:
    best = _case(found.best) if found.best.low > _NO_CASE else None
    largest = _cases(found.largest[0 : found.kept])
    return ClassTally(found.count, found.misrounded, best, found.forgotten, largest)


_NO_CASE = -1.0
"""The lower bound of the error of a case that was never entered."""


def _cases(found: Iterable[Any]) -> list[Case]:
    return [_case(one) for one in found]


def _case(one: Any) -> Case:
    return Case(one.input, one.output, CLASSES[one.result], one.low, one.high)


@cache
def judge_of(reference: Reference) -> Judge:
    """The judge of a function, compiled once."""
    return Judge(reference)
