"""Injected errors: typed, labelled, and each proved wrong.

Equations of derivations are refuted by a certified counterexample, computations with numbers by
exact arithmetic.
"""

from __future__ import annotations

from codegen.datasets.errors.alterations import ALTERATIONS
from codegen.datasets.errors.injection import inject
from codegen.datasets.errors.preferences import GOES_ON, RIGHT, Preference, preference, step_rewards

KINDS: tuple[str, ...] = tuple(ALTERATIONS)
"""Kinds of errors, in a fixed order."""

__all__ = ["GOES_ON", "KINDS", "RIGHT", "Preference", "inject", "preference", "step_rewards"]
