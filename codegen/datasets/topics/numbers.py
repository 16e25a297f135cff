"""Random numbers that problems are made with."""

from __future__ import annotations

from random import Random

UNKNOWNS = ("x", "y", "z", "t", "u", "w")


_SQUAREFREE = tuple(n for n in range(2, 72) if all(n % (k * k) for k in range(2, 9)))


def nonzero_integer(random: Random, largest: int) -> int:
    """An integer from -largest to largest, but 0."""
    return random.choice((-1, 1)) * random.randint(1, largest)


def distinct_integers(random: Random, count: int, largest: int) -> list[int]:
    """Different integers of at most this size, in increasing order."""
    return sorted(random.sample(range(-largest, largest + 1), count))


def squarefree(random: Random) -> int:
    """A number whose square root is irrational and cannot be simplified."""
    return random.choice(_SQUAREFREE)
