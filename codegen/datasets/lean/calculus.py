"""Steps of calculus problems as theorems about ``deriv``, ``HasDerivAt`` and interval integrals.

A derivative is Mathlib's ``deriv`` of a function at its argument, an integral between bounds the
interval integral. Of an indefinite integral only the derivative is known: it is a function with
that property as a hypothesis, and equations between such hold up to a constant, which exists:

    ``(I1 : ℝ → ℝ) (i1 : ∀ x : ℝ, HasDerivAt I1 (2 * x) x) : ∃ c : ℝ, ∀ x : ℝ, I1 x = x ^ 2 + c``

What a step rests on is a hypothesis where it is no indefinite integral; functions that a problem
defines are so for all arguments. A change of the variable has no statement of its own, since it
speaks of two variables of which one depends on the other; its result has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.datasets.lean.printing import WRITTEN_OUT, NotSaid, identifier, lean
from codegen.datasets.lean.theorems import Names, binders, read_equation
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder

LET = "let"
"""Operator of steps that introduce a variable for an expression."""
BETWEEN_BOUNDS = "definite_integral"
"""The name that records have for integrals between bounds."""
_INTERVALS = {"real": "", "positive": "0 < {} → "}
"""On which of the domains, and how it is said, a function is determined by its derivative."""


def calculus_theorem(steps: Sequence[Any], place: int, names: Names) -> str | None:
    """The theorem of a step; ``None`` if it has none.

    Args:
        steps: Those of a record, of which this is one.
        place: Its place from 0.
        names: Of the record.

    Raises:
        InputError: an equation of the record cannot be read.
    """
    goal = read_equation(steps[place]["equation"]["text"], names)
    new = {_left_name(read_equation(s["equation"]["text"], names))
           for s in steps if s["operator"] == LET}  # fmt: skip
    if steps[place]["operator"] == LET or new & _symbols(goal):
        return None
    try:
        integrals = _integrals(goal)
        if integrals:
            return _up_to_a_constant(place, goal, integrals, names)
        inputs = [(number, read_equation(steps[number - 1]["equation"]["text"], names))
                  for number in steps[place]["inputs"]]  # fmt: skip
        kept = [(n, t) for n, t in inputs if not _integrals(t) and not new & _symbols(t)]
        return _with_hypotheses(place, goal, kept, names)
    except NotSaid:
        return None


def _with_hypotheses(
    place: int, goal: Term, inputs: Sequence[tuple[int, Term]], names: Names
) -> str:
    terms = [*(term for _, term in inputs), goal]
    bound = (b for b in binders(terms, {}, names) if not b.startswith(f"({BETWEEN_BOUNDS} :"))
    lines = [f"theorem step_{place + 1}", *(f"    {line}" for line in bound)]
    lines += [f"    (h{number} : {_for_all(term, names)})" for number, term in inputs]
    return "\n".join([*lines, f"    : {lean(goal, WRITTEN_OUT)} := by", "  sorry"])


def _for_all(term: Term, names: Names) -> str:
    """An equation; a definition of a function is one for all arguments."""
    said = lean(term, WRITTEN_OUT)
    left = term.arguments[0] if isinstance(term, Call) else term
    if isinstance(left, Call) and not left.operator.interpreted and _is_definition(left):
        for argument in reversed(left.arguments):
            said = f"∀ {identifier(str(argument))} : ℝ, {said}"
    return said


def _is_definition(call: Call) -> bool:
    return call.operator.name != BETWEEN_BOUNDS and all(
        isinstance(argument, Symbol) for argument in call.arguments
    )


def _up_to_a_constant(place: int, goal: Term, integrals: Sequence[Call], names: Names) -> str:
    """An equation between indefinite integrals: their derivatives are given."""
    (variable,) = {integral.arguments[1] for integral in integrals} or (None,)
    if not isinstance(variable, Symbol) or not isinstance(goal, Call):
        raise NotSaid(str(goal))
    assumption = names.assumptions.get(variable.name, "real")
    if assumption not in _INTERVALS or any(_integrals(i.arguments[0]) for i in integrals):
        raise NotSaid(assumption)
    x = identifier(variable.name)
    where = f"∀ {x} : ℝ, {_INTERVALS[assumption].format(x)}"
    called: dict[Term, str] = {
        integral: f"(I{n}' {x})" for n, integral in enumerate(integrals, start=1)
    }
    lines = [f"theorem step_{place + 1}"]
    for line in binders([goal, *(i.arguments[0] for i in integrals)], called, names):
        free = _without(line, x, called.values())
        lines += [f"    {free}"] if free else []
    for number, integral in enumerate(integrals, start=1):
        slope = lean(integral.arguments[0])
        lines.append(f"    (I{number}' : ℝ → ℝ)")
        lines.append(f"    (i{number} : {where}HasDerivAt I{number}' ({slope}) {x})")
    left, right = (lean(side, called) for side in goal.arguments)
    lines.append(f"    : ∃ c' : ℝ, {where}{left} = {right} + c' := by")
    return "\n".join([*lines, "  sorry"])


def _without(binder: str, name: str, calls: Any) -> str:
    """A binder without the variable that is bound by quantifiers, and without what are calls."""
    if binder.startswith(f"(d_{name} :"):
        return ""
    inner, _, kind = binder[1:-1].rpartition(" : ")
    if kind != "ℝ" or " : " in inner:
        return binder
    for call in calls:
        inner = inner.replace(call, "")
    kept = [word for word in inner.split() if word != name]
    return f"({' '.join(kept)} : ℝ)" if kept else ""


def _integrals(term: Term) -> list[Call]:
    """The indefinite integrals in a term, each once."""
    found = (p for p, _ in postorder([term]) if isinstance(p, Call))
    return list(dict.fromkeys(p for p in found if p.operator.name == "integral"))


def _symbols(term: Term) -> set[str]:
    return {part.name for part, _ in postorder([term]) if isinstance(part, Symbol)}


def _left_name(term: Term) -> str:
    return str(term.arguments[0]) if isinstance(term, Call) else ""
