"""Large sums and products, cut into pieces that fit into an e-graph.

The e-graph knows every way of bracketing a sum of n addends, about 3^n of them. Larger sums are
cut so that what may simplify together stays together: addends that share factors, or functions
of the same argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from symnum.ops import ADD, MUL, POW
from symnum.terms.plain import Call, Number, Symbol, Term

LARGEST = 8
"""Sums and products of more addends or factors are cut."""
PIECE = 6
"""Largest piece; what is left of a sum is cut again as long as it becomes shorter."""


class Atom(Symbol):
    """What stands for a term that was cut out; nothing is known of it by itself, not even whether
    it has a value."""

    __slots__ = ()


def is_large(term: Term) -> bool:
    """Whether the term is a sum or product that has to be cut."""
    return (
        isinstance(term, Call)
        and term.operator in (ADD, MUL)
        and len(term.arguments) > LARGEST
    )  # fmt: skip


def pieces(parts: Sequence[Term], largest: int = PIECE) -> list[list[Term]]:
    """All parts, in groups of at most ``largest``.

    The key that most of the parts share gathers the first group, and so on; parts that share
    nothing make up the last groups.

    >>> from symnum.terms import plain_symbols
    >>> a, b, c, d, e, f = plain_symbols("a b c d e f")
    >>> pieces([a * b, c * d, a * e, c * f, b * b], 3)
    [[a*b, a*e, b*b], [c*d, c*f]]
    """
    remaining = list(range(len(parts)))
    keys = [_keys(part) for part in parts]
    groups: list[list[int]] = []
    while remaining:
        group = _group(remaining, keys, largest)
        chosen = set(group)
        remaining = [place for place in remaining if place not in chosen]
        groups.append(group)
    return [[parts[place] for place in sorted(group)] for group in _joined(groups, largest)]


def _group(remaining: Sequence[int], keys: Sequence[list[Term]], largest: int) -> list[int]:
    """The parts with the most frequent key, then neighbours, up to the largest size."""
    counts = Counter(key for place in remaining for key in keys[place])
    group = [remaining[0]]
    if counts:
        top = max(counts.values())
        leader = next(k for place in remaining for k in keys[place] if counts[k] == top)
        group = [place for place in remaining if leader in keys[place]][:largest]
    while len(group) < largest:
        known = {key for place in group for key in keys[place]}
        found = [p for p in remaining if p not in group and not known.isdisjoint(keys[p])]
        if not found:
            break
        group += found[: largest - len(group)]
    return group


def _joined(groups: Sequence[list[int]], largest: int) -> list[list[int]]:
    """Small groups put together, as far as they fit."""
    joined: list[list[int]] = []
    for group in groups:
        if joined and len(joined[-1]) + len(group) <= largest:
            joined[-1] = joined[-1] + group
        else:
            joined.append(group)
    return joined


def _keys(part: Term) -> list[Term]:
    """What the part may have in common with others: bases of factors, arguments of functions."""
    factors = part.arguments if isinstance(part, Call) and part.operator is MUL else (part,)
    found: list[Term] = []
    for factor in factors:
        if isinstance(factor, Call) and factor.operator is POW:
            factor = factor.arguments[0]
        if isinstance(factor, Number):
            continue
        found.append(factor)
        if isinstance(factor, Call) and factor.operator not in (ADD, MUL, POW):
            found.extend(a for a in factor.arguments if not isinstance(a, Number))
    return list(dict.fromkeys(found))
