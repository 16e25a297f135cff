"""How hard a record is, as far as that can be measured without a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from codegen.datasets.operators import DIFFERENTIATE, INPUTS, INTEGRATE

_PARTS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|<=|>=|[-+*/^<>=]")
_NO_PARENTHESIS = re.compile(r"[^()]+")


def measured(record: Mapping[str, Any]) -> dict[str, Any]:
    """The difficulty of a record; what models made of it is kept.

    Sizes are counted in the texts of the equations, so that lines of traces, which are no
    equations, count as well.
    """
    steps = record["steps"]
    texts = [step["equation"]["text"] for step in steps]
    return {
        "steps": len(steps),
        "nodes": len(_PARTS.findall(" ".join(texts))),
        "depth": max(map(_nesting, texts), default=0),
        "operators": len({step["operator"] for step in steps}),
        "branching": branching(steps, len(record["domain"])),
        "trials": record["difficulty"]["trials"],
        "solved": record["difficulty"]["solved"],
    }


def branching(steps: Iterable[Mapping[str, Any]], symbols: int) -> float:
    """Mean number of ways in which earlier equations could have entered a step of its kind.

    These are the ordered choices of inputs, times the symbols of the domain for a derivative or
    integral; premises are not counted, since there is nothing to choose.
    """
    ways = []
    for before, step in enumerate(steps):
        count = INPUTS.get(step["operator"], len(step["inputs"]))
        if count:
            variables = symbols if step["operator"] in (DIFFERENTIATE, INTEGRATE) else 1
            ways.append(variables * before**count)
    return round(sum(ways) / len(ways), 3) if ways else 0.0


def _nesting(text: str) -> int:
    deepest = depth = 0
    for character in _NO_PARENTHESIS.sub("", text):
        depth += 1 if character == "(" else -1
        deepest = max(deepest, depth)
    return deepest
