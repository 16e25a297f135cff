"""Steps of a topic's solution carried on from a wrong one, as somebody would who did not notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from codegen.datasets.errors.topics.plausible_terms import in_the_form_of
from codegen.datasets.errors.topics.topic_statements import (
    EQUATIONS,
    JOINED,
    Told,
    sides_of,
)
from codegen.datasets.perturbations.derivation import Step, resting_on
from symnum.ops import ADD, CONJUNCTION, DIV, EQUAL, MUL, SUB, Operator
from symnum.polynomials import expand
from symnum.rewriting.rewrite import rewrite
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.interface import number
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder, rewritten

_RULE = re.compile(r"Rule ([a-z0-9-]+)\.")
_SIGNS = re.compile(r"[+-] -")
Again = Callable[[Term | None, Sequence[Call]], tuple[Term, Term] | None]
"""What an operator makes of its operand and its inputs."""


def carried_on(told: Told, first: int, wrong: Term) -> dict[int, Term] | None:
    """The statements of all steps that rest on a wrong one, done again from what stands there.

    Args:
        told: The right solution.
        first: Number of the wrong step, from 1.
        wrong: What it says.

    Returns:
        By number; ``None`` if there are none, or an operation cannot be done again.
    """
    steps, statements = told.record["steps"], list(told.statements)
    shown = steps[-1]["equation"]["latex"] in told.record["problem"]
    later = resting_on(steps, first)
    if shown or not later or told.record["constants"]:
        return None
    statements[first - 1] = wrong
    for place in later:
        step = steps[place - 1]
        inputs = [statements[n - 1] for n in step["inputs"]]
        new = _again(told, step, inputs, statements[place - 1])
        if new is None:
            return None
        statements[place - 1] = new
    return {place: statements[place - 1] for place in later}


def _again(told: Told, step: Step, inputs: Sequence[Term], right: Term) -> Term | None:
    """The statement of a step from other inputs, in the form of the right one."""
    if step["operator"] == "collect_solution":
        return _collected(inputs)
    sources = [s for s in inputs if isinstance(s, Call) and s.operator not in JOINED]
    assert isinstance(right, Call)
    if len(sources) != len(inputs) or right.operator in JOINED:
        return None
    rule, again = _RULE.fullmatch(step["words"]), _AGAIN.get(step["operator"])
    if rule is not None:
        again = partial(_by_rule, rule[1])
    operand = told.term(step["operand"]["text"]) if step["operand"]["text"] else None
    found = None if again is None else again(operand, sources)
    if found is None:
        return None
    shown = [_shown(*pair) for pair in zip(sides_of(right), found, strict=True)]
    if shown[0] is None or shown[1] is None or not _says_something(right, shown[0], shown[1]):
        return None
    made = Call(right.operator, (shown[0], shown[1]))
    text = to_text(made)
    odd = len(_SIGNS.findall(text)) > len(_SIGNS.findall(to_text(right)))
    return None if odd or text in map(to_text, inputs) else made


def _says_something(right: Call, left: Term, other: Term) -> bool:
    """Whether an equation has sides of its own, and is solved if the right one is."""
    names = [set(free_symbols(side)) for side in (left, other)]
    if left is other or (free_symbols(right) and not names[0] | names[1]):
        return False
    return all(
        made is told and made not in names[1 - place]
        for place, (told, made) in enumerate(zip(right.arguments, (left, other), strict=True))
        if isinstance(told, Symbol) and told not in free_symbols(right.arguments[1 - place])
    )


def _shown(right: Term, found: Term) -> Term | None:
    """A side as the right one is written; itself if it is that."""
    if found is right or to_canonical(found) is to_canonical(right):
        return right
    return in_the_form_of(right, found)


def _collected(inputs: Sequence[Term]) -> Term | None:
    """Solved equations joined by *and*."""
    parts = [Call(EQUAL, sides_of(statement)) for statement in inputs]
    if not all(isinstance(part.arguments[0], Symbol) for part in parts):
        return None
    first, *others = parts
    for part in others:
        first = Call(CONJUNCTION, (first, part))
    return first


def _expanded(term: Term) -> Term:
    found: Term = to_plain(expand(to_canonical(term)))
    return found


def _both(
    operator: Operator, operand: Term | None, sources: Sequence[Call]
) -> tuple[Term, Term] | None:
    """The same on both sides; a comparison turns around where a factor is negative."""
    assert operand is not None
    left, right = (_expanded(Call(operator, (s, operand))) for s in sides_of(sources[0]))
    if sources[0].operator in EQUATIONS or operator in (ADD, SUB):
        return left, right
    factor = number(to_canonical(operand))
    if factor is None:
        return None
    return (right, left) if factor < 0 else (left, right)


def _by_rule(name: str, operand: Term | None, sources: Sequence[Call]) -> tuple[Term, Term] | None:
    """A link of a chain by a rule that the step names; what is divided by may be 0 now."""
    left, right = sides_of(sources[0])
    found = to_plain(rewrite(to_canonical(right), name))
    return None if _divides_by_symbols(right) or _divides_by_symbols(found) else (left, found)


def _divides_by_symbols(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call))
    below = (part.arguments[1] for part in parts if part.operator is DIV)
    return any(map(free_symbols, below))


def _combined(
    operator: Operator, operand: Term | None, sources: Sequence[Call]
) -> tuple[Term, Term]:
    pairs = zip(*map(sides_of, sources), strict=True)
    left, right = (_expanded(Call(operator, pair)) for pair in pairs)
    return left, right


def _without_multiple(operand: Term | None, sources: Sequence[Call]) -> tuple[Term, Term]:
    assert operand is not None
    pairs = zip(*map(sides_of, sources), strict=True)
    left, right = (_expanded(Call(SUB, (a, Call(MUL, (operand, b))))) for a, b in pairs)
    return left, right


def _substituted(operand: Term | None, sources: Sequence[Call]) -> tuple[Term, Term] | None:
    """The right sides of the others for their left sides, on both sides or, of links, on one."""
    target, *others = sources
    new = dict(map(sides_of, others))
    left, right = sides_of(target)
    parts = {part for part, _ in postorder([left, right])}
    if not parts >= new.keys():
        return None
    change = lambda part, _: new.get(part)  # noqa: E731
    return rewritten(left, change), rewritten(right, change)


def _swapped(operand: Term | None, sources: Sequence[Call]) -> tuple[Term, Term]:
    left, right = sides_of(sources[0])
    return right, left


def _rewritten(operand: Term | None, sources: Sequence[Call]) -> tuple[Term, Term]:
    left, right = sides_of(sources[0])
    return left, _expanded(right)


_AGAIN: Mapping[str, Again] = {
    "add_to_both_sides": partial(_both, ADD), "subtract_from_both_sides": partial(_both, SUB),
    "multiply_both_sides": partial(_both, MUL), "divide_both_sides": partial(_both, DIV),
    "add_equations": partial(_combined, ADD), "subtract_equations": partial(_combined, SUB),
    "subtract_multiple": _without_multiple, "substitute": _substituted, "swap_sides": _swapped,
    "expand_expression": _rewritten, "simplify_value": _rewritten,
}  # fmt: skip
"""Operators whose steps can be done again."""
