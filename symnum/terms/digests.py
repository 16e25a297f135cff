"""Hashes of canonical terms that are the same in every process.

Python's hash of a tuple of integers does not depend on the hash seed; text enters through a
checksum. The entries of sums and products are hashed one by one and added up, so the hash does not
depend on their order, and an entry more costs one addition.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

from symnum.ops import Operator
from symnum.terms.exact import Exact

MASK = (1 << 60) - 1


def mix(*parts: int) -> int:
    """One digest from several numbers. (-1 and -2 have the same hash in Python: hence the mask.)"""
    return hash(tuple([part & MASK for part in parts])) & MASK


def checksum(text: str) -> int:
    """A number for a text."""
    return zlib.crc32(text.encode())


@cache
def label(operator: Operator) -> int:
    """A number for an operator."""
    return checksum(operator.name)


SPREAD = 0x9E3779B97F4A7C15 & MASK
"""An odd number without pattern (2^64 over the golden ratio)."""


def addend_mass(term: Any, coefficient: Exact) -> int:
    """What an entry of a sum contributes to the hash; contributions are added up.

    Squares, because Python's hash of a tuple changes with its last number by an amount that often
    does not depend on the others: 2*x + y and x + 2*y would have one digest.
    """
    if type(coefficient) is int:
        return int(((term.digest + coefficient * SPREAD) & MASK) ** 2)
    number = coefficient.numerator + SPREAD * (coefficient.denominator - 1)
    return int(((term.digest + number * SPREAD) & MASK) ** 2)
