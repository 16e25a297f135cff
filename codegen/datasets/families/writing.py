"""Steps and random streams of families."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from codegen.datasets.records import expression
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_latex, to_text

NOTHING = {"text": "", "latex": ""}


def stream(family: str, seed: int, *indices: int | str) -> Random:
    """The random numbers of one record: a pure function of the arguments."""
    return Random(f"{family}/{seed}/{'/'.join(map(str, indices))}")


def step(
    operator: str,
    equation: Term | None = None,
    *,
    inputs: Sequence[int] = (),
    operand: Term | None = None,
    write: Callable[[Term], dict[str, str]] = expression,
    words: str = "",
) -> dict[str, Any]:
    """A step of a record; what is left out is empty."""
    return {
        "operator": operator,
        "inputs": list(inputs),
        "operand": dict(NOTHING) if operand is None else write(operand),
        "equation": dict(NOTHING) if equation is None else write(equation),
        "side_conditions": [],
        "words": words,
    }


@lru_cache(maxsize=4096)
def shown(term: Term) -> str:
    """A term as text, kept since parts of traces recur."""
    return to_text(term)


def call_expression(term: Term) -> dict[str, str]:
    """The expression of a term of free functions, its parts being remembered for other states."""
    text, latex = _call_texts(term)
    return {"text": text, "latex": latex}


@lru_cache(maxsize=1 << 15)
def _call_texts(term: Term) -> tuple[str, str]:
    if not isinstance(term, Call):
        return to_text(term), to_latex(term)
    parts = [_call_texts(argument) for argument in term.arguments]
    name = term.operator.name
    text = f"{name}({', '.join(text for text, _ in parts)})"
    latex = ", ".join(latex for _, latex in parts)
    return text, rf"\operatorname{{{name}}}\left({latex}\right)"


def symbol_entry(name: str, term: Term, assumption: str = "real") -> dict[str, str]:
    """What is said of a symbol in ``domain``."""
    return {"symbol": name, "assumption": assumption, "latex": to_latex(term)}
