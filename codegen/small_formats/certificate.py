"""What a kernel does on its whole domain, against the complete table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from symnum.numerics.formats import Floats, Patterns
from symnum.numerics.rounded_tables import RoundedTable

_SLACK = 1 + 2.0**-30
"""The reference is float64: its error, in units of a format of at most 11 bits, is below this."""


@dataclass(frozen=True)
class ExhaustiveCertificate:
    """Every input was tried.

    Args:
        inputs: How many bit patterns there are.
        max_ulp: The largest error in units in the last place of the true value; infinite where
            one of result and correctly rounded value is finite and the other is not.
        misrounded: Results that differ from the correctly rounded value, a zero's sign included.
        worst: The argument's pattern where the error is largest.
        kind: ``exhaustive``.
    """

    inputs: int
    max_ulp: float
    misrounded: int
    worst: int
    kind: str = "exhaustive"

    @property
    def is_correctly_rounded(self) -> bool:
        """Whether every result is the nearest number."""
        return self.misrounded == 0


def certify(computed: Patterns, table: RoundedTable) -> ExhaustiveCertificate:
    """Hold the results for all bit patterns, in ascending order, to a function's table.

    >>> from codegen.small_formats.functions import FUNCTIONS, table_of
    >>> from symnum.numerics.formats import E5M2
    >>> table = table_of(FUNCTIONS["exp"], E5M2)
    >>> certify(table.patterns, table).is_correctly_rounded
    True
    """
    kind = table.format
    both_nan = kind.is_nan(computed) & kind.is_nan(table.patterns)
    wrong = (computed != table.patterns) & ~both_nan
    errors = ulp_errors(computed, table)
    worst = int(np.argmax(errors))
    largest = float(errors[worst]) * _SLACK
    return ExhaustiveCertificate(kind.count, largest, int(wrong.sum()), worst)


def ulp_errors(computed: Patterns, table: RoundedTable) -> Floats:
    """The error of each result in ULPs of the true value, to about 2^-40 relatively."""
    kind = table.format
    values, right = kind.decode(computed), kind.decode(table.patterns)
    with np.errstate(invalid="ignore"):
        errors = np.abs(values - table.true) / kind.unit(table.true)
    same = (values == right) | (np.isnan(values) & np.isnan(right))
    finite = np.isfinite(values) & np.isfinite(right)
    # where both are finite, the true value is finite too
    return np.where(finite, errors, np.where(same, 0.0, math.inf))
