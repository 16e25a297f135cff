"""The programs that ``models.py`` compares with: equations as written, and each flux once.

Prices are the ones of the cost table ``network``: an addition 1, a multiplication 3, a division 24,
coefficients ±1 free.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnum.egraphs.cost_tables import cost_model
from symnum.factoring import price_of_program
from symnum.factoring.systems import Atom, Monomial, PolynomialSystem
from symnum.ops import ABS, ADD, MUL, NEG, SUB, Operator
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact

MODEL = cost_model("network")


def cost(program: Program) -> float:
    """The modelled cost of a program."""
    return price_of_program(program, MODEL)


def as_written(terms: Sequence[Any], inputs: Sequence[str]) -> Program:
    """Every equation by itself, every product and function anew: nothing is shared."""
    return _Written(terms, inputs, once=False).program()


def each_flux_once(terms: Sequence[Any], inputs: Sequence[str]) -> Program:
    """The same with every distinct product, and every distinct function, computed once."""
    return _Written(terms, inputs, once=True).program()


def magnitudes(program: Program) -> Program:
    """The sums of the sizes of the addends, where all inputs are positive."""
    changed = {SUB: ADD, NEG: ABS}
    instructions = [
        Instruction(changed.get(i.operator, i.operator), i.arguments) for i in program.instructions
    ]
    return Program(program.inputs, program.constants, tuple(instructions), program.outputs)


class _Written:
    def __init__(self, terms: Sequence[Any], inputs: Sequence[str], *, once: bool) -> None:
        self.system = PolynomialSystem.of(terms)
        self.inputs, self.once = tuple(inputs), once
        self.constants: dict[Exact, int] = {}
        self.calls: list[tuple[Operator, tuple[int, ...]]] = []
        self._known: dict[Any, int] = {}

    def program(self) -> Program:
        """Values count from 0 for inputs, from -1 downwards for constants, until all are known."""
        outputs = [self._polynomial(number) for number in self.system.outputs]
        first = len(self.inputs) + len(self.constants)

        def place(value: int) -> int:
            if value < 0:
                return len(self.inputs) - 1 - value
            return value if value < len(self.inputs) else value - len(self.inputs) + first

        instructions = [Instruction(o, tuple(map(place, a))) for o, a in self.calls]
        constants, outputs = tuple(self.constants), [*map(place, outputs)]
        return Program(self.inputs, constants, tuple(instructions), tuple(outputs))

    def _call(self, operator: Operator, *arguments: int) -> int:
        self.calls.append((operator, arguments))
        return len(self.inputs) + len(self.calls) - 1

    def _constant(self, value: Exact) -> int:
        self.constants.setdefault(value, len(self.constants))
        return -1 - self.constants[value]

    def _polynomial(self, number: int) -> int:
        total: int | None = None
        for monomial, coefficient in self.system.polynomials[number].items():
            size = -coefficient if coefficient < 0 else coefficient
            part = self._monomial(monomial, size)
            if total is None:
                total = self._call(NEG, part) if coefficient < 0 else part
            else:
                total = self._call(SUB if coefficient < 0 else ADD, total, part)
        return self._constant(0) if total is None else total

    def _monomial(self, monomial: Monomial, size: Exact) -> int:
        if not monomial:
            return self._constant(size)
        value = self._remembered(monomial, lambda: self._product(monomial))
        return value if size == 1 else self._call(MUL, self._constant(size), value)

    def _product(self, monomial: Monomial) -> int:
        factors = [atom for atom, exponent in monomial for _ in range(exponent)]
        value = self._atom(factors[0])
        for factor in factors[1:]:
            value = self._call(MUL, value, self._atom(factor))
        return value

    def _atom(self, number: int) -> int:
        return self._remembered(number, lambda: self._made(self.system.atoms[number]))

    def _made(self, atom: Atom) -> int:
        if atom.symbol is not None:
            return self.inputs.index(atom.symbol.name)
        arguments = [self._polynomial(argument) for argument in atom.arguments]
        if atom.operator is None:
            return arguments[0]
        return self._call(atom.operator, *arguments)

    def _remembered(self, key: Any, make: Any) -> int:
        if not self.once:
            return int(make())
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]
