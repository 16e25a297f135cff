"""Squared programs: the program of half its input, squared.

Where every constant can absorb the factor (the program is homogeneous once each constant has a
degree of its own), a program of x becomes one of x/2 by scaling its constants, each by its own
power of two. Squaring that is a good start for functions that turn sums into products, and one
more variation for all others.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB


def degrees(candidate: Candidate) -> list[float] | None:
    """A degree for each row's constant that makes the program homogeneous of degree 0.

    The input has degree 1; terms of a sum have equal degrees, factors' degrees add. ``None`` where
    no such degrees exist.
    """
    size = candidate.size
    equations: list[list[float]] = []
    known: list[float] = []
    for i, (operator, *arguments) in enumerate(candidate.code):
        factors = [_unknown(a, i, size) for a in arguments]
        result = _unknown(i + 1, i, size)
        if operator == SQRT:
            parts = [result - factors[0] / 2]
        elif operator in (ADD, SUB):
            parts = [result - factor for factor in factors]
        else:
            parts = [result - factors[0] + (factors[1] if operator == DIV else -factors[1])]
        equations += [part[:-1].tolist() for part in parts]
        known += [-float(part[-1]) for part in parts]
    equations.append(_unknown(size, size, size)[:-1].tolist())
    known.append(0.0)
    matrix, wanted = np.array(equations), np.array(known)
    solution = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
    if np.abs(matrix @ solution - wanted).max() > 1e-9:
        return None
    return [float(degree) for degree in solution[size:]]


def _unknown(argument: int, row: int, size: int) -> Floats:
    """The degree of a value as a row over (values' degrees, constants' degrees, 1)."""
    vector = np.zeros(2 * size + 1)
    place = size + row if argument == CONSTANT else 2 * size if argument == 0 else argument - 1
    vector[place] = 1.0
    return vector


def stretched(candidate: Candidate, factor: float) -> tuple[float, ...]:
    """Constants with which it is the program of x ÷ ``factor``; its own if there are none such."""
    found = degrees(candidate) or [0.0] * candidate.size
    return tuple(c * factor**d for c, d in zip(candidate.constants, found, strict=True))


def squared(candidate: Candidate) -> Candidate:
    """The program of half the input, squared (of the input itself where that is not possible)."""
    code = (*candidate.code, (MUL, candidate.size, candidate.size))
    return Candidate(code, (*stretched(candidate, 2.0), 0.0), candidate.error)


def ends_squared(candidate: Candidate) -> bool:
    """Whether the last of several operations is a squaring of the one before."""
    last = candidate.size - 1
    return last > 0 and candidate.code[-1] == (MUL, last, last)


def unsquared(candidate: Candidate) -> Candidate:
    """The inverse of :func:`squared`, for a program that ends with a squaring."""
    root = Candidate(candidate.code[:-1], candidate.constants[:-1], candidate.error)
    return Candidate(root.code, stretched(root, 0.5), candidate.error)
