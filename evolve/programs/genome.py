"""Candidates as compact arrays: the form in which the search varies, compares and fits them.

A candidate of n operations is ``code``, int64 of shape (rows ≥ n, 3), with one row
(operator, left, right) per operation, and ``constants``, float64 of shape (rows,). An argument is
``CONSTANT`` (the row's own constant), 0 (the input) or i + 1 (the result of row i, an earlier
row). An operator of one argument has it twice. Row n − 1 is the output. No row has two constants,
so every operation depends on the input and n is the cost.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel

CONSTANT = -1
ADD, SUB, MUL, DIV, SQRT = 0, 1, 2, 3, 4
OPERATORS = ("add", "sub", "mul", "div", "sqrt")
"""Names in the operator table, by code."""

_FACTOR, _SECOND, _USE = 0x1CE4E5B9BF58476D, 0x133111EB94D049BB, 0x2545F4914F6CDD1D


@kernel
def _mixed(value: int) -> int:
    value = (value ^ (value >> 29)) * _FACTOR
    return (value ^ (value >> 32)) * _SECOND + 0x3C6EF372


@kernel
def commutes(operator: int) -> bool:
    """Whether the operator's arguments may be swapped."""
    return operator in (ADD, MUL)


@kernel
def _label_upwards(code: Integers, size: int, seed: Integers, label: Integers) -> None:
    """Labels of values from the labels of their arguments."""
    label[0] = _mixed(seed[0] + 1)
    for i in range(size):
        operator = code[i, 0]
        total = operator + 11
        for side in range(1, 3):
            argument = code[i, side]
            part = 977 if argument == CONSTANT else label[argument]
            total += _mixed(part + (0 if commutes(operator) else 7919 * side))
        label[i + 1] = _mixed(total + _mixed(seed[i + 1]))


@kernel
def _label_downwards(code: Integers, size: int, label: Integers, use: Integers) -> None:
    """Labels of values from those of the operations that use them: sharing tells values apart."""
    use[: size + 1] = 0
    use[size] = 31
    for i in range(size - 1, -1, -1):
        context = _mixed(use[i + 1] * _USE + label[i + 1])
        for side in range(1, 3):
            argument = code[i, side]
            if argument != CONSTANT:
                use[argument] += _mixed(context + (0 if commutes(code[i, 0]) else 104729 * side))


@kernel
def structure_hash(code: Integers, size: int) -> int:
    """A 64-bit hash of the structure alone, constants left out.

    Equal for any numbering of the operations and any order of commuting arguments: two rounds of
    Weisfeiler-Leman refinement over the graph of values.
    """
    label, use = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    seed = np.zeros(size + 1, np.int64)
    for _ in range(2):
        _label_upwards(code, size, seed, label)
        _label_downwards(code, size, label, use)
        for value in range(size + 1):
            seed[value] = _mixed(label[value] + _USE * use[value])
    total = size
    for value in range(size + 1):
        total += _mixed(seed[value])
    return total


@kernel
def complete_unary(code: Integers, size: int) -> None:
    """In place: operators of one argument take twice the first that is no constant."""
    for i in range(size):
        if code[i, 0] == SQRT:
            argument = code[i, 1] if code[i, 1] != CONSTANT else code[i, 2]
            code[i, 1], code[i, 2] = argument, argument


@kernel
def compact(code: Integers, constants: Floats, size: int, output: int) -> int:
    """Drop, in place, every row that value ``output`` does not need; the new size."""
    used = np.zeros(size + 1, np.bool_)
    number = np.zeros(size + 1, np.int64)
    used[output] = True
    for i in range(output - 1, -1, -1):
        for side in range(1, 3):
            if used[i + 1] and code[i, side] > 0:
                used[code[i, side]] = True
    kept = 0
    for i in range(output):
        if used[i + 1]:
            code[kept, 0] = code[i, 0]
            for side in range(1, 3):
                argument = code[i, side]
                code[kept, side] = number[argument] if argument > 0 else argument
            constants[kept] = constants[i]
            kept += 1
            number[i + 1] = kept
    return kept


@kernel
def normalise(code: Integers, constants: Floats, size: int, allowed: Integers) -> None:
    """In place: constants on the right of what commutes, a − c as a + (−c), a ÷ c as a · (1/c).

    A rewritten operator must be ``allowed`` (int64, by operator code).
    """
    for i in range(size):
        if code[i, 2] == CONSTANT and code[i, 0] == SUB and allowed[ADD]:
            code[i, 0], constants[i] = ADD, -constants[i]
        if code[i, 2] == CONSTANT and code[i, 0] == DIV and allowed[MUL]:
            code[i, 0], constants[i] = MUL, 1.0 / constants[i]
        if code[i, 1] == CONSTANT and commutes(code[i, 0]):
            code[i, 1], code[i, 2] = code[i, 2], CONSTANT


@kernel
def _additive(operator: int) -> bool:
    return operator in (ADD, SUB)


@kernel
def _has_constant(code: Integers, i: int) -> bool:
    return bool(min(code[i, 1], code[i, 2]) == CONSTANT)


@kernel
def is_irreducible(code: Integers, size: int) -> bool:
    """Whether no shorter program is obviously the same.

    Refused: two constants in a row, a ± a and a ÷ a, and a constant added to (multiplied with) a
    value of one use that itself only adds (multiplies) a constant.
    """
    uses = np.zeros(size + 1, np.int64)
    for i in range(size):
        for side in range(1, 3):
            if code[i, side] > 0:
                uses[code[i, side]] += 1
    for i in range(size):
        left, right = code[i, 1], code[i, 2]
        if left == right and (left == CONSTANT or code[i, 0] not in (MUL, SQRT)):
            return False
        inner = max(left, right) - 1
        if _has_constant(code, i) and inner >= 0 and uses[inner + 1] == 1:
            same = _additive(code[i, 0]) == _additive(code[inner, 0])
            if same and _has_constant(code, inner):
                return False
    return True
