"""The check of records with an injected error, by family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.checking.report import CheckReport

Check = Callable[[Mapping[str, Any]], CheckReport]

ERROR_CHECKS: Mapping[str, Check] = {}
"""Of families whose steps are replayed as derivations, the replay knows wrong steps by itself."""
