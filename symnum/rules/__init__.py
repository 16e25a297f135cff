"""Rules as data: equations with guards, and inferences by which guards become known."""

from __future__ import annotations

from symnum.rules.core import core, core_call
from symnum.rules.guard import (
    STRUCTURAL,
    VOCABULARY,
    Guard,
    constant,
    defined,
    even,
    free_of,
    integer,
    negative,
    nonnegative,
    nonzero,
    odd,
    positive,
    variables_of,
)
from symnum.rules.rule import (
    Inference,
    RestVariable,
    Rule,
    RuleKind,
    SegmentVariable,
    Tag,
    rest,
    rule_set,
    segment,
    variables,
)

__all__ = [
    "STRUCTURAL", "VOCABULARY", "Guard", "Inference", "RestVariable", "Rule", "RuleKind",
    "SegmentVariable", "Tag", "constant", "core", "core_call", "defined", "even", "free_of",
    "integer", "negative", "nonnegative", "nonzero", "odd", "positive", "rest", "rule_set",
    "segment", "variables", "variables_of",
]  # fmt: skip
