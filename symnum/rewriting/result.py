"""What a simplifier found, and why it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Simplification:
    """The outcome of a simplification.

    Args:
        term: The simplest form found, of the family of the input; never dearer than it.
        engine: Name of the engine.
        stopped_because: Why the engine stopped: ``fixpoint``, ``saturated`` or a limit.
        steps: Rule applications (classical) or iterations (e-graph).
        details: What else the engine has to say.
    """

    term: Any
    engine: str
    stopped_because: str
    steps: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
