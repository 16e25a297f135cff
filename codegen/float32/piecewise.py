"""tanh and erf: odd functions that go to 1, by a polynomial on each of 32 equal intervals.

The sign goes out by f(−x) = −f(x), beyond ``limit`` the value is 1 in float32, and f(n·h + r) is a
polynomial in r whose coefficients are looked up by n: a permutation of registers in AVX-512. The
value at the centre of an interval has two parts, of which only the first is rounded for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.float32.builder import Builder, Value
from codegen.float32.program import MachineProgram, Table, float_bits
from codegen.float32.reductions import reduction_of
from codegen.float32.relations import RelationKind
from codegen.float32.splitting import nearest
from symnum.ops import operator_named

INTERVALS = 32
Entry = Callable[[str], Value]


@dataclass(frozen=True)
class Pieces:
    """How an odd function that goes to 1 is cut up.

    Args:
        name: The function.
        width: The width of an interval, exact in a few bits; the first one has half of it.
        degree: Of the polynomials.
        slope_parts: Parts of the slope: two if the slope at 0 is no float32.
    """

    name: str
    width: float
    degree: int
    slope_parts: int

    @property
    def limit(self) -> float:
        """Arguments from here up are taken for this one, still in the last interval."""
        return float(nearest((INTERVALS - 0.55) * self.width))

    @property
    def entries(self) -> tuple[str, ...]:
        """The names of the coefficients of an interval."""
        low = ("low_slope",) if self.slope_parts == 2 else ()
        higher = (f"c{k}" for k in range(2, self.degree + 1))
        return ("value", "low_value", "slope", *low, *higher)

    def __post_init__(self) -> None:
        relation = reduction_of(operator_named(self.name)).relation
        if relation.kind is not RelationKind.PARITY or relation.sign != -1:
            raise ValueError(f"no rule says that {self.name} is odd")

    def program(self, coefficients: Mapping[str, Any]) -> MachineProgram:
        """The function on all of float32, from tables of coefficients."""
        b = Builder()
        r, place = self._reduced(b)

        def entry(name: str) -> Value:
            bits = tuple(float_bits(value) for value in coefficients[name])
            return b.lookup(Table(name, bits), place)

        return b.program(self._value(b, r, entry))

    def piece(self, coefficients: Mapping[str, Any], fixed: Mapping[str, Any]) -> MachineProgram:
        """The program on one interval: coefficients that a search may change, and others."""
        b = Builder(coefficients)
        r, _ = self._reduced(b)
        return b.program(
            self._value(b, r, lambda n: b.constant(fixed[n]) if n in fixed else b.coefficient(n))
        )

    def place(self, x: NDArray[np.float32]) -> NDArray[np.int64]:
        """The number of the interval that the program takes for each argument."""
        b = Builder()
        _, place = self._reduced(b)
        return np.asarray(b.program(place)(x)).astype(np.int64) % INTERVALS

    def _reduced(self, b: Builder) -> tuple[Value, Value]:
        """r, exactly, and a word whose last bits are n."""
        a = b.apply("min", self.limit, b.apply("abs", b.x))
        inverse = np.float32(1 / self.width)
        n = b.apply("nearest_integer", a, inverse)
        return b.fma(n, -self.width, a), b.apply("nearest_bits", a, inverse)

    def _value(self, b: Builder, r: Value, entry: Entry) -> Value:
        tail = b.horner(r, *(entry(f"c{k}") for k in range(2, self.degree + 1)))
        if self.slope_parts == 2:
            small = b.fma(r, b.fma(r, tail, entry("low_slope")), entry("low_value"))
        else:
            small = b.fma(r * r, tail, entry("low_value"))
        return b.apply("copysign", entry("value") + b.fma(r, entry("slope"), small), b.x)


TANH = Pieces("tanh", 37 / 128, 6, 1)
ERF = Pieces("erf", 1 / 8, 5, 2)
