"""Records taken back to the generator's bench, so that its moves can go on from them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from string import ascii_letters

from codegen.datasets.config import Config, validated
from codegen.datasets.generator.moves import MOVES
from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.operators import GET_PREMISE
from codegen.datasets.perturbations.derivation import (
    Record,
    Step,
    assumed,
    canonical,
    equation,
    shown_names,
    sides,
    written,
)
from symnum.ops import function, is_reserved_name
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.ring import build

LONGEST_LATEX = 400
"""Characters beyond which an equation is not worth having."""
_TRIES = 24
_NO_NAMES = frozenset("deiOSIENCQ")
"""Letters that are read as something else: differentials, numbers, orders, constants."""
_PREFERRED: dict[str, int] = {
    "substitute_LHS_for_RHS": 5, "substitute_RHS_for_LHS": 5, "evaluate_derivatives": 5,
    "expand": 3, "differentiate": 2, "integrate": 1, "add": 2, "minus": 2, "times": 2,
    "divide": 2, "power": 1, "cos": 1, "sin": 1, "exp": 1, "log": 1,
}  # fmt: skip
"""Moves and how often each is tried: those whose results their labels determine."""


@cache
def _limits() -> Config:
    """A configuration that allows longer equations than the generator's, since steps are added."""
    names = {"symbols": list("xyz"), "functions": list("fghuvw")}
    fields = {"count": 1, "seed": 0, "lengths": {"4": 1}, "vocabulary": names}
    return validated({**fields, "limits": {"nodes": 90}}, "perturbations")


def bench_for(record: Record, random: Random) -> Workspace:
    """A bench without lines, for the symbols of a record."""
    facts = assumed(record)
    symbols = tuple(CanonicalSymbol(name, frozenset(facts[name])) for name in sorted(facts))
    return Workspace(_limits(), random, symbols, [])


def workspace_of(record: Record, count: int, random: Random) -> Workspace | None:
    """The bench after the first ``count`` steps; ``None`` if the generator would not take them."""
    workspace = bench_for(record, random)
    constants = {c["step"]: c for c in record["constants"]}
    for number, step in enumerate(record["steps"][:count], start=1):
        left, right = (canonical(record, text) for text in sides(step))
        operand = canonical(record, step["operand"]["text"]) if step["operand"]["text"] else None
        line = Line(
            step["operator"], tuple(n - 1 for n in step["inputs"]), left, right, operand,
            tuple((c["predicate"], canonical(record, c["subject"]["text"]))
                  for c in step["side_conditions"]),
            _constant(record, constants[number]) if number in constants else None,
        )  # fmt: skip
        workspace.functions.append(sides(step)[0].partition("(")[0])
        if not workspace.accept(line):
            return None
    workspace.functions = free_names(record, random)
    return workspace


def _constant(record: Record, known: Record) -> Constant:
    arguments = tuple(canonical(record, name) for name in known["arguments"])
    integral = canonical(record, known["integral"]["text"])
    value: Canonical = CanonicalSymbol(known["name"])
    if arguments:
        value = build(function(known["name"]), arguments)
    variable = canonical(record, known["variable"])
    found = canonical(record, known["antiderivative"]["text"])
    return Constant(known["name"], known["step"] - 1, variable, arguments, value, integral, found)  # type: ignore[arg-type]


def free_names(record: Record, random: Random) -> list[str]:
    """Letters that the record does not use and that may name a function, in random order."""
    used = {entry["symbol"] for entry in record["domain"]}
    used |= {entry["name"] for entry in record["functions"]}
    free = [n for n in ascii_letters if n not in used | _NO_NAMES and not is_reserved_name(n)]
    random.shuffle(free)
    return free


def proposals(workspace: Workspace, record: Record) -> Iterator[tuple[Line, Step]]:
    """Valid next steps by the generator's moves, short enough to be shown; the bench stays."""
    labels = list(_PREFERRED)
    seen: set[tuple[Canonical, Canonical]] = set()
    for _ in range(_TRIES):
        label = workspace.random.choices(labels, list(_PREFERRED.values()))[0]
        line = MOVES[label](workspace)
        if line is None or (line.left, line.right) in seen:
            continue
        seen.add((line.left, line.right))
        if workspace.unused_after(line) and len(workspace.lines) > 1:
            continue
        step = step_of(line, record)
        if len(step["equation"]["latex"]) <= LONGEST_LATEX:
            yield line, step


def step_of(line: Line, record: Record) -> Step:
    """A line as a record holds it."""
    names = shown_names(record)
    nothing = {"text": "", "latex": ""}
    return {
        "operator": line.operator,
        "inputs": [place + 1 for place in line.inputs],
        "operand": nothing if line.operand is None else written(line.operand, names),
        "equation": equation(line.left, line.right, names),
        "side_conditions": [
            {"predicate": predicate, "subject": written(subject, names)}
            for predicate, subject in line.conditions
        ],
        "words": "",
    }


def premise_of(workspace: Workspace) -> Line | None:
    """A premise with a name that the record does not use."""
    for _ in range(_TRIES):
        line = MOVES[GET_PREMISE](workspace)
        if line is not None:
            return line
    return None
