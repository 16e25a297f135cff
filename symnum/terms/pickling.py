"""Pickling and copying of terms of any depth: a term travels as the flat list of its nodes."""

from __future__ import annotations

from typing import Any, Self

Flat = list[tuple[type["Packed"], Any, tuple[int, ...]]]
"""For each node, arguments first: its class, its data, and the places of its parts."""


class Packed:
    """Mixin: a node says what it is made of (``_parts``) and is made of that again (``_whole``)."""

    __slots__ = ()

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        """Data that are no terms, and the terms directly inside."""
        raise NotImplementedError

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        """The node with these data and parts."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[Any, ...]:
        return unpacked, (packed(self),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def packed(root: Packed) -> Flat:
    """The nodes of a term, each once, arguments before calls; no recursion."""
    places: dict[int, int] = {}
    flat: Flat = []
    stack: list[tuple[Packed, Any]] = [(root, None)]
    while stack:
        node, split = stack.pop()
        if id(node) in places:
            continue
        if split is None:
            split = node._parts()
            if split[1]:
                stack.append((node, split))
                stack.extend((part, None) for part in split[1])
                continue
        data, parts = split
        places[id(node)] = len(flat)
        flat.append((type(node), data, tuple([places[id(part)] for part in parts])))
    return flat


def unpacked(flat: Flat) -> Any:
    """The term that :func:`packed` took apart."""
    made: list[Any] = []
    for kind, data, places in flat:
        made.append(kind._whole(data, tuple([made[place] for place in places])))
    return made[-1]
