"""Rules that match too often are held back, so that they do not crowd out the others."""

from __future__ import annotations


class BackOff:
    """The back-off scheduler of egg (Willsey et al. 2021), counted in rounds.

    A part of the rules that would find more matches than it may is left out for some rounds, twice
    as many each time, and may then find twice as many.

    egglog has such a scheduler too. It matches before it decides, and that of version 13 also sees
    nodes that have been subsumed (egglog pull request 885), which here are most of them.

    Args:
        first: Matches that each part may find at first.

    >>> parts = BackOff(100)
    >>> parts.hold("factor", now=1)
    >>> [parts.is_held("factor", now) for now in (1, 2, 3)], parts.limit("factor")
    ([True, True, False], 200)
    >>> parts.hold("factor", now=3)
    >>> parts.is_held("factor", 6), parts.limit("factor"), parts.times
    (True, 400, {'factor': 2})
    """

    ROUNDS = 2
    """For how many a part is held back at first."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.times: dict[str, int] = {}
        self._end: dict[str, int] = {}

    def limit(self, part: str) -> int:
        """How many matches a part may find."""
        return self.first << self.times.get(part, 0)

    def hold(self, part: str, now: int) -> None:
        """Hold a part back from round ``now`` on."""
        times = self.times.get(part, 0)
        self._end[part] = now + (self.ROUNDS << times)
        self.times[part] = times + 1

    def is_held(self, part: str, now: int) -> bool:
        """Whether a part is left out of round ``now``."""
        return now < self._end.get(part, 0)

    def any_held(self, now: int) -> bool:
        """Whether some part is left out of round ``now``."""
        return any(now < end for end in self._end.values())

    def release(self) -> None:
        """Let every part take part again."""
        self._end = {}
