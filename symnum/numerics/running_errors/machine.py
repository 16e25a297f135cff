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
        self.constants = [_constant(value) for value in program.constants]
        first = len(program.inputs)
        self.scales = {
            place for place, value in enumerate(program.constants, first) if _is_power_of_two(value)
        }

    def run(self, piece: Piece) -> Rounded | None:
        """The output on a piece; ``None`` if it has no bound there."""
        values: list[Rounded | Decision | None] = [_input(*piece[place]) for place in self.places]
        values += self.constants
        for instruction in self.program.instructions:
            values.append(self._step(instruction, [values[a] for a in instruction.arguments]))
        result = values[self.output]
        assert not isinstance(result, Decision)
        return result

    def _step(
        self, instruction: Instruction, arguments: Sequence[Rounded | Decision | None]
    ) -> Rounded | Decision | None:
        operator = instruction.operator
        if operator is SELECT:
            condition, *branches = arguments
            assert not isinstance(condition, Rounded)
            numbers = [b for b in branches if not isinstance(b, Decision)]
            return chosen(condition, *numbers)
        known = [argument for argument in arguments if argument is not None]
        if len(known) < len(arguments):
            return None
        if operator.result is Kind.BOOLEAN:
            return decision(operator, known)
        numbers_only = [argument for argument in known if isinstance(argument, Rounded)]
        scales = operator is MUL and not self.scales.isdisjoint(instruction.arguments)
        scales |= operator is DIV and instruction.arguments[1] in self.scales
        return rounded(operator, numbers_only, self.ulps[operator], exactly=scales)


def _input(low: float, high: float) -> Rounded:
    return Rounded(Enclosure(arb(low), arb(high)), ZERO)


def _constant(value: Exact) -> Rounded | None:
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


def _is_power_of_two(value: Exact) -> bool:
    ratio = Fraction(value)
    top, bottom = abs(ratio.numerator), ratio.denominator
    return top > 0 and top & (top - 1) == 0 and bottom & (bottom - 1) == 0
