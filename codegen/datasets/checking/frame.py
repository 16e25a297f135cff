"""What holds of every record, whatever its family: that its parts say the same.

The id is the hash of the content, the structure is that of the equations, LaTeX says what the text
beside it says, what is told of difficulty and labels fits the steps, and what a family has nothing
to say of is empty. Texts are compared by writing LaTeX from them, in one walk over their words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from codegen.datasets.checking.claims import CALCULUS, DERIVATION, STEPS, require_claims
from codegen.datasets.checking.rejection import Rejected, require
from codegen.datasets.checking.typesetting import Typesetter
from codegen.datasets.json_text import compact
from codegen.datasets.schema import RecordData
from codegen.datasets.structure import structure
from symnum.errors import InputError
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse

_UNHASHED = frozenset({"id", "index", "split", "provenance"})


def require_frame(data: RecordData, content: Mapping[str, Any]) -> None:
    """Look at what all families share.

    Args:
        data: The record, its shape validated.
        content: The same as plain JSON values.

    Raises:
        Rejected: naming what does not fit.
    """
    shown = [entry.latex for entry in data.domain if entry.latex]
    shown += [entry.latex for entry in data.functions if entry.latex]
    require(len(shown) == len(set(shown)), "two names are shown alike")
    declared = [entry.symbol for entry in data.domain] + [entry.name for entry in data.functions]
    require(len(declared) == len(set(declared)), "a name is declared twice")
    require(data.id == _identity(content), "id is not the content's")
    require(data.structure == structure(content), "structure is not the content's")
    require_claims(data, content)
    labels = data.step_labels
    require(len(labels) == len(data.steps), "there is not one label a step")
    judged = data.family in (DERIVATION, STEPS, CALCULUS) or bool(data.error.kind)
    require(set(labels) <= {0, 1}, "a step's label is neither 0 nor 1")
    require(judged or 0 not in labels, "a step of {} is labelled wrong", data.family)


def require_latex(data: RecordData) -> None:
    """LaTeX is what the text beside it says, written as it is written there.

    Raises:
        Rejected: naming LaTeX that says something else.
    """
    names = names_shown(data)
    numbers = {known.name for known in data.constants if not known.arguments}
    functions = {entry.name for entry in data.functions} - numbers
    calls = Typesetter(names, functions) if data.family == "recursion" else None
    for text, shown in expressions(data):
        try:
            if not text:
                latex = ""
            elif calls is not None:
                latex = calls.latex(text)
            else:
                latex = to_latex(parse(text, functions=functions), names)
        except InputError:
            raise Rejected(f"{text[:80]} is no expression") from None
        if latex != shown:
            require(False, "LaTeX {} does not say what the text {} says", shown, text)


def _identity(content: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in content.items() if name not in _UNHASHED}
    kept["difficulty"] = {**content["difficulty"], "trials": 0, "solved": 0}
    return hashlib.sha256(compact(kept, ordered=True).encode()).hexdigest()[:20]


def names_shown(data: RecordData) -> dict[str, str]:
    """How each name of the record is written in LaTeX."""
    shown = {entry.symbol: entry.latex for entry in data.domain}
    shown.update((entry.name, entry.latex) for entry in data.functions)
    return {name: latex for name, latex in shown.items() if latex}


def expressions(data: RecordData) -> Iterator[tuple[str, str]]:
    """Text and LaTeX of every expression of the steps, the correction and the constants."""
    for step in data.steps:
        yield step.equation.text, step.equation.latex
        if step.operand.text or step.operand.latex:
            yield step.operand.text, step.operand.latex
        for condition in step.side_conditions:
            yield condition.subject.text, condition.subject.latex
    if data.error.correction.text or data.error.correction.latex:
        yield data.error.correction.text, data.error.correction.latex
    for constant in data.constants:
        yield constant.integral.text, constant.integral.latex
        yield constant.antiderivative.text, constant.antiderivative.latex
