"""Better constants and corrections for L-Mul, each the best of all there are.

The relative error depends on the two mantissas alone, and a correction sorts pairs of mantissas
into cells and adds a constant for each. Cells do not depend on one another, so the best constants
are found one by one: every pair with every constant of the range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.lmul import LARGEST_MANTISSA, LMul, ProductErrors, antilogarithm
from codegen.small_formats.lmul_corrections import CorrectedLMul, Correction
from symnum.errors import InputError, require_known
from symnum.numerics.formats import Floats, SmallFormat

Integers = NDArray[np.int64]


MEASURES: Mapping[str, Callable[[Floats], float]] = MappingProxyType(
    {
        "mean absolute": lambda errors: float(np.abs(errors).mean()),
        "max absolute": lambda errors: float(np.abs(errors).max()),
    }
)
"""What can be made least."""


@dataclass(frozen=True)
class Found:
    """The best constants for a correction.

    Args:
        correction: The correction.
        mantissa_bits: The width of the operands' mantissas; ``result_bits`` that of the result's.
        measure: What is least.
        offsets: For each cell what is added to the mantissas' sum, in the result's last
            mantissa bits.
        errors: Over all pairs of mantissas.
    """

    correction: Correction
    mantissa_bits: int
    result_bits: int
    measure: str
    offsets: tuple[int, ...]
    errors: ProductErrors

    def product(self, number_format: SmallFormat) -> LMul | CorrectedLMul:
        """The product with these constants.

        Raises:
            InputError: the format's mantissa is not that of operands and result.
        """
        if not self.mantissa_bits == self.result_bits == number_format.mantissa_bits:
            raise InputError(
                f"constants for {self.mantissa_bits} mantissa bits into {self.result_bits} are not "
                f"for {number_format.name}"
            )
        if self.correction.cells == 1:
            return LMul(number_format, self.offsets[0])
        return CorrectedLMul(number_format, self.correction, self.offsets)

    def row(self) -> dict[str, Any]:
        """For machines."""
        return {
            "mantissa_bits": self.mantissa_bits,
            "result_bits": self.result_bits,
            "correction": self.correction.name,
            "extra_operations": self.correction.extra_operations,
            "measure": self.measure,
            "offsets": list(self.offsets),
            "mean": self.errors.mean,
            "mean_absolute": self.errors.mean_absolute,
            "min": self.errors.least,
            "max": self.errors.largest,
        }


def search(
    mantissa_bits: int, correction: Correction, measure: str, result_bits: int | None = None
) -> Found:
    """The constants with the least error, of all from −1/8 to 1/4.

    Args:
        mantissa_bits: The width of mantissas; all pairs are tried.
        correction: How pairs are sorted into cells.
        measure: What is to be least, a key of ``MEASURES``.
        result_bits: The width of the result's mantissa, where products are kept in a wider format
            and constants can be finer; by itself that of the operands.

    Returns:
        The best; of constants that are as good the smallest in size.

    Raises:
        InputError: mantissas too wide to try all pairs, or narrower than the correction looks at,
            or another measure.

    >>> from codegen.small_formats.lmul_corrections import CORRECTIONS
    >>> found = search(3, CORRECTIONS["none"], "mean absolute")
    >>> found.offsets, round(100 * found.errors.mean_absolute, 2)  # published: offset 1, 5.24 %
    ((0,), 3.78)
    """
    if not 2 <= mantissa_bits <= LARGEST_MANTISSA:
        raise InputError(f"mantissa bits have to be from 2 to {LARGEST_MANTISSA}")
    require_known(measure, MEASURES, "measure")
    result_bits = mantissa_bits if result_bits is None else result_bits
    if not mantissa_bits <= result_bits <= LARGEST_MANTISSA:
        raise InputError(
            f"result bits have to be from {mantissa_bits} (those of the operands) to "
            f"{LARGEST_MANTISSA}"
        )
    widening = result_bits - mantissa_bits
    one = np.arange(1 << mantissa_bits)
    index = correction.index(one[:, None], one, mantissa_bits)
    x, y = (part.ravel() << widening for part in np.broadcast_arrays(one[:, None], one))
    chosen = [
        _best(x[inside], y[inside], result_bits, measure)
        for inside in (index.ravel() == cell for cell in range(correction.cells))
    ]
    offsets = tuple(offset for offset, _ in chosen)
    errors = ProductErrors.of(np.concatenate([errors for _, errors in chosen]))
    return Found(correction, mantissa_bits, result_bits, measure, offsets, errors)


def _best(x: Integers, y: Integers, bits: int, measure: str) -> tuple[int, Floats]:
    """The best constant for pairs of mantissas, and the errors with it."""
    scale = 2.0**-bits
    true = (1 + x * scale) * (1 + y * scale)
    sums = x + y
    tried = sorted(range(-(1 << bits) // 8, (1 << bits) // 4 + 1), key=lambda c: (abs(c), c))
    best, least = 0, np.inf
    for offset in tried:
        error = MEASURES[measure](antilogarithm((sums + offset) * scale) / true - 1)
        if error < least:
            best, least = offset, error
    return best, antilogarithm((sums + best) * scale) / true - 1
