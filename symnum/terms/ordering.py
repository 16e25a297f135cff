"""The order in which sums and products show their parts, in the form at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnum.terms.canonical import COMPILED

if TYPE_CHECKING or not COMPILED:
    from symnum.terms.interpreted.ordering import (
        sort_key,
        sorted_addends,
        sorted_factors,
    )
else:
    from symnum.terms.compiled.core import sort_key, sorted_addends, sorted_factors

__all__ = ["sort_key", "sorted_addends", "sorted_factors"]
