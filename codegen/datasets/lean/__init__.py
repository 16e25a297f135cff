"""Lean 4 statements of steps of algebra, trigonometry and calculus, with Mathlib's names.

No Lean toolchain has read them, and the text says so. See :mod:`codegen.datasets.lean.statements`.
"""

from __future__ import annotations

from codegen.datasets.lean.statements import FAMILIES_WITH_LEAN, statements, with_lean

__all__ = ["FAMILIES_WITH_LEAN", "statements", "with_lean"]
