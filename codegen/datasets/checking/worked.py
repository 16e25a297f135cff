"""Whether a worked solution is what the steps say, and ends in the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SAID_AT_THE_END = ("number", "text", "blanks", "counterexample")


def is_worked(record: Mapping[str, Any], answer: str | None = None) -> bool:
    """Whether ``solution`` has the steps in order and then the answer.

    Args:
        record: The record.
        answer: What its steps come to, if that may be another answer than the right one.

    Of answers that are equations, expressions, states or choices the last step is the end.
    """
    steps = record["steps"]
    in_words = any(step["words"] for step in steps)
    lines = []
    for step in steps:
        latex, words = step["equation"]["latex"], step["words"]
        if in_words:
            latex = latex and f"${latex}$"
            said = words[:-1] if latex and words.endswith(".") else words
            lines.append(": ".join(part for part in (said, latex) if part))
        else:
            lines.append(latex)
    text = ("\n" if in_words else " and ").join(lines)
    ending = record["answer"] if answer is None else answer
    if record["answer_kind"] in _SAID_AT_THE_END:
        text += ("\n" if steps else "") + f"The answer is {ending}."
    return bool(record["solution"] == text)
