"""What may be assumed of a symbol, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from symnum.errors import InputError, unknown

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
REAL = "real"
"""May be assumed of a symbol, and is assumed of all."""


def closure(names: Iterable[str]) -> frozenset[str]:
    """The assumptions named, with everything they imply; ``real`` says nothing more.

    Raises:
        InputError: an unknown assumption, or two that contradict each other.

    >>> sorted(closure(["positive"]))
    ['defined', 'nonnegative', 'nonzero', 'positive']
    """
    return _closed(names if isinstance(names, frozenset) else tuple(names))


@cache
def _closed(names: Collection[str]) -> frozenset[str]:
    known: set[str] = {"defined"}
    for item in names:
        if item == REAL:
            continue
        if item not in IMPLIED:
            raise unknown(item, (REAL, *IMPLIED), "assumption")
        known |= {item} | IMPLIED[item]
    for one, other in (("negative", "nonnegative"), ("even", "odd")):
        if one in known and other in known:
            raise InputError(f"nothing can be both {one} and {other}")
    return frozenset(known)
