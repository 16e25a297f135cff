"""From programs to terms."""

from __future__ import annotations

from typing import Any

from symnum.program import Program
from symnum.terms import interface
from symnum.terms.plain import Number


def lift(program: Program, like: Any = None) -> tuple[Any, ...]:
    """The outputs of a program as terms.

    Args:
        program: Any program; its inputs become symbols without assumptions.
        like: A term of the family wanted; plain terms if not given.

    Returns:
        One term for each output. A shared value is one object in the terms.

    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> lift(lower([x - x * x])) == (x - x * x,)
    True
    """
    family = Number(0) if like is None else like
    values = [interface.symbol(family, name) for name in program.inputs]
    values += [interface.literal(family, constant) for constant in program.constants]
    for instruction in program.instructions:
        arguments = [values[argument] for argument in instruction.arguments]
        values.append(interface.rebuild(family, instruction.operator, arguments))
    return tuple(values[output] for output in program.outputs)
