"""How the checker refuses: one exception, with a reason that is written only if it is needed."""

from __future__ import annotations


class Rejected(Exception):
    """A step is not what it claims to be."""


def require(condition: bool, reason: str, *terms: object) -> None:
    """Reject with a reason, into which the terms are written only if it is needed."""
    if not condition:
        raise Rejected(reason.format(*terms))
