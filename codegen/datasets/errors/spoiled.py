"""What a record with an injected error says of it, whatever its family."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from codegen.datasets.perturbations.perturbation import NOTHING
from codegen.datasets.records import sealed

Record = dict[str, Any]
Step = dict[str, Any]
NAME = "injected_error"


class Claim(NamedTuple):
    """What is said of the first wrong step."""

    kind: str
    reason: str
    counterexample: str = ""
    """A point at which its equation is false; empty where it says numbers alone."""

    @property
    def proof(self) -> str:
        """How it is known to be wrong."""
        where = f"refuted at {self.counterexample}" if self.counterexample else ""
        return where or "false by exact arithmetic"


def spoiled(record: Record, steps: Sequence[Step], false: Collection[int], claim: Claim) -> Record:
    """The record with other steps, some of which are wrong; its task stays.

    Args:
        record: The right record.
        steps: As many as its own.
        false: Numbers of those that are wrong, from 1.
        claim: What is said of the first of them.
    """
    first = min(false)
    return sealed({
        **record, "steps": list(steps), "lean": "",
        "step_labels": [int(n not in false) for n in range(1, len(steps) + 1)],
        "error": {
            "kind": claim.kind, "label": first - 1, "reason": claim.reason,
            "correction": record["steps"][first - 1]["equation"],
            "counterexample": claim.counterexample,
        },
        "perturbation": {
            "name": NAME, "parent": record["id"], "answer_changes": False, "added": dict(NOTHING),
            "evidence": f"the task is the parent's; step {first} is {claim.proof}",
        },
    })  # fmt: skip
