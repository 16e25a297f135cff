"""The table in which every canonical node is the only one with its content.

Nodes are found by their digest, an integer that is already there when a node is made, so looking
one up costs one dictionary access and one comparison of contents. Two contents with one digest
are rare (digests have 60 bits, but texts enter through 32-bit checksums); later ones live in
lists of their own. The table holds nodes weakly: what is no longer used is freed.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import Any
from weakref import ref

LOCK = RLock()
"""Held while a node is made; reentrant, since memory may be reclaimed in the middle of it."""


class Reference(ref[Any]):
    """A weak reference that knows where it is filed."""

    __slots__ = ("digest",)
    digest: int


TABLE: dict[int, Reference] = {}
COLLIDED: dict[int, list[Reference]] = {}


def _forget(
    reference: Reference,
    lock: Any = LOCK,
    table: dict[int, Reference] = TABLE,
    collided: dict[int, list[Reference]] = COLLIDED,
) -> None:
    """Take a dead reference out. Defaults, since globals may be gone when the interpreter ends."""
    with lock:
        if table.get(reference.digest) is reference:
            del table[reference.digest]
        elif reference.digest in collided:
            left = [other for other in collided.pop(reference.digest) if other is not reference]
            if left:
                collided[reference.digest] = left


def same_content(node: Any, kind: type, fields: Sequence[str], content: Sequence[Any]) -> bool:
    """Whether a node is of this kind and has these values in its fields."""
    return type(node) is kind and all(
        getattr(node, field) == value for field, value in zip(fields, content, strict=True)
    )


def find(digest: int, kind: type, fields: Sequence[str], content: Sequence[Any]) -> Any:
    """The node with this content, or ``None``."""
    reference = TABLE.get(digest)
    node = None if reference is None else reference()
    if node is not None and same_content(node, kind, fields, content):
        return node
    for reference in tuple(COLLIDED.get(digest, ())):
        other = reference()
        if other is not None and same_content(other, kind, fields, content):
            return other
    return None


def remember(node: Any) -> None:
    """File a new node under its digest. Precondition: :data:`LOCK` is held."""
    reference = Reference(node, _forget)
    reference.digest = node.digest
    earlier = TABLE.get(node.digest)
    if earlier is not None and earlier() is not None:
        COLLIDED.setdefault(node.digest, []).append(reference)
    else:
        TABLE[node.digest] = reference


class _Interned:
    """How many nodes are filed."""

    def __len__(self) -> int:
        return len(TABLE) + sum(map(len, COLLIDED.values()))


INTERNED = _Interned()
