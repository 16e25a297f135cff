"""tanh and erf: odd functions that go to 1, by a polynomial on each of eight intervals.

The sign goes out by f(−x) = −f(x), and beyond ``limit`` the value is 1 in float32. Intervals are
those between numbers of few bits of w = 1 + scale · |x|, so that they get wider to the right, and
the leading bits of w are their number. Coefficients are looked up by it: permutations of one
register in AVX2 and AVX-512.

An interval's polynomial is in r = |x| − c, about a centre c near the middle whose value is a
float32 number to some ten bits more than it has (S. Gal and B. Bachelis, "An accurate elementary
mathematical library for the IEEE floating point standard", ACM TOMS 17, 1991). The centre of the
first interval is 0.
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
from symnum.ops import operator_named

INTERVALS = 8
_UPSCALING = 2.0**32
_MANTISSA_BITS, _BIAS = 23, 127
Entry = Callable[[str], Value]


@dataclass(frozen=True)
class Pieces:
    """How an odd function that goes to 1 is cut up.

    Args:
        name: The function.
        scale: How w = 1 + scale · |x| grows.
        bits: Leading mantissa bits of w that tell intervals apart: 2^bits of them an octave.
        degree: Of the polynomials.
        slope_parts: Parts of the slope: two if the slope at 0 is no float32. Then sums are made
            of numbers that are 2^32 times as large, so that the second part's product with a small
            argument is never subnormal.
    """

    name: str
    scale: float
    bits: int
    degree: int
    slope_parts: int

    def edge(self, n: int) -> float:
        """Where the interval with number n begins."""
        octave, part = divmod(n, 1 << self.bits)
        return float((2.0**octave * (1 + part / (1 << self.bits)) - 1) / self.scale)

    @property
    def limit(self) -> float:
        """Arguments from here up are taken for this one, still in the last interval."""
        return float(np.float32(self.edge(INTERVALS) * (1 - 2.0**-20)))

    @property
    def entries(self) -> tuple[str, ...]:
        """The names of the numbers that belong to an interval."""
        low = ("low_slope",) if self.slope_parts == 2 else ()
        higher = (f"c{k}" for k in range(2, self.degree + 1))
        return ("centre", "value", "slope", *low, *higher)

    def __post_init__(self) -> None:
        relation = reduction_of(operator_named(self.name)).relation
        if relation.kind is not RelationKind.PARITY or relation.sign != -1:
            raise ValueError(f"no rule says that {self.name} is odd")

    def program(self, coefficients: Mapping[str, Any]) -> MachineProgram:
        """The function on all of float32, from tables of coefficients."""
        b = Builder()
        a, word = self._reduced(b)

        def entry(name: str) -> Value:
            values = np.roll(coefficients[name] * self._factor(name), self._first_word)
            return b.lookup(Table(name, tuple(float_bits(value) for value in values)), word)

        return b.program(self._value(b, a, entry))

    def piece(self, coefficients: Mapping[str, Any], fixed: Mapping[str, Any]) -> MachineProgram:
        """The program on one interval: coefficients that a search may change, and others."""
        b = Builder(coefficients)
        a, _ = self._reduced(b)

        def entry(name: str) -> Value:
            if name in fixed:
                return b.constant(np.float32(fixed[name] * self._factor(name)))
            return b.coefficient(name)

        return b.program(self._value(b, a, entry))

    def place(self, x: NDArray[np.float32]) -> NDArray[np.int64]:
        """The number of the interval that the program takes for each argument."""
        b = Builder()
        _, word = self._reduced(b)
        words = np.asarray(b.program(word)(x)).astype(np.int64)
        return (words - self._first_word) % INTERVALS

    @property
    def _first_word(self) -> int:
        """The leading bits of w = 1."""
        return _BIAS << self.bits

    def _factor(self, name: str) -> float:
        return _UPSCALING if name == "value" and self.slope_parts == 2 else 1.0

    def _reduced(self, b: Builder) -> tuple[Value, Value]:
        """|x| below the limit, and a word whose last three bits tell the interval."""
        a = b.apply("min", self.limit, b.apply("abs", b.x))
        w = b.fma(a, self.scale, 1.0)
        return a, b.apply("bits", w) >> (_MANTISSA_BITS - self.bits)

    def _value(self, b: Builder, a: Value, entry: Entry) -> Value:
        r = a - entry("centre")  # exact: the two are within a factor of 2, or the centre is 0
        tail = b.horner(r, *(entry(f"c{k}") for k in range(2, self.degree + 1)))
        if self.slope_parts == 1:
            total = entry("value") + b.fma(r, entry("slope"), (r * r) * tail)
            return b.apply("copysign", total, b.x)
        large = r * _UPSCALING
        small = large * b.fma(r, tail, entry("low_slope"))
        total = entry("value") + b.fma(large, entry("slope"), small)
        return total * b.apply("copysign", 1 / _UPSCALING, b.x)


TANH = Pieces("tanh", 53 / 32, 1, 7, 1)
ERF = Pieces("erf", 3 / 4, 2, 7, 2)
