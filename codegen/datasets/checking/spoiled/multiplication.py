"""Products with an injected error: right columns from the factors, others from the carry shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from codegen.datasets.checking.families.multiplication import addends, digit_pairs, posed
from codegen.datasets.checking.families.refusal import Refused, demand
from codegen.datasets.checking.spoiled.claims import (
    is_slip,
    reported_error,
    require_kind,
    require_reason,
    require_written,
)

_EQUATION = re.compile(r"([0-9*+ ]{1,400}) = (\d{1,9})")
_WORDS = re.compile(r"Column (\d{1,9}): write (\d), carry (\d{1,9})")
Pairs = Sequence[tuple[int, int]]


class Column(NamedTuple):
    """What a column says: products and carry, their sum, the digit and the next carry."""

    pairs: list[tuple[int, int]]
    carry: int
    total: int
    digit: int
    following: int


@reported_error
def check_spoiled_multiplication(record: Mapping[str, Any]) -> str:
    """Check a product with an injected error; what its columns come to is told.

    Raises:
        Refused: naming the step.
    """
    first, second, order = posed(record)
    pairs, steps = digit_pairs(first, second), record["steps"]
    right = shown = _right([], 0)
    for number, (step, label) in enumerate(
        zip(steps, record["step_labels"], strict=True), start=1
    ):  # fmt: skip
        here = pairs[number - 1] if number <= len(pairs) else []
        demand(bool(here) or right.following > 0, "there is no such column", number)
        before, right = right, _right(here, right.following)
        demand(step["operator"] == "column", "an unknown operator", number)
        require_written(step["equation"]["text"], number)
        told = _read(step["equation"]["text"], step["words"], number)
        going_on = _right(here, shown.following)
        if number == record["error"]["label"] + 1:
            _require_wrong(record, right, told, (first, second))
            inputs = before.following
        else:
            expected = right if label else going_on
            demand(told == expected, "the column is another", number)
            demand(label == 1 or going_on != right, "it is not false", number)
            inputs = expected.carry
        demand(step["inputs"] == ([number - 1] if inputs else []), "other inputs", number)
        shown = told
    ended = right.following == 0 == shown.following and len(steps) >= len(pairs)
    demand(ended, "columns are missing", len(steps))
    digits = "".join(_WORDS.findall(step["words"])[0][1] for step in steps).rstrip("0")
    return digits if order == "lowest" else digits[::-1]


def _right(pairs: Pairs, carry: int) -> Column:
    total = carry + sum(a * b for a, b in pairs)
    return Column(sorted(pairs), carry, total, total % 10, total // 10)


def _read(equation: str, words: str, number: int) -> Column:
    """A column as it is shown; products in order of size."""
    told, said = _EQUATION.fullmatch(equation), _WORDS.fullmatch(words)
    if told is None or said is None or int(said[1]) != number - 1:
        raise Refused(number, "it has other words")
    pairs, carry = addends(told[1], number)
    return Column(pairs, carry, int(told[2]), int(said[2]), int(said[3]))


def _require_wrong(
    record: Mapping[str, Any], right: Column, told: Column, factors: tuple[int, int]
) -> None:
    """Digit or carry are wrong by a mistake of the kind, and the correction is right."""
    number, kind = record["error"]["label"] + 1, record["error"]["kind"]
    words = f"Column {number - 1}: write {right.digit}, carry {right.following}"
    correction = _read(record["error"]["correction"]["text"], words, number)
    demand(correction == right, "the correction is not right", number)
    demand(told[3:] != right[3:], "the column is right", number)
    if kind == "swapped_terms":
        holds = told == right._replace(digit=right.following, following=right.digit)
    elif kind == "value":
        holds = told[:2] == right[:2] and _is_off(right, told)
    else:
        holds = told == _right(told.pairs, told.carry) and _is_from(kind, right, told, factors)
    require_kind(holds, record)
    right_is = f"The digit is {right.digit} and the carry {right.following}"
    require_reason(record, words, f"{right_is}, not {told.digit} and {told.following}.")


def _is_off(right: Column, told: Column) -> bool:
    """The sum is a slip and goes on to digit and carry, or one of these is off by 1."""
    if told.total != right.total:
        whole = 10 * told.following + told.digit == told.total
        return whole and is_slip(Fraction(right.total), Fraction(told.total))
    return abs(told.digit - right.digit) + abs(told.following - right.following) == 1


def _is_from(kind: str, right: Column, told: Column, factors: tuple[int, int]) -> bool:
    """Something is missing in the sum, or one digit in it is another one."""
    gone, new = _without(right.pairs, told.pairs), _without(told.pairs, right.pairs)
    if kind == "deleted_term":
        dropped = len(gone) + (told.carry != right.carry)
        return not new and dropped == 1 and told.carry in (0, right.carry)
    if len(gone) != 1 or len(new) != 1 or told.carry != right.carry:
        return False
    differing = [(a, b, n) for n, (a, b) in enumerate(zip(gone[0], new[0], strict=True)) if a != b]
    if len(differing) != 1:
        return False
    old, other, side = differing[0]
    if kind == "related_values":
        return abs(old - other) == 1
    return kind == "substitution" and str(other) in str(factors[side])


def _without(first: Pairs, second: Pairs) -> list[tuple[int, int]]:
    """The pairs of one list that are left when those of the other are taken away."""
    left = list(first)
    for pair in second:
        if pair in left:
            left.remove(pair)
    return left
