"""Candidates as programs, and programs as one line of text."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from evolve.programs.candidates import Candidate
from evolve.programs.genome import CONSTANT, OPERATORS, SQRT
from evolve.programs.pricing import FMA, fused_products
from symnum.ops import ADD, ATOM, MUL, SUB, Fixity, operator_named
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact, exact


class _Text(NamedTuple):
    """A spelled value, how tightly it binds, and the spelling of its opposite if it is short."""

    text: str
    level: int = ATOM
    opposite: str | None = None

    def within(self, level: int) -> str:
        """In parentheses unless it binds at least as tightly as ``level``."""
        return self.text if self.level >= level else f"({self.text})"


def to_program(candidate: Candidate, fused: bool = False) -> Program:
    """The candidate as a program of ``x``; its binary64 constants are taken as exact fractions.

    Args:
        candidate: What is spelled.
        fused: Whether products and the sums that use them become single operations, as
            :func:`evolve.programs.pricing.fused_products` says.
    """
    size = candidate.size
    code = np.array(candidate.code, np.int64).reshape(size, 3)
    partner = fused_products(code, size).tolist() if fused else [-1] * size
    inside = {product for product in partner if product >= 0}
    values = list(candidate.constants)
    for row, product in enumerate(partner):
        if product >= 0 and OPERATORS[candidate.code[row][0]] == "sub":  # a constant takes the sign
            owner = row if candidate.code[row][2] == CONSTANT else product
            values[owner] = -values[owner]
    owners = [i for i, row in enumerate(candidate.code) if CONSTANT in row[1:]]
    place = {row: 1 + number for number, row in enumerate(owners)}
    number = {-1: 0}
    instructions: list[Instruction] = []

    def named(row: int) -> list[int]:
        """The numbers of the values that a row takes."""
        operands = candidate.code[row][1 : 2 if candidate.code[row][0] == SQRT else 3]
        return [place[row] if a == CONSTANT else number[a - 1] for a in operands if
                a - 1 != partner[row] or partner[row] < 0]  # fmt: skip

    for i, (operator, *_) in enumerate(candidate.code):
        if i in inside:
            continue
        name = OPERATORS[operator] if partner[i] < 0 else FMA
        arguments = [*(named(partner[i]) if partner[i] >= 0 else []), *named(i)]
        number[i] = 1 + len(owners) + len(instructions)
        instructions.append(Instruction(operator_named(name), tuple(arguments)))
    constants = tuple(exact(values[i]) for i in owners)
    return Program(("x",), constants, tuple(instructions), (number[size - 1],))


def infix(program: Program) -> str:
    """A program as one line; a value that is used more than once gets a name first.

    >>> square = Instruction(MUL, (2, 2))
    >>> infix(Program(("x",), (-3,), (Instruction(ADD, (0, 1)), square), (3,)))
    't1 = x - 3; t1 * t1'
    """
    uses = Counter(a for i in program.instructions for a in i.arguments)
    texts = [_Text(name) for name in program.inputs]
    texts += [_number(constant) for constant in program.constants]
    lines: list[str] = []
    for number, instruction in program.numbered():
        text = _applied(instruction, [texts[a] for a in instruction.arguments])
        if uses[number] > 1:
            lines.append(f"t{len(lines) + 1} = {text.text}")
            text = _Text(f"t{len(lines)}")
        texts.append(text)
    return "; ".join([*lines, *(texts[output].text for output in program.outputs)])


def _spelled(value: Exact) -> str:
    short = float(Fraction(value))
    return str(value) if isinstance(value, int) or Fraction(short) != value else repr(short)


def _number(value: Exact) -> _Text:
    text = _spelled(value)
    if value < 0:
        return _Text(text, ADD.syntax.precedence, _spelled(-value))
    return _Text(text, MUL.syntax.precedence if "/" in text else ATOM)


def _applied(instruction: Instruction, arguments: list[_Text]) -> _Text:
    operator, syntax = instruction.operator, instruction.operator.syntax
    if syntax.fixity is not Fixity.INFIX_LEFT or len(arguments) != 2:
        return _Text(f"{syntax.symbol}({', '.join(a.text for a in arguments)})")
    left, right = arguments
    level = syntax.precedence
    if operator in (ADD, SUB) and right.opposite is not None:
        operator = SUB if operator is ADD else ADD
        right = _Text(right.opposite)
    tighter = level if operator is ADD else level + 1
    symbol = operator.syntax.symbol
    return _Text(f"{left.within(level)} {symbol} {right.within(tighter)}", level)
