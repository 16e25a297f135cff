"""Rewriting of plain terms by equations read from left to right, one step at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from symnum.terms.plain import Call, Symbol, Term

Binding = dict[str, Term]


class Equation(NamedTuple):
    """``left`` may be replaced by ``right``; ``variables`` stand for any term."""

    left: Term
    right: Term
    variables: frozenset[str]


class Reduction(NamedTuple):
    """One step: the part that was replaced, by which equation, and the whole afterwards."""

    redex: Term
    equation: int
    whole: Term


def matched(pattern: Term, term: Term, variables: frozenset[str]) -> Binding | None:
    """What the variables stand for if the pattern is the term, else ``None``."""
    binding: Binding = {}
    pending = [(pattern, term)]
    while pending:
        wanted, found = pending.pop()
        if isinstance(wanted, Symbol) and wanted.name in variables:
            if binding.setdefault(wanted.name, found) is not found:
                return None
        elif isinstance(wanted, Call):
            if not isinstance(found, Call) or found.operator is not wanted.operator:
                return None
            if len(found.arguments) != len(wanted.arguments):
                return None
            pending.extend(zip(wanted.arguments, found.arguments, strict=True))
        elif wanted is not found:
            return None
    return binding


def filled(term: Term, binding: Mapping[str, Term]) -> Term:
    """The term with variables replaced."""
    if isinstance(term, Symbol):
        return binding.get(term.name, term)
    if not isinstance(term, Call):
        return term
    return Call(term.operator, tuple(filled(a, binding) for a in term.arguments))


def rewritten(term: Term, equations: Sequence[Equation]) -> tuple[int, Term] | None:
    """The term itself (not a part of it) by the first equation that fits."""
    for number, equation in enumerate(equations):
        binding = matched(equation.left, term, equation.variables)
        if binding is not None:
            return number, filled(equation.right, binding)
    return None


Rewrite = Callable[[Term], tuple[int, Term] | None]


def reduced(term: Term, rewrite: Rewrite) -> Reduction | None:
    """One step at the leftmost of the innermost places; ``None`` in normal form."""
    if not isinstance(term, Call):
        return None
    for place, argument in enumerate(term.arguments):
        inner = reduced(argument, rewrite)
        if inner is not None:
            parts = (*term.arguments[:place], inner.whole, *term.arguments[place + 1 :])
            return Reduction(inner.redex, inner.equation, Call(term.operator, parts))
    found = rewrite(term)
    return None if found is None else Reduction(term, *found)


def trace(term: Term, rewrite: Rewrite, limit: int) -> list[Reduction] | None:
    """All steps to the normal form; ``None`` if there are more than ``limit``."""
    steps: list[Reduction] = []
    while (step := reduced(term, rewrite)) is not None:
        if len(steps) == limit:
            return None
        steps.append(step)
        term = step.whole
    return steps
