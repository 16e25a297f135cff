"""Perturbations: changes to records that say, and prove, what becomes of the answer.

>>> PERTURBATIONS["variable_renaming"].answer_changes
False
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.perturbations.calculus_questions import (
    CALCULUS_CLASSIFICATION,
    EQUATION_CONVERSION,
)
from codegen.datasets.perturbations.classification import (
    ANNOTATION_REPLACEMENT,
    ANNOTATION_REPLACEMENT_NEGATIVE,
    STEP_CLASSIFICATION,
    STEP_CLASSIFICATION_NEGATIVE,
)
from codegen.datasets.perturbations.lengths import (
    ALTERNATIVE_GOAL,
    LONGER_1,
    LONGER_2,
    SHORTER_1,
    SHORTER_2,
)
from codegen.datasets.perturbations.numbers import NUMBERS_RESIZED
from codegen.datasets.perturbations.perturbation import Perturbation
from codegen.datasets.perturbations.prompts import IRRELEVANT_PREMISE, STEP_REMOVAL
from codegen.datasets.perturbations.renaming import EXPRESSION_EXCHANGE, VARIABLE_RENAMING
from codegen.datasets.perturbations.word_problems import WORDS_REPLACED

__all__ = ["PERTURBATIONS", "Perturbation"]

_ALL: tuple[Perturbation, ...] = (
    VARIABLE_RENAMING, EXPRESSION_EXCHANGE, ALTERNATIVE_GOAL, STEP_REMOVAL, SHORTER_1, SHORTER_2,
    LONGER_1, LONGER_2, IRRELEVANT_PREMISE, NUMBERS_RESIZED, STEP_CLASSIFICATION,
    STEP_CLASSIFICATION_NEGATIVE, ANNOTATION_REPLACEMENT, ANNOTATION_REPLACEMENT_NEGATIVE,
    CALCULUS_CLASSIFICATION, EQUATION_CONVERSION, WORDS_REPLACED,
)  # fmt: skip

PERTURBATIONS: Mapping[str, Perturbation] = {row.name: row for row in _ALL}
"""Every perturbation by name, in a fixed order."""
