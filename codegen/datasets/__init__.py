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
"""

from __future__ import annotations

from codegen.datasets.checker import CheckReport, CheckSummary, check_file, check_record
from codegen.datasets.config import Config, load_config, validated
from codegen.datasets.generation import Summary, generate
from codegen.datasets.operators import OPERATORS
from codegen.datasets.production import CheckFailedError, record
from codegen.datasets.scoring.judgement import Judgement
from codegen.datasets.scoring.judging import judge
from codegen.datasets.scoring.scores import Scores, score
from codegen.datasets.structure import structure
from codegen.datasets.verification import DatasetReport, check_dataset

__all__ = [
    "OPERATORS", "CheckFailedError", "CheckReport", "CheckSummary", "Config", "DatasetReport",
    "Judgement", "Scores", "Summary", "check_dataset", "check_file", "check_record", "generate",
    "judge", "load_config", "record", "score", "structure", "validated",
]  # fmt: skip
