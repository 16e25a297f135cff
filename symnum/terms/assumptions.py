"""What may be assumed of a symbol, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

IMPLIED: dict[str, frozenset[str]] = {
    "defined": frozenset(),
    "nonzero": frozenset({"defined"}),
    "nonnegative": frozenset({"defined"}),
    "positive": frozenset({"nonzero", "nonnegative", "defined"}),
    "negative": frozenset({"nonzero", "defined"}),
    "integer": frozenset({"defined"}),
    "even": frozenset({"integer", "defined"}),
    "odd": frozenset({"integer", "nonzero", "defined"}),
}
"""Each predicate of one real argument with what it implies. Every symbol is real and defined."""


def closure(names: Iterable[str]) -> frozenset[str]:
    """The assumptions named, with everything they imply.

    Raises:
        ValueError: an unknown assumption.

    >>> sorted(closure(["positive"]))
    ['defined', 'nonnegative', 'nonzero', 'positive']
    """
    return _closed(names if isinstance(names, frozenset) else tuple(names))


@cache
def _closed(names: Collection[str]) -> frozenset[str]:
    known: set[str] = {"defined"}
    for item in names:
        if item not in IMPLIED:
            raise ValueError(f"unknown assumption {item!r}; known are {', '.join(IMPLIED)}")
        known |= {item} | IMPLIED[item]
    if "negative" in known and "nonnegative" in known:
        raise ValueError("a symbol cannot be both negative and nonnegative")
    return frozenset(known)
