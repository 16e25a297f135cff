"""Simplification by equality saturation."""

from __future__ import annotations

from symnum.egraphs.compilation import skipped_rules
from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.engine import simplify
from symnum.egraphs.limits import CostModel, Limits, node_count

__all__ = ["CostModel", "Limits", "cost_model", "node_count", "simplify", "skipped_rules"]
