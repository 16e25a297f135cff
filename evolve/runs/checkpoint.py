"""The run directory: what is kept so that a run can go on as if it had never stopped."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from evolve.problem.config import Config, load_config
from evolve.problem.config_text import as_toml
from evolve.runs.packing import packed, unpacked
from evolve.search.archipelago import Archipelago, founded
from evolve.search.population import best_errors
from symnum.errors import InputError
from symnum.files import append_line, keep_copy, keep_lines, read_json, write_text

CONFIG, EVENTS, CHECKPOINT = "config.resolved.toml", "events.jsonl", "checkpoint.json"
PREVIOUS, DAMAGED = "checkpoint.json.previous", "checkpoint.json.damaged"
LOCK = "run.lock"
_FORMAT = 4


def prepare(directory: Path, config: Config) -> None:
    """Make a new run directory.

    Raises:
        InputError: something is there already, or it cannot be made.
    """
    begun = {CONFIG + ".part"}  # by a run that was killed there and then
    if directory.exists() and (
        not directory.is_dir() or {file.name for file in directory.iterdir()} - begun
    ):
        raise InputError(
            f"{directory}: exists and is not empty; resume it, or choose another directory"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{directory}: cannot be written: {error.strerror}") from None
    write_text(directory / CONFIG, as_toml(config.resolved()))


def record(directory: Path, state: Archipelago) -> None:
    """Log an epoch that ended, then make it the one to resume from; keep the one before it.

    Raises:
        CannotWrite: the run can be resumed from the epoch before.
    """
    best = {str(size): error for size, error in best_errors(state.archive).items()}
    event = {"epoch": state.epoch, "evaluations": state.evaluations, "best": best}
    append_line(directory / EVENTS, event)
    path = directory / CHECKPOINT
    if path.exists():
        keep_copy(path, directory / PREVIOUS)
    write_text(path, _sealed(state))


def restore(directory: Path, previous: bool = False) -> tuple[Config, Archipelago]:
    """The configuration and last state of a run, ready to go on.

    Args:
        directory: The run.
        previous: Go back to the checkpoint before the last; the last is kept as ``DAMAGED``.

    The event log loses the lines past the checkpoint: their epochs are computed again.

    Raises:
        InputError: not a run directory, or a damaged one; names file and field.
    """
    if previous:
        config, state = _inspected(directory, directory / PREVIOUS)
    else:
        config, state = inspect(directory)
    keep_lines(directory / EVENTS, state.epoch)
    if previous:
        _step_back(directory)
    return config, state


def _step_back(directory: Path) -> None:
    if (directory / CHECKPOINT).exists():
        os.replace(directory / CHECKPOINT, directory / DAMAGED)
    keep_copy(directory / PREVIOUS, directory / CHECKPOINT)


def configuration(directory: Path) -> Config:
    """The configuration of a run.

    Raises:
        InputError: not a run directory, or a damaged one; names file and field.
    """
    if not directory.is_dir():
        raise InputError(f"{directory}: there is no such run directory")
    return load_config(directory / CONFIG)


def inspect(directory: Path) -> tuple[Config, Archipelago]:
    """The configuration and last state of a run that may still be going on; nothing changes.

    Raises:
        InputError: not a run directory, or a damaged one; names file and field, and says how to
            go on.
    """
    config = configuration(directory)
    if not (directory / CHECKPOINT).exists() and not (directory / PREVIOUS).exists():
        return config, founded(config)
    try:
        return _inspected(directory, directory / CHECKPOINT)
    except InputError as error:
        raise InputError(f"{error}; {_way_out(directory)}") from None


def _way_out(directory: Path) -> str:
    try:
        _, state = _inspected(directory, directory / PREVIOUS)
    except InputError:
        config = directory / CONFIG
        return f"begin again with: symnum evolve run {config} --output ANOTHER_DIRECTORY"
    return (
        f"the checkpoint before it is whole (epoch {state.epoch}); "
        f"go on from there with: symnum evolve resume {directory} --previous"
    )


def _inspected(directory: Path, path: Path) -> tuple[Config, Archipelago]:
    config = configuration(directory)
    data = read_json(path)
    try:
        return config, unpacked(_opened(data), config)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None


def _sealed(state: Archipelago) -> str:
    """A state as text with the digest of its own text."""
    text = json.dumps(packed(state), allow_nan=False)
    return f'{{"format": {_FORMAT}, "sha256": "{_digest(text)}", "state": {text}}}\n'


def _opened(data: Any) -> Any:
    if not isinstance(data, dict) or not {"format", "sha256", "state"} <= data.keys():
        raise ValueError("damaged: format, sha256 and state are expected")
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']!r} is not {_FORMAT}: another version made it")
    if _digest(json.dumps(data["state"])) != data["sha256"]:
        raise ValueError("damaged: its content does not have its sha256")
    return data["state"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
