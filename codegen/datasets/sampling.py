"""Samples that follow measured difficulty: how often models solved a record.

Tong et al. (2024, DART-Math) give hard problems more responses than rejection sampling leaves
them: *Uniform* the same number to each, *Prop2Diff* in proportion to the fail rate, the hardest
the most and every one at least one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

from symnum.errors import InputError

Record = Mapping[str, Any]
Method = Literal["uniform", "prop2diff"]
UNKNOWN = 0.5
"""Fail rate that is assumed of a record nobody tried."""


class Rate(NamedTuple):
    """How often a record was tried and solved."""

    trials: int = 0
    solved: int = 0


def rates(path: str | Path) -> dict[str, Rate]:
    """How often each record was tried and solved, from the scores of answers.

    Args:
        path: JSON lines with ``id`` and ``correct``, such as ``symnum score`` writes.

    Raises:
        InputError: the file cannot be read, or a line has no such fields.
    """
    found: dict[str, Rate] = {}
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                name, correct = _scored(line, f"{path}:{number}")
                known = found.get(name, Rate())
                found[name] = Rate(known.trials + 1, known.solved + correct)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path}: cannot be read: {reason}") from None
    return found


def _scored(line: str, place: str) -> tuple[str, bool]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: not a line of JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise InputError(f"{place}: id: a text is needed")
    if not isinstance(value.get("correct"), bool):
        raise InputError(f"{place}: correct: true or false is needed")
    return value["id"], value["correct"]


def with_rate(record: Record, found: Mapping[str, Rate]) -> dict[str, Any]:
    """The record with new trials added to those it has; its id stays."""
    more, known = found.get(record["id"], Rate()), record["difficulty"]
    counts = {"trials": known["trials"] + more.trials, "solved": known["solved"] + more.solved}
    return {**record, "difficulty": {**known, **counts}}


def fail_rate(record: Record) -> float:
    """The share of trials that failed; :data:`UNKNOWN` without trials.

    >>> fail_rate({"difficulty": {"trials": 4, "solved": 1}})
    0.75
    """
    known = record["difficulty"]
    return 1 - known["solved"] / known["trials"] if known["trials"] else UNKNOWN


def allotments(records: Sequence[Record], method: Method, most: int) -> list[int]:
    """How many responses each record should have in a training set.

    Args:
        records: With trials of models.
        method: ``uniform`` for ``most`` each, ``prop2diff`` for ``most`` to the hardest and to
            others in proportion to the fail rate, at least 1.
        most: 1 or more.

    >>> rate = lambda solved: {"difficulty": {"trials": 4, "solved": solved}}
    >>> allotments([rate(0), rate(2), rate(4)], "prop2diff", 6)
    [6, 3, 1]
    """
    if most < 1:
        raise InputError(f"most: {most} is not allowed; it has to be 1 or more")
    if method == "uniform":
        return [most] * len(records)
    failed = [fail_rate(record) for record in records]
    hardest = max(failed, default=0)
    return [max(1, math.ceil(most * rate / hardest - 1e-9)) if hardest else 1 for rate in failed]


def drawn(records: Sequence[Record], method: Method, count: int, seed: int) -> list[Record]:
    """A sample without repetition in which hard records are as frequent as the method says.

    Prop2Diff draws with weights by exponential keys (Efraimidis and Spirakis 2006), each key from
    the seed and the record's id: the order of the records does not matter.

    Raises:
        InputError: there are fewer records.
    """
    if count > len(records):
        raise InputError(f"count: {count} of {len(records)} records cannot be drawn")
    keyed = []
    for place, record in enumerate(records):
        chance = Random(f"draw {seed} {record['id']}").random()
        weight = 1.0 if method == "uniform" else max(fail_rate(record), 1e-9)
        keyed.append((math.log(max(chance, 1e-300)) / weight, record["id"], place))
    keyed.sort(reverse=True)
    return [records[place] for _, _, place in keyed[:count]]


def curriculum(records: Iterable[Record]) -> list[Record]:
    """The records from easy to hard: by what models failed, else by steps and size."""

    def key(record: Record) -> tuple[float, int, int, str]:
        known = record["difficulty"]
        return fail_rate(record), known["steps"], known["nodes"], record["id"]

    return sorted(records, key=key)
