"""Records made again from configuration and seed: the same bytes, or not what they claim to be."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random
from typing import Literal

from codegen.datasets.audit.promises import Promise
from codegen.datasets.config import Config
from codegen.datasets.generation import FACTS
from codegen.datasets.generator.recording import GENERATOR_VERSION
from codegen.datasets.json_text import compact
from codegen.datasets.production import records
from symnum.errors import InputError

Wanted = int | Literal["all"]
"""How many records are made again."""


def drawn(promise: Promise | None, wanted: Wanted, path: Path) -> Collection[int]:
    """The indices whose records are made again: all, or so many drawn by the configuration's hash.

    Raises:
        InputError: there is no promise, or the records were made by another version of the
            generator.
    """
    if not wanted:
        return ()
    if promise is None:
        raise InputError(f"{path}: only a directory with {FACTS} can be made again")
    made = promise.provenance.get("generator")
    if made != GENERATOR_VERSION:
        raise InputError(
            f"{path}: was made by generator {made}; this is {GENERATOR_VERSION}, which cannot "
            "make its records again"
        )
    if wanted == "all" or wanted >= len(promise.span):
        return promise.span
    return frozenset(Random(f"remake {promise.config.digest}").sample(promise.span, wanted))


def difference(config: Config, index: int, lines: Sequence[str]) -> tuple[int, str] | None:
    """The first of the records of an index that is not as it is made, and how it differs."""
    made = [compact(item) for item in records(config, config.seed, index)]
    for place, (told, again) in enumerate(zip(lines, made, strict=False)):
        if told != again:
            return place, f"made again at index {index}, it has another {_field(told, again)}"
    if len(lines) != len(made):
        return len(lines) - 1, f"made again at index {index}, there are {len(made)} records"
    return None


def _field(told: str, again: str) -> str:
    """The first field in which two records differ."""
    first, second = json.loads(told), json.loads(again)
    different = (name for name, value in second.items() if first.get(name) != value)
    return next(different, "order of fields")
