"""Counts with an injected error: a place or the number so far is off by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from codegen.datasets.checking.families.counting import places, posed
from codegen.datasets.checking.families.refusal import Refused, demand
from codegen.datasets.checking.spoiled.claims import reported_error, require_kind, require_reason

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@reported_error
def check_spoiled_counting(record: Mapping[str, Any]) -> str:
    """Check a count with an injected error; what it comes to is told.

    Raises:
        Refused: naming the step.
    """
    listed, target, ordinal = posed(record)
    right = [(place, count) for count, place in enumerate(places(listed, target), start=1)]
    steps, labels = record["steps"], record["step_labels"]
    demand(len(steps) == len(right), "the steps are not the occurrences")
    shown = [_shown(step, target, number) for number, step in enumerate(steps, start=1)]
    wrong = record["error"]["label"] + 1
    (place, count), (told_place, told_count) = right[wrong - 1], shown[wrong - 1]
    off = told_place - place, told_count - count
    holds = record["error"]["kind"] == "value" and sorted(map(abs, off)) == [0, 1]
    require_kind(holds, record)
    demand(record["error"]["correction"]["text"] == str(count), "another is right", wrong)
    named, old, new = ("place", place, told_place) if off[0] else ("count", count, told_count)
    words = f"{target} stands at place {place}"
    require_reason(record, words, f"The {named} is {old}, not {new}.")
    going_on = [(here + off[0], number + off[1]) for here, number in right[wrong:]]
    demand(shown[: wrong - 1] == right[: wrong - 1], "a step before is wrong")
    rest = going_on if 0 in labels[wrong:] else right[wrong:]
    demand(shown[wrong:] == rest, "later steps neither go on nor are right", wrong + 1)
    demand(len(set(labels[wrong:])) < 2, "some go on and others do not", wrong + 1)
    for (here, _), label in zip(shown, labels, strict=True):
        outside = off[0] and label == 0 and (here > len(listed) or listed[here - 1] == target)
        demand(not outside, "it is not false, or there is no such place", wrong)
    return str(shown[ordinal - 1][0] if ordinal else shown[-1][1])


def _shown(step: Mapping[str, Any], target: str, number: int) -> tuple[int, int]:
    """The place and the count that a step says."""
    place, count = step["operand"]["text"], step["equation"]["text"]
    if not (_NUMBER.fullmatch(place) and _NUMBER.fullmatch(count)):
        raise Refused(number, "it says no place or no count")
    demand(step["operator"] == "occurrence", "an unknown operator", number)
    demand(step["words"] == f"{target} stands at place {place}", "other words", number)
    demand(step["inputs"] == ([number - 1] if number > 1 else []), "other inputs", number)
    return int(place), int(count)
