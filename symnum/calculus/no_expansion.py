"""Why an expansion failed: for good, or until it is tried again another way."""

from __future__ import annotations

from symnum.errors import InputError


class NoExpansion(InputError):
    """There is no expansion in powers, or none that could be found; the message says why."""


class NoValues(NoExpansion):
    """There are no real values near the point, on the side that is meant."""


class Imprecise(Exception):
    """The leading coefficient is beyond the coefficients known: more are needed."""


class Ramified(Exception):
    """A root of t is needed.

    Args:
        index: Which root.
    """

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index
