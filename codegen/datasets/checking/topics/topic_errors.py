"""Injected errors of topics: the labelled step is false for certain where all else holds.

All steps but the labelled one have been replayed, and in its place the correction. The record's
counterexample is a point of the domain at which everything that was replayed holds, as far as it
has a value, for certain what the problem gives and the correction: there the labelled step is
false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from codegen.datasets.checking.error_claims import SAID, at_one_place, mistaken
from codegen.datasets.checking.topics.context import IMAGINARY, Context, Rejected, require
from codegen.datasets.checking.topics.error_points import Place
from codegen.datasets.checking.topics.error_reasons import require_false_said, require_values_said
from codegen.datasets.checking.topics.lines import Line
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.values import Precision, derivative_of
from symnum.ops import (
    CONJUNCTION,
    COS,
    DERIVATIVE,
    DISJUNCTION,
    EQUATION,
    INTEGRAL,
    LESS,
    LESS_EQUAL,
    SIN,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

_PRECISIONS = (192, 1024)
"""Bits of ball arithmetic, one after the other until a point is decided."""
_DEFINITIONS = frozenset({"given", "let"})
"""Operators of steps that are right, whatever they say."""
_EXCHANGED = {SIN: COS, COS: SIN}


def with_correction(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with the first wrong step as it should be; itself if there is no error.

    Raises:
        Rejected: just this step has to be labelled wrong, or it and all that rest on it; and it is
            no definition.
    """
    error, steps = record["error"], list(record["steps"])
    if not error["kind"]:
        require(all(record["step_labels"]), "a step of a right solution is labelled wrong")
        return record
    place = error["label"]
    require(0 <= place < len(steps), "the label is no step")
    wrong = {number for number, label in enumerate(record["step_labels"], start=1) if not label}
    alone = wrong == {place + 1}
    require(alone or wrong == _resting(steps, place + 1), "labels do not name the wrong steps")
    require(steps[place]["operator"] not in _DEFINITIONS, "a definition is labelled wrong")
    steps[place] = {**steps[place], "equation": error["correction"]}
    return {**record, "steps": steps}


def _resting(steps: Sequence[Mapping[str, Any]], first: int) -> set[int]:
    """A step and all that rest on it, by themselves or by others."""
    found = {first}
    for number, step in enumerate(steps, start=1):
        if not found.isdisjoint(step["inputs"]):
            found.add(number)
    return found


def carried_on(record: Mapping[str, Any]) -> Sequence[int]:
    """Numbers of the steps that are labelled wrong after the first of them."""
    return [n for n, label in enumerate(record["step_labels"], start=1) if not label][1:]


def require_wrong(context: Context, record: Mapping[str, Any], carried: Sequence[int]) -> None:
    """The first wrong step is wrong as the record says, and those that go on from it are false.

    Args:
        context: What is known after the steps of the corrected record.
        record: As it is.
        carried: Numbers of the steps that go on from the wrong one.

    Raises:
        Rejected: one may be right, or something else is said of the first.
    """
    error, place = record["error"], record["error"]["label"]
    wrong = context.line(record["steps"][place])
    right = context.lines[place]
    require_mistake(error["kind"], right.statement, wrong.statement, _symbols(context))
    false = [context.lines[number - 1] for number in carried]
    context.lines = [line for line in context.lines if line not in false]
    for bits in _PRECISIONS[:-1]:
        with suppress(Rejected):
            return _require_refuted(context, record, (right, wrong, *false), bits)
    return _require_refuted(context, record, (right, wrong, *false), _PRECISIONS[-1])


def _require_refuted(
    context: Context, record: Mapping[str, Any], lines: Sequence[Line], bits: int
) -> None:
    right, wrong, *carried = lines
    point = Place(context, record["error"]["counterexample"], bits)
    said = _claim(point, wrong, record["error"]["label"] + 1)
    for condition in context.conditions:
        require(point.satisfies(condition), "{} is not {} at the counterexample", *condition[::-1])
    require(point.concerns(point.names_of(said)), "the counterexample has no coordinate")
    for line in context.lines:
        if point.concerns(point.names_of(line.statement)):
            verdict = point.holds(line.statement)
            known = verdict or (verdict is None and line is not right and line.operator != "given")
            require(bool(known), "{} does not hold at the counterexample", line.statement)
    for statement in (said, *(line.statement for line in carried)):
        false = point.holds(statement) is False
        require(false, "{} is not refuted by the counterexample", statement)
    if said.operator in (CONJUNCTION, DISJUNCTION):
        return require_false_said(context, record)
    slopes = said is not wrong.statement or _has_integral(said)
    values = [point.value(side) for side in point.sides(said)]
    with Precision(bits):
        return require_values_said(context, record, values, slopes)


def _claim(point: Place, wrong: Line, number: int) -> Call:
    """What a step says whatever its new constant is: of an equation with one, its derivative."""
    assert isinstance(wrong.statement, Call)
    names = {symbol.name: symbol for symbol in free_symbols(wrong.statement)}
    declared = [c for c in point.context.record["constants"] if c["step"] == number]
    new = [constant for constant in declared if constant["name"] in names]
    if not new:
        return wrong.statement
    require(wrong.relation is EQUATION, "{} is no equation", wrong.statement)
    require(new[0]["variable"] in names, "{} is not in the step", new[0]["variable"])
    variable = names[new[0]["variable"]]
    sides = [point.in_terms_of(variable, side) for side in wrong.statement.arguments]
    left = {s.name for side in sides for s in free_symbols(derivative_of(side, variable))}
    for constant in new:
        free = constant["name"] in left
        require(not free, "{} may be chosen so that the step is right", constant["name"])
    return Call(EQUATION, tuple(Call(DERIVATIVE, (side, variable)) for side in sides))


def _symbols(context: Context) -> list[Symbol]:
    """What may stand by mistake for another symbol."""
    found = {s: None for line in context.lines for s in free_symbols(line.statement)}
    return [symbol for symbol in found if symbol.name != IMAGINARY]


def require_mistake(kind: str, right: Term, wrong: Term, symbols: Sequence[Symbol]) -> None:
    """One mistake of a kind in one equation or comparison makes the right statement the wrong one.

    Raises:
        Rejected: none does, or there is no such kind.
    """
    require(kind in SAID, "{!r} is no kind of error", kind)
    require(_shape(right) == _shape(wrong), "{} has another form than {}", wrong, right)
    pairs = zip(atoms(right), atoms(wrong), strict=True)
    changed = [pair for pair in pairs if pair[0] is not pair[1]]
    require(len(changed) == 1, "not one statement is changed in {}", wrong)
    old, new = changed[0]
    sides = new.arguments
    turned = kind == "swapped_terms" and new.operator in (LESS, LESS_EQUAL)
    found = turned and sides == old.arguments[::-1]
    for place, side in enumerate(old.arguments):
        if sides[1 - place] is old.arguments[1 - place]:
            form = to_canonical(sides[place])
            made = _mistakes(kind, side, symbols)
            found = found or any(to_canonical(term) is form for term in made)
    require(found, "the step is not wrong by what is called {}", kind)


def _shape(statement: Term) -> Any:
    """How a statement is joined, and of which relations."""
    assert isinstance(statement, Call)
    if statement.operator in (CONJUNCTION, DISJUNCTION):
        return statement.operator, tuple(map(_shape, statement.arguments))
    return statement.operator


def _mistakes(kind: str, side: Term, symbols: Sequence[Symbol]) -> Iterator[Term]:
    yield from mistaken(kind, side, symbols if kind == "substitution" else ())
    if kind == "substitution":
        yield from at_one_place(side, _with_other_function)


def _with_other_function(part: Term) -> list[Term]:
    """A cosine for a sine, or the other way round."""
    if not isinstance(part, Call) or part.operator not in _EXCHANGED:
        return []
    return [Call(_EXCHANGED[part.operator], part.arguments)]


def _has_integral(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]))
    return any(isinstance(part, Call) and part.operator is INTEGRAL for part in parts)
