"""Injected errors of topics: the labelled step is false for certain where all else holds.

All steps but the labelled one have been replayed, and in its place the correction. The record's
counterexample is a point of the domain at which everything that was replayed holds, as far as it
has a value, for certain what the problem gives and the correction: there the labelled step is
false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, NamedTuple

from flint import acb

from codegen.datasets.checking.error_claims import SAID, at_one_place, mistaken
from codegen.datasets.checking.topics.context import IMAGINARY, Context, Rejected, require
from codegen.datasets.checking.topics.error_points import Place
from codegen.datasets.checking.topics.lines import Line
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.values import Ball, Precision, ball
from symnum.ops import CONJUNCTION, COS, DISJUNCTION, INTEGRAL, LESS, LESS_EQUAL, SIN
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

_PRECISIONS = (192, 1024)
"""Bits of ball arithmetic, one after the other until a point is decided."""
_DEFINITIONS = frozenset({"given", "let"})
"""Operators of steps that are right, whatever they say."""
_EXCHANGED = {SIN: COS, COS: SIN}
_SIDES = re.compile(r"[Tt]he left side is (.+?) and the right side is (.+?)\.")
_SLOPES = re.compile(
    r"[Tt]he derivative of the left side is (.+?) and that of the right side is (.+?)\."
)
_UNSIGNED = r"\d{1,40}(?:/[1-9]\d{0,39}|\.\d{1,40}(?:e[+-]\d{1,2})?)?"
_NUMBER = re.compile(
    rf"(?:(?P<real>-?{_UNSIGNED})(?: (?P<sign>[+-]) |$))?(?P<other>-?(?:{_UNSIGNED}\*)?i)?"
)
_VISIBLE = 10
"""Units of the last place by which decimals have to differ."""
_TINY = Fraction(1, 10**20)


def with_correction(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with the labelled step as it should be; itself if there is no error.

    Raises:
        Rejected: just this step has to be labelled wrong, and it is no definition.
    """
    error, steps = record["error"], list(record["steps"])
    if not error["kind"]:
        require(all(record["step_labels"]), "a step of a right solution is labelled wrong")
        return record
    place = error["label"]
    require(0 <= place < len(steps), "the label is no step")
    labels = [int(n != place) for n in range(len(steps))]
    require(record["step_labels"] == labels, "labels do not name the wrong step alone")
    require(steps[place]["operator"] not in _DEFINITIONS, "a definition is labelled wrong")
    steps[place] = {**steps[place], "equation": error["correction"]}
    return {**record, "steps": steps}


def require_wrong(context: Context, record: Mapping[str, Any]) -> None:
    """The labelled step is wrong as the record says.

    Args:
        context: What is known after the steps of the corrected record.
        record: As it is.

    Raises:
        Rejected: it may be right, or something else is said of it.
    """
    error, place = record["error"], record["error"]["label"]
    wrong = context.line(record["steps"][place])
    right = context.lines[place]
    require_mistake(error["kind"], right.statement, wrong.statement, _symbols(context))
    for bits in _PRECISIONS[:-1]:
        with suppress(Rejected):
            return _require_refuted(context, record, (right, wrong), bits)
    return _require_refuted(context, record, (right, wrong), _PRECISIONS[-1])


def _require_refuted(
    context: Context, record: Mapping[str, Any], lines: tuple[Line, Line], bits: int
) -> None:
    right, wrong = lines
    point = Place(context, record["error"]["counterexample"], bits)
    for condition in context.conditions:
        require(point.satisfies(condition), "{} is not {} at the counterexample", *condition[::-1])
    require(point.concerns(point.names_of(wrong.statement)), "the counterexample has no coordinate")
    for line in context.lines:
        if point.concerns(point.names_of(line.statement)):
            verdict = point.holds(line.statement)
            known = verdict or (verdict is None and line is not right and line.operator != "given")
            require(bool(known), "{} does not hold at the counterexample", line.statement)
    false = point.holds(wrong.statement) is False
    require(false, "{} is not refuted by the counterexample", wrong.statement)
    _require_reason(context, record, wrong, point)


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


def _require_reason(context: Context, record: Mapping[str, Any], wrong: Line, point: Place) -> None:
    """The reason names step, kind, correction and point, and values that are those and differ."""
    error, step = record["error"], record["steps"][record["error"]["label"]]
    start = (
        f"step {error['label'] + 1} ({step['operator']}): {SAID[error['kind']]}. It should say "
        f"{error['correction']['text']}. "
    )
    joined = wrong.relation in (CONJUNCTION, DISJUNCTION)
    if error["counterexample"]:
        given = any(line.operator == "given" for line in context.lines)
        start += f"At {error['counterexample']}"
        start += ", where all that is given holds, " if given else ", " if joined else " "
    require(error["reason"].startswith(start), "the reason says something else")
    rest = error["reason"][len(start) :]
    require(rest[:1].isupper() != bool(error["counterexample"]), "the reason begins in the middle")
    if joined:
        require(rest.lower() == "what the step says is false.", "the reason says something else")
        return
    told = (_SLOPES if _has_integral(wrong.statement) else _SIDES).fullmatch(rest)
    require(told is not None, "the reason says something else")
    assert told is not None and isinstance(wrong.statement, Call)
    values = [point.value(side) for side in point.sides(wrong.statement)]
    with Precision(point.bits):
        _require_values(told.groups(), values)


def _has_integral(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]))
    return any(isinstance(part, Call) and part.operator is INTEGRAL for part in parts)


def _require_values(texts: Sequence[str], values: Sequence[Ball | None]) -> None:
    """Numbers in words are what both sides are worth, and can be seen to differ."""
    shown = [_parts(text) for text in texts]
    pairs = list(zip(*shown, strict=True))  # real parts, imaginary parts
    require(any(_are_apart(*pair) for pair in pairs), "the reason does not show that sides differ")
    slack = _TINY * (1 + max(abs(number.value) for parts in shown for number in parts))
    for text, parts, known in zip(texts, shown, values, strict=True):
        enclosed = () if known is None else (acb(known).real, acb(known).imag)
        near = len(enclosed) == 2 and all(
            abs(value - ball(number.value)) <= ball(max(number.unit, slack))
            for value, number in zip(enclosed, parts, strict=True)
        )
        require(near, "a side is not {} at the counterexample", text)


class _Number(NamedTuple):
    value: Fraction
    unit: Fraction
    """One in the last place that is shown; 0 if it is shown exactly."""


def _are_apart(first: _Number, second: _Number) -> bool:
    """Whether it can be seen that two numbers differ."""
    gap = abs(first.value - second.value)
    return gap > 0 and gap >= _VISIBLE * max(first.unit, second.unit)


def _parts(text: str) -> tuple[_Number, _Number]:
    """Real and imaginary part of a number."""
    told = _NUMBER.fullmatch(text)
    require(told is not None and bool(text), "{} is no number", text)
    assert told is not None
    nothing = _Number(Fraction(0), Fraction(0))
    real = _number(told["real"]) if told["real"] else nothing
    if not told["other"]:
        return real, nothing
    size = told["other"].removesuffix("i").removesuffix("*")
    other = _number(f"{size}1" if size in ("", "-") else size)
    return real, other._replace(value=-other.value) if told["sign"] == "-" else other


def _number(text: str) -> _Number:
    digits, point, rest = text.partition(".")
    if not point:
        return _Number(Fraction(digits), Fraction(0))
    places, _, power = rest.partition("e")
    return _Number(Fraction(text), Fraction(10) ** (int(power or 0) - len(places)))
