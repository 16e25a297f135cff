"""What a topic's record says of why its step is wrong: read again, sentence and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import acb

from codegen.datasets.checking.error_claims import SAID
from codegen.datasets.checking.topics.context import Context, require
from codegen.datasets.checking.topics.values import Ball, ball

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


def require_false_said(context: Context, record: Mapping[str, Any]) -> None:
    """The reason names step, kind, correction and point; nothing else of what is joined.

    Raises:
        Rejected: it says something else.
    """
    said = _conclusion(context, record, joined=True).lower()
    require(said == "what the step says is false.", "the reason says something else")


def require_values_said(
    context: Context, record: Mapping[str, Any], values: Sequence[Ball | None], slopes: bool
) -> None:
    """The same, and what both sides are worth, in digits that show that they differ.

    Args:
        context: The record, read.
        record: As it is.
        values: Of both sides.
        slopes: Whether they are the values of the sides' derivatives.

    Raises:
        Rejected: it says something else, or its digits do not show that the sides differ.
    """
    said = _conclusion(context, record, joined=False)
    told = (_SLOPES if slopes else _SIDES).fullmatch(said)
    require(told is not None, "the reason says something else")
    assert told is not None
    _require_values(told.groups(), values)


def _conclusion(context: Context, record: Mapping[str, Any], *, joined: bool) -> str:
    """What follows in the reason after the point."""
    error, step = record["error"], record["steps"][record["error"]["label"]]
    start = (
        f"step {error['label'] + 1} ({step['operator']}): {SAID[error['kind']]}. It should say "
        f"{error['correction']['text']}. "
    )
    if error["counterexample"]:
        given = any(line.operator == "given" for line in context.lines)
        start += f"At {error['counterexample']}"
        start += ", where all that is given holds, " if given else ", " if joined else " "
    require(error["reason"].startswith(start), "the reason says something else")
    rest: str = error["reason"][len(start) :]
    begins = rest[:1].isupper() != bool(error["counterexample"])
    require(begins, "the reason begins in the middle")
    return rest


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
