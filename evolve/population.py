"""The population of an island: the best programs of every cost, kept apart by niches.

The cost is the number of operations unless a run has prices (see :mod:`evolve.pricing`). Within a
cost, programs are ranked by error, but a niche (the shape of a program: how many
divisions, products and constants it has, how often it uses its input, and its parity) holds few of
them. Two of a niche with the same error are one program in two spellings, of which the first stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from evolve.compiled import Floats, Integers
from evolve.genome import CONSTANT, DIV, MUL
from evolve.lineage import Birth
from evolve.parity import Parity, parity

_SAME = 1e-3
"""Relative difference of errors below which two programs of a niche count as one."""
Niche = tuple[int, int, int, int, Parity]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted program: rows of (operator, left, right), a constant a row (0 where unused)."""

    code: tuple[tuple[int, int, int], ...]
    constants: tuple[float, ...]
    error: float
    lineage: tuple[Birth, ...] = field(default=(), compare=False, repr=False)
    """How it came to be, its own birth last."""

    @property
    def size(self) -> int:
        """Operations."""
        return len(self.code)

    @property
    def niche(self) -> Niche:
        """Divisions, products, constants, uses of the input, parity."""
        arguments = [argument for row in self.code for argument in row[1:]]
        operators = [row[0] for row in self.code]
        return (
            operators.count(DIV),
            operators.count(MUL),
            arguments.count(CONSTANT),
            arguments.count(0),
            parity(self.code),
        )


def candidate(
    code: Integers, constants: Floats, size: int, error: float, lineage: tuple[Birth, ...] = ()
) -> Candidate:
    """A candidate from arrays (see :mod:`evolve.genome`)."""
    rows = tuple((int(o), int(a), int(b)) for o, a, b in code[:size].tolist())
    owned = (CONSTANT in row[1:] for row in rows)
    values = constants[:size].tolist()
    return Candidate(rows, tuple(v if own else 0.0 for v, own in zip(values, owned, strict=True)),
                     float(error), lineage)  # fmt: skip


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
