"""Which split a record belongs to: a matter of its structure alone, so that no two splits meet.

The same structure is in the same split of every dataset with the same shares, whatever the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

_HEADS = 1 << 48
_IN_WORDS = frozenset({"template", "refill"})
"""Families whose records of one template share sentences."""


def split_of(record: Mapping[str, Any], shares: Mapping[str, float]) -> str:
    """The split of a record: that of its structure, or of its template if that has a text.

    Problems in words go by the template without its clauses, since the shorter problem stands in
    the longer one. All other templates are kinds and sizes, and each has problems in every split.
    """
    key = record["structure"]
    if record["family"] in _IN_WORDS:
        key = f"template {record['template'].partition('+')[0]}"
    head = int.from_bytes(hashlib.sha256(f"split {key}".encode()).digest()[:6], "big") / _HEADS
    for name, share in shares.items():
        head -= share
        if head < 0:
            return name
    return [name for name, share in shares.items() if share > 0][-1]
