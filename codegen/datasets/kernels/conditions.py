"""Whether a record's side conditions hold at a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from flint import arb

from codegen.datasets.kernels.equations import Reader
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import evaluate_program

_BITS = 256


def conditions_hold(record: Mapping[str, Any], step: int, point: Mapping[str, float]) -> bool:
    """Whether all conditions recorded up to a step hold at a point, for certain.

    Args:
        record: A record of the schema.
        step: From 1.
        point: A number for each input of the record's program.
    """
    reader = Reader(record)
    steps = record["steps"][:step]
    for known in steps:
        with suppress(InputError):  # not an equation between values
            reader.sides(known)
    conditions = [condition for known in steps for condition in known["side_conditions"]]
    return all(_holding(reader, conditions, point))


def _holding(
    reader: Reader, conditions: list[Mapping[str, Any]], point: Mapping[str, float]
) -> Iterator[bool]:
    for condition in conditions:
        try:
            term = reader.resolved(reader.parsed(condition["subject"]["text"]))
            program = lower([term], [*reader.inputs])
        except InputError:
            yield False
            continue
        if not set(reader.inputs) <= set(point):
            yield False
            continue
        (value,) = evaluate_program(program, [arb(point[n]) for n in reader.inputs], _BITS)
        yield isinstance(value, arb) and _is(condition["predicate"], value)


def _is(predicate: str, value: arb) -> bool:
    if predicate == "nonzero":
        return not value.contains(0)
    return bool(value > 0 if predicate == "positive" else value >= 0)
