"""What a perturbation is: a change to a record that says what becomes of the answer, and proves it.

A child keeps its parent's place (index, split, provenance, instance), so that a model's answers to
both can be compared in pairs: ``perturbation.parent`` is the parent's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.records import sealed

Record = dict[str, Any]
NOTHING: Mapping[str, str] = {"text": "", "latex": ""}
"""The empty expression."""
_FOLLOWS: Mapping[str, Any] = {"solution": "", "program": "", "lean": "", "step_labels": []}
"""Fields that hold for the parent alone."""


class Way(NamedTuple):
    """How records are changed, and what is shown of the answer then.

    ``change(record, random)`` makes a child that lacks only what follows from its other fields, or
    ``None`` where it cannot be made of this record; it leaves the record alone. ``proof(record,
    child)`` is the evidence that the answer changes or not, or ``None`` where it cannot be given;
    then there is no child.
    """

    change: Callable[[Record, Random], Record | None]
    proof: Callable[[Record, Record], str | None]


@dataclass(frozen=True, slots=True)
class Perturbation:
    """A change to records; ``change`` and ``proof`` are as in :class:`Way`.

    The answer changes or not, as ``answer_changes`` says, in whatever way it is made.
    """

    name: str
    description: str
    answer_changes: bool
    change: Callable[[Record, Random], Record | None]
    proof: Callable[[Record, Record], str | None]
    source: str = ""
    """The perturbation whose children are changed; empty if what was generated is."""
    by_family: Mapping[str, Way] = field(default_factory=dict)
    """Families that are changed in a way of their own."""
    draws_as: str = ""
    """The perturbation whose random choices it makes; empty if it makes its own."""

    def apply(self, record: Record, seed: int) -> Record | None:
        """The perturbed record, sealed: a pure function of the record and the seed.

        Returns:
            ``None`` if the record cannot be changed so, or nothing could be proved of the answer.
        """
        way = self.by_family.get(record["family"], Way(self.change, self.proof))
        child = way.change(record, choices(self.draws_as or self.name, seed, record["id"]))
        evidence = None if child is None else way.proof(record, child)
        if child is None or evidence is None:
            return None
        child["perturbation"] = {
            "name": self.name, "parent": record["id"], "answer_changes": self.answer_changes,
            "added": child["perturbation"]["added"], "evidence": evidence,
        }  # fmt: skip
        return sealed(child)


def choices(name: str, seed: int, parent: str) -> Random:
    """The random choices of a perturbation for a parent's id."""
    return Random(f"{name} {seed} {parent}")


def child_of(record: Record, **changes: Any) -> Record:
    """A copy with some fields changed and those emptied that follow from them.

    ``problem`` and ``answer`` are emptied, too, unless they are among the changes.
    """
    unknown = sorted(set(changes) - set(record))
    if unknown:
        raise TypeError(f"records have no field {unknown[0]}")
    added = {**record["perturbation"], "added": dict(NOTHING)}
    return {**record, **_FOLLOWS, "problem": "", "answer": "", "perturbation": added, **changes}
