"""Kernels for the logistic function and its relatives: one power of two and one division.

sigmoid(x) = 1/(1 + e^-x), silu(x) = x/(1 + e^-x), tanh(x) = 1 - 2/(1 + e^(2x)). The normal
distribution is a logistic function too, of its own log odds, log(Φ(x)/Φ(−x)), which are odd in x;
with a polynomial for them gelu(x) = x·Φ(x) is made in the same way, up to some |x|, and beyond
it is x on the right and looked up on the left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import log_ndtr

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float, to_float
from codegen.small_formats.edges import or_nan, tails, with_tail
from codegen.small_formats.exponentials import power_of_two
from codegen.small_formats.exponentials import scaled as raised
from codegen.small_formats.folds import ODD, folded
from codegen.small_formats.machine_code import MachineCode, Operand
from codegen.small_formats.minimax import horner, minimax
from codegen.small_formats.windows import Edge, windows
from symnum.numerics.rounded_tables import RoundedTable

_LARGEST_POWER = 126.0
_SHAPES = tuple((bits, degree) for degree in (1, 2, 3, 4) for bits in range(5) if bits + degree < 6)


def quotients(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """Kernels for sigmoid, silu and tanh, for each table size and degree of the power of two."""
    made = {"sigmoid": _logistic, "silu": _logistic, "tanh": _hyperbolic}.get(name)
    for bits, degree in _SHAPES if made else ():
        assert made is not None
        for tail in tails(table.format) if name != "tanh" else (False,):
            code = MachineCode()
            value = made(code, name, table, (bits, degree), tail)
            parameters = {"index_bits": bits, "degree": degree}
            yield Candidate("power and division", parameters, code.returning(value))
    for shape in _NORMAL_SHAPES if name == "gelu" else ():
        yield _normal(table, *shape)


def _one_more_than_power(
    code: MachineCode, x: Operand, factor: float, bits: int, degree: int
) -> Operand:
    """Float32 code for 1 + 2^(factor·x)."""
    scaled = code.apply("fmul", x, code.number(factor * 2.0**bits))
    return _one_more(code, scaled, bits, degree)


def _one_more(code: MachineCode, scaled: Operand, bits: int, degree: int) -> Operand:
    """Float32 code for 1 + 2^y, from y·2^bits."""
    limit = _LARGEST_POWER * 2.0**bits
    scaled = code.apply("fmax", scaled, code.number(-limit))
    scaled = code.apply("fmin", scaled, code.number(limit))
    value = raised(code, *power_of_two(code, scaled, bits, degree))
    return code.apply("fadd", value, code.number(1))


def _logistic(
    code: MachineCode, name: str, table: RoundedTable, shape: tuple[int, int], tail: bool
) -> Operand:
    kind = table.format
    x = to_float(code, kind, 0, signed=True)
    divisor = _one_more_than_power(code, x, -math.log2(math.e), *shape)
    top = x if name == "silu" else code.number(1)
    quotient = code.apply("fdiv", top, divisor)
    pattern = from_float(code, kind, quotient, signed=name == "silu")
    if tail:
        pattern = with_tail(code, table, pattern, _LARGEST_POWER / math.log2(math.e))
    return or_nan(code, kind, pattern)


def _hyperbolic(
    code: MachineCode, name: str, table: RoundedTable, shape: tuple[int, int], tail: bool
) -> Operand:
    kind = table.format
    half = kind.sign_mask
    chosen = next(
        w
        for w in windows(kind, table.patterns[:half], table.true[:half])
        if w.below is Edge.IDENTITY
    )

    def inner(code: MachineCode, size: Operand) -> Operand:
        def arithmetic(place: Operand) -> Operand:
            x = to_float(code, kind, place, signed=False)
            divisor = _one_more_than_power(code, x, 2 * math.log2(math.e), *shape)
            quotient = code.apply("fdiv", code.number(2), divisor)
            value = code.apply("fsub", code.number(1), quotient)
            return from_float(code, kind, value, signed=False)

        return chosen.code(code, size, arithmetic, 0)

    return folded(code, table, ODD, inner)


_NORMAL_SHAPES = tuple(
    (limit, odds, bits, degree)
    for limit in (3.5, 4.0, 6.0, 8.0)
    for odds in (1, 2, 3, 4, 5)
    for bits, degree in ((2, 1), (3, 1), (0, 2), (0, 3))
)
"""The largest |x|, the degree of the log odds in x², and the shape of the power of two."""


def _normal(table: RoundedTable, limit: float, odds: int, bits: int, degree: int) -> Candidate:
    """x·Φ(x), with the log odds of Φ as an odd polynomial."""
    code, kind = MachineCode(), table.format
    points = np.linspace(limit / 400, limit, 400)
    log_odds = (log_ndtr(-points) - log_ndtr(points)) / (points * math.log(2))
    coefficients = minimax(points**2, log_odds, points, odds)
    x = to_float(code, kind, 0, signed=True)
    inside = code.apply("fmax", x, code.number(-limit))
    inside = code.apply("fmin", inside, code.number(limit))
    scaled = [coefficient * 2.0**bits for coefficient in coefficients]
    square = code.apply("fmul", inside, inside)
    exponent = code.apply("fmul", horner(code, scaled, square), inside)
    quotient = code.apply("fdiv", x, _one_more(code, exponent, bits, degree))
    value = with_tail(code, table, from_float(code, kind, quotient, signed=True), limit)
    parameters = {"limit": limit, "odds_degree": odds, "index_bits": bits, "degree": degree}
    return Candidate("normal log odds", parameters, code.returning(or_nan(code, kind, value)))
