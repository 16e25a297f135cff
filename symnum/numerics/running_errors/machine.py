"""A program that carries enclosures and error bounds through a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb

from symnum.errors import InputError
from symnum.numerics.running_errors.boxes import Piece
from symnum.numerics.running_errors.decisions import Decision, chosen, decision
from symnum.numerics.running_errors.enclosures import ZERO, Enclosure, point
from symnum.numerics.running_errors.operations import rounded
from symnum.numerics.running_errors.values import Rounded
from symnum.numerics.tape import ball
from symnum.ops import DIV, MUL, SELECT, Kind, Operator
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact, exact


class Machine:
    """A program that carries enclosures and errors through a piece."""

    def __init__(
        self, program: Program, ulps: Mapping[Operator, float], names: Sequence[str]
    ) -> None:
        (output,) = program.outputs
        for instruction in program.instructions:
            if instruction.operator not in ulps:
                raise InputError(
                    f"the accuracy of operator {instruction.operator.name!r} is not known"
                )
        if program.kind(output) is Kind.BOOLEAN:
            raise InputError("a truth value has no rounding error")
        self.program, self.ulps, self.output = program, ulps, output
        self.places = [names.index(name) for name in program.inputs]
        self.constants = [constant(value) for value in program.constants]
        first = len(program.inputs)
        self.scales = {
            place for place, value in enumerate(program.constants, first) if is_power_of_two(value)
        }

    def run(self, piece: Piece) -> Rounded | None:
        """The output on a piece; ``None`` if it has no bound there."""
        values: list[Value] = [exact_input(*piece[place]) for place in self.places]
        values += self.constants
        for instruction in self.program.instructions:
            operator = instruction.operator
            arguments = [values[argument] for argument in instruction.arguments]
            exactly = self._scales(instruction)
            values.append(operation(operator, arguments, self.ulps[operator], exactly=exactly))
        result = values[self.output]
        assert not isinstance(result, Decision)
        return result

    def _scales(self, instruction: Instruction) -> bool:
        """Whether it multiplies or divides by a power of two."""
        if instruction.operator is MUL:
            return not self.scales.isdisjoint(instruction.arguments)
        return instruction.operator is DIV and instruction.arguments[1] in self.scales


Value = Rounded | Decision | None
"""What a program's value is known to be; ``None`` if it has no bound."""


def operation(
    operator: Operator, arguments: Sequence[Value], ulps: float, *, exactly: bool = False
) -> Value:
    """Any operator on values, arguments as for :func:`rounded`."""
    if operator is SELECT:
        condition, *branches = arguments
        numbers = [branch for branch in branches if not isinstance(branch, Decision)]
        return None if isinstance(condition, Rounded) else chosen(condition, *numbers)
    known = [argument for argument in arguments if argument is not None]
    if len(known) < len(arguments):
        return None
    if operator.result is Kind.BOOLEAN:
        return decision(operator, known)
    numbers_only = [argument for argument in known if isinstance(argument, Rounded)]
    return rounded(operator, numbers_only, ulps, exactly=exactly)


def exact_input(low: float, high: float) -> Rounded:
    """Any number of an interval, given exactly."""
    return Rounded(Enclosure(arb(low), arb(high)), ZERO)


def constant(value: Exact) -> Rounded | None:
    """A constant as stored; none beyond the largest number."""
    try:
        stored = float(value)
    except OverflowError:
        return None
    true = ball(value)
    absolute = abs(true - ball(exact(stored))).upper()
    if exact(stored) == value:
        absolute = ZERO
    relative = (absolute / abs(true)).upper() if value else ZERO
    return Rounded(point(true), absolute, relative)


def is_power_of_two(value: Exact) -> bool:
    """Whether multiplying by it does not round."""
    ratio = Fraction(value)
    top, bottom = abs(ratio.numerator), ratio.denominator
    return top > 0 and top & (top - 1) == 0 and bottom & (bottom - 1) == 0
