"""What a run was computed with: versions, machine and workers, in a file of their own.

Everything else in a run directory depends on the configuration alone.
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from codegen.kernels.machine import cpu_name
from symnum.errors import InputError
from symnum.execution import Execution
from symnum.files import read_json, write_json

ENVIRONMENT = "environment.json"
_LIBRARIES = ("symnum-engine", "numba", "numpy", "python-flint", "scipy")
"""Those whose versions could change a result."""


def note_session(directory: Path, execution: Execution, seed: int, epoch: int) -> None:
    """Add to a run's environment that it was started or resumed here and now.

    Raises:
        CannotWrite: the disk is full, or the like.
    """
    path = directory / ENVIRONMENT
    write_json(path, [*sessions(directory), _session(execution, seed, epoch)], indent=1)


def sessions(directory: Path) -> list[dict[str, Any]]:
    """Each start of a run; none where the file is damaged, since nothing depends on it."""
    try:
        found = read_json(directory / ENVIRONMENT)
    except InputError:
        return []
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _session(execution: Execution, seed: int, epoch: int) -> dict[str, Any]:
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "from_epoch": epoch,
        "seed": seed,
        **execution.model_dump(),
        "host": platform.node(),
        "platform": platform.platform(),
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
