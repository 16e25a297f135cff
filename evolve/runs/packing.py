"""The state of a search as plain data that JSON keeps exactly, and back, field by field."""

from __future__ import annotations

import math
from typing import Any

from evolve.problem.config import Config
from evolve.programs.candidates import Candidate
from evolve.programs.genome import CONSTANT, OPERATORS
from evolve.programs.lineage import Birth
from evolve.search.archipelago import Archipelago
from evolve.search.island import Island
from evolve.search.population import Population

_COUNTS = ("evaluations", "quiet", "age")


def packed(state: Archipelago) -> dict[str, Any]:
    """A state as lists, dictionaries, integers and text (floats in hexadecimal).

    Relatives share most of their lineages, so births are written once and referred to by number.
    """
    births: dict[Birth, int] = {}
    islands = [
        {
            **{name: getattr(island, name) for name in _COUNTS},
            "population": _packed_population(island.population, births),
        }
        for island in state.islands
    ]
    archive = _packed_population(state.archive, births)
    known = [[birth.change, birth.operations, birth.error.hex()] for birth in births]
    return {"epoch": state.epoch, "births": known, "islands": islands, "archive": archive}


def _packed_population(population: Population, births: dict[Birth, int]) -> list[Any]:
    return [
        [
            entry.code,
            [value.hex() for value in entry.constants],
            entry.error.hex(),
            [births.setdefault(birth, len(births)) for birth in entry.lineage],
        ]
        for members in population.values()
        for entry in members
    ]


def unpacked(data: Any, config: Config) -> Archipelago:
    """The state that ``data`` describes, as a run of ``config`` may have it.

    Raises:
        ValueError: it describes none; the message names what is wrong.
    """
    try:
        births = [_birth(*row) for row in data["births"]]
        islands = tuple(
            Island(
                _unpacked_population(island["population"], births, config),
                *(_count(island[key]) for key in _COUNTS),
            )
            for island in data["islands"]
        )
        if len(islands) != config.population.islands:
            raise ValueError(f"{config.population.islands} islands are expected")
        archive = _unpacked_population(data["archive"], births, config)
        return Archipelago(_count(data["epoch"]), islands, archive)
    except KeyError as error:
        raise ValueError(f"field {error} is missing") from None
    except (TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a checkpoint of this run: {error}") from None


def _birth(change: Any, operations: Any, error: Any) -> Birth:
    if not isinstance(change, str):
        raise ValueError(f"a change is expected, not {change!r}")
    return Birth(change, _count(operations), float.fromhex(error))


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"a count is expected, not {value!r}")
    return value


def _unpacked_population(entries: Any, births: list[Birth], config: Config) -> Population:
    by_size: dict[int, list[Candidate]] = {}
    for code, constants, error, numbers in entries:
        rows = tuple((_count(o), _argument(a, i), _argument(b, i)) for i, (o, a, b) in
                     enumerate(code))  # fmt: skip
        lineage = tuple(births[_count(number)] for number in numbers)
        entry = Candidate(rows, tuple(map(float.fromhex, constants)), float.fromhex(error), lineage)
        _check(entry, config)
        by_size.setdefault(config.pricing.of(entry), []).append(entry)
    return {size: tuple(members) for size, members in by_size.items()}


def _argument(value: Any, row: int) -> int:
    if type(value) is not int or not CONSTANT <= value <= row:
        raise ValueError(f"argument {value!r} of row {row} does not exist")
    return value


def _check(entry: Candidate, config: Config) -> None:
    if not 1 <= entry.size <= config.maximum_rows or len(entry.constants) != entry.size:
        raise ValueError("a program has a size that the run does not allow")
    if any(operator >= len(OPERATORS) for operator, _, _ in entry.code):
        raise ValueError("a program has an unknown operator")
    if not all(map(math.isfinite, (*entry.constants, entry.error))):
        raise ValueError("a program has a number that is not finite")
