"""Datasets: multi-step derivations, each step checked by code that did not make it.

>>> from codegen.datasets import check_record, validated, record
>>> config = validated(
...     {
...         "count": 1,
...         "seed": 7,
...         "lengths": {"3": 1},
...         "vocabulary": {"symbols": ["x", "y", "z"], "functions": list("fghuvw")},
...     },
...     "example",
... )
>>> made = record(config, seed=7, index=0)
>>> len(made["steps"]), check_record(made).ok
(3, True)

What is named here is imported when it is first used: a worker that scores answers needs no
generator.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from codegen.datasets.structure import structure

if TYPE_CHECKING:
    from codegen.datasets.checker import CheckReport, CheckSummary, check_file, check_record
    from codegen.datasets.config import Config, validated
    from codegen.datasets.generation import Summary, generate
    from codegen.datasets.operators import OPERATORS
    from codegen.datasets.presets import load_config
    from codegen.datasets.production import CheckFailedError, record
    from codegen.datasets.scoring.judging import judge
    from codegen.datasets.scoring.scores import Scores, score
    from codegen.datasets.scoring.verdicts.judgement import Judgement
    from codegen.datasets.verification import DatasetReport, check_dataset

_HOMES = {
    "checker": ("CheckReport", "CheckSummary", "check_file", "check_record"),
    "config": ("Config", "validated"),
    "generation": ("Summary", "generate"),
    "operators": ("OPERATORS",),
    "presets": ("load_config",),
    "production": ("CheckFailedError", "record"),
    "scoring.verdicts.judgement": ("Judgement",),
    "scoring.judging": ("judge",),
    "scoring.scores": ("Scores", "score"),
    "verification": ("DatasetReport", "check_dataset"),
}
"""By module what is imported from it when it is first used."""

__all__ = [
    "OPERATORS", "CheckFailedError", "CheckReport", "CheckSummary", "Config", "DatasetReport",
    "Judgement", "Scores", "Summary", "check_dataset", "check_file", "check_record", "generate",
    "judge", "load_config", "record", "score", "structure", "validated",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """What is named in ``__all__``, from its module."""
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(importlib.import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
