"""The functions that kernels are made for, as data, and their complete tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from symnum.errors import row_named
from symnum.numerics.formats import SmallFormat
from symnum.numerics.rounded_tables import RoundedTable, SpecialValues, correctly_rounded_table
from symnum.terms import parse


@dataclass(frozen=True)
class Function:
    """One row.

    Args:
        name: The name in C.
        expression: What it computes, in ``x``.
        special: Where limits do not say what the value at a zero or an infinity is.
    """

    name: str
    expression: str
    special: SpecialValues = field(default_factory=SpecialValues)


# fmt: off
_ROWS = (
    Function("exp", "exp(x)"),
    Function("exp2", "exp2(x)"),
    Function("log", "log(x)"),
    Function("log2", "log2(x)"),
    Function("sin", "sin(x)"),
    Function("cos", "cos(x)"),
    Function("tanh", "tanh(x)"),
    Function("erf", "erf(x)"),
    Function("sigmoid", "1/(1 + exp(-x))"),
    Function("silu", "x/(1 + exp(-x))"),
    Function("gelu", "x*erfc(-x/sqrt(2))/2", SpecialValues(minus_infinity=-0.0)),
    Function("reciprocal", "1/x"),
    Function("sqrt", "sqrt(x)", SpecialValues(minus_zero=-0.0)),  # IEEE 754, 5.4.1
    Function("rsqrt", "1/sqrt(x)", SpecialValues(minus_zero=-math.inf)),  # IEEE 754, 9.2.1
)
# fmt: on

FUNCTIONS: Mapping[str, Function] = MappingProxyType({row.name: row for row in _ROWS})
"""All functions by name."""


def function_named(name: str) -> Function:
    """A function of the table.

    Raises:
        InputError: there is none of that name.
    """
    return row_named(name, FUNCTIONS, "function")


@lru_cache(maxsize=64)
def table_of(function: Function, number_format: SmallFormat) -> RoundedTable:
    """The function's complete table in a format.

    Raises:
        InputError: as :func:`symnum.numerics.rounded_tables.correctly_rounded_table`.
    """
    return correctly_rounded_table(parse(function.expression), number_format, function.special)
