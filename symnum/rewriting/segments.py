"""Arguments shared out among a pattern's rest and segment variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Protocol

from symnum.ops import Operator
from symnum.rewriting.patterns import Segment, rebuilt
from symnum.rules import SegmentVariable
from symnum.terms.interface import Adapter
from symnum.terms.plain import PatternVariable, Term

Bound = dict[str, Any]


class Search(Protocol):
    """What sharing out asks of a matcher."""

    adapter: Adapter
    like: Any
    one_form: bool

    def match(self, pattern: Term, subject: Any, bound: Bound) -> Iterator[Bound]:
        """Every way to bind the pattern's variables so that it equals the subject."""

    def step(self) -> None:
        """Count one comparison."""

    def bind(self, variable: PatternVariable, value: Any, bound: Bound) -> Iterator[Bound]:
        """The bindings with one more, unless the variable stands for something else."""


def in_order(
    search: Search, patterns: Sequence[Term], subjects: Sequence[Any], bound: Bound
) -> Iterator[Bound]:
    """Match arguments in their order; a segment takes as few as it can first."""
    if not patterns:
        if not subjects:
            yield bound
        return
    first, others = patterns[0], patterns[1:]
    singles = sum(not isinstance(p, SegmentVariable) for p in others)
    open_ended = singles < len(others)
    if isinstance(first, SegmentVariable):
        longest = len(subjects) - singles
        for size in _sizes(bound.get(first.name), longest, open_ended):
            search.step()
            for extended in search.bind(first, Segment(tuple(subjects[:size])), bound):
                yield from in_order(search, others, subjects[size:], extended)
    elif len(subjects) == singles + 1 or (open_ended and len(subjects) > singles):
        for extended in search.match(first, subjects[0], bound):
            yield from in_order(search, others, subjects[1:], extended)


def _sizes(known: Segment | None, longest: int, open_ended: bool) -> Sequence[int]:
    """How many arguments a segment may take when others need their share."""
    if longest < 0:
        return ()
    if known is not None:
        size = len(known.terms)
        return (size,) if size == longest or (open_ended and size < longest) else ()
    return range(longest + 1) if open_ended else (longest,)


def shared_out(
    search: Search,
    variables: Sequence[PatternVariable],
    operator: Operator,
    left: list[Any],
    bound: Bound,
) -> Iterator[Bound]:
    """Every way to share out arguments of a sum or product among variables.

    Variables that are bound take what they stand for; the last one takes all that is left, those
    before it as few arguments as they can first.
    """
    first, others = variables[0], variables[1:]
    known = bound.get(first.name)
    if known is not None and (others or not search.one_form):
        kept = _without(search, left, known, operator)
        if kept is not None and others:
            yield from shared_out(search, others, operator, kept, bound)
        elif kept == []:
            yield bound
        return
    for size in range(len(left) + 1) if others else (len(left),):
        for chosen in combinations(range(len(left)), size):
            search.step()
            value = _combined(search, first, operator, [left[place] for place in chosen])
            for extended in search.bind(first, value, bound):
                if others:
                    kept = [part for place, part in enumerate(left) if place not in chosen]
                    yield from shared_out(search, others, operator, kept, extended)
                else:
                    yield extended


def _combined(
    search: Search, variable: PatternVariable, operator: Operator, parts: list[Any]
) -> Any:
    if isinstance(variable, SegmentVariable):
        return Segment(tuple(parts))
    return rebuilt(search.adapter, search.like, operator, parts)


def _without(search: Search, left: list[Any], value: Any, operator: Operator) -> list[Any] | None:
    """What is left when the parts of a value are taken away; ``None`` if they are not there."""
    adapter = search.adapter
    if type(value) is Segment:
        parts: Sequence[Any] = value.terms
    elif adapter.is_call(value) and adapter.operator(value) is operator:
        parts = adapter.arguments(value)
    else:
        parts = () if adapter.number(value) == operator.identity else (value,)
    kept = list(left)
    for part in parts:
        search.step()
        if part not in kept:
            return None
        kept.remove(part)
    return kept
