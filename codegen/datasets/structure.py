"""What a derivation is up to the names in it, so that duplicates can be told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import permutations
from typing import Any

from symnum.ops import is_operator_name
from symnum.terms.conversion import to_canonical
from symnum.terms.tuples import from_json


def structure(record: Mapping[str, Any]) -> str:
    """A hash of a record that renaming symbols, functions and constants does not change.

    Functions and constants are numbered as they occur. Of the numberings of the symbols (at most
    six) the one with the least text is taken, since the order of addends depends on names.
    """
    symbols = list(record["domain"])
    texts = (_numbered(record, dict(zip(order, _NAMES, strict=False)))
             for order in permutations(symbols))  # fmt: skip
    return hashlib.sha256(min(texts).encode()).hexdigest()[:20]


_NAMES = tuple(f"x{number}" for number in range(100))


def _numbered(record: Mapping[str, Any], names: dict[str, str]) -> str:
    known = dict(names)
    parts: list[Any] = [sorted((known[name], facts) for name, facts in record["domain"].items())]
    for step in record["steps"]:
        sides = [_renamed(side, known) for side in step["equation"]["term"][1:]]
        digests = [to_canonical(from_json(side)).digest for side in sides]
        parts.append((step["operator"], step["inputs"], digests))
    return json.dumps(parts)


def _renamed(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, str):
        return known.setdefault(value, f"c{len(known)}")
    if not isinstance(value, list):
        return value
    head = value[0]
    if not (head == "ratio" or is_operator_name(head)):
        head = known.setdefault(head, f"f{len(known)}")
    return [head, *(_renamed(part, known) for part in value[1:])]
