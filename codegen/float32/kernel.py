"""Kernels: functions of float32 by name, as programs, C and JAX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.float32 import circular, exponential, logarithmic, piecewise
from codegen.float32.constants import coefficients
from codegen.float32.header import header
from codegen.float32.program import MachineProgram
from symnum.errors import row_named
from symnum.ops import Operator, operator_named

Build = Callable[[Mapping[str, Any]], MachineProgram]


@dataclass(frozen=True)
class Float32Kernel:
    """A function of float32 over all 2^32 arguments.

    Args:
        name: The function's name.
        function: Its operator in the table.
        program: The machine program, for |x| < ``rare_from`` if that is not ``None``.
        rare: The program for all other arguments, which are few.
        rare_from: Where those begin.
    """

    name: str
    function: Operator
    program: MachineProgram
    rare: MachineProgram | None = None
    rare_from: float | None = None

    @property
    def c_name(self) -> str:
        """The name of the scalar function in C."""
        return f"symnum_{self.name}f"

    def header(self, comment: Sequence[str] = ()) -> str:
        """A self-contained C header with ``float symnum_NAMEf(float)`` and the array loop
        ``void symnum_NAMEf_array(const float *x, float *y, size_t n)``.

        Args:
            comment: Lines for the comment on top, such as those of a certificate.
        """
        given = comment or [f"{self.function.meaning}, float32."]
        return header(self.c_name, self.program, self.rare, self.rare_from, given)

    def __call__(self, x: Any) -> NDArray[np.float32]:
        """The value by NumPy, operation by operation: the reference, and slow."""
        values = np.asarray(x, np.float32)
        result = self.program(values)
        if self.rare is not None:
            ordinary = np.abs(values) < np.float32(self.rare_from)
            result = np.where(ordinary, result, self.rare(values))
        return np.asarray(result, np.float32)


@dataclass(frozen=True)
class _Parts:
    program: Build
    rare: Build | None = None
    rare_from: float | None = None


def _circular(name: str) -> _Parts:
    return _Parts(
        partial(circular.ordinary, name), partial(circular.rare, name), circular.RARE_FROM
    )


_KERNELS: Mapping[str, _Parts] = MappingProxyType({
    "exp": _Parts(exponential.exponential),
    "exp2": _Parts(exponential.exponential_base_two),
    "log": _Parts(logarithmic.logarithm),
    "log2": _Parts(logarithmic.logarithm_base_two),
    "sin": _circular("sin"),
    "cos": _circular("cos"),
    "tanh": _Parts(piecewise.TANH.program),
    "erf": _Parts(piecewise.ERF.program),
})  # fmt: skip


def names() -> tuple[str, ...]:
    """The functions that there are kernels of."""
    return tuple(_KERNELS)


@cache
def kernel_named(name: str) -> Float32Kernel:
    """The kernel of a function.

    Raises:
        InputError: there is none; the message lists what there is.

    >>> float(kernel_named("exp")(1.0))
    2.7182817459106445
    """
    parts = row_named(name, _KERNELS, "float32 kernel")
    values = coefficients(name)
    rare = parts.rare(values) if parts.rare else None
    program = parts.program(values)
    return Float32Kernel(name, operator_named(name), program, rare, parts.rare_from)
