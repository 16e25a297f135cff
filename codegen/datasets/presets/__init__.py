"""Configurations that come with the package, by name, and files that may go on from one of them.

>>> load_preset("meadows", count=5).count
5
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from codegen.datasets.config import Config, validated
from symnum.configuration import laid_over, read_toml
from symnum.errors import InputError, require_known

PRESETS: tuple[str, ...] = ("balanced", "meadows", "physics", "probes")
"""Names of the presets.

``meadows`` has the operators, premises, lengths and frequencies of the derivations published by
Meadows, Valentino and Freitas, for comparison; ``balanced`` has every operator often; ``physics``
is ``balanced`` with 155 identifiers as physicists write them; ``probes`` draws from every family,
and has perturbed records and derivations with injected errors beside the right ones.
"""


def load_preset(name: str, count: int | None = None, seed: int | None = None) -> Config:
    """A preset's configuration.

    Args:
        name: One of :data:`PRESETS`.
        count: Replaces the preset's count.
        seed: Replaces the preset's seed.

    Raises:
        InputError: there is no such preset, or count or seed is not allowed.
    """
    return validated(_replaced(_preset(name), count, seed), f"{name}.toml")


def load_config(path: str | Path, count: int | None = None, seed: int | None = None) -> Config:
    """Read a dataset's configuration.

    With ``preset = "probes"`` a file says only what is to be other than in that preset: tables are
    laid over its tables field by field; ``families``, ``lengths`` and lists are replaced whole.

    Args:
        path: A TOML file.
        count: Replaces the file's count.
        seed: Replaces the file's seed.

    Raises:
        InputError: the file cannot be read, or a field is unknown, missing or not allowed.
    """
    told = read_toml(path)
    name = told.pop("preset", None)
    if name is not None:
        try:
            told = laid_over(Config, _preset(name), told)
        except InputError as error:
            raise InputError(f"{path}: preset: {error}") from None
    missing = sorted({"lengths", "vocabulary"} - told.keys())
    if missing:
        raise InputError(
            f'{path}: {missing[0]}: Field required; or begin with a preset: preset = "balanced"'
        )
    return validated(_replaced(told, count, seed), str(path))


def _preset(name: object) -> dict[str, Any]:
    """What the file of a preset says.

    Raises:
        InputError: there is no such preset.
    """
    require_known(str(name), PRESETS, "preset")
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def _replaced(told: dict[str, Any], count: int | None, seed: int | None) -> dict[str, Any]:
    given = {"count": count, "seed": seed}
    return {**told, **{field: value for field, value in given.items() if value is not None}}
