"""One island for one epoch: a pure function of its population and its random numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evolve.compiled import Floats, Integers
from evolve.fits.descent import fit_batch
from evolve.fits.widening import narrow_batch
from evolve.problem.config import Config
from evolve.problem.target import Target
from evolve.programs.candidates import Candidate, candidate
from evolve.programs.genome import CONSTANT
from evolve.programs.lineage import REFIT, extended
from evolve.search import population as populations
from evolve.search.brood import Brood, novel, offspring, refits
from evolve.search.population import Population

_HOPE = 3.0
"""An error so many times that of the last place is worth a long fit."""
_INHERITED = 2
"""Starts that hold constants of the parent: they stay on the domain."""
_WIDE_SHARE = 48
"""One in so many new programs is fitted from a wider domain, and all that are fitted anew."""
_WIDE_STARTS = 1.5
"""Starts on a wide domain for every start of a fit."""
_FINE = 2.0**-36
"""An error so many times the largest value is fitted in doubled precision."""


@dataclass(frozen=True, slots=True)
class Island:
    """State between epochs."""

    population: Population
    evaluations: int = 0
    quiet: int = 0
    """Epochs since the best error of some size fell."""
    age: int = 0
    """Epochs since the island started from nothing."""


def magnitudes(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Random constants of either sign, spread over four decades."""
    return rng.choice(np.array([-1.0, 1.0]), shape) * 10.0 ** rng.uniform(-1.0, 3.0, shape)


def starts(rng: np.random.Generator, inherited: Floats, count: int) -> Floats:
    """Starts of the fit, shape (batch, count, rows): inherited, inherited with noise, random."""
    batch, rows = inherited.shape
    result = magnitudes(rng, (batch, count, rows))
    noise = np.exp(rng.normal(0.0, 0.5, (batch, rows)))
    with np.errstate(over="ignore"):  # what overflows is no start
        noisy = inherited * noise
    for place, values in enumerate((inherited, noisy)):
        known = np.isfinite(values)
        result[:, place][known] = values[known]
    return result


def _fitted(
    config: Config, target: Target, brood: Brood, worst: Floats, rng: np.random.Generator
) -> list[Candidate]:
    """The offspring that deserve a place."""
    last = worst[brood.costs]
    inherited = np.where(_owned(brood.code), brood.constants, 0.0)
    begun = starts(rng, inherited, config.fit.starts)
    errors, constants = np.empty(len(brood.sizes)), np.zeros_like(brood.constants)
    places = np.arange(len(brood.sizes))
    is_wide = (brood.changes == REFIT) | (places % _WIDE_SHARE == 0)
    is_wide &= len(target.wide) > 0
    by_width = (~is_wide, is_wide)
    for wide, chosen in enumerate(map(np.flatnonzero, by_width)):
        part = begun[chosen]
        if wide:
            inherited = part[:, :_INHERITED]
            narrowed = _narrowed(config, target, brood.code[chosen], brood.sizes[chosen], rng)
            part = np.concatenate([inherited, narrowed[:, None]], axis=1)
        errors[chosen], constants[chosen] = _fits(
            config, target, brood.code[chosen], brood.sizes[chosen], part, last[chosen]
        )  # fmt: skip
    good = np.flatnonzero(errors < last)
    return [_born(brood, constants, errors, i) for i in good.tolist()]


def _narrowed(
    config: Config, target: Target, code: Integers, sizes: Integers, rng: np.random.Generator
) -> Floats:
    """For each candidate constants that came down from some wide domain, shape (batch, rows)."""
    fit = config.fit
    randoms = magnitudes(rng, (len(sizes), int(_WIDE_STARTS * fit.starts), code.shape[1]))
    effort = np.array([4 * fit.first_steps, 2 * fit.steps, fit.first_steps, fit.first_steps + 1])
    first = rng.integers(len(target.wide) - 1, size=len(sizes))
    narrow_batch(code, sizes, randoms, target.wide, first, effort)
    best: Floats = randoms[:, 0]
    return best


def _fits(
    config: Config, target: Target, code: Integers, sizes: Integers, begun: Floats, last: Floats
) -> tuple[Floats, Floats]:
    """Largest errors, shape (batch,), and constants, shape (batch, rows)."""
    fit = config.fit
    errors, constants = np.empty(len(sizes)), np.zeros((len(sizes), code.shape[1]))
    effort = np.array(
        [fit.first_steps, fit.steps, fit.long_steps, fit.valley_steps, fit.leveling_rounds]
    )
    fit_batch(
        code, sizes, begun, _HOPE * last, _FINE * target.scale, effort,
        target.node_sample, target.check_sample, errors, constants,
    )  # fmt: skip
    return errors, constants


def _born(brood: Brood, constants: Floats, errors: Floats, i: int) -> Candidate:
    size, error = int(brood.sizes[i]), float(errors[i])
    lineage = extended(brood.lineages[i], int(brood.changes[i]), size, error)
    return candidate(brood.code[i], constants[i], size, error, lineage)


def _owned(code: Integers) -> npt.NDArray[np.bool_]:
    owned: npt.NDArray[np.bool_] = code[:, :, 1:].min(axis=2) == CONSTANT
    return owned


def advance(config: Config, target: Target, island: Island, entropy: tuple[int, ...]) -> Island:
    """The island after one more epoch.

    Args:
        config: The run.
        target: The sampled function.
        island: Its state.
        entropy: (seed, epoch, island's number), from which all random numbers come.
    """
    rng = np.random.default_rng(np.random.SeedSequence(entropy[0], spawn_key=entropy[1:]))
    population, evaluations = island.population, island.evaluations
    capacity, niche = config.population.per_size, config.population.per_niche
    again, pricing = refits(config), config.pricing
    seen: set[int] = set()
    for _ in range(config.budget.generations):
        brood = offspring(config, population, rng)
        brood = brood.selected(novel(brood, seen, again))
        worst = populations.worst_errors(population, capacity, config.maximum_cost)
        fitted = _fitted(config, target, brood, worst, rng)
        population = populations.admitted(population, fitted, capacity, niche, pricing.of)
        evaluations += len(brood.sizes)
    quiet = 0 if _improved(island.population, population) else island.quiet + 1
    return replace(island, population=population, evaluations=evaluations, quiet=quiet,
                   age=island.age + 1)  # fmt: skip


def _improved(before: Population, after: Population) -> bool:
    old = populations.best_errors(before)
    new = populations.best_errors(after)
    return any(error < 0.999 * old.get(size, np.inf) for size, error in new.items())
