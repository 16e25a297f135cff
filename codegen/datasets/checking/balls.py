"""Ball arithmetic as the checker uses it, and functions that are made up.

Functions take values where they have derivatives of every order; elsewhere, and where a ball cannot
be told from the edge of a domain, a value is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b

from flint import arb, fmpq

from codegen.datasets.checking import nilpotents
from codegen.datasets.checking.nilpotents import LARGEST_EXPONENT, Nilpotent, Undecided
from symnum.numerics.series import SERIES
from symnum.ops import ATAN, COS, EXP, LOG, POW, SIN, Operator

_FINGERPRINT_DIGITS = 10


def ball(value: int | Fraction) -> arb:
    """An enclosure of a number."""
    return arb(value) if type(value) is int else arb(fmpq(value.numerator, value.denominator))


def checked_power(base: arb, exponent: int) -> arb:
    """An integer power.

    Raises:
        Undecided: a reciprocal of what may be 0, or a large exponent.
    """
    if abs(exponent) > LARGEST_EXPONENT or (exponent < 0 and base.contains(0)):
        raise Undecided
    result, degree = base, abs(exponent)
    for bit in bin(degree)[3:]:  # not base**degree, which is by logarithms if 0 is inside
        result = result * result * base if bit == "1" else result * result
    return result if exponent > 0 else 1 / result


def _logarithm(value: arb) -> arb:
    if not value > 0:
        raise Undecided
    return value.log()


_FUNCTIONS: Mapping[Operator, Callable[[arb], arb]] = {
    EXP: arb.exp, SIN: arb.sin, COS: arb.cos, ATAN: arb.atan, LOG: _logarithm,
}  # fmt: skip


def call_value(operator: Operator, arguments: Sequence[arb]) -> arb:
    """The value of a call.

    Raises:
        Undecided: an argument may lie outside the domain, or the operator has no value.
    """
    function = _FUNCTIONS.get(operator)
    if function is not None:
        return function(arguments[0])
    if operator is not POW:
        if len(arguments) != 1 or operator not in SERIES:
            raise Undecided
        return nilpotents.apply(operator, {0: arguments[0]})[0]
    base, exponent = arguments
    return (exponent * _logarithm(base)).exp()


def made_up(label: bytes, salt: int, arguments: Sequence[Nilpotent]) -> Nilpotent:
    """Some positive smooth function of the arguments; the same for the same label and salt.

    It is exp(c + Σ (aᵢ uᵢ − bᵢ uᵢ²) + d Π uᵢ) with numbers from a hash of the label.
    """
    digest = blake2b(label, digest_size=32, key=salt.to_bytes(4, "little")).digest()
    inner: Nilpotent = {0: arb(digest[0] - 128) / 128}
    joint: Nilpotent = {0: arb(digest[1] + 16) / 512}
    for place, argument in enumerate(arguments):
        slope = arb(digest[(2 + 2 * place) % 32] + 16) / 512
        bend = arb(-digest[(3 + 2 * place) % 32] - 16) / 1024
        square = nilpotents.multiply(argument, argument)
        inner = nilpotents.add(inner, nilpotents.scale(argument, slope))
        inner = nilpotents.add(inner, nilpotents.scale(square, bend))
        joint = nilpotents.multiply(joint, argument)
    if arguments:
        inner = nilpotents.add(inner, joint)
    return nilpotents.apply(EXP, inner)


def rounded(value: arb, tiny: float) -> str:
    """A number's leading digits; below ``tiny`` it is taken for 0.

    Raises:
        Undecided: the ball is too wide to tell.
    """
    if value.rad() > abs(value).upper() * tiny and value.rad() > tiny:
        raise Undecided
    if abs(value).upper() < tiny:
        return "0"
    # rational values may lie halfway between two roundings; multiples of π do not
    digits: str = (value * arb.pi()).mid().str(_FINGERPRINT_DIGITS, radius=False)
    return digits
