"""Whether a program is even or odd in its input, as its structure tells."""

from __future__ import annotations

from enum import Enum

from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SUB


class Parity(Enum):
    """What follows from the structure of a program, for any constants."""

    EVEN = "even"
    ODD = "odd"
    NONE = "none"

    def times(self, other: Parity) -> Parity:
        """Of a product, or a quotient."""
        if Parity.NONE in (self, other):
            return Parity.NONE
        return Parity.EVEN if self is other else Parity.ODD


def parity(code: tuple[tuple[int, int, int], ...]) -> Parity:
    """Of a program, from the parities of its values: x is odd, a constant even.

    >>> parity(((MUL, 0, 0), (ADD, 1, CONSTANT), (DIV, 0, 2)))
    <Parity.ODD: 'odd'>
    """
    values = [Parity.ODD]
    for operator, left, right in code:
        first, second = (
            Parity.EVEN if argument == CONSTANT else values[argument] for argument in (left, right)
        )
        if operator in (MUL, DIV):
            values.append(first.times(second))
        elif operator in (ADD, SUB):
            values.append(first if first is second else Parity.NONE)
        else:
            values.append(first if first is Parity.EVEN else Parity.NONE)
    return values[-1]
