"""Records as Lean 4 theorems: what each algebraic step claims, with what it rests on.

A step's theorem has as hypotheses what is assumed of the symbols, the side conditions recorded up
to the step, and the equations of its inputs. Functions are arbitrary functions of real numbers, and
unevaluated derivatives and integrals arbitrary numbers, the same in hypotheses and conclusion. A
step with one of these that its inputs do not have is no algebraic step and left out, as are steps
labelled wrong. Lean's functions are total where ours are partial; a hypothesis says where ours have
a value, so the statements claim no more than the record does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from codegen.datasets.lean.printing import NotSaid, identifier, lean
from codegen.datasets.records import identity
from symnum.errors import InputError
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term

HEADER = "-- Not verified: these statements were written by a program and have not been run."
FAMILIES_WITH_LEAN = frozenset({"derivation", "algebra", "inequalities"})
ALGEBRAIC = frozenset({
    "add", "minus", "times", "divide", "power", "expand", "cos", "sin", "exp", "log",
    "substitute_LHS_for_RHS", "substitute_RHS_for_LHS",
})  # fmt: skip
"""Operators of derivations whose steps follow by algebra from their inputs."""
GIVEN = frozenset({"given", "premise", "get_premise", "renaming_premise"})
_ASSUMED = {"positive": "0 < {}", "nonzero": "{} ≠ 0", "integer": "∃ k : ℤ, {} = k"}
_CONDITION = {"positive": "0 < {}", "nonnegative": "0 ≤ {}", "nonzero": "{} ≠ 0"}


class _Names(NamedTuple):
    """Names of a record: its functions, and how its symbols are assumed to be."""

    functions: tuple[str, ...]
    assumptions: Mapping[str, str]


def with_lean(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its own statements in ``lean``, and its id made anew if they change.

    Records of families without statements lose those of the record that they were made from.
    """
    text = statements(record) if record["family"] in FAMILIES_WITH_LEAN else ""
    if text == record["lean"]:
        return record
    made = {**record, "lean": text}
    return {**made, "id": identity(made)}


def statements(record: Mapping[str, Any]) -> str:
    """A theorem for each algebraic step of a record; empty if there is none.

    Raises:
        InputError: an equation of the record cannot be read.
    """
    assumptions = {entry["symbol"]: entry["assumption"] for entry in record["domain"]}
    if "complex" in assumptions.values():
        return ""
    names = _Names(tuple(entry["name"] for entry in record["functions"]), assumptions)
    made = []
    for place, step in enumerate(record["steps"]):
        algebraic = record["family"] != "derivation" or step["operator"] in ALGEBRAIC
        right = place >= len(record["step_labels"]) or record["step_labels"][place] == 1
        if algebraic and right and step["operator"] not in GIVEN:
            theorem = _theorem(record["steps"], place, names)
            if theorem is not None:
                made.append(theorem)
    return "\n\n".join(["import Mathlib", HEADER, *made, ""]) if made else ""


def _theorem(steps: list[Any], place: int, names: _Names) -> str | None:
    step = steps[place]
    try:
        inputs = [_read(steps[number - 1]["equation"]["text"], names) for number in step["inputs"]]
        goal = _read(step["equation"]["text"], names)
        conditions = [
            (condition["predicate"], _read(condition["subject"]["text"], names))
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
    lines = [f"theorem step_{place + 1}", *(f"    {b}" for b in _binders(terms, opaque, names))]
    lines += [f"    (c{n} : {text})" for n, text in enumerate(dict.fromkeys(said), start=1)]
    lines += [
        f"    (h{number} : {text})" for number, text in zip(step["inputs"], shown, strict=True)
    ]
    return "\n".join([*lines, f"    : {goal_text} := by", "  sorry"])


def _read(text: str, names: _Names) -> Term:
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


def _binders(terms: list[Term], opaque: Mapping[Term, str], names: _Names) -> Iterator[str]:
    """Variables, functions and opaque numbers of a theorem, and what is assumed of symbols."""
    parts = list(_outside(terms, opaque))
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
        assumed = _ASSUMED.get(names.assumptions.get(name, "real"))
        if assumed is not None:
            yield f"(d_{name} : {assumed.format(identifier(name))})"


def _outside(terms: list[Term], opaque: Mapping[Term, str]) -> Iterator[Term]:
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
