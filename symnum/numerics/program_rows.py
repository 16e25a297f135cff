"""Programs as files hold them: constants in hexadecimal, and rows of names and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from symnum.errors import InputError, unknown
from symnum.ops import is_operator_name, operator_named, operators
from symnum.program import Instruction, InvalidProgram, Program
from symnum.terms.exact import exact


def program_from_rows(
    constants: Sequence[str], rows: Sequence[tuple[str, tuple[int, ...]]]
) -> Program:
    """The program of ``x`` whose result is its last row.

    Args:
        constants: Binary64 numbers as hexadecimal text.
        rows: The name of an operator, and the numbers of its arguments: 0 is ``x``, then come the
            constants, then the rows.

    Raises:
        InputError: they do not make a program.

    >>> print(program_from_rows(("0x1.8p+1",), (("mul", (0, 1)),)))
    inputs x
    v1 = 3
    v2 = mul(x, v1)
    return v2
    """
    try:
        values = tuple(exact(float.fromhex(text)) for text in constants)
    except (ValueError, OverflowError):
        raise InputError("constants: binary64 numbers in hexadecimal are expected") from None
    for name, _ in rows:
        if not is_operator_name(name):
            known = [operator.name for operator in operators()]
            raise InputError(f"instructions: {unknown(name, known, 'operator')}")
    made = tuple(Instruction(operator_named(name), arguments) for name, arguments in rows)
    try:
        return Program(("x",), values, made, (len(values) + len(made),))
    except InvalidProgram as error:
        raise InputError(f"instructions: {error}") from None
