"""Programs of one input written operation by operation."""

from __future__ import annotations

from symnum.ops import Operator
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact


class ProgramBuilder:
    """Collects constants and instructions; nothing is merged or simplified.

    Values get provisional numbers: 0 is the input, constants count down, instructions up.

    >>> from symnum.ops import ADD, MUL
    >>> building = ProgramBuilder("x")
    >>> square = building.apply(MUL, 0, 0)
    >>> print(building.program(building.apply(ADD, square, building.constant(3))))
    inputs x
    v1 = 3
    v2 = mul(x, x)
    v3 = add(v2, v1)
    return v3
    """

    def __init__(self, argument: str = "x") -> None:
        self.argument = argument
        self._constants: list[Exact] = []
        self._rows: list[tuple[Operator, tuple[int, ...]]] = []

    def constant(self, value: Exact) -> int:
        """A new constant."""
        self._constants.append(value)
        return -len(self._constants)

    def apply(self, operator: Operator, *arguments: int) -> int:
        """A new operation."""
        self._rows.append((operator, arguments))
        return len(self._rows)

    def value_of(self, number: int) -> Exact | None:
        """The value behind a provisional number, if it is a constant."""
        return self._constants[-number - 1] if number < 0 else None

    def program(self, output: int) -> Program:
        """The program with values numbered as programs number them.

        Raises:
            InvalidProgram: an operator with a wrong number or kind of arguments.
        """
        count = len(self._constants)

        def place(value: int) -> int:
            return -value if value < 0 else count + value if value else 0

        rows = tuple(Instruction(o, tuple(map(place, arguments))) for o, arguments in self._rows)
        return Program((self.argument,), tuple(self._constants), rows, (place(output),))
