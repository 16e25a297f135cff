"""Programs in mpmath: a second opinion at any number of digits, without error bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath

from symnum.errors import InputError
from symnum.numerics.tape import UNDEFINED, Outcome
from symnum.ops import SELECT, Operator
from symnum.program import Program
from symnum.terms.exact import Exact


def evaluate_program_mpmath(
    program: Program, inputs: Sequence[Exact | float], digits: int = 50
) -> tuple[Any, ...]:
    """The outputs of a program at a point, in mpmath.

    Args:
        program: Any program.
        inputs: One number for each input.
        digits: Decimal digits of the working precision.

    Returns:
        An ``mpf``, a truth value, or ``UNDEFINED`` where an operator has no real value, for each
        output.

    Raises:
        InputError: an operator without an mpmath reference.

    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> evaluate_program_mpmath(lower([x / 4]), [1], 20)
    (mpf('0.25'),)
    """
    with mpmath.workdps(digits):
        values = [_number(value) for value in (*inputs, *program.constants)]
        for instruction in program.instructions:
            arguments = [values[argument] for argument in instruction.arguments]
            values.append(_apply(instruction.operator, arguments))
        return tuple(values[output] for output in program.outputs)


def _number(value: Exact | float) -> Any:
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    return mpmath.mpf(value)


def _apply(operator: Operator, arguments: Sequence[Any]) -> Any:
    if operator is SELECT and isinstance(arguments[0], bool):
        return arguments[1] if arguments[0] else arguments[2]
    if any(argument is UNDEFINED for argument in arguments):
        return UNDEFINED
    try:
        return _real(_reference(operator)(*arguments))
    except (ZeroDivisionError, ValueError):
        return UNDEFINED


def _real(value: Any) -> Any | Outcome:
    if isinstance(value, bool):
        return value
    return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else UNDEFINED


@cache
def _reference(operator: Operator) -> Callable[..., Any]:
    reference = operator.mpmath
    if reference is None:
        raise InputError(f"operator {operator.name!r} has no mpmath reference")
    if not isinstance(reference, str):
        return reference
    function = getattr(mpmath, reference)
    if operator.arity is None:
        return lambda *arguments: function(arguments)
    if operator.arity == 0:
        return lambda: +function
    found: Callable[..., Any] = function
    return found
