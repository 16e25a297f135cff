"""Equal forms of a term, chosen by cost and certified rounding error."""

from __future__ import annotations

from symnum.egraphs.accuracy.certification import AccurateForm
from symnum.egraphs.accuracy.forms import AccuracyFront, accuracy_front, accurate_forms

__all__ = ["AccuracyFront", "AccurateForm", "accuracy_front", "accurate_forms"]
