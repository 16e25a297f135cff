"""Where a program comes from: the changes that led to it, from ancestor to ancestor.

A lineage takes no part in the search. It is as long as people read; what is older is forgotten.
"""

from __future__ import annotations

from typing import NamedTuple

KEPT = 16
"""Changes that a program remembers."""

REFIT, SQUARED, ROOT, SOWN, EVEN, ODD, CORE = 0, -1, -2, -3, -4, -5, -6
"""Changes that are no mutations."""
_NAMES = {
    REFIT: "constants fitted anew", SQUARED: "half the input, squared", ROOT: "root of a square",
    SOWN: "grown at random", EVEN: "even form", ODD: "odd form", CORE: "core of a symmetric form",
}  # fmt: skip
_MUTATIONS = (
    "insertion", "wrapping", "substitution", "deletion", "rewiring", "another operator", "graft",
)  # fmt: skip
BASE = 1 + len(_MUTATIONS)
"""A sequence of mutations is a number to this base, the first in the lowest digit."""


class Birth(NamedTuple):
    """How a program was made, its operations, and the error that it was fitted to."""

    change: str
    operations: int
    error: float


def described(change: int) -> str:
    """A change in words.

    >>> described(SQUARED), described(1 + 4 * BASE)
    ('half the input, squared', 'insertion, deletion')
    """
    if change in _NAMES:
        return _NAMES[change]
    names = []
    while change:
        change, digit = divmod(change, BASE)
        names.append(_MUTATIONS[digit - 1])
    return ", ".join(names)


def extended(
    lineage: tuple[Birth, ...], change: int, operations: int, error: float
) -> tuple[Birth, ...]:
    """A parent's lineage with the birth of its child."""
    return (*lineage[-KEPT + 1 :], Birth(described(change), operations, error))
