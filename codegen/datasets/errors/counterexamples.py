"""Certified counterexamples: rational points at which the sides of an equation differ for certain.

Functions are what their premises say, and an integration constant is any number, since its
integral is determined up to one: the counterexample names a number for each. Integrals that no
constant evaluates have no value, and equations with such are not refuted.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import NamedTuple

from flint import arb

from codegen.datasets.perturbations.derivation import Record, canonical, sides
from codegen.datasets.perturbations.proofs import written_point
from codegen.datasets.perturbations.realisation import (
    OpenIntegralError,
    Point,
    Realisation,
    points,
)
from symnum.ops import function
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import build

Equation = tuple[Canonical, Canonical]


class Counterexample(NamedTuple):
    """A point, and enclosures of both sides there that do not overlap."""

    point: str
    left: arb
    right: arb


class World:
    """What the names of a record mean up to a step, and where its conditions hold.

    Args:
        record: A right derivation.
        number: The step, from 1.
    """

    def __init__(self, record: Record, number: int) -> None:
        self.record, steps = record, record["steps"][:number]
        self.constants = [c for c in record["constants"] if c["step"] <= number]
        self.conditions = [
            (c["predicate"], canonical(record, c["subject"]["text"]))
            for step in steps
            for c in step["side_conditions"]
        ]
        self.bodies = {
            sides(step)[0].partition("(")[0]: canonical(record, sides(step)[1])
            for step in steps
            if step["operator"].endswith("premise")
        }
        self.integrals = {
            canonical(record, c["integral"]["text"]): canonical(record, c["antiderivative"]["text"])
            + _written(record, c)
            for c in self.constants
        }

    def counterexample(self, equation: Equation, random: Random) -> Counterexample | None:
        """A point of the domain where all conditions hold and the equation is false for certain.

        Returns:
            ``None`` if none of a few points is known to be one.
        """
        for point in points(self.record, f"counterexample {random.random()}"):
            numbers = {c["name"]: Fraction(random.randint(1, 9), 2) for c in self.constants}
            realisation = self._realisation(numbers)
            found = self._at(equation, realisation, point, numbers)
            if found is not None:
                return found
        return None

    def _realisation(self, numbers: Mapping[str, Fraction]) -> Realisation:
        chosen = {name: CanonicalNumber(value) for name, value in numbers.items()}
        return Realisation({**self.bodies, **chosen}, known=self.integrals)

    def _at(
        self, equation: Equation, realisation: Realisation, point: Point,
        numbers: Mapping[str, Fraction],
    ) -> Counterexample | None:  # fmt: skip
        try:
            if not self._in_domain(realisation, point) or not self._free(realisation, point):
                return None
            left, right = (realisation.value(side, point) for side in equation)
        except OpenIntegralError:
            return None
        if left is None or right is None or left.overlaps(right):
            return None
        return Counterexample(written_point({**point, **numbers}), left, right)

    def _in_domain(self, realisation: Realisation, point: Point) -> bool:
        for predicate, subject in self.conditions:
            value = realisation.value(subject, point)
            if value is None or not (value > 0 or (predicate == "nonzero" and value < 0)):
                return False
        return True

    def _free(self, realisation: Realisation, point: Point) -> bool:
        """Whether integrands by one variable differ: constants of equal ones are not free."""
        known: dict[str, list[arb | None]] = {}
        for constant in self.constants:
            text = constant["integral"]["text"]
            integrand = canonical(self.record, text).arguments[0]  # type: ignore[attr-defined]
            value = realisation.value(integrand, point)
            others = known.setdefault(constant["variable"], [])
            if others and (value is None or any(o is None or o.overlaps(value) for o in others)):
                return False
            others.append(value)
        return True


def _written(record: Record, constant: Record) -> Canonical:
    """A constant as it stands in equations."""
    arguments = [canonical(record, name) for name in constant["arguments"]]
    if arguments:
        return build(function(constant["name"]), arguments)
    return CanonicalSymbol(constant["name"])
