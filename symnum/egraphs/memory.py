"""How much memory the process has in use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_STATUS = Path("/proc/self/statm")


def resident_bytes() -> int | None:
    """Bytes of the process that are in memory now, from Linux; the most there have been, where
    only that is known; ``None`` where nothing is."""
    found = _now()
    return found if found is not None else _peak()


def _now() -> int | None:
    """The second number of ``/proc/self/statm`` (man 5 proc), in pages."""
    try:
        pages = int(_STATUS.read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _peak() -> int | None:
    """What getrusage says: bytes on macOS, KiB elsewhere (man 2 getrusage)."""
    try:
        import resource
    except ImportError:  # on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
