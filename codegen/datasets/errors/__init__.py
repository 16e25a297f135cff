"""Injected errors: typed, labelled, and each proved wrong by a certified counterexample."""

from __future__ import annotations

from codegen.datasets.errors.alterations import ALTERATIONS
from codegen.datasets.errors.injection import inject
from codegen.datasets.errors.preferences import RIGHT, Preference, preference, step_rewards

KINDS: tuple[str, ...] = tuple(ALTERATIONS)
"""Kinds of errors, in a fixed order."""

__all__ = ["KINDS", "RIGHT", "Preference", "inject", "preference", "step_rewards"]
