"""The population of an island: the best programs of every cost, kept apart by niches.

The cost is the number of operations unless a run has prices (see :mod:`evolve.programs.pricing`).
Within a cost, programs are ranked by error, but a niche (the shape of a program, see
:mod:`evolve.programs.candidates`) holds few of them. Two of a niche with the same error are one
program in two spellings, of which the first stays.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evolve.compiled import Floats
from evolve.programs.candidates import Candidate, Niche

_SAME = 1e-3
"""Relative difference of errors below which two programs of a niche count as one."""

Population = dict[int, tuple[Candidate, ...]]
"""By cost, candidates from the best to the worst."""


def ranked(candidates: list[Candidate], capacity: int, niche: int) -> tuple[Candidate, ...]:
    """The survivors of one cost, from the best to the worst; at most ``niche`` of a niche."""
    order = sorted(candidates, key=lambda c: (c.error, c.code, c.constants))
    kept: list[Candidate] = []
    errors: dict[Niche, list[float]] = {}
    for entry in order:
        inside = errors.setdefault(entry.niche, [])
        if len(inside) < niche and not (inside and entry.error <= inside[-1] * (1 + _SAME)):
            inside.append(entry.error)
            kept.append(entry)
        if len(kept) == capacity:
            break
    return tuple(kept)


def admitted(
    population: Population, offspring: list[Candidate], capacity: int, niche: int,
    cost: Callable[[Candidate], int],
) -> Population:  # fmt: skip
    """The population after ``offspring`` have competed for places among those of their cost."""
    groups: dict[int, list[Candidate]] = {}
    for entry in offspring:
        groups.setdefault(cost(entry), []).append(entry)
    result = dict(population)
    for key in sorted(groups):
        result[key] = ranked([*population.get(key, ()), *groups[key]], capacity, niche)
    return dict(sorted(result.items()))


def best_errors(population: Population) -> dict[int, float]:
    """The lowest error of every cost."""
    return {size: members[0].error for size, members in population.items() if members}


def worst_errors(population: Population, capacity: int, highest: int) -> Floats:
    """By cost, the error of the last place taken; infinite while places are free."""
    worst = np.full(highest + 1, np.inf)
    for size, members in population.items():
        if len(members) == capacity:
            worst[size] = members[-1].error
    return worst
