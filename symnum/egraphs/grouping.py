"""Terms that share parts, gathered in groups that fit into an e-graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import postorder


def gathered(terms: Sequence[Term], largest: int) -> list[list[int]]:
    """The places of all terms, in groups; each has at most so many distinct nodes, or one term.

    A group begins with the first term that is left, and takes in the one that shares most parts
    with it as long as it fits.

    >>> from symnum.terms import plain_symbols
    >>> a, b, c, d = plain_symbols("a b c d")
    >>> gathered([a * b, c * d, a * b + 1, c * d + 1], 6)
    [[0, 2], [1, 3]]
    """
    parts = [_parts(term) for term in terms]
    users: dict[Term, list[int]] = defaultdict(list)
    for place, own in enumerate(parts):
        for part in own:
            users[part].append(place)
    left = dict.fromkeys(range(len(terms)))
    groups = []
    while left:
        group = _group(left, parts, users, largest)
        groups.append(sorted(group))
    return groups


def _group(
    left: dict[int, None],
    parts: Sequence[dict[Term, None]],
    users: dict[Term, list[int]],
    largest: int,
) -> list[int]:
    group: list[int] = []
    held: dict[Term, None] = {}
    shared: Counter[int] = Counter()
    place = next(iter(left))
    while True:
        group.append(place)
        del left[place]
        for part in parts[place]:
            if part not in held:
                held[part] = None
                shared.update(user for user in users[part] if user in left)
        fitting = [
            other
            for other in left
            if len(held) + len(parts[other]) - shared[other] <= largest
        ]  # fmt: skip
        if not fitting:
            return group
        place = max(fitting, key=lambda other: (shared[other], -other))


def _parts(term: Term) -> dict[Term, None]:
    """Distinct subterms without numbers."""
    found = {part: None for part, _ in postorder([term]) if not isinstance(part, Number)}
    return found if isinstance(term, Call) else {term: None}
