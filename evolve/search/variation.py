"""Variation: how offspring differ from their parents.

Every choice is read from a row of uniform random numbers, so that offspring are a pure function of
parents and numbers. Constants go along; a new constant is a NaN, which the fit starts at random.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.programs.genome import CONSTANT, MUL, compact, complete_unary, is_irreducible, normalise
from evolve.programs.lineage import BASE

ROWS = 40
"""Rows of the buffers in which offspring grow before they are pruned."""
DRAWS = 16
"""Uniform numbers that one attempt may read."""

INSERT, WRAP, SUBSTITUTE, DELETE, REWIRE, OPERATOR, GRAFT = range(7)
_REPEATED = (0.65, 0.9)
"""Upper ends of the shares of offspring with one and with two mutations; the rest has three."""
_CUMULATED = (0.20, 0.36, 0.44, 0.54, 0.74, 0.86)
"""Upper ends of the shares of INSERT … OPERATOR; the rest is GRAFT's."""


@kernel
def _chosen(uniform: float, count: int) -> int:
    return min(int(uniform * count), count - 1)


@kernel
def _open_rows(code: Integers, constants: Floats, size: int, at: int, count: int) -> None:
    """Make room for ``count`` rows before row ``at``."""
    for i in range(size - 1, at - 1, -1):
        code[i + count, 0] = code[i, 0]
        for side in range(1, 3):
            argument = code[i, side]
            code[i + count, side] = argument + count if argument > at else argument
        constants[i + count] = constants[i]


@kernel
def _operand(uniform: float, values: int) -> int:
    """A constant in half of the cases, else any of the first ``values`` values."""
    return CONSTANT if uniform < 0.5 else _chosen(2.0 * uniform - 1.0, values)


@kernel
def _set_row(code: Integers, i: int, operator: int, left: int, right: int, swap: bool) -> None:
    code[i, 0] = operator
    code[i, 1], code[i, 2] = (right, left) if swap else (left, right)


@kernel
def _insert(code: Integers, constants: Floats, size: int, draw: Floats, operator: int) -> int:
    """A new operation on one edge (or on the output); the new size, which is the output."""
    edge = _chosen(draw[1], 2 * size + 1)
    user, side = edge // 2, 1 + edge % 2
    value = code[user, side] if user < size else size
    other = _operand(draw[2], user + 1)
    if value == CONSTANT and other == CONSTANT:
        other = _chosen(draw[3], user + 1)
    _open_rows(code, constants, size, user, 1)
    _set_row(code, user, operator, value, other, draw[4] < 0.5)
    constants[user] = np.nan
    if user < size:
        code[user + 1, side] = user + 1
    return size + 1


@kernel
def _wrap(code: Integers, constants: Floats, size: int, draw: Floats, choices: Integers) -> int:
    """A value on one edge (or the output) replaced by a function of it with two operations.

    Each of the two takes a constant or the value itself beside what comes before.
    """
    edge = _chosen(draw[1], 2 * size + 1)
    user, side = edge // 2, 1 + edge % 2
    value = code[user, side] if user < size else size
    if value == CONSTANT:
        value = _chosen(draw[2], user + 1)
    _open_rows(code, constants, size, user, 2)
    for step in range(2):
        inner = value if step == 0 else user + 1
        other = CONSTANT if draw[3 + step] < 0.5 else value
        operator = choices[_chosen(draw[5 + step], len(choices))]
        _set_row(code, user + step, operator, inner, other, draw[7 + step] < 0.5)
        constants[user + step] = np.nan
    if user < size:
        code[user + 2, side] = user + 2
    return size + 2


@kernel
def _substitute(
    code: Integers, constants: Floats, size: int, draw: Floats, choices: Integers
) -> int:
    """A value replaced by a function of it with one or two operations, wherever it is used.

    Of the input that is a composition: g(x) becomes g(x²), g(x + c), g(x + c/x), …
    """
    value, count = _chosen(draw[1], size + 1), 1 if draw[2] < 0.5 else 2
    _open_rows(code, constants, size, value, count)
    for step in range(count):
        inner = value if step == 0 else value + 1
        other = CONSTANT if draw[3 + step] < 0.5 else value
        # of u + u, u - u, u·u and u ÷ u only the product is no shorter program
        operator = MUL if inner == other else choices[_chosen(draw[6 + step], len(choices))]
        _set_row(code, value + step, operator, inner, other, draw[8 + step] < 0.5)
        constants[value + step] = np.nan
    for i in range(value + count, size + count):
        for side in range(1, 3):
            if code[i, side] == value:
                code[i, side] = value + count
    return size + count


@kernel
def _delete(code: Integers, size: int, draw: Floats) -> int:
    """An operation replaced by one of its arguments; the new output."""
    row = _chosen(draw[1], size)
    value = code[row, 1 if draw[2] < 0.5 else 2]
    if value == CONSTANT:
        value = max(code[row, 1], code[row, 2])
    for i in range(row + 1, size):
        for side in range(1, 3):
            if code[i, side] == row + 1:
                code[i, side] = value
    return value if row == size - 1 else size


@kernel
def _rewire(code: Integers, constants: Floats, size: int, draw: Floats) -> int:
    """Another operand for one operation."""
    row, side = _chosen(draw[1], size), 1 if draw[2] < 0.5 else 2
    operand = _operand(draw[3], row + 1)
    if operand == CONSTANT and code[row, 3 - side] == CONSTANT:
        operand = _chosen(draw[4], row + 1)
    if operand == CONSTANT:
        constants[row] = np.nan
    code[row, side] = operand
    return size


@kernel
def _graft(
    code: Integers, constants: Floats, size: int, draw: Floats, operator: int,
    donor: Integers, donor_constants: Floats, donor_size: int,
) -> int:  # fmt: skip
    """A sub-program of the donor on one edge, or joined to the output by a new operation."""
    part, part_constants = donor.copy(), donor_constants.copy()
    count = compact(part, part_constants, donor_size, 1 + _chosen(draw[1], donor_size))
    edge = _chosen(draw[2], 2 * size + 1)
    user, side = edge // 2, 1 + edge % 2
    if size + count + 1 > ROWS:
        return 0
    _open_rows(code, constants, size, user, count)
    for i in range(count):
        code[user + i, 0], constants[user + i] = part[i, 0], part_constants[i]
        for s in range(1, 3):
            code[user + i, s] = part[i, s] + user if part[i, s] > 0 else part[i, s]
    if user < size:
        code[user + count, side] = user + count
        return size + count
    _set_row(code, size + count, operator, size, size + count, draw[3] < 0.5)
    return size + count + 1


@kernel
def _mutated(
    code: Integers, constants: Floats, size: int, draw: Floats, choices: Integers,
    donor: Integers, donor_constants: Floats, donor_size: int,
) -> int:  # fmt: skip
    """One change in place; the new size, or 0 where it does not apply."""
    kind = 0
    while kind < len(_CUMULATED) and draw[0] > _CUMULATED[kind]:
        kind += 1
    operator = choices[_chosen(draw[5], len(choices))]
    output = 0
    if kind == INSERT or size == 0:
        output = _insert(code, constants, size, draw, operator)
    elif kind == WRAP:
        output = _wrap(code, constants, size, draw, choices)
    elif kind == SUBSTITUTE:
        output = _substitute(code, constants, size, draw, choices)
    elif kind == DELETE:
        output = _delete(code, size, draw)
    elif kind == REWIRE:
        output = _rewire(code, constants, size, draw)
    elif kind == OPERATOR:
        code[_chosen(draw[1], size), 0] = operator
        output = size
    elif kind == GRAFT and donor_size > 0:
        output = _graft(
            code, constants, size, draw, operator, donor, donor_constants, donor_size
        )  # fmt: skip
    rows = max(size, output)
    complete_unary(code, rows)
    return compact(code, constants, rows, output)


@kernel
def vary(
    code: Integers, constants: Floats, size: int,
    donor: Integers, donor_constants: Floats, donor_size: int,
    uniform: Floats, choices: Integers, allowed: Integers, maximum: int,
) -> int:  # fmt: skip
    """Change a program in place by one to three mutations; its new size, or 0 for a failure.

    Args:
        code, constants, size: The parent, in buffers of ``ROWS`` rows.
        donor, donor_constants, donor_size: Where grafts come from.
        uniform: Random numbers, shape (≥ 4, DRAWS).
        choices: Codes of the operators to choose from.
        allowed: By operator code, whether it may be used.
        maximum: Operations that an offspring may have.
    """
    count = 1 if uniform[0, 0] < _REPEATED[0] else 2 if uniform[0, 0] < _REPEATED[1] else 3
    for step in range(1, count + 1):
        size = _mutated(
            code, constants, size, uniform[step], choices, donor, donor_constants, donor_size
        )  # fmt: skip
        if size == 0 or size > maximum + 3:
            return 0
    normalise(code, constants, size, allowed)
    for i in range(size):
        if not allowed[code[i, 0]]:
            return 0
    return size if size <= maximum and is_irreducible(code, size) else 0


def mutations(draws: Floats) -> Integers:
    """Which mutations :func:`vary` made, as :mod:`evolve.programs.lineage` counts them.

    Args:
        draws: The first of each row of the numbers that it was given, shape (batch, 4).
    """
    count = 1 + np.searchsorted(_REPEATED, draws[:, 0], side="right")
    kinds = 1 + np.searchsorted(_CUMULATED, draws[:, 1:])
    powers = BASE ** np.arange(3)
    made: Integers = (kinds * powers * (np.arange(3) < count[:, None])).sum(axis=1)
    return made


@kernel
def grow(
    code: Integers, constants: Floats, wanted: int,
    uniform: Floats, choices: Integers, allowed: Integers,
) -> int:  # fmt: skip
    """Build a random program of ``wanted`` operations by insertions; its size, or 0."""
    size = 0
    for step in range(wanted):
        operator = choices[_chosen(uniform[step, 5], len(choices))]
        size = _insert(code, constants, size, uniform[step], operator)
    complete_unary(code, size)
    size = compact(code, constants, size, size)
    normalise(code, constants, size, allowed)
    return size if is_irreducible(code, size) else 0
