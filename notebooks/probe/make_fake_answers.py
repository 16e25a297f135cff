"""Makes the records and the FAKE answers that probe_a_model.ipynb scores; no model is involved.

    python notebooks/probe/make_fake_answers.py

Two invented contestants answer. The *copyist* has learnt the unchanged problems by heart and gives
that solution whatever becomes of them; asked for a wrong step it sees none. The *plodder* solves
each problem anew, stops one step too early in one of five, whatever its form, and makes a mistake
in a sign now and then; it finds three wrong steps of four.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from codegen.datasets import record, validated
from codegen.datasets.errors import KINDS, inject
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.records import line_of

HERE = Path(__file__).parent
SEED, COUNT = 11, 30
CHANGES = ("variable_renaming", "expression_exchange", "irrelevant_premise", "alternative_goal")
CONFIG = {
    "count": COUNT, "seed": SEED, "lengths": {"3": 1, "4": 1, "5": 1},
    "vocabulary": {"symbols": ["x", "y", "z"], "functions": list("fghuvw")},
}  # fmt: skip
Record = dict[str, Any]


def families() -> list[list[Record]]:
    """Derivations that all changes and some error can be made of, each with what became of it."""
    config, found = validated(CONFIG, "probe"), []
    for index in range(10 * COUNT):
        parent = record(config, seed=SEED, index=index)
        changed = [PERTURBATIONS[name].apply(parent, SEED) for name in CHANGES]
        wrong = inject(parent, KINDS[index % len(KINDS)], SEED)
        group = [parent, *changed, wrong]
        if None not in group:
            found.append([one for one in group if one is not None])
        if len(found) == COUNT:
            break
    return found


def copyist(one: Record, parent: Record) -> str:
    """What was learnt by heart."""
    if one["error"]["kind"]:
        return "All steps are correct."
    return str(parent["solution"])


def plodder(one: Record, parent: Record) -> str:
    """Right, but for problems that are too long for it, and a mistake now and then."""
    stops = Random(f"fake plodder {parent['id']}").random() < 0.2
    chance = Random(f"fake plodder {one['id']}").random()
    if one["error"]["kind"]:
        label = one["error"]["label"] if chance < 0.75 else one["error"]["label"] + 1
        return f"The first wrong step is step {label}: a {one['error']['kind'].replace('_', ' ')}."
    if stops or chance < 0.05:
        return " and ".join(step["equation"]["latex"] for step in one["steps"][:-1])
    spoiled = inject(one, "flipped_sign", SEED) if chance < 0.35 else None
    return str((spoiled or one)["solution"])


def main() -> None:
    """Write both files."""
    records, answers = [], []
    for group in families():
        for one in group:
            records.append(line_of(one))
            answers += [
                {"id": one["id"], "model": "fake copyist", "answer": copyist(one, group[0])},
                {"id": one["id"], "model": "fake plodder", "answer": plodder(one, group[0])},
            ]
    lines = (json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
    (HERE / "records.jsonl").write_text("".join(records), encoding="utf-8")
    (HERE / "fake_answers.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
