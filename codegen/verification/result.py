"""What a sweep found, for people and for machines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from codegen.verification.hard_cases import LargestError
from codegen.verification.judgement import number
from codegen.verification.judgement_source import MARGIN_BITS
from codegen.verification.special_values import SpecialValue

REFERENCE = (
    f"the C library's double {{}}, taken to be right to 2^-{MARGIN_BITS} of its value; what that "
    "leaves open was decided by ball arithmetic"
)


@dataclass(frozen=True, slots=True)
class ClassResult:
    """Inputs whose right result is of one class.

    Args:
        count: How many there are.
        misrounded: Results that are not the nearest float32 number, or of the wrong kind.
        largest: The largest error.
    """

    count: int
    misrounded: int
    largest: LargestError


@dataclass(frozen=True, slots=True)
class Verification:
    """The errors of a float32 function over a set of inputs.

    Args:
        function: Name of what was computed.
        kind: ``exhaustive`` (all 2^32 inputs), ``range`` (all of a range) or ``sampled``.
        inputs: How many inputs there were.
        classes: By what the right result is: ``normal``, ``subnormal`` (zeros too), ``infinite``
            or ``nan``.
        undecided: Roundings that were too many to be decided; they are not counted as misrounded.
        special: The table of special values.
    """

    function: str
    kind: str
    inputs: int
    classes: dict[str, ClassResult]
    undecided: int
    special: tuple[SpecialValue, ...]

    @property
    def largest(self) -> LargestError:
        """The largest error of all; of several the first class's."""
        return max((c.largest for c in self.classes.values()), key=lambda found: found.error)

    @property
    def max_ulp(self) -> float:
        """The largest error in ULPs of the true value, at ``at``, rounded up."""
        return self.largest.error

    @property
    def at(self) -> float:
        """The input with the largest error."""
        bits = self.largest.input
        return math.nan if bits is None else number(bits)

    @property
    def bound(self) -> float:
        """No error is larger; the same as ``max_ulp`` unless there were too many candidates."""
        return max(c.largest.bound for c in self.classes.values())

    @property
    def misrounded(self) -> int:
        """Results that are not the nearest float32 number."""
        return sum(c.misrounded for c in self.classes.values())

    @property
    def special_values_right(self) -> bool:
        """Whether all rows of the table of special values are right."""
        return all(row.right for row in self.special)

    def holds(self, limit: float) -> bool:
        """Whether every error is below ``limit`` ULPs and every special value is right."""
        return self.bound < limit and self.special_values_right

    def summary(self) -> str:
        """One line: the figure with its kind."""
        ratio = self.misrounded / self.inputs
        return (
            f"{self.function}: at most {shown_up(self.bound)} ULP, {_kind(self)}; worst at "
            f"{self.at!r} ({float(self.at).hex()}); {self.misrounded:,} misrounded ({ratio:.4%})"
        )

    def text(self) -> str:
        """A few lines for people."""
        lines = [self.summary()]
        for name, found in self.classes.items():
            if found.count:
                worst = found.largest
                place = "" if worst.input is None else f" at {number(worst.input)!r}"
                lines.append(
                    f"  {name} results: {found.count:,} inputs, {found.misrounded:,} misrounded, "
                    f"at most {shown_up(worst.bound)} ULP{place if worst.error else ''}"
                )
        if self.undecided:
            lines.append(f"  {self.undecided:,} roundings are undecided")
        lines += [f"  {row.line()}" for row in self.special]
        return "\n".join([*lines, f"  reference: {REFERENCE.format(self.function)}"])

    def record(self) -> dict[str, Any]:
        """The same as data for JSON, where numbers that are not finite are text."""
        return {
            "function": self.function,
            "kind": self.kind,
            "inputs": self.inputs,
            "max_ulp": _plain(self.max_ulp),
            "at": _plain(self.at),
            "at_hex": float(self.at).hex(),
            "bound": _plain(self.bound),
            "misrounded": self.misrounded,
            "undecided": self.undecided,
            "classes": {name: _class_record(found) for name, found in self.classes.items()},
            "special": [_special_record(row) for row in self.special],
            "reference": REFERENCE.format(self.function),
        }


def _kind(found: Verification) -> str:
    if found.kind == "exhaustive":
        return f"exhaustive over {found.inputs:,} inputs"
    return f"{found.kind}, {found.inputs:,} inputs"


def _class_record(found: ClassResult) -> dict[str, Any]:
    bits = found.largest.input
    return {
        "count": found.count,
        "misrounded": found.misrounded,
        "max_ulp": _plain(found.largest.error),
        "bound": _plain(found.largest.bound),
        "at": None if bits is None else _plain(number(bits)),
    }


def _special_record(row: SpecialValue) -> dict[str, Any]:
    numbers = {name: _plain(getattr(row, name)) for name in ("input", "expected", "computed")}
    return {"meaning": row.meaning, **numbers, "right": row.right}


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def shown_up(error: float) -> str:
    """An error with four decimals, rounded up; errors come as the next double above their value.

    >>> shown_up(0.50161), shown_up(math.nextafter(0.5, 1))
    ('0.5017', '0.5000')
    """
    if not math.isfinite(error):
        return str(error)
    return f"{math.ceil(math.nextafter(error, 0) * 1e4) / 1e4:.4f}"
