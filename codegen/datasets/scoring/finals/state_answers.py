"""States that a trace ends with, as answers."""

from __future__ import annotations

from codegen.datasets.scoring.finals.plain_answers import match_text
from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.steps.answers import read_term
from codegen.datasets.scoring.verdicts.goals import Match
from codegen.datasets.scoring.verdicts.unfolding import same_but_for_signs
from symnum.ops import EQUATION
from symnum.terms.plain import Call
from symnum.terms.text import to_text


def match_state(said: str, wanted: str, unit: str, context: Context) -> Match:
    """The expression itself, wherever its signs are written: an equal one is a state before the
    last, or the question."""
    first, second = read_term(said, context), read_term(wanted, context)
    if isinstance(first, Call) and first.operator is EQUATION:
        first = first.arguments[1]  # of a chain of equal states the last
    if first is None or second is None:
        return match_text(said, wanted)
    if to_text(first) == to_text(second):
        return "exact"
    return "equivalent" if same_but_for_signs(first, second) else match_text(said, wanted)
