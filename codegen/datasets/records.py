r"""Records as plain values: made empty, completed, written as a line and read back.

The shape is :mod:`codegen.datasets.schema`'s. Of a record's fields some are chosen by whoever makes
it, and the rest follows from them; :func:`sealed` writes the latter:

========================  ========================================================================
``solution``              the steps in order, from their words and equations; then the answer in
                          a sentence, unless it is what the last step says
``answer``                for ``answer_kind`` ``"equation"`` the last equation, if none is set
``problem``               the task in the shape of Meadows et al., if none is set: premises and new
                          names are given, results of calculus are hints, the last equation is the
                          goal
``step_labels``           1 for each step, unless an injected error has set them
``structure``             :func:`codegen.datasets.structure.structure`
``difficulty``            :func:`codegen.datasets.difficulty.measured`; trials are kept
``id``                    :func:`identity`
========================  ========================================================================

Of a derivation (steps by the operators of :mod:`codegen.datasets.operators`) ``operand`` is what is
added, subtracted, multiplied or divided by, the exponent of ``power``, the symbol of
``differentiate`` and ``integrate``, the integral of ``evaluate_integrals`` (each step evaluates
one) and the expression that ``renaming_premise`` names. Steps that nothing uses do not occur: every
step is an input of a later one, or of the last equation's history.

>>> made = sealed(blank(family="derivation", problem="What is 1 + 1?", answer="2",
...                     answer_kind="number"))
>>> parse_line(line_of(made), "example") == made
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from codegen.datasets.conclusions import shown_answer
from codegen.datasets.difficulty import measured
from codegen.datasets.json_text import compact
from codegen.datasets.operators import (
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    FIRST_PREMISE,
    GET_PREMISE,
    RENAMING,
)
from codegen.datasets.schema import RecordData, empty, parse_line, validated
from codegen.datasets.structure import structure
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Term
from symnum.terms.text import to_latex, to_text

__all__ = [
    "blank", "expression", "identity", "line_of", "parse_line", "problem_of", "sealed",
    "solution_of", "step_texts", "validated",
]  # fmt: skip

_GIVEN = (FIRST_PREMISE, GET_PREMISE, RENAMING)
_HINTED = (EVALUATE_DERIVATIVES, EVALUATE_INTEGRALS)
_BLANK = orjson.dumps(empty(RecordData))
UNHASHED = frozenset({"id", "index", "split", "provenance"})
"""Fields that say where a record stands and not what it is."""
CONCLUDED = frozenset({"number", "text", "blanks", "counterexample"})
"""Kinds of answers that no step need say in the form that is asked for."""


def expression(term: Canonical | Term) -> dict[str, str]:
    r"""A term in the two forms of a record.

    >>> from symnum.terms import parse
    >>> expression(parse("x^2/2"))
    {'text': 'x^2/2', 'latex': '\\frac{x^{2}}{2}'}
    """
    plain = to_plain(term)
    return {"text": to_text(plain), "latex": to_latex(plain)}


def blank(*, family: str, **fields: Any) -> dict[str, Any]:
    """A record with every field at its empty value but those that are given.

    Raises:
        TypeError: a name that no field has.
    """
    made: dict[str, Any] = orjson.loads(_BLANK)
    unknown = sorted(fields.keys() - made.keys())
    if unknown:
        raise TypeError(f"records have no field {unknown[0]}")
    return {**made, "family": family, **fields}


def sealed(record: dict[str, Any], terms: Mapping[str, Canonical] | None = None) -> dict[str, Any]:
    """The record with what follows from its other fields written anew.

    Args:
        record: With its steps, and what is said of their names.
        terms: See :func:`codegen.datasets.branching.branching`.

    ``problem``, ``answer`` and the labels of steps are left alone where they are set: whoever
    changes the steps of a record empties them first.
    """
    steps = record["steps"]
    made = dict(record)
    made["solution"] = "\n".join(filter(None, (solution_of(steps), conclusion_of(record))))
    if steps:
        made["problem"] = record["problem"] or problem_of(steps)
        if record["answer_kind"] == "equation":
            made["answer"] = record["answer"] or steps[-1]["equation"]["latex"]
    made["step_labels"] = record["step_labels"] or [1] * len(steps)
    made["structure"] = structure(made)
    made["difficulty"] = measured(made, terms)
    made["id"] = identity(made)
    return made


def identity(content: dict[str, Any]) -> str:
    """The hash of a record's content; where it stands does not count."""
    kept = {name: value for name, value in content.items() if name not in UNHASHED}
    kept["difficulty"] = {**content["difficulty"], "trials": 0, "solved": 0}
    return hashlib.sha256(compact(kept, ordered=True).encode()).hexdigest()[:20]


def line_of(record: dict[str, Any]) -> str:
    """The record as one line of JSON, with its end."""
    return compact(record) + "\n"


def solution_of(steps: list[dict[str, Any]]) -> str:
    """The steps as a text: equations joined by *and*, or a line a step where steps have words."""
    return ("\n" if any(step["words"] for step in steps) else " and ").join(step_texts(steps))


def conclusion_of(record: dict[str, Any]) -> str:
    """The answer in a sentence, where it is of a kind that no step says as it is asked for.

    After an injected error it is what the steps come to, or nothing where that is not known.

    >>> conclusion_of({"answer_kind": "number", "answer": "7", "error": {"kind": ""}})
    'The answer is 7.'
    """
    if record["answer_kind"] not in CONCLUDED:
        return ""
    answer = shown_answer(record) if record["error"]["kind"] else record["answer"]
    return f"The answer is {answer}." if answer else ""


def step_texts(steps: list[dict[str, Any]]) -> list[str]:
    """Each step as a text: its equation in LaTeX, where steps have words in a sentence."""
    if not any(step["words"] for step in steps):
        return [step["equation"]["latex"] for step in steps]
    return [_in_words(step["words"], step["equation"]["latex"]) for step in steps]


def _in_words(words: str, latex: str) -> str:
    """The equation behind the words; a sentence does not end before it."""
    shown = f"${latex}$" if latex else ""
    return f"{words.removesuffix('.')}: {shown}" if words and shown else words or shown


def problem_of(steps: list[dict[str, Any]]) -> str:
    """The task that a derivation solves, in the shape of Meadows et al. (2023)."""
    latex = [(step["operator"], step["equation"]["latex"]) for step in steps]
    given = " and ".join(text for operator, text in latex if operator in _GIVEN)
    hints = [f"then derive {text}" for operator, text in latex[:-1] if operator in _HINTED]
    return ", ".join([f"Given {given}", *hints, f"then obtain {latex[-1][1]}"])
