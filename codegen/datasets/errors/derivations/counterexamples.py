"""Certified counterexamples: rational points at which the sides of an equation differ for certain.

Functions are what their premises say, and an integration constant is any number, since its
integral is determined up to one: the counterexample names a number for each. Integrals that no
constant evaluates have no value, and equations with such are not refuted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from flint import arb

from codegen.datasets.errors.decimals import are_moderate, decimals
from codegen.datasets.generator.parts import children, subterms
from codegen.datasets.perturbations.derivation import Record, canonical, sides
from codegen.datasets.perturbations.proofs import written_point
from codegen.datasets.perturbations.realisation import (
    OpenIntegralError,
    Point,
    Realisation,
    points,
)
from symnum.ops import POW, function
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import build

Equation = tuple[Canonical, Canonical]
_ROUNDS = 2
"""How often points of ever smaller coordinates are tried."""


class Counterexample(NamedTuple):
    """A point with a number for each constant of the record, and what both sides are there."""

    point: Point
    numbers: Mapping[str, Fraction]
    left: str
    right: str
    """In decimals that differ visibly."""

    def written(self, constants: Sequence[str]) -> str:
        """The point with the numbers of some constants, as records show it."""
        return written_point({**self.point, **{name: self.numbers[name] for name in constants}})


class World:
    """What the names of a record mean up to a step, and where its conditions hold.

    Args:
        record: A derivation, which may have a wrong step.
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

        Points at which both sides are of moderate size are taken first.

        Returns:
            ``None`` if none of a few points is known to be one where the sides differ visibly.
        """
        others: list[Counterexample] = []
        for attempt in range(_ROUNDS):
            for point in points(self.record, f"counterexample {attempt} {random.random()}"):
                names = [c["name"] for c in self.record["constants"]]
                numbers = {name: Fraction(random.randint(1, 9), 2) for name in names}
                values = self.values(equation, point, numbers)
                shown = None if values is None else decimals(*values)
                if shown is not None and are_moderate(*shown):
                    return Counterexample(point, numbers, *shown)
                others += [] if shown is None else [Counterexample(point, numbers, *shown)]
        return others[0] if others else None

    def values(
        self, equation: Equation, point: Point, numbers: Mapping[str, Fraction]
    ) -> tuple[arb, arb] | None:
        """Both sides at a point, if all conditions hold and the sides differ for certain."""
        realisation = self._realisation(numbers)
        try:
            if not self._in_domain(realisation, point) or not self._free(realisation, point):
                return None
            left, right = (self._value(realisation, side, point) for side in equation)
        except OpenIntegralError:
            return None
        if left is None or right is None or left.overlaps(right):
            return None
        return left, right

    def _value(self, realisation: Realisation, side: Canonical, point: Point) -> arb | None:
        """The value, unless it has a power of what is negative there, whatever the exponent is."""
        parts = {**subterms(realisation.replaced(side)), **subterms(realisation.realised(side))}
        powers = (part for part in parts if _is_power(part))
        bases = (realisation.value(children(part)[0], point) for part in powers)
        real = all(base is not None and base > 0 for base in bases)
        return realisation.value(side, point) if real else None

    def _realisation(self, numbers: Mapping[str, Fraction]) -> Realisation:
        chosen = {c["name"]: CanonicalNumber(numbers[c["name"]]) for c in self.constants}
        return Realisation({**self.bodies, **chosen}, known=self.integrals)

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


def _is_power(term: Canonical) -> bool:
    return isinstance(term, Apply) and term.operator is POW


def _written(record: Record, constant: Record) -> Canonical:
    """A constant as it stands in equations."""
    arguments = [canonical(record, name) for name in constant["arguments"]]
    if arguments:
        return build(function(constant["name"]), arguments)
    return CanonicalSymbol(constant["name"])
