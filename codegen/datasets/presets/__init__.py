"""Configurations of datasets that come with the package, by name."""

from __future__ import annotations

import importlib.resources
from importlib.resources.abc import Traversable
from pathlib import Path

from codegen.datasets.config import Config
from symnum.configuration import read_configuration
from symnum.errors import InputError

_SUFFIX = ".toml"


def preset_names() -> tuple[str, ...]:
    """The names of all presets, in alphabetical order."""
    found = (entry.name for entry in _room().iterdir())
    return tuple(sorted(n.removesuffix(_SUFFIX) for n in found if n.endswith(_SUFFIX)))


def load(source: str | Path, count: int | None = None, seed: int | None = None) -> Config:
    """A configuration from a file, or a preset by its name.

    Args:
        source: A path, or one of :func:`preset_names`; a file of that name goes first.
        count: Replaces the configuration's count.
        seed: Replaces the configuration's seed.

    Raises:
        InputError: neither a file nor a preset, or a field is unknown, missing or not allowed.
    """
    if Path(source).exists() or Path(source).suffix == _SUFFIX:
        return read_configuration(Config, source, count=count, seed=seed)
    if str(source) not in preset_names():
        raise InputError(f"{source}: neither a file nor a preset; presets: {_listed()}")
    with importlib.resources.as_file(_room() / f"{source}{_SUFFIX}") as path:
        return read_configuration(Config, path, count=count, seed=seed)


def _listed() -> str:
    return ", ".join(preset_names()) or "none"


def _room() -> Traversable:
    return importlib.resources.files(__package__ or __name__)
