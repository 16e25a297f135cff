"""The offspring of a generation, as arrays, before anything is fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.problem.config import Config
from evolve.programs.candidates import Candidate
from evolve.programs.genome import OPERATORS, structure_hash
from evolve.programs.lineage import CORE, EVEN, ODD, REFIT, ROOT, SOWN, SQUARED, Birth
from evolve.programs.stretching import ends_squared, squared, unsquared
from evolve.programs.symmetry import ODD_FORMS, core, even, odd
from evolve.search.population import Population
from evolve.search.variation import DRAWS, ROWS, grow, mutations, vary

_ATTEMPTS = 4
"""Tries at an offspring that differs from its parent."""
_REFIT_SHARE = 8
"""One in so many offspring is its parent again, fitted from new starts."""
_GREED = 1.6
"""Exponent of the choice by rank: 1 takes all ranks alike."""
_SQUARES_PER_SIZE = 3
"""Squared programs per group of equal cost and generation."""
_FORMS_GREED = 4.0


@dataclass(frozen=True, slots=True)
class Pool:
    """Parents as arrays: code (count, ROWS, 3), constants (count, ROWS), sizes (count,)."""

    code: Integers
    constants: Floats
    sizes: Integers
    first: Integers
    """By index of a group of equal size, its first member."""
    count: Integers
    """By index of a group, how many members."""
    lineages: tuple[tuple[Birth, ...], ...]
    """By index of a parent."""


def pool(population: Population) -> Pool:
    """The population as arrays, after the program that returns its input."""
    groups = [members for members in population.values() if members]
    entries = [entry for members in groups for entry in members]
    code = np.zeros((1 + len(entries), ROWS, 3), np.int64)
    constants = np.zeros((1 + len(entries), ROWS))
    for i, entry in enumerate(entries, 1):
        code[i, : entry.size], constants[i, : entry.size] = entry.code, entry.constants
    counts = np.array([1, *map(len, groups)], np.int64)
    sizes = np.array([0, *(entry.size for entry in entries)], np.int64)
    lineages = ((), *(entry.lineage for entry in entries))
    return Pool(code, constants, sizes, np.cumsum(counts) - counts, counts, lineages)


def _parents(parents: Pool, rng: np.random.Generator, count: int) -> Integers:
    """Indices of parents: larger ones more often, and within a size rather the better."""
    weight = np.cumsum(1.0 + parents.sizes[parents.first])
    group = np.searchsorted(weight, weight[-1] * rng.random(count), side="right")
    rank = (parents.count[group] * rng.random(count) ** _GREED).astype(np.int64)
    chosen: Integers = parents.first[group] + rank
    return chosen


@kernel
def breed(
    code: Integers, constants: Floats, sizes: Integers, parents: Integers, donors: Integers,
    uniform: Floats, refits: int, choices: Integers, allowed: Integers, maximum: int,
    out_code: Integers, out_constants: Floats, out_sizes: Integers, out_hashes: Integers,
    out_attempts: Integers,
) -> None:  # fmt: skip
    """Offspring of the parents; the first ``refits`` are the parents themselves.

    ``uniform`` has shape (count, attempts, 4, DRAWS); a size of 0 marks a failure.
    ``out_attempts`` tells which attempt was taken.
    """
    for b in range(parents.shape[0]):
        p, d = parents[b], donors[b]
        for attempt in range(uniform.shape[1]):
            child, values = code[p].copy(), constants[p].copy()
            size = sizes[p]
            if b >= refits:
                size = vary(
                    child, values, size, code[d], constants[d], sizes[d],
                    uniform[b, attempt], choices, allowed, maximum,
                )  # fmt: skip
            out_sizes[b], out_attempts[b] = size, attempt
            if size > 0:
                out_code[b, :size], out_constants[b, :size] = child[:size], values[:size]
                out_hashes[b] = structure_hash(child, size)
                if out_hashes[b] != structure_hash(code[p], sizes[p]):
                    break


@kernel
def sow(
    wanted: Integers, uniform: Floats, choices: Integers, allowed: Integers,
    out_code: Integers, out_constants: Floats, out_sizes: Integers, out_hashes: Integers,
) -> None:  # fmt: skip
    """Random programs of the wanted sizes; ``uniform`` has shape (count, maximum size, DRAWS)."""
    for b in range(wanted.shape[0]):
        code, constants = np.zeros((ROWS, 3), np.int64), np.zeros(ROWS)
        size = grow(code, constants, wanted[b], uniform[b], choices, allowed)
        out_sizes[b] = size
        if size > 0:
            out_code[b, :size], out_constants[b, :size] = code[:size], np.nan
            out_hashes[b] = structure_hash(code, size)


@dataclass(frozen=True, slots=True)
class Brood:
    """Offspring as arrays."""

    code: Integers
    constants: Floats
    sizes: Integers
    costs: Integers
    hashes: Integers
    changes: Integers
    """How each differs from its parent (see :mod:`evolve.programs.lineage`)."""
    lineages: list[tuple[Birth, ...]]
    """Of the parents."""

    def selected(self, chosen: Integers) -> Brood:
        """Some of them."""
        return Brood(
            self.code[chosen], self.constants[chosen], self.sizes[chosen], self.costs[chosen],
            self.hashes[chosen], self.changes[chosen], [self.lineages[i] for i in chosen.tolist()],
        )  # fmt: skip

    def put(self, place: int, child: Candidate, change: int, lineage: tuple[Birth, ...]) -> None:
        """One more in the place of another."""
        self.changes[place], self.lineages[place] = change, lineage
        self.code[place, : child.size] = child.code
        self.constants[place, : child.size] = child.constants
        self.sizes[place] = child.size
        self.hashes[place] = structure_hash(self.code[place], child.size)


def refits(config: Config) -> int:
    """How many of the first offspring are their parents, to be fitted again."""
    return config.budget.offspring // _REFIT_SHARE if config.search == "evolution" else 0


def offspring(config: Config, population: Population, rng: np.random.Generator) -> Brood:
    """A generation: varied parents or random programs; size 0 where there is none within limits."""
    brood = _unpriced(config, population, rng)
    counted = config.pricing.operations.each(brood.code, brood.sizes)
    brood.sizes[counted > config.maximum_operations] = 0
    brood.costs[:] = config.pricing.each(brood.code, brood.sizes)
    return brood


def _unpriced(config: Config, population: Population, rng: np.random.Generator) -> Brood:
    count, maximum = config.budget.offspring, config.maximum_rows
    allowed = np.array([name in config.operations for name in OPERATORS], np.int64)
    choices = np.flatnonzero(allowed)
    brood = Brood(
        np.zeros((count, maximum, 3), np.int64), np.zeros((count, maximum)),
        np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64),
        np.full(count, SOWN), [()] * count,
    )  # fmt: skip
    arrays = (brood.code, brood.constants, brood.sizes, brood.hashes)
    if config.search == "random":
        wanted = rng.integers(1, maximum + 1, size=count)
        sow(wanted, rng.random((count, maximum, DRAWS)), choices, allowed, *arrays)
        return brood
    parents = pool(population)
    chosen, donors = (_parents(parents, rng, count) for _ in range(2))
    uniform = rng.random((count, _ATTEMPTS, 4, DRAWS))
    again, attempts = refits(config), np.zeros(count, np.int64)
    breed(
        parents.code, parents.constants, parents.sizes, chosen, donors,
        uniform, again, choices, allowed, maximum, *arrays, attempts,
    )  # fmt: skip
    brood.changes[:] = mutations(uniform[np.arange(count), attempts, :, 0])
    brood.changes[:again] = REFIT
    brood.lineages[:] = [parents.lineages[parent] for parent in chosen.tolist()]
    _add_forms(brood, population, frozenset(choices.tolist()), rng)
    return brood


@dataclass(frozen=True, slots=True)
class _Form:
    """A change of whole programs, and how often it is made."""

    change: int
    made: Callable[[Candidate, np.random.Generator], Candidate | None]
    per_group: int
    """Offspring per group of equal cost and generation."""
    growth: int
    """Operations that it adds."""
    applies: Callable[[Candidate], bool] = lambda parent: True


_FORMS = (
    _Form(SQUARED, lambda parent, rng: squared(parent), _SQUARES_PER_SIZE, 1),
    _Form(ROOT, lambda parent, rng: unsquared(parent), _SQUARES_PER_SIZE, 0, ends_squared),
    _Form(EVEN, lambda parent, rng: even(parent), 1, 1),
    _Form(ODD, lambda parent, rng: odd(parent, int(rng.integers(ODD_FORMS))), 2, 2),
    _Form(CORE, lambda parent, rng: core(parent), 1, 0),
)


def _add_forms(
    brood: Brood, population: Population, allowed: frozenset[int], rng: np.random.Generator
) -> None:
    """Squared and symmetric programs, and what is inside of such, in the last places."""
    place, maximum = brood.code.shape[:2]
    for members in population.values():
        for form in _FORMS:
            parents = [
                member for member in members
                if member.size + form.growth <= maximum and form.applies(member)
            ]  # fmt: skip
            ranks = (len(parents) * rng.random(form.per_group) ** _FORMS_GREED).astype(int)
            for parent in [parents[rank] for rank in ranks.tolist()] if parents else []:
                child = form.made(parent, rng)
                if place > 0 and child is not None and {row[0] for row in child.code} <= allowed:
                    place -= 1
                    brood.put(place, child, form.change, parent.lineage)


def novel(brood: Brood, seen: set[int], refits: int) -> Integers:
    """Indices of refits and of offspring whose structure was not seen in this epoch."""
    chosen = []
    for i, (size, key) in enumerate(zip(brood.sizes.tolist(), brood.hashes.tolist(), strict=True)):
        if size and (i < refits or key not in seen):
            seen.add(key)
            chosen.append(i)
    return np.array(chosen, np.int64)
