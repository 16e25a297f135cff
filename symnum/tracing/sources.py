"""Where elements come from: inputs, constant arrays, and stages that are computed before."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from symnum.ops import Operator

if TYPE_CHECKING:
    from symnum.tracing.arrays import SymbolicArray


@dataclass(frozen=True)
class Input:
    """An array that the function is given."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ConstantArray:
    """Numbers that follow no pattern short enough to be written into terms; flat, float64."""

    name: str
    values: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stage:
    """An array that is computed and stored before others read it.

    Args:
        name: From its content, so that equal stages have equal names.
        array: What is computed.
        reduced: How many of the array's last axes are reduced; 0 if it is stored as it is.
        combine: The operator that reduces them (``add``, ``mul``, ``min``, ``max``).
    """

    name: str
    array: SymbolicArray
    reduced: int = 0
    combine: Operator | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the result."""
        shape = self.array.shape
        return shape[: len(shape) - self.reduced]

    @property
    def size(self) -> int:
        """How many numbers are stored."""
        return math.prod(self.shape)


Source = Input | ConstantArray | Stage
Sources = Mapping[str, Source]
NO_SOURCES: Sources = MappingProxyType({})


def joined(*several: Sources) -> Sources:
    """All sources of several arrays."""
    first, *others = several or (NO_SOURCES,)
    for other in others:
        if other is not first and not other.keys() <= first.keys():
            first = {**first, **other}
    return first


def constant_array(values: NDArray[np.float64]) -> ConstantArray:
    """A constant source, named after its content."""
    flat = np.ascontiguousarray(values, dtype=np.float64).reshape(-1)
    digest = hashlib.sha256(flat.tobytes()).hexdigest()[:12]
    return ConstantArray(f"constant.{digest}", flat)
