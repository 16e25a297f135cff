"""Reference cycles looked for more seldom while records are made.

Records leave hardly any: what Python's collector does after every 700 new objects is to walk over
memories of terms that stay. That took a seventh of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 20, 50)
"""New objects after which Python looks at the youngest, and how often it does so until it looks at
older ones and at all (:func:`gc.set_threshold`)."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Raise the collector's thresholds inside, unless the process has set higher ones or 0.

    >>> import gc
    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     gc.get_threshold() == THRESHOLDS
    True
    >>> gc.get_threshold() == before
    True
    """
    kept = gc.get_threshold()
    if 0 < kept[0] < THRESHOLDS[0]:
        gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*kept)
