"""How hard a record is, as far as that can be measured without a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.datasets.branching import branching
from codegen.datasets.equation_texts import words
from symnum.terms.canonical import Canonical

_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"()"))


def measured(
    record: Mapping[str, Any], terms: Mapping[str, Canonical] | None = None
) -> dict[str, Any]:
    """The difficulty of a record; what models made of it is kept.

    Sizes are counted in the texts of the equations, so that lines of traces, which are no
    equations, count as well.

    Args:
        record: With its steps, domain, functions, constants and difficulty so far.
        terms: See :func:`codegen.datasets.branching.branching`.
    """
    steps = record["steps"]
    text = "\n".join([step["equation"]["text"] for step in steps])
    return {
        "steps": len(steps),
        "nodes": len(words(text)) + _signs(text),
        "depth": _nesting(text),
        "operators": len({step["operator"] for step in steps}),
        "branching": branching(record, terms),
        "trials": record["difficulty"]["trials"],
        "solved": record["difficulty"]["solved"],
    }


def _signs(text: str) -> int:
    """How many signs of operators and relations a text has."""
    return sum(map(text.count, "+-*/^<>=")) - text.count("<=") - text.count(">=")


def _nesting(text: str) -> int:
    """How deep parentheses are nested: how often those with nothing inside can be taken away."""
    brackets, depth = text.encode().translate(None, _ALL_BUT_BRACKETS), 0
    while b"()" in brackets:
        brackets, depth = brackets.replace(b"()", b""), depth + 1
    return depth
