"""Objectives as text and as plain data, for files.

>>> objective_text(objective_from("ulp bfloat16")), objective_text(objective_from("weighted 1/x"))
('ulp bfloat16', 'weighted 1/x')
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symnum.errors import InputError
from symnum.lowering import lift, lower
from symnum.numerics.objectives import Objective
from symnum.terms.exact import exact
from symnum.terms.parse import parse
from symnum.terms.text import to_text

_FIELDS = {"kind", "format", "at", "weight"}


def objective_text(objective: Objective) -> str:
    """One line that :func:`objective_from` reads back.

    >>> objective_text(Objective("frozen-ulp", at=1.5))
    'frozen-ulp float32 at 3/2'
    """
    if objective.weight is not None:
        (term,) = lift(objective.weight)
        return f"weighted {to_text(term)}"
    if objective.kind == "ulp":
        return f"ulp {objective.format}"
    if objective.kind == "frozen-ulp":
        return f"frozen-ulp {objective.format} at {Fraction(objective.at or 0)}"
    return objective.kind


def objective_from(data: object) -> Objective:
    """An objective from text, or from a table of ``kind``, ``format``, ``at`` and ``weight``.

    Args:
        data: ``"absolute"``, ``"relative"``, ``"ulp float32"``, ``"frozen-ulp float32 at 3/2"``,
            ``"weighted 1/(1 + x)"``; formats may be left out. Or the same as a mapping, where a
            weight is an expression in x.

    Raises:
        InputError: anything else; the message begins with ``objective:``.
    """
    if isinstance(data, Objective):
        return data
    if isinstance(data, str):
        return _from_text(data)
    if not isinstance(data, Mapping) or not set(data) <= _FIELDS or "kind" not in data:
        raise InputError("objective: text such as 'relative', or a table of 'kind' and perhaps "
                         "'format', 'at' and 'weight' is expected")  # fmt: skip
    given = {name: value for name, value in data.items() if value is not None}
    if "at" in given:
        given["at"] = _number(given["at"])
    if "weight" in given:
        given["weight"] = _weight(given["weight"])
    return Objective(**given)


def _from_text(text: str) -> Objective:
    kind, _, rest = text.strip().partition(" ")
    if kind == "weighted":
        return Objective("weighted", weight=_weight(rest))
    words, data = rest.split(), {"kind": kind}
    if "at" in words[-2:-1]:
        data["at"] = words[-1]
        words = words[:-2]
    if len(words) > 1 or (words and kind not in ("ulp", "frozen-ulp")):
        raise InputError(f"objective: {' '.join(words)!r} after {kind!r} has no meaning")
    return objective_from(data | ({"format": words[0]} if words else {}))


def _number(value: object) -> Any:
    try:
        return exact(Fraction(value)) if isinstance(value, str) else value
    except (ValueError, ZeroDivisionError):
        raise InputError(f"objective: 'at' must be a finite number, not {value!r}") from None


def _weight(text: object) -> Any:
    if not isinstance(text, str) or not text.strip():
        raise InputError("objective: 'weight' must be an expression in x")
    return lower([parse(text, source="objective: weight")], inputs=("x",))
