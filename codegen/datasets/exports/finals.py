"""Whether a solution ends with the answer that its problem asks for.

An injected error need not reach the last line: later steps may have been left as they were, or the
error may cancel (a sign in a cosine).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.datasets.conclusions import shown_answer
from codegen.datasets.perturbations.derivation import EQUALS, canonical
from codegen.datasets.perturbations.proofs import answer_differs
from codegen.datasets.reading import Names, ReadingError, read_expression
from codegen.datasets.topics.topics import TOPICS
from symnum.terms.text import to_text


def final_answer_correct(record: Mapping[str, Any]) -> bool | None:
    """Whether the steps come to the answer; of derivations, whether the last step is its equation,
    with its sides in either order.

    Returns:
        ``None`` if that is not known: the equations are written differently, and no point was
        found at which they differ for certain.
    """
    if not record["error"]["kind"]:
        return True
    concluded = shown_answer(record)
    if concluded:
        return concluded == str(record["answer"])
    shown = record["steps"][-1]["equation"]
    if shown["latex"] == record["answer"]:
        return True
    if record["family"] in TOPICS:  # a last step that is wrong is refuted
        return bool(record["step_labels"][-1])
    goal = _read(record)
    if goal is None:
        return None
    if _sides(record, goal) == _sides(record, shown["text"]):
        return True
    last = {**record["steps"][-1], "equation": {"text": goal, "latex": record["answer"]}}
    wanted = {**record, "steps": [*record["steps"][:-1], last]}
    return False if answer_differs(wanted, dict(record)) else None


def _read(record: Mapping[str, Any]) -> str | None:
    """The answer as text; ``None`` if it is no equation that can be read."""
    try:
        text = to_text(read_expression(record["answer"], Names.of_record(record)))
    except ReadingError:
        return None
    return text if text.count(EQUALS) == 1 else None


def _sides(record: Mapping[str, Any], text: str) -> set[Any]:
    return {canonical(dict(record), side) for side in text.split(EQUALS)}
