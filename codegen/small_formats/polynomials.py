"""Kernels for odd functions that end in a constant: x·P(x²) between two edges."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float, to_float
from codegen.small_formats.folds import ODD, folded, folds_of
from codegen.small_formats.machine_code import MachineCode, Operand
from codegen.small_formats.minimax import horner, minimax
from codegen.small_formats.windows import Edge, Window, windows
from symnum.numerics.rounded_tables import RoundedTable

_DEGREES = range(1, 8)
_FARTHEST = 16.0


def odd_polynomials(table: RoundedTable) -> Iterator[Candidate]:
    """Polynomials of all degrees for a function that folds as odd and has bounded windows."""
    kind = table.format
    half = kind.sign_mask
    if ODD not in folds_of(table):
        return
    for chosen in windows(kind, table.patterns[:half], table.true[:half]):
        ends = kind.decode(np.array([chosen.high]))[0]
        if chosen.above is not Edge.CONSTANT or not ends < _FARTHEST:
            continue
        for degree in _DEGREES:
            yield _odd(table, chosen, degree)


def _odd(table: RoundedTable, chosen: Window, degree: int) -> Candidate:
    kind = table.format
    sizes = np.arange(max(chosen.low, 1 << kind.mantissa_bits), chosen.high + 1)
    x, true = kind.decode(sizes), table.true[sizes]
    used = np.isfinite(true) & (true != 0)
    x, true = x[used], true[used]
    coefficients = minimax(x**2, true / x, x / kind.unit(true), degree)
    edge = int(chosen.entries[chosen.high])

    def inner(code: MachineCode, size: Operand) -> Operand:
        def arithmetic(place: Operand) -> Operand:
            value = to_float(code, kind, place, signed=False)
            square = code.apply("fmul", value, value)
            product = code.apply("fmul", horner(code, coefficients, square), value)
            pattern = from_float(code, kind, product, signed=False)
            inside = code.apply("below", place, code.word(chosen.high))
            return code.apply("select", inside, pattern, code.word(edge))

        return chosen.code(code, size, arithmetic, 0)

    code = MachineCode()
    value = folded(code, table, ODD, inner)
    parameters = {"degree": 2 * degree + 1, **chosen.description}
    return Candidate("odd polynomial", parameters, code.returning(value))
