"""The answer that the steps of a solution come to, which is wrong after some injected errors.

Where the last step is the answer it is read off; where several numbers make the answer, they are
put together as the problem asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

_RETURNED = re.compile(r"^    return \[(.+)\]$", re.MULTILINE)
_CHOICE = re.compile(r"'A' if (\w+) < (\w+) else 'B'")
_ORDINAL = re.compile(r"for the (\d{1,3})[a-z]+ time\?$")
_WRITTEN = re.compile(r"write (\d), carry")


def shown_answer(record: Mapping[str, Any]) -> str:
    """What the steps come to, in the form of ``answer``.

    Returns:
        Nothing for families that are not known, and for steps that do not say it.
    """
    shown = _SHOWN.get(record["family"])
    try:
        return "" if shown is None else shown(record)
    except (LookupError, ValueError, ZeroDivisionError):
        return ""


def _of_names(record: Mapping[str, Any]) -> str:
    """The numbers that the program returns, as the steps say them."""
    steps = record["steps"]
    told = {s["operand"]["text"]: s["equation"]["text"].rpartition(" = ")[2] for s in steps}
    returned = _RETURNED.search(record["program"])
    return "; ".join(_returned(part, told) for part in returned[1].split(", ")) if returned else ""


def _returned(part: str, told: Mapping[str, str]) -> str:
    """A number, or the letter of a choice."""
    choice = _CHOICE.fullmatch(part)
    if choice is None:
        return told[part]
    return "A" if Fraction(told[choice[1]]) < Fraction(told[choice[2]]) else "B"


def _of_digits(record: Mapping[str, Any]) -> str:
    """The digits that columns write, in the order that is asked for; the steps go upwards."""
    upwards = "".join(_WRITTEN.findall("\n".join(step["words"] for step in record["steps"])))
    digits = upwards.rstrip("0")
    return digits if record["answer_kind"] == "text" else digits[::-1]


def _of_count(record: Mapping[str, Any]) -> str:
    """The last count, or the place that is asked for."""
    asked = _ORDINAL.search(record["problem"])
    step = record["steps"][int(asked[1]) - 1 if asked else -1]
    found: str = step["operand" if asked else "equation"]["text"]
    return found


def _of_state(record: Mapping[str, Any]) -> str:
    found: str = record["steps"][-1]["equation"]["text"]
    return found


_SHOWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "template": _of_names, "multiplication": _of_digits, "evaluation": _of_state,
    "recursion": _of_state, "counting": _of_count,
}  # fmt: skip
"""Families whose records may have injected errors, but for derivations."""
