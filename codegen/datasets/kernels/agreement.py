"""The checker's numeric layer on modules: both sides of every equation at many points at once.

A batch of records is emitted as one module (:mod:`.batches`) that is run at points of the records'
domains. Where machine numbers do not agree, rounding may be to blame, so the same program is run in
ball arithmetic there, with more bits until it is decided; and at one point where they do agree,
since they cannot see what is smaller than their tolerance. A record is refused where balls are
apart at a point at which all conditions recorded so far hold for certain.

This is a second opinion beside :mod:`codegen.datasets.checker`: it knows nothing of operators and
replays no step, and shares with it nothing but the reading of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from codegen.datasets.kernels.batches import Batch
from codegen.datasets.kernels.conditions import conditions_hold
from codegen.datasets.kernels.equations import RecordProgram
from codegen.datasets.kernels.modules import TARGETS
from symnum.errors import InputError, require_known
from symnum.numerics.tape import Tape, tape_of_program

FAMILIES = frozenset({"derivation", "step_classification"})
"""Families all of whose equations are to hold on the whole domain; others have equations to be
solved, whose sides have values but need not agree."""
POINTS = 32
"""Points at which a record is looked at, if nothing else is said."""
TOLERANCE = 1e-9
"""Relative; machine numbers that are further apart are left to balls."""
_BITS = (128, 512, 2048)
_DIGITS = 1e-6
"""Balls agree that overlap and are narrower than this, relative to the larger of 1 and a side."""
_OUTSIDE = 8
"""Points tried in balls where machine numbers have no values at all: they may be too large."""
_SMALLEST, _SIZES, _UNIT = 5, 31, 16
_SCALES = np.array([1.0, 1 / 8, 1.0, 4.0])
"""Coordinates are 5/16 to 35/16, in turns as they are, nearer to 0, and further out."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a module says of one record; ``step`` and ``reason`` if it refuses it.

    ``equations`` are those looked at; ``machine`` agree in machine numbers wherever these have
    values and conditions hold, ``balls`` only in ball arithmetic at some points, and for
    ``undecided`` ones no point was found that says anything.
    """

    equations: int = 0
    machine: int = 0
    balls: int = 0
    undecided: int = 0
    step: int = 0
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether no equation is refused."""
        return not self.reason

    def __add__(self, other: Agreement) -> Agreement:
        """The sums of what was counted."""
        return Agreement(
            self.equations + other.equations, self.machine + other.machine,
            self.balls + other.balls, self.undecided + other.undecided,
        )  # fmt: skip


def agreements(
    records: Sequence[Mapping[str, Any]], target: str = "c", points: int = POINTS
) -> dict[str, Agreement]:
    """Run the module of a batch of records at points of their domains.

    Args:
        records: Records of the schema; families whose equations need not hold are left out, and
            steps that are labelled wrong.
        target: ``"c"`` or ``"jax"``.
        points: How many points each record is looked at.

    Returns:
        For each record with an equation what was found, by id.

    Raises:
        InputError: an unknown target, or there is no compiler.
    """
    require_known(target, TARGETS, "target of kernels")
    chosen = {r["id"]: r for r in records if r["family"] in FAMILIES}
    try:
        batch = Batch([*chosen.values()], target, once=True)
    except InputError:  # no equation
        return {}
    drawn = {name: points_of(chosen[name], entry, points) for name, entry in batch.entries.items()}
    values = batch.values_of_all(drawn)
    return {
        name: _Record(chosen[name], entry, drawn[name], values[name]).agreement()
        for name, entry in batch.entries.items()
    }


def points_of(record: Mapping[str, Any], entry: RecordProgram, count: int) -> Values:
    """Points of a record's domain, drawn from a hash of it: of shape (count, inputs)."""
    seed = int.from_bytes(blake2b(record["id"].encode(), digest_size=16).digest(), "little")
    random = np.random.Generator(np.random.Philox(key=seed))
    shape = (count, len(entry.inputs))
    sizes = random.integers(_SMALLEST, _SMALLEST + _SIZES, shape) / _UNIT
    signs = random.choice([-1.0, 1.0], shape)
    positive = {e["symbol"] for e in record["domain"] if e["assumption"] == "positive"}
    signs[:, [name in positive for name in entry.inputs]] = 1.0
    return np.asarray(sizes * signs * _SCALES[np.arange(count) % len(_SCALES), None])


class _Record:
    """One record at its points."""

    def __init__(
        self, record: Mapping[str, Any], entry: RecordProgram, points: Values, values: Values
    ) -> None:
        self.record, self.entry, self.points, self.values = record, entry, points, values
        self._tape: Tape | None = None
        self._outputs: dict[tuple[int, int], Sequence[Any]] = {}

    def agreement(self) -> Agreement:
        """Equation by equation, up to the first that is refused."""
        found = Agreement()
        labels = self.record["step_labels"]
        for row, step in enumerate(self.entry.steps):
            if not labels[step - 1]:
                continue
            verdict = self._equation(row, step)
            if not verdict.ok:
                return verdict
            found += verdict
        return found

    def _equation(self, row: int, step: int) -> Agreement:
        left, right = self.values[2 * row], self.values[2 * row + 1]
        with np.errstate(all="ignore"):
            known = np.isfinite(left) & np.isfinite(right)
            apart = np.abs(left - right) > TOLERANCE * np.maximum(np.abs(left), np.abs(right))
        agreed, doubtful = np.flatnonzero(known & ~apart), np.flatnonzero(known & apart)
        outside = np.flatnonzero(~known)[:_OUTSIDE] if not known.any() else known[:0]
        balls = 0
        for place in [*agreed[:1], *doubtful, *outside]:
            sides = self._decided(row, place)
            if sides is not None and sides[0].overlaps(sides[1]):
                balls += not known[place] or place in doubtful
            elif sides is not None and self._holds(step, place):
                return Agreement(step=step, reason=self._shown(place, *sides))
        if balls:
            return Agreement(1, balls=1)
        return Agreement(1, machine=1) if len(agreed) else Agreement(1, undecided=1)

    def _decided(self, row: int, place: int) -> tuple[arb, arb] | None:
        """Both sides as balls that are apart, or narrow enough to say that they agree."""
        for bits in _BITS:
            outputs = self._in_balls(place, bits)
            left, right = outputs[2 * row], outputs[2 * row + 1]
            if not (isinstance(left, arb) and isinstance(right, arb)):
                continue
            narrow = (left - right).rad() <= max(arb(1), abs(left).lower()) * _DIGITS
            if narrow or not left.overlaps(right):
                return left, right
        return None

    def _in_balls(self, place: int, bits: int) -> Sequence[Any]:
        """All outputs at a point."""
        if self._tape is None:
            self._tape = tape_of_program(self.entry.program)
        if (place, bits) not in self._outputs:
            point = [arb(float(value)) for value in self.points[place]]
            self._outputs[place, bits] = self._tape.run(point, bits)
        return self._outputs[place, bits]

    def _holds(self, step: int, place: int) -> bool:
        return conditions_hold(self.record, step, dict(self._named(place)))

    def _shown(self, place: int, left: arb, right: arb) -> str:
        at = ", ".join(f"{name} = {value:g}" for name, value in self._named(place))
        sides = [side.str(8, radius=False) for side in (left, right)]
        return f"at {at} its left side is {sides[0]}, its right side {sides[1]}"

    def _named(self, place: int) -> Iterator[tuple[str, float]]:
        return zip(self.entry.inputs, map(float, self.points[place]), strict=True)
