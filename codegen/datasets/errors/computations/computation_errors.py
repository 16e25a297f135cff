"""Injected errors in solutions that compute with numbers: what all their families share.

A family says which mistakes of a kind can be made at a step, and how the solution goes on from
each. Exact arithmetic tells that what is said is false: no point is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from codegen.datasets.errors.spoiled import Claim, Record, Step, spoiled

_CARRIED = 0.6
"""How often later steps go on from the wrong one, where they can."""

IN_WORDS: Mapping[str, str] = {
    "value": "a number is miscalculated",
    "related_values": "a number is miscopied and the result goes with it",
    "substitution": "something else was substituted",
    "deleted_term": "a term is missing",
    "flipped_sign": "a sign is wrong",
    "swapped_terms": "two terms have changed places",
}
"""What went wrong, for reasons."""


class Mistake(NamedTuple):
    """A step made wrong."""

    step: Step
    told: str
    """What would have been right and what it says instead, in a sentence."""
    later: Callable[[], Sequence[Step] | None]
    """The steps after it as they go on from it, each of which is the right one or false; ``None``
    if they cannot."""
    likely: bool = True
    """Whether what it says is not odd at first sight: such mistakes come first."""


Mistakes = Callable[[Record, int, str, Random], Iterator[Mistake]]
"""From a right record, the number of a step, and a kind: all mistakes of it that are plausible."""


def computation_error(mistakes: Mistakes) -> Callable[[Record, str, int], Record | None]:
    """What injects errors into records of a family, given the mistakes that can be made there."""

    def injected(record: Record, kind: str, seed: int) -> Record | None:
        random = Random(f"error {kind} {seed} {record['id']}")
        numbers = list(range(1, len(record["steps"]) + 1))
        random.shuffle(numbers)
        odd: list[tuple[int, Mistake]] = []
        for number in numbers:
            found = list(mistakes(record, number, kind, random))
            likely = [mistake for mistake in found if mistake.likely]
            if likely:
                return _spoiled(record, number, kind, random.choice(likely), random)
            odd += [(number, mistake) for mistake in found]
        return _spoiled(record, odd[0][0], kind, odd[0][1], random) if odd else None

    return injected


def _spoiled(
    record: Record, number: int, kind: str, mistake: Mistake, random: Random
) -> Record:  # fmt: skip
    old, steps = record["steps"], list(record["steps"])
    steps[number - 1] = mistake.step
    later = mistake.later() if random.random() < _CARRIED else None
    steps[number:] = steps[number:] if later is None else later
    false = [n for n, (step, other) in enumerate(zip(old, steps, strict=True), 1) if step != other]
    right = old[number - 1]
    reason = (
        f"step {number} ({right['operator']}): {IN_WORDS[kind]}. It should say {right['words']}: "
        f"{right['equation']['text']}. {mistake.told}"
    )
    return spoiled(record, steps, false, Claim(kind, reason))
