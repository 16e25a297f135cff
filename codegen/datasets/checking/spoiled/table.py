"""The check of records with an injected error, by family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.spoiled.counting import check_spoiled_counting
from codegen.datasets.checking.spoiled.evaluation import check_spoiled_evaluation
from codegen.datasets.checking.spoiled.multiplication import check_spoiled_multiplication
from codegen.datasets.checking.spoiled.recursion import check_spoiled_recursion
from codegen.datasets.checking.spoiled.template import check_spoiled_template
from codegen.datasets.checking.topics.table import TOPIC_CHECKS

Check = Callable[[Mapping[str, Any]], CheckReport]

ERROR_CHECKS: Mapping[str, Check] = {
    **TOPIC_CHECKS,  # they know wrong steps by themselves
    "template": check_spoiled_template,
    "evaluation": check_spoiled_evaluation,
    "multiplication": check_spoiled_multiplication,
    "recursion": check_spoiled_recursion,
    "counting": check_spoiled_counting,
}
"""Of families whose steps are replayed as derivations, the replay knows wrong steps by itself."""
