"""Items in batches for workers, so that all have some and are done at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count as counting
from itertools import islice
from operator import length_hint
from typing import TypeVar

SMALLEST, LARGEST = 8, 64
"""Items of a batch. A fork costs about what two answers do, which does not count in a large one."""
Item = TypeVar("Item")


def batches(items: Iterable[Item], workers: int) -> Iterator[list[Item]]:
    """The items in order: of those that are left each worker is given half of its share.

    Where it is not known how many there are, batches double after each round of the workers.

    Args:
        items: Read as they are needed.
        workers: How many there are.

    >>> [len(batch) for batch in batches(range(100), 2)]
    [25, 18, 14, 10, 8, 8, 8, 8, 1]
    """
    known, waiting, given = length_hint(items), iter(items), 0
    for number in counting():
        size = SMALLEST << min(number // workers, 10)
        if given < known:
            size = (known - given) // (2 * workers)
        batch = list(islice(waiting, min(max(size, SMALLEST), LARGEST)))
        if not batch:
            return
        given += len(batch)
        yield batch
