"""Every row of every target, against ball arithmetic at 200 points of its domain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from flint import arb
from numpy.typing import NDArray

from codegen.kernels import TARGETS, TargetRow, compiled, emit, target_named
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.tape import UNDECIDED, tape_of_program
from symnum.numerics.ulp import ulp_error
from symnum.ops import LESS, SELECT, SIN, Kind, operator_named, operators
from symnum.program import Instruction, Program
from symnum.terms.exact import exact
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, plain_symbols

POINTS = 200
EVALUATED = [row for row in operators() if row.arb is not None]
AIRY = {"airyai", "airyaiprime", "airybi", "airybiprime"}
LACKING = {
    "c": {"digamma", "polygamma", "erfinv", "besseli", "besselk", *AIRY},
    "numpy": set[str](),
    "jax": {"besselj", "bessely", "besseli", "besselk", *AIRY},
}
"""Operators that a target's platform does not have."""


def applied(row: TargetRow) -> Program:
    """The operator on inputs of its own; a truth value as argument is a comparison with 0.

    An order that has to be a constant is 1.
    """
    operator = row.operator
    count = 2 if operator.arity is None else operator.arity
    names = tuple(f"a{k}" for k in range(count))
    steps: list[Instruction] = []
    arguments: list[int] = []
    for place in range(count):
        if operator.parameter_kind(place) is Kind.BOOLEAN:
            steps.append(Instruction(LESS, (place, count)))
            arguments.append(count + 2 + len(steps) - 1)
        else:
            arguments.append(count + 1 if row.order and place == 0 else place)
    steps.append(Instruction(operator, tuple(arguments)))
    if operator.result is Kind.BOOLEAN:
        steps.append(Instruction(SELECT, (count + 2 + len(steps) - 1, count + 1, count)))
    return Program(names, (0, 1), tuple(steps), (count + 2 + len(steps) - 1,))


def boxes(row: TargetRow) -> Iterator[tuple[float, float]]:
    """An interval for each argument; truth values come from numbers around 0."""
    given = iter(row.domain)
    count = 2 if row.operator.arity is None else row.operator.arity
    for place in range(count):
        boolean = row.operator.parameter_kind(place) is Kind.BOOLEAN
        yield (-1.0, 1.0) if boolean else next(given)


@cache
def points(target: str, name: str) -> NDArray[np.float64]:
    """Uniform points, some near the ends, some near 0."""
    row = target_named(target).row(operator_named(name))
    generator = np.random.default_rng(5)
    columns = []
    for low, high in boxes(row):
        uniform = generator.uniform(low, high, POINTS - 42)
        ends = np.repeat([low, high], 1)
        small = np.clip(generator.uniform(-0.5, 0.5, 40), low, high)
        columns.append(generator.permutation(np.concatenate([uniform, ends, small])))
    return np.stack(columns, axis=-1) if columns else np.zeros((1, 0))


@cache
def results(target: str) -> dict[str, NDArray[np.float64]]:
    """All rows computed by one kernel, so that the compiler runs once."""
    rows = list(target_named(target).rows.values())
    parts = [applied(row) for row in rows]
    merged = _merged(parts)
    count = max(len(points(target, row.operator.name)) for row in rows)
    columns = [
        np.resize(points(target, row.operator.name), (count, len(part.inputs)))
        for row, part in zip(rows, parts, strict=True)
    ]
    computed = compiled(merged, target)(np.concatenate(columns, axis=-1))
    return {row.operator.name: computed[:, k] for k, row in enumerate(rows)}


def _merged(parts: list[Program]) -> Program:
    inputs = sum(len(part.inputs) for part in parts)
    steps: list[Instruction] = []
    outputs: list[int] = []
    taken = 0
    for part in parts:
        own = len(part.inputs)
        new = {place: taken + place for place in range(own)}
        new |= {own: inputs, own + 1: inputs + 1}
        for number, step in part.numbered():
            new[number] = inputs + 2 + len(steps)
            steps.append(Instruction(step.operator, tuple(new[a] for a in step.arguments)))
        outputs.append(new[part.outputs[0]])
        taken += own
    names = tuple(f"a{k}" for k in range(inputs))
    return Program(names, (0, 1), tuple(steps), tuple(outputs))


@pytest.mark.parametrize("row", EVALUATED, ids=str)
@pytest.mark.parametrize("target", TARGETS)
def test_row_holds_its_bound(target: str, row: object) -> None:
    name = str(row)
    if name in LACKING[target]:
        with pytest.raises(InputError, match=f"target {target} cannot compute operator '{name}'"):
            target_named(target).row(operator_named(name))
        return
    described = target_named(target).row(operator_named(name))
    tape = tape_of_program(applied(described))
    at = points(target, name)
    for values, result in zip(at.tolist(), results(target)[name].tolist(), strict=False):
        given = [exact(value) for value in values]
        assert tape.run(given, 128)[0] is not UNDECIDED
        error = ulp_error(result, lambda bits, given=given: tape.run(given, bits)[0])  # type: ignore[misc]
        assert error <= described.ulps * (1 + 1e-6), values


ORDERS = (-3, -2, -1, 0, 1, 2, 5)


@pytest.mark.parametrize(("target", "name"), [
    ("c", "besselj"), ("c", "bessely"), ("numpy", "besselj"), ("numpy", "bessely"),
    ("numpy", "besseli"), ("numpy", "besselk"), ("numpy", "polygamma"), ("jax", "polygamma"),
])  # fmt: skip
def test_integer_orders_and_negative_numbers(target: str, name: str) -> None:
    """Against ball arithmetic relative to the larger of 1 and the value; zeros are in between."""
    (x,) = plain_symbols("x")
    orders = [n for n in ORDERS if n >= 0 or name != "polygamma"]
    operator = operator_named(name)
    program = lower([Call(operator, (Number(order), x)) for order in orders], ["x"])
    low = -8.0 if name in ("besselj", "besseli") else 0.25
    at = np.linspace(low, 8.0, 41)
    tape = tape_of_program(program)
    for value, found in zip(at.tolist(), compiled(program, target)(at[:, None]), strict=True):
        for expected, got in zip(tape.run([exact(value)], 128), found.tolist(), strict=True):
            assert isinstance(expected, arb)
            assert abs(float(expected.mid()) - got) <= 1e-13 * max(1.0, abs(got)), value


@pytest.mark.parametrize(("target", "text"), [
    ("c", "besselj(n, x)"), ("c", "bessely(1/2, x)"), ("c", "besselj(3000000000, x)"),
    ("numpy", "polygamma(n, x)"), ("jax", "polygamma(x, x)"),
])  # fmt: skip
def test_orders_that_have_to_be_written_as_integers(target: str, text: str) -> None:
    with pytest.raises(InputError, match="only of an order that is written as an integer"):
        emit(lower([parse(text)]), target, "f")


@pytest.mark.parametrize("target", TARGETS)
def test_costs(target: str) -> None:
    (x,) = plain_symbols("x")
    described = target_named(target)
    assert described.cost(lower([x + 1])) < described.cost(lower([Call(SIN, (x + 1,))]))
    assert described.cost(lower([(x + 1) * (x + 1)])) == 2


def test_unknown_target_and_constant() -> None:
    (x,) = plain_symbols("x")
    with pytest.raises(InputError, match="there are c, numpy, jax"):
        target_named("fortran")
    with pytest.raises(InputError, match="too large for float64"):
        compiled(lower([x + 10**400]), "c")
