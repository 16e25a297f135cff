"""Random numbers that problems are made with."""

from __future__ import annotations

from random import Random

UNKNOWNS = ("x", "y", "z", "t", "u", "w")


def nonzero_integer(random: Random, largest: int) -> int:
    """An integer from -largest to largest, but 0."""
    return random.choice((-1, 1)) * random.randint(1, largest)


def distinct_integers(random: Random, count: int, largest: int) -> list[int]:
    """Different integers of at most this size, in increasing order."""
    return sorted(random.sample(range(-largest, largest + 1), count))


def squarefree(random: Random) -> int:
    """A number whose square root is irrational and cannot be simplified."""
    return random.choice((2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19))
