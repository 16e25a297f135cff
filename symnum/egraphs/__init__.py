"""Simplification by equality saturation."""

from __future__ import annotations

from symnum.egraphs.compilation import skipped_rules
from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.engine import SystemSimplification, simplify, simplify_all
from symnum.egraphs.limits import CostModel, Limits, node_count

__all__ = [
    "CostModel", "Limits", "SystemSimplification", "cost_model", "node_count", "simplify",
    "simplify_all", "skipped_rules",
]  # fmt: skip
