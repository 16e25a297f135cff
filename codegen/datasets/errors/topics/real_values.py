"""Values of terms at real points: enclosures, and exact ones where all is rational."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from codegen.datasets.errors.decimals import decimals
from symnum.errors import InputError
from symnum.numerics.balls import evaluate
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import number
from symnum.terms.plain import Term

_LONGEST = 18
"""Characters of a rational number that is shown exactly."""


class RealValues:
    """Values of plain terms at a point.

    Args:
        coordinates: A term without symbols for each name.
        bits: Of ball arithmetic.
    """

    def __init__(self, coordinates: Mapping[str, Term], bits: int) -> None:
        self.coordinates, self.bits = coordinates, bits
        self._balls: dict[str, arb] = {}
        found = {name: self.of(term) for name, term in coordinates.items()}
        self._balls = {name: value for name, value in found.items() if value is not None}

    @property
    def balls(self) -> Mapping[str, arb]:
        """Of each name that has a value."""
        return self._balls

    def of(self, term: Term) -> arb | None:
        """An enclosure; ``None`` if there is no value, or none that can be told."""
        try:
            found = evaluate(term, self._balls, bits=self.bits)
        except InputError:
            return None
        return found if isinstance(found, arb) and found.is_finite() else None

    def shown(self, left: Term, right: Term) -> tuple[str, str] | None:
        """Two values in digits: exactly if both are short, else as many as tell them apart."""
        first, second = self._exact(left), self._exact(right)
        if first and second:
            return first, second
        one, two = self.of(left), self.of(right)
        return None if one is None or two is None else decimals(one, two)

    def _exact(self, side: Term) -> str:
        found = number(to_canonical(substitute(side, dict(self.coordinates))))
        text = "" if found is None else str(found)
        return text if len(text) <= _LONGEST else ""
