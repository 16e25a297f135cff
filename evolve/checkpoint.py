"""The run directory: what is kept so that a run can go on as if it had never stopped."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from evolve.archipelago import Archipelago, founded
from evolve.config import Config, load_config
from evolve.files import append_line, keep_lines, read_json, write_json, write_text
from evolve.genome import CONSTANT, OPERATORS
from evolve.island import Island
from evolve.population import Candidate, Population, best_errors
from symnum.errors import InputError

CONFIG, EVENTS, CHECKPOINT = "config.resolved.toml", "events.jsonl", "checkpoint.json"
_FORMAT = 1


def prepare(directory: Path, config: Config) -> None:
    """Make a new run directory.

    Raises:
        InputError: something is there already, or it cannot be made.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError(
            f"{directory}: exists and is not empty; resume it, or choose another directory"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_text(directory / CONFIG, as_toml(config.resolved()))
    except OSError as error:
        raise InputError(f"{directory}: cannot be written: {error.strerror}") from None


def as_toml(data: dict[str, Any]) -> str:
    """Scalars, lists of scalars and one level of tables as TOML (whose values JSON spells)."""
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    lines = [f"{k} = {json.dumps(v)}" for k, v in data.items() if k not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{k} = {json.dumps(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"


def record(directory: Path, state: Archipelago) -> None:
    """Log an epoch that ended, then make it the one to resume from."""
    best = {str(size): error for size, error in best_errors(state.archive).items()}
    event = {"epoch": state.epoch, "evaluations": state.evaluations, "best": best}
    append_line(directory / EVENTS, event)
    write_json(directory / CHECKPOINT, _packed(state))


def restore(directory: Path) -> tuple[Config, Archipelago]:
    """The configuration and last state of a run, ready to go on.

    The event log loses the lines past the checkpoint.

    Raises:
        InputError: not a run directory, or a damaged one; names file and field.
    """
    config, state = inspect(directory)
    keep_lines(directory / EVENTS, state.epoch)
    return config, state


def inspect(directory: Path) -> tuple[Config, Archipelago]:
    """The configuration and last state of a run that may still be going on; nothing changes.

    Raises:
        InputError: not a run directory, or a damaged one; names file and field.
    """
    if not directory.is_dir():
        raise InputError(f"{directory}: there is no such run directory")
    config = load_config(directory / CONFIG)
    path = directory / CHECKPOINT
    state = _unpacked(read_json(path), config, path) if path.exists() else founded(config)
    return config, state


def _packed(state: Archipelago) -> dict[str, Any]:
    islands = [
        {
            "evaluations": island.evaluations,
            "quiet": island.quiet,
            "age": island.age,
            "population": _packed_population(island.population),
        }
        for island in state.islands
    ]
    archive = _packed_population(state.archive)
    return {"format": _FORMAT, "epoch": state.epoch, "islands": islands, "archive": archive}


def _packed_population(population: Population) -> list[Any]:
    return [
        [entry.code, [value.hex() for value in entry.constants], entry.error.hex()]
        for members in population.values()
        for entry in members
    ]


def _unpacked(data: Any, config: Config, path: Path) -> Archipelago:
    try:
        if data["format"] != _FORMAT:
            raise ValueError(f"format {data['format']!r} is not {_FORMAT}")
        islands = tuple(
            Island(
                _unpacked_population(island["population"], config),
                *(_count(island[key]) for key in ("evaluations", "quiet", "age")),
            )
            for island in data["islands"]
        )
        if len(islands) != config.population.islands:
            raise ValueError(f"{config.population.islands} islands are expected")
        archive = _unpacked_population(data["archive"], config)
        return Archipelago(_count(data["epoch"]), islands, archive)
    except KeyError as error:
        raise InputError(f"{path}: field {error} is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: not a checkpoint of this run: {error}") from None


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
