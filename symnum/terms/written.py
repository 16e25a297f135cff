"""Canonical terms in plain text, in the form at hand: compiled, else interpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnum.terms.canonical import COMPILED

if TYPE_CHECKING or not COMPILED:
    from symnum.terms.interpreted.written import canonical_text
else:
    from symnum.terms.compiled.core import canonical_text

__all__ = ["canonical_text"]
