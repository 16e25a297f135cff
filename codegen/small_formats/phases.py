"""Kernels for sin and cos on the whole range: the phase from one product of integers.

A number is m·2^e with a short m, so its phase in turns, frac(m·2^e/(2π)), is m times a table entry
for the exponent e, computed modulo one turn because words are: Payne and Hanek's reduction (1983)
with one entry for each exponent. The phase goes to the nearest quarter, and a polynomial does the
rest.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from flint import arb, ctx

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float
from codegen.small_formats.folds import EVEN, ODD, folded
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.minimax import horner, minimax
from codegen.small_formats.windows import Edge, Window, windows
from symnum.numerics.formats import SmallFormat
from symnum.numerics.rounded_tables import RoundedTable

_QUARTER_TURN = 1 << 30
_DEGREES = (1, 2, 3)


def phases(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """Kernels for sin and cos, with 32 and with 48 bits of the phase."""
    if name not in ("sin", "cos"):
        return
    kind = table.format
    half = kind.sign_mask
    wanted = Edge.IDENTITY if name == "sin" else Edge.CONSTANT
    found = windows(kind, table.patterns[:half], table.true[:half])
    chosen = [w for w in found if w.below is wanted and w.above is Edge.CONSTANT]
    for long in (False, True):
        for degree in _DEGREES:
            for window in chosen[:1]:
                yield _candidate(name, table, window, long, degree)


def _candidate(
    name: str, table: RoundedTable, chosen: Window, long: bool, degree: int
) -> Candidate:
    kind = table.format

    def inner(code: MachineCode, size: Operand) -> Operand:
        def arithmetic(place: Operand) -> Operand:
            phase = _phase(code, kind, place, chosen.low, long)
            if name == "cos":
                phase = code.apply("add", phase, code.word(_QUARTER_TURN))
            return from_float(code, kind, _sine(code, phase, degree), signed=True)

        value = chosen.code(code, size, arithmetic, 0)
        last = code.word(kind.largest)
        not_finite = code.apply("below", last, size)
        return code.apply("select", not_finite, code.word(kind.nan), value)

    code = MachineCode()
    value = folded(code, table, ODD if name == "sin" else EVEN, inner)
    parameters = {"phase_bits": 48 if long else 32, "degree": 2 * degree + 1}
    return Candidate("phase", parameters | chosen.description, code.returning(value))


def _phase(code: MachineCode, kind: SmallFormat, size: Operand, low: int, long: bool) -> Operand:
    """The phase in units of 2^-32 turns."""
    count = 1 << kind.mantissa_bits
    first = low >> kind.mantissa_bits
    entries = _turns(kind, first)
    place = code.apply("shr", size, code.word(kind.mantissa_bits))
    place = code.apply("sub", place, code.word(first)) if first else place
    mantissa = code.apply("and", size, code.word(count - 1))
    mantissa = code.apply("or", mantissa, code.word(count))
    high = smallest_words(entries >> 16 if long else (entries + (1 << 15)) >> 16)
    phase = code.apply("mul", code.lookup(high, place), mantissa)
    if not long:
        return phase
    less = code.lookup(smallest_words(entries & 0xFFFF), place)
    less = code.apply("shr", code.apply("mul", less, mantissa), code.word(16))
    return code.apply("add", phase, less)


def _turns(kind: SmallFormat, first: int) -> np.ndarray:
    """frac(2^e/(2π))·2^48 for the last mantissa bit's exponent e of each exponent field."""
    kept, ctx.prec = ctx.prec, 512
    try:
        entries = []
        for field in range(first, kind.sign_mask >> kind.mantissa_bits):
            exponent = max(field, 1) - kind.bias - kind.mantissa_bits
            turns = arb(2) ** exponent / (2 * arb.pi())
            scaled = (turns - turns.floor()) * arb(2) ** 48
            entries.append(int((scaled + arb(1) / 2).floor().unique_fmpz() or 0) % (1 << 48))
        return np.array(entries, dtype=np.int64)
    finally:
        ctx.prec = kept


def _sine(code: MachineCode, phase: Operand, degree: int) -> Operand:
    """sin of a phase: reflected to within a quarter turn of 0, then an odd polynomial."""
    turned = code.apply("xor", phase, code.apply("shl", phase, code.word(1)))
    far = code.apply("sar", turned, code.word(31))
    near = code.apply("xor", phase, code.apply("and", far, code.word(0x7FFFFFFF)))
    x = code.apply("fmul", code.apply("to_float", near), code.number(2.0**-32))
    points = np.linspace(2.0**-12, 0.25, 400)
    true = np.sin(2 * np.pi * points)
    coefficients = minimax(points**2, true / points, points / true, degree)
    return code.apply("fmul", horner(code, coefficients, code.apply("fmul", x, x)), x)
