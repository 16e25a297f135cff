"""What a row of the contest is, and how rows are made for every system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from contest import Work
from contestants import systems

import symnum


@dataclass(frozen=True)
class Row:
    """One comparison.

    Args:
        name: What is done.
        polynomial: Whether polynomial arithmetic does the work.
        works: For each system, the work to time.
        answer: What of a work's result is compared.
        cap: Seconds for a contender, if more than for other rows.
    """

    name: str
    polynomial: bool
    works: Mapping[str, Work]
    answer: Callable[[Any], Any] = lambda result: result
    cap: float = 0.0


@dataclass(frozen=True)
class Skipped:
    """A row that cannot be measured here, and why."""

    name: str
    reason: str


def each(name: str, polynomial: bool, make: Callable[[Any], Work], **more: Any) -> Row:
    return Row(name, polynomial, {s.name: make(s) for s in systems()}, **more)


def of_function(
    name: str,
    ours: str,
    make: Callable[[Any], tuple[Any, ...]],
    polynomial: bool = True,
    answer: Callable[[Any], Any] = lambda result: result,
    **peers: Any,
) -> Row | Skipped:
    """A row of a function of ours on inputs that ``make`` builds, against those of peers."""
    if not hasattr(symnum, ours):
        return Skipped(name, f"symnum.{ours} does not exist")
    functions = {"symnum": getattr(symnum, ours), **peers}
    present = [s for s in systems() if functions.get(s.name) is not None]
    works = {s.name: partial(functions[s.name], *make(s)) for s in present}
    return Row(name, polynomial, works, answer)
