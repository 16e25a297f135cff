"""Symmetries that halve a table: f(−x) from f(x).

Odd, even and one-sided functions fold exactly, which is proved by comparing all bit patterns. The
other relations hold for the true function but not for rounded values; kernels made with them are
candidates like any others, and their error is what trying all inputs gives. (After the odd tables
of LUT Tensor Core, arXiv 2408.06003.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.conversions import from_float, magnitude, to_float
from codegen.small_formats.machine_code import MachineCode, Operand
from symnum.numerics.formats import Floats, SmallFormat
from symnum.numerics.rounded_tables import RoundedTable

Inner = Callable[[MachineCode, Operand], Operand]
"""Code for a function of a magnitude, a pattern whose sign bit is 0."""


@dataclass(frozen=True)
class Fold:
    """One relation.

    Args:
        name: What it is called in descriptions.
        law: In words.
        negative: From the format and the values of |x| and f(|x|), as float64, to f(−|x|); for
            approximate relations.
        code: The same as float32 code, from places of |x| and f(|x|).
    """

    name: str
    law: str
    negative: Callable[[Floats, Floats], Floats] | None = None
    code: Callable[[MachineCode, Operand, Operand], Operand] | None = None


ODD = Fold("odd", "f(-x) = -f(x)")
EVEN = Fold("even", "f(-x) = f(x)")
POSITIVE = Fold("positive", "f(x) is NaN for x < 0")
RECIPROCAL = Fold(
    "reciprocal", "f(-x) = 1/f(x)",
    lambda x, y: 1 / y, lambda code, x, y: code.apply("fdiv", code.number(1), y),
)  # fmt: skip
COMPLEMENT = Fold(
    "complement", "f(-x) = 1 - f(x)",
    lambda x, y: 1 - y, lambda code, x, y: code.apply("fsub", code.number(1), y),
)  # fmt: skip
DIFFERENCE = Fold(
    "difference", "f(-x) = f(x) - x",
    lambda x, y: y - x, lambda code, x, y: code.apply("fsub", y, x),
)  # fmt: skip
APPROXIMATE = (RECIPROCAL, COMPLEMENT, DIFFERENCE)


def folds_of(table: RoundedTable) -> Iterator[Fold]:
    """The exact folds of a function, proved on every bit pattern, and the approximate ones.

    >>> from codegen.small_formats.functions import FUNCTIONS, table_of
    >>> from symnum.numerics.formats import E5M2
    >>> [fold.name for fold in folds_of(table_of(FUNCTIONS["tanh"], E5M2))]
    ['odd']
    >>> [fold.name for fold in folds_of(table_of(FUNCTIONS["exp"], E5M2))]
    ['reciprocal']
    """
    kind = table.format
    above, below = np.split(table.patterns, 2)
    if same(kind, above ^ kind.sign_mask, below).all():
        yield ODD
    if same(kind, above, below).all():
        yield EVEN
    if kind.is_nan(below[1:]).all():
        yield POSITIVE
    yield from (fold for fold in APPROXIMATE if _holds(fold, table))


def same(kind: SmallFormat, first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.bool_]:
    """Where two arrays have the same pattern or both NaN."""
    return np.asarray((first == second) | (kind.is_nan(first) & kind.is_nan(second)))


def _holds(fold: Fold, table: RoundedTable) -> bool:
    """Whether the true values obey the relation at all, to float64's accuracy near 1."""
    kind = table.format
    x = kind.decode(np.arange(kind.sign_mask))
    above, below = np.split(table.true, 2)
    near = (np.abs(x) > 0.25) & (np.abs(x) < 2)
    assert fold.negative is not None
    with np.errstate(all="ignore"):
        expected = fold.negative(x, above)[near]
    return bool(np.allclose(expected, below[near], rtol=1e-12, atol=0))


def folded(code: MachineCode, table: RoundedTable, fold: Fold, inner: Inner) -> Operand:
    """Code for the whole function from code for magnitudes."""
    kind = table.format
    if fold is POSITIVE:
        return _positive(code, table, inner)
    size = magnitude(code, kind, 0)
    value = inner(code, size)
    if fold is EVEN:
        return value
    sign = code.apply("and", 0, code.word(kind.sign_mask))
    if fold is ODD:
        return code.apply("xor", value, sign)
    assert fold.code is not None
    x, y = (to_float(code, kind, place, signed=False) for place in (size, value))
    negative = from_float(code, kind, fold.code(code, x, y), signed=fold is DIFFERENCE)
    return code.apply("select", code.apply("equal", sign, code.word(0)), value, negative)


def _positive(code: MachineCode, table: RoundedTable, inner: Inner) -> Operand:
    """All negative numbers are NaN's, −0 perhaps not."""
    kind = table.format
    last = kind.largest + (kind.infinity is not None)
    inside = code.apply("umin", 0, code.word(last))
    value = inner(code, inside)
    outside = code.apply("below", code.word(last), 0)
    value = code.apply("select", outside, code.word(kind.nan), value)
    at_minus_zero = int(table.patterns[kind.sign_mask])
    if kind.is_nan(np.array([at_minus_zero]))[0]:
        return value
    zero = code.apply("equal", 0, code.word(kind.sign_mask))
    return code.apply("select", zero, code.word(at_minus_zero), value)
