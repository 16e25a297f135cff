"""What happens between epochs: migration, restarts, and the archive of the best."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evolve.problem.config import Config
from evolve.search.island import Island
from evolve.search.population import Population, admitted, ranked

_SHELTER = 2
"""Epochs for which a restarted island is left alone."""
_ARCHIVE_NICHE = 2


@dataclass(frozen=True, slots=True)
class Archipelago:
    """The whole state of a search after some epochs."""

    epoch: int
    islands: tuple[Island, ...]
    archive: Population

    @property
    def evaluations(self) -> int:
        """Programs fitted so far."""
        return sum(island.evaluations for island in self.islands)


def founded(config: Config) -> Archipelago:
    """The state before the first epoch: nothing."""
    return Archipelago(0, tuple(Island({}) for _ in range(config.population.islands)), {})


def gathered(config: Config, before: Archipelago, islands: tuple[Island, ...]) -> Archipelago:
    """The state after every island has lived through one more epoch."""
    archive = _archived(config, before.archive, islands)
    epoch = before.epoch + 1
    rested = tuple(_restarted(config, island) for island in islands)
    if epoch % config.population.migration_interval == 0 and config.search == "evolution":
        rested = _migrated(config, rested)
    return Archipelago(epoch, rested, archive)


def _archived(config: Config, archive: Population, islands: tuple[Island, ...]) -> Population:
    result = dict(archive)
    capacity = config.polish.candidates
    for island in islands:
        for size, members in island.population.items():
            rivals = [*result.get(size, ()), *members[: 2 * capacity]]
            result[size] = ranked(rivals, capacity, _ARCHIVE_NICHE)
    return dict(sorted(result.items()))


def _restarted(config: Config, island: Island) -> Island:
    if config.search == "random" or island.quiet < config.population.patience:
        return island
    return replace(island, population={}, quiet=0, age=0)


def _migrated(config: Config, islands: tuple[Island, ...]) -> tuple[Island, ...]:
    """The best of every size visit the next island of the ring."""
    per_size, niche = config.population.per_size, config.population.per_niche
    result = []
    for place, island in enumerate(islands):
        source = islands[place - 1].population
        visitors = [c for members in source.values() for c in members[: config.population.migrants]]
        if island.age < _SHELTER:
            visitors = []
        population = admitted(island.population, visitors, per_size, niche, config.pricing.of)
        result.append(replace(island, population=population))
    return tuple(result)
