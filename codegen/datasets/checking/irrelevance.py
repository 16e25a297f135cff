"""A premise on which the answer does not depend: by what rests on what, and by values."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from flint import ctx

from codegen.datasets.checking.differences import random_point
from codegen.datasets.checking.evaluation import Evaluator, IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.plain_reading import Reader, Record
from codegen.datasets.checking.state import Rejected, require
from symnum.ops import DERIVATIVE, EQUATION, INTEGRAL
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_latex, to_text
from symnum.terms.traversal import postorder

_BITS = 160
_TRIES = 8
_ELSE = Number(Fraction(355, 113))
"""Another thing for the new name to stand for."""


def require_irrelevant(parent: Record, child: Record) -> None:
    """The child's added premise defines a new name that nothing else mentions.

    The premise is read and shown to define a name that the parent does not have; the names on which
    the goal depends are followed through all definitions, and the new one is not among them; and
    the goal's sides have the same values whether the name stands for what the premise says or for
    something else.

    Raises:
        Rejected: saying which of these does not hold.
    """
    name, body = _premise(parent, child)
    require(name not in _names_behind(child), "the answer depends on {}", name)
    goal = child.steps[-1]
    for side in (goal.left, goal.right):
        require(_unmoved(child, side, name, body), "the answer changes with {}", name)


def _premise(parent: Record, child: Record) -> tuple[str, Term]:
    """The new name and what it stands for; as a premise it has a function of symbols alone."""
    added = child.data.perturbation.added
    written = child.data.steps[0].model_copy(update={"equation": added})
    sentence = Reader(child.data).step(written, "perturbation.added")
    left, body = sentence.left, sentence.right
    parts = [part for part, _ in postorder([body])]
    for part in parts:
        fine = not isinstance(part, Call) or (
            part.operator.interpreted and part.operator not in (DERIVATIVE, INTEGRAL)
        )
        require(fine, "{} cannot be part of a premise", part)
    if not isinstance(left, Call) or left.operator.interpreted:
        raise Rejected(f"{left} is not a new function")
    free = sorted({p.name for p in parts if isinstance(p, Symbol)})
    arguments = [str(argument) for argument in left.arguments]
    require(arguments == free, "{} has to be a function of the symbols of {}", left, body)
    name = left.operator.name
    known = {entry.name for entry in parent.data.functions} | set(parent.symbols)
    require(name not in known, "{} has a meaning already", name)
    names = {entry.symbol: entry.latex for entry in child.data.domain}
    names.update((entry.name, entry.latex) for entry in child.data.functions)
    shown = Call(EQUATION, (left, body))
    require(to_text(shown) == added.text, "text {} is not the premise", added.text)
    require(to_latex(shown, names) == added.latex, "LaTeX {} is not the premise", added.latex)
    return name, body


def _names_behind(record: Record) -> set[str]:
    """Names on which the last equation depends, through definitions, operands and constants."""
    mentioned: dict[int, set[str]] = {}
    for number, step in enumerate(record.steps, start=1):
        terms = [step.left, step.right, *(c.subject for c in step.conditions)]
        terms += [] if step.operand is None else [step.operand]
        mentioned[number] = {n for term in terms for n in _names(term)}
    reached: set[int] = set()
    todo = [len(record.steps)]
    while todo:
        number = todo.pop()
        if number not in reached:
            reached.add(number)
            todo += record.steps[number - 1].inputs
            todo += [n for n, names in mentioned.items() if names & mentioned[number]]
    behind = {name for number in reached for name in mentioned[number]}
    for constant in record.constants:
        if constant.name in behind:
            behind |= {*_names(constant.integral), *_names(constant.antiderivative)}
    return behind


def _names(term: Term) -> set[str]:
    """Names of functions."""
    return {
        part.operator.name
        for part, _ in postorder([term])
        if isinstance(part, Call) and not part.operator.interpreted
    }


def _unmoved(record: Record, side: Term, name: str, body: Term) -> bool:
    """Whether a side has one value whatever the name stands for, at the points that can be told."""
    definitions = {
        step.left.operator.name: step.right
        for step in record.steps
        if step.operator.endswith("premise") and isinstance(step.left, Call)
    }
    constants = {
        c.name: IntegrationConstant(
            c.name, c.variable, tuple(c.arguments), c.integral, c.antiderivative
        )
        for c in record.constants
        if isinstance(c.integral, Call)
    }
    random = Random(f"irrelevant {record.data.id}")
    with ctx.workprec(_BITS):
        for salt in range(_TRIES):
            point = random_point(record.symbols, random, Fraction(1, 16 * (1 + salt // 2)))
            evaluators = [
                Evaluator(point, point, {**definitions, name: meaning}, constants, salt)
                for meaning in (body, _ELSE)
            ]
            try:
                first, second = (evaluator.value(side) for evaluator in evaluators)
            except Undecided:
                continue
            return bool(first == second or first.overlaps(second))
    return True
