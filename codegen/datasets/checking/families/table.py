"""The check of each family of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.checking.families.calculus_classification import (
    check_calculus_classification,
)
from codegen.datasets.checking.families.counterexample import check_counterexample
from codegen.datasets.checking.families.counting import check_counting
from codegen.datasets.checking.families.evaluation import check_evaluation
from codegen.datasets.checking.families.multiplication import check_multiplication
from codegen.datasets.checking.families.recursion import check_recursion
from codegen.datasets.checking.families.refill import check_refill
from codegen.datasets.checking.families.rewriting import check_rewriting
from codegen.datasets.checking.families.template import check_template
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.topics.table import TOPIC_CHECKS

Check = Callable[[Mapping[str, Any]], CheckReport]

CHECKS: Mapping[str, Check] = {
    **TOPIC_CHECKS,
    "calculus_classification": check_calculus_classification,
    "template": check_template,
    "refill": check_refill,
    "evaluation": check_evaluation,
    "rewriting": check_rewriting,
    "recursion": check_recursion,
    "multiplication": check_multiplication,
    "counting": check_counting,
    "counterexample": check_counterexample,
}
"""The check of each family whose steps are not replayed as derivations."""
