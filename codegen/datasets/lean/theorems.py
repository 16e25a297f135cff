"""A step as a theorem: what it rests on as hypotheses, and its equation as the goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from codegen.datasets.lean.printing import NotSaid, identifier, lean
from symnum.errors import InputError
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term

ASSUMED = {"positive": "0 < {}", "nonzero": "{} ≠ 0", "integer": "∃ k : ℤ, {} = k"}
_CONDITION = {"positive": "0 < {}", "nonnegative": "0 ≤ {}", "nonzero": "{} ≠ 0"}


class Names(NamedTuple):
    """Names of a record: its functions, and how its symbols are assumed to be."""

    functions: tuple[str, ...]
    assumptions: Mapping[str, str]


def algebraic_theorem(steps: Sequence[Any], place: int, names: Names) -> str | None:
    """The theorem of an algebraic step: its equation from those of its inputs and the conditions.

    Args:
        steps: Those of a record.
        place: The step's place among them, from 0.
        names: Of the record.

    Returns:
        ``None`` if something in it has no counterpart in Lean.

    Raises:
        InputError: an equation of the record cannot be read.
    """
    step = steps[place]
    try:
        inputs = [
            read_equation(steps[number - 1]["equation"]["text"], names) for number in step["inputs"]
        ]
        goal = read_equation(step["equation"]["text"], names)
        conditions = [
            (condition["predicate"], read_equation(condition["subject"]["text"], names))
            for earlier in steps[: place + 1]
            for condition in earlier["side_conditions"]
        ]
        subjects = [subject for _, subject in conditions]
        opaque = _opaque([*inputs, *subjects])
        shown = [lean(equation, opaque) for equation in inputs]
        goal_text = lean(goal, opaque)
        said = [_CONDITION[p].format(_operand(lean(s, opaque))) for p, s in conditions]
    except NotSaid:
        return None
    terms = [*inputs, goal, *subjects]
    lines = [f"theorem step_{place + 1}", *(f"    {b}" for b in binders(terms, opaque, names))]
    lines += [f"    (c{n} : {text})" for n, text in enumerate(dict.fromkeys(said), start=1)]
    lines += [
        f"    (h{number} : {text})" for number, text in zip(step["inputs"], shown, strict=True)
    ]
    return "\n".join([*lines, f"    : {goal_text} := by", "  sorry"])


def read_equation(text: str, names: Names) -> Term:
    """The equation, inequality or statement joined of such that a text of the record spells.

    Raises:
        InputError: it spells none.
    """
    called = [name for name in names.functions if f"{name}(" in text]
    try:
        return parse(text, functions=called)
    except InputError as error:
        raise InputError(f"a record's equation: {error}") from None


def _operand(text: str) -> str:
    return text if text.isidentifier() or text.isdecimal() else f"({text})"


def _opaque(terms: Iterable[Term]) -> dict[Term, str]:
    """Names for the outermost derivatives and integrals of what a step rests on."""
    found: dict[Term, str] = {}
    pending = list(reversed(list(terms)))
    while pending:
        term = pending.pop()
        if isinstance(term, Call):
            if term.operator.name in ("derivative", "integral"):
                found.setdefault(term, f"{term.operator.name[0].upper()}{len(found) + 1}'")
            else:
                pending.extend(reversed(term.arguments))
    return found


def binders(terms: list[Term], opaque: Mapping[Term, str], names: Names) -> Iterator[str]:
    """Variables, functions and opaque numbers of a theorem, and what is assumed of symbols."""
    parts = list(outside(terms, opaque))
    arities: dict[str, int] = {}
    symbols: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Call) and not part.operator.interpreted:
            if arities.setdefault(part.operator.name, len(part.arguments)) != len(part.arguments):
                raise NotSaid(part.operator.name)
        elif isinstance(part, Symbol):
            symbols[part.name] = None
    for name, arity in arities.items():
        yield f"({identifier(name)} : {'ℝ → ' * arity}ℝ)"
    numbers = [*map(identifier, symbols), *(opaque[p] for p in parts if p in opaque)]
    if numbers:
        yield f"({' '.join(dict.fromkeys(numbers))} : ℝ)"
    for name in symbols:
        assumed = ASSUMED.get(names.assumptions.get(name, "real"))
        if assumed is not None:
            yield f"(d_{name} : {assumed.format(identifier(name))})"


def outside(terms: list[Term], opaque: Mapping[Term, str]) -> Iterator[Term]:
    """All parts of terms that are not inside of an opaque one, in order."""
    seen: set[Term] = set()
    pending = list(reversed(terms))
    while pending:
        term = pending.pop()
        if term in seen:
            continue
        seen.add(term)
        yield term
        if isinstance(term, Call) and term not in opaque:
            pending.extend(reversed(term.arguments))
