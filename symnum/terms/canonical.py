"""The nodes of canonical terms, in the form at hand: compiled, else interpreted.

Both have the same laws, the same digests and the same text; tests hold them to it. Set
``SYMNUM_PURE=1`` in the environment for the interpreted form, which is the reference.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

COMPILED = not os.environ.get("SYMNUM_PURE") and bool(find_spec("symnum.terms.compiled.core"))
"""Whether canonical terms are the compiled ones."""

if TYPE_CHECKING or not COMPILED:
    from symnum.terms.interpreted.interning import INTERNED
    from symnum.terms.interpreted.nodes import (
        Apply,
        Canonical,
        CanonicalNumber,
        CanonicalSymbol,
        Product,
        Reciprocal,
        Sum,
        kind_of,
        known_facts,
    )
else:
    from symnum.terms.compiled.core import (
        INTERNED,
        Apply,
        Canonical,
        CanonicalNumber,
        CanonicalSymbol,
        Product,
        Reciprocal,
        Sum,
        kind_of,
        known_facts,
    )

__all__ = [
    "COMPILED", "INTERNED", "Apply", "Canonical", "CanonicalNumber", "CanonicalSymbol", "Product",
    "Reciprocal", "Sum", "kind_of", "known_facts",
]  # fmt: skip
