"""The constructors of canonical terms, in the form at hand: compiled, else interpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnum.terms.canonical import COMPILED

if TYPE_CHECKING or not COMPILED:
    from symnum.terms.interpreted.ring import (
        HALF,
        ONE,
        ZERO,
        build,
        integer_power,
        power,
        product,
        rebuild,
        symbols,
    )
    from symnum.terms.interpreted.sums import content, linear_combination, quotients, sum_of
else:
    from symnum.terms.compiled.core import (
        HALF,
        ONE,
        ZERO,
        build,
        content,
        integer_power,
        linear_combination,
        power,
        product,
        quotients,
        rebuild,
        sum_of,
        symbols,
    )

__all__ = [
    "HALF", "ONE", "ZERO", "build", "content", "integer_power", "linear_combination", "power",
    "product", "quotients", "rebuild", "sum_of", "symbols",
]  # fmt: skip
