"""Rules that match too often are held back, so that they do not crowd out the others."""

from __future__ import annotations


class BackOff:
    """The back-off scheduler of egg (Willsey et al. 2021), counted in rounds.

    A part of the rules that has found more matches than it may is left out for some rounds, twice
    as many each time, and may then find twice as many.

    Args:
        first: Matches that each part may find at first.
        most: Matches that no part may ever exceed; one that does is out of reach.

    >>> parts = BackOff(100, 350)
    >>> parts.hold("factor", now=1)
    >>> [parts.is_held("factor", now) for now in (1, 2, 3, 4)], parts.limit("factor")
    ([True, True, True, False], 200)
    >>> parts.hold("factor", now=4)
    >>> parts.is_held("factor", 8), parts.limit("factor"), parts.times
    (True, 350, {'factor': 2})
    """

    ROUNDS = 2
    """For how many a part is held back at first."""

    def __init__(self, first: int, most: int) -> None:
        self.first, self.most = min(first, most), most
        self.out_of_reach = False
        self.times: dict[str, int] = {}
        self._until: dict[str, int] = {}

    def limit(self, part: str) -> int:
        """How many matches a part may find."""
        return min(self.most, self.first << self.times.get(part, 0))

    def hold(self, part: str, now: int) -> None:
        """Hold a part back after round ``now``."""
        times = self.times.get(part, 0)
        self.out_of_reach |= self.limit(part) == self.most
        self._until[part] = now + (self.ROUNDS << times)
        self.times[part] = times + 1

    def is_held(self, part: str, now: int) -> bool:
        """Whether a part is left out of round ``now``."""
        return now <= self._until.get(part, 0)

    def release(self) -> None:
        """Let every part take part again."""
        self._until = {}

    def any_held(self, now: int) -> bool:
        """Whether some part is left out of round ``now``."""
        return any(now <= until for until in self._until.values())
