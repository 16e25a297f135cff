"""Which split a record belongs to: a matter of its structure alone, so that no two splits meet.

The same structure is in the same split of every dataset with the same shares, whatever the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

_HEADS = 1 << 48


def split_of(record: Mapping[str, Any], shares: Mapping[str, float]) -> str:
    """The split of a record: its template's, or else its structure's."""
    key = f"template {record['template']}" if record["template"] else record["structure"]
    head = int.from_bytes(hashlib.sha256(f"split {key}".encode()).digest()[:6], "big") / _HEADS
    for name, share in shares.items():
        head -= share
        if head < 0:
            return name
    return [name for name, share in shares.items() if share > 0][-1]
