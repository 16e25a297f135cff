"""Hashes of canonical terms that are the same in every process.

Numbers modulo 2^60, mixed by multiplications, so that the compiled form of this module
(``digests.pyx``) finds the same ones in machine words; text enters through a checksum. The entries
of sums and products are hashed one by one and added up, so the hash does not depend on their
order, and an entry more costs one addition.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

from symnum.ops import Operator
from symnum.terms.exact import Exact

MASK = (1 << 60) - 1
SPREAD = 0x9E3779B97F4A7C15 & MASK
"""An odd number without pattern (2^64 over the golden ratio)."""
_FACTOR = 0xBF58476D1CE4E5B9 & MASK
"""The first multiplier of the splitmix64 generator."""


def mix2(first: int, second: int) -> int:
    """One digest from two, in this order."""
    word = ((first ^ (second * SPREAD & MASK)) * _FACTOR) & MASK
    return word ^ (word >> 29)


def mix(*parts: int) -> int:
    """One digest from several numbers."""
    word = len(parts)
    for part in parts:
        word = mix2(word, part & MASK)
    return word


def number_digest(value: Exact) -> int:
    """The digest of a rational number."""
    if type(value) is int:
        return mix2(2, value & MASK)
    return mix2(mix2(7, value.numerator & MASK), value.denominator & MASK)


def mass(digest: int, coefficient: Exact) -> int:
    """What an entry of a sum or of a product contributes to its hash.

    Squares, so that contributions cannot be moved from one entry to another: without them
    2*x + y and x + 2*y would have one digest.
    """
    if type(coefficient) is int:
        number = coefficient
    else:
        number = coefficient.numerator + SPREAD * (coefficient.denominator - 1)
    word = (digest + number * SPREAD) & MASK
    return word * word & MASK


def mass_of(entries: dict[Any, Any]) -> int:
    """The contributions of all entries, added up."""
    return sum([mass(node.digest, number) for node, number in entries.items()]) & MASK


def checksum(text: str) -> int:
    """A number for a text."""
    return zlib.crc32(text.encode())


@cache
def label(operator: Operator) -> int:
    """A number for an operator."""
    return checksum(operator.name)
