"""Families of problems: each makes record ``index`` of a seed, and knows how records are checked.

>>> FAMILIES["derivation"].name
'derivation'
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.families.table import CHECKS
from codegen.datasets.families import (
    counterexample,
    counting,
    evaluation,
    multiplication,
    recursion,
    refill,
    rewriting,
    template,
)
from codegen.datasets.families.derivation import DERIVATION
from codegen.datasets.families.family import Family
from codegen.datasets.families.topics import TOPIC_FAMILIES

__all__ = ["FAMILIES", "Family"]

_ALL: tuple[Family, ...] = (
    DERIVATION,
    Family(
        "template", "problems in words from templates, with longer and irrelevant variants",
        template.record, CHECKS["template"],
    ),
    Family(
        "refill", "masked problems with rows of values and one program for all of them",
        refill.record, CHECKS["refill"],
    ),
    Family(
        "evaluation", "traces of the evaluation of expressions of whole numbers",
        evaluation.record, CHECKS["evaluation"],
    ),
    Family(
        "rewriting", "traces of rewriting by stated rules of the engine",
        rewriting.record, CHECKS["rewriting"],
    ),
    Family(
        "recursion", "traces of recursive functions over binary numbers, lists and trees",
        recursion.record, CHECKS["recursion"],
    ),
    Family(
        "multiplication", "long multiplication with carries",
        multiplication.record, CHECKS["multiplication"],
    ),
    Family("counting", "words counted in lists", counting.record, CHECKS["counting"]),
    Family(
        "counterexample", "statements for all real numbers: true, or false by a certified point",
        counterexample.record, CHECKS["counterexample"],
    ),
    *TOPIC_FAMILIES,
)  # fmt: skip

FAMILIES: Mapping[str, Family] = {family.name: family for family in _ALL}
"""Every family by name, in a fixed order."""
