"""How changes of records that are no derivations are verified, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.claims import LETTERED, MASKED, WORDS
from codegen.datasets.checking.refills import other_rows
from codegen.datasets.checking.renamed_topics import other_letters
from codegen.datasets.checking.word_problems import WORD_PROBLEMS, Compare

OTHER_CHANGES: Mapping[str, Mapping[str, Compare]] = {
    WORDS: WORD_PROBLEMS, MASKED: {"numbers_resized": other_rows},
    **{topic: {"variable_renaming": other_letters} for topic in sorted(LETTERED)},
}  # fmt: skip
"""By family and perturbation."""
