"""Derivations as a family: the first candidate of the generator that is short enough."""

from __future__ import annotations

from typing import Any

from codegen.datasets.checker import check_record
from codegen.datasets.config import Config
from codegen.datasets.families.family import Family
from codegen.datasets.generator.derivation import derivations
from codegen.datasets.generator.recording import record_of
from symnum.errors import InputError


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of derivations: a pure function of the arguments.

    Raises:
        InputError: none was found, which a configuration can cause by very low limits.
    """
    for workspace in derivations(config, seed, index):
        made = record_of(workspace, config, seed, index)
        if made is not None:
            return made
    raise InputError(f"limits: no derivation within them was found for record {index}")


DERIVATION = Family(
    "derivation", "multi-step derivations with the 18 operators of Meadows et al.", record,
    check_record,
)  # fmt: skip
