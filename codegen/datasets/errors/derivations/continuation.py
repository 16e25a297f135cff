"""Steps carried on from a wrong one, as somebody would who did not notice."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.generator.parts import subterms
from codegen.datasets.operators import EVALUATE_INTEGRALS, RENAMING
from codegen.datasets.perturbations.derivation import (
    Record,
    Step,
    canonical,
    equation,
    shown_names,
    sides,
)
from codegen.datasets.perturbations.operations import Equation, carried_out, replaced
from codegen.datasets.perturbations.workspaces import LONGEST_LATEX
from symnum.ops import LOG, POW, function
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Reciprocal,
)
from symnum.terms.ring import build


def carried_on(record: Record, steps: Sequence[Step], later: Sequence[int]) -> list[Step] | None:
    """The steps with those at ``later`` done again from what now stands before them.

    Returns:
        ``None`` if an operation cannot be done on the wrong equations: what it replaces does not
        occur any more, say. Names that a later step gives to a part are kept as they are.
    """
    names = shown_names(record)
    done = list(steps)
    for number in later:
        step = done[number - 1]
        if step["operator"] == RENAMING:
            continue
        sources = [_read(record, done[n - 1]) for n in step["inputs"]]
        found = _result(record, step, number, sources)
        if found is None or found[0] is found[1] or all(map(_is_number, found)):
            return None
        if any(_is_undefined(part) for side in found for part in subterms(side)):
            return None
        written = equation(*found, names)
        if len(written["latex"]) > LONGEST_LATEX:
            return None
        done[number - 1] = {**step, "equation": written}
    return done


def _read(record: Record, step: Step) -> Equation:
    left, right = sides(step)
    return canonical(record, left), canonical(record, right)


def _result(
    record: Record, step: Step, number: int, sources: Sequence[Equation]
) -> Equation | None:
    text = step["operand"]["text"]
    operand = canonical(record, text) if text else None
    if step["operator"] != EVALUATE_INTEGRALS:
        return carried_out(step["operator"], sources, operand)
    (known,) = (c for c in record["constants"] if c["step"] == number)
    assert operand is not None
    return replaced(sources[0], operand, _evaluated(record, known))


def _evaluated(record: Record, known: Record) -> Canonical:
    """An antiderivative and its constant."""
    arguments = [canonical(record, name) for name in known["arguments"]]
    constant = CanonicalSymbol(known["name"])
    found = canonical(record, known["antiderivative"]["text"])
    return found + (build(function(known["name"]), arguments) if arguments else constant)


def _is_undefined(part: Canonical) -> bool:
    """Whether it has no value, whatever the symbols are: a logarithm of 0, say."""
    if isinstance(part, Reciprocal):
        return isinstance(part.base, CanonicalNumber) and part.base.value == 0
    if isinstance(part, Apply) and part.operator in (LOG, POW):
        base = part.arguments[0]
        return isinstance(base, CanonicalNumber) and base.value <= 0
    return False


def _is_number(term: Canonical) -> bool:
    return isinstance(term, CanonicalNumber)
