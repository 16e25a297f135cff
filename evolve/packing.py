"""The state of a search as plain data that JSON keeps exactly, and back, field by field."""

from __future__ import annotations

import math
from typing import Any

from evolve.archipelago import Archipelago
from evolve.config import Config
from evolve.genome import CONSTANT, OPERATORS
from evolve.island import Island
from evolve.population import Candidate, Population

_COUNTS = ("evaluations", "quiet", "age")


def packed(state: Archipelago) -> dict[str, Any]:
    """A state as lists, dictionaries, integers and text (floats in hexadecimal)."""
    islands = [
        {
            **{name: getattr(island, name) for name in _COUNTS},
            "population": _packed_population(island.population),
        }
        for island in state.islands
    ]
    archive = _packed_population(state.archive)
    return {"epoch": state.epoch, "islands": islands, "archive": archive}


def _packed_population(population: Population) -> list[Any]:
    return [
        [entry.code, [value.hex() for value in entry.constants], entry.error.hex()]
        for members in population.values()
        for entry in members
    ]


def unpacked(data: Any, config: Config) -> Archipelago:
    """The state that ``data`` describes, as a run of ``config`` may have it.

    Raises:
        ValueError: it describes none; the message names what is wrong.
    """
    try:
        islands = tuple(
            Island(
                _unpacked_population(island["population"], config),
                *(_count(island[key]) for key in _COUNTS),
            )
            for island in data["islands"]
        )
        if len(islands) != config.population.islands:
            raise ValueError(f"{config.population.islands} islands are expected")
        archive = _unpacked_population(data["archive"], config)
        return Archipelago(_count(data["epoch"]), islands, archive)
    except KeyError as error:
        raise ValueError(f"field {error} is missing") from None
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not a checkpoint of this run: {error}") from None


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"a count is expected, not {value!r}")
    return value


def _unpacked_population(entries: Any, config: Config) -> Population:
    by_size: dict[int, list[Candidate]] = {}
    for code, constants, error in entries:
        rows = tuple((_count(o), _argument(a, i), _argument(b, i)) for i, (o, a, b) in
                     enumerate(code))  # fmt: skip
        entry = Candidate(rows, tuple(map(float.fromhex, constants)), float.fromhex(error))
        _check(entry, config)
        by_size.setdefault(entry.size, []).append(entry)
    return {size: tuple(members) for size, members in by_size.items()}


def _argument(value: Any, row: int) -> int:
    if type(value) is not int or not CONSTANT <= value <= row:
        raise ValueError(f"argument {value!r} of row {row} does not exist")
    return value


def _check(entry: Candidate, config: Config) -> None:
    if not 1 <= entry.size <= config.maximum_operations or len(entry.constants) != entry.size:
        raise ValueError("a program has a size that the run does not allow")
    if any(operator >= len(OPERATORS) for operator, _, _ in entry.code):
        raise ValueError("a program has an unknown operator")
    if not all(map(math.isfinite, (*entry.constants, entry.error))):
        raise ValueError("a program has a number that is not finite")
