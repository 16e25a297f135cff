"""Explanations: the path of reasons between two equal terms, as steps that can be replayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symnum.egraphs.limits import Deadline
from symnum.egraphs.proving.forest import Application, Replacement
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.slots import Place
from symnum.ops import MUL, POW, Operator
from symnum.rewriting.contexts import hole
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.patterns import rebuilt
from symnum.rewriting.positions import Path, rebuilt_along, subterms_along
from symnum.rewriting.prepared import prepared
from symnum.rewriting.steps import Step
from symnum.rules import Rule
from symnum.terms.canonical import Canonical
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call

DEEPEST = 100
"""Places one inside the other beyond which an explanation is given up."""
LONGEST = 4000
"""Steps beyond which an explanation is given up."""


class TooLong(Exception):
    """An explanation has too many steps."""


@dataclass(frozen=True, slots=True)
class _Located:
    """A reason used inside a term: the places around it, outermost first, and what it changes."""

    places: tuple[Place, ...]
    reason: Application
    reverse: bool
    before: Canonical
    after: Canonical

    def towers(self) -> tuple[list[Canonical], list[Canonical]]:
        """The terms around the change before and after it, outermost first, down to itself."""
        before, after = [self.before], [self.after]
        for place in reversed(self.places):
            before.append(place.plug(before[-1]))
            after.append(place.plug(after[-1]))
        return before[::-1], after[::-1]


def explanation(
    graph: TermGraph,
    first: Canonical,
    second: Canonical,
    assuming: Sequence[tuple[str, Canonical]] = (),
    deadline: Deadline | None = None,
) -> Derivation:
    """The derivation of one term from another of the same class.

    Where it comes to the same term twice, what is between is left out.

    Raises:
        TooLong: there are more than :data:`LONGEST` steps before that, or too deep ones, or the
            time is up.
    """
    steps: list[tuple[Step, Rule]] = []
    terms, places = [first], {first: 0}
    for count, located in enumerate(_located(graph, first, second, ())):
        if count >= LONGEST or (deadline is not None and deadline.passed):
            raise TooLong
        before, after = located.towers()
        assert before[0] is terms[-1], "a step begins where the one before it ends"
        if after[0] not in places:
            steps.append((_step(located, before, after), located.reason.rule))
            places[after[0]] = len(terms)
            terms.append(after[0])
        else:
            del steps[places[after[0]] :]
            for term in terms[places[after[0]] + 1 :]:
                del places[term]
            del terms[places[after[0]] + 1 :]
    rules = {rule.name: rule for _, rule in steps}
    return Derivation(
        first,
        tuple(step for step, _ in steps),
        second,
        tuple(rules.values()),
        tuple(assuming),
        "proved",
    )


def _located(
    graph: TermGraph, first: Canonical, second: Canonical, places: tuple[Place, ...]
) -> Iterator[_Located]:
    """The applications of rules that lead from one term to another, places around them first."""
    if len(places) > DEEPEST:
        raise TooLong
    path = graph.forest.path(graph.number(first), graph.number(second))
    here = first
    for reason, forward, other in path:
        there = graph.terms[other]
        if isinstance(reason, Application):
            yield _Located(places, reason, reason.reverse is forward, here, there)
        else:
            yield from _inside(graph, reason, forward, places)
        here = there


def _inside(
    graph: TermGraph, reason: Replacement, forward: bool, places: tuple[Place, ...]
) -> Iterator[_Located]:
    for place, value in reason.changes if forward else reversed(reason.changes):
        ends = (place.child, value) if forward else (value, place.child)
        yield from _located(graph, *ends, (*places, place))


def _step(located: _Located, before: list[Canonical], after: list[Canonical]) -> Step:
    """The step, at the deepest position inside which everything happens."""
    path: list[int] = []
    depth, last = 0, len(before) - 1
    while depth < last:
        found = _way_down(before, after, depth)
        if found is None:
            break
        way, depth = found
        path += way
    reason, context, left_over = located.reason, None, located.reason.left_over
    if depth < last or (left_over and reason.around is not _given(located)):
        context, left_over = _context(located, depth), ()
    return Step(
        tuple(path), reason.rule.name, reason.bindings, left_over, before[depth], after[depth],
        located.reverse, context,
    )  # fmt: skip


_STEPS_DOWN = 3
"""Arguments that one place may be apart: from a sum to the base of a power in a product."""


def _way_down(
    before: list[Canonical], after: list[Canonical], depth: int
) -> tuple[Path, int] | None:
    """The argument numbers to the next term down at which replacing it makes the same change."""
    for goal in range(depth + 1, len(before)):
        for path in _occurrences(before[depth], before[goal], _STEPS_DOWN):
            along = subterms_along(before[depth], path)
            if rebuilt_along(along, path, after[goal])[0] is after[depth]:
                return path, goal
    return None


def _occurrences(term: Canonical, wanted: Canonical, depth: int) -> Iterator[Path]:
    """Positions of a term among arguments, and through products and powers below them."""
    adapter = adapter_of(term)
    for number, argument in enumerate(adapter.arguments(term) if adapter.is_call(term) else ()):
        if argument is wanted:
            yield (number,)
        elif depth > 1 and adapter.is_call(argument) and adapter.operator(argument) in (MUL, POW):
            for path in _occurrences(argument, wanted, depth - 1):
                yield (number, *path)


def _given(located: _Located) -> Operator | None:
    """The operator of the side of the rule that the step starts from."""
    ready = prepared(located.reason.rule)
    given = ready.right if located.reverse else ready.left
    return given.operator if isinstance(given, Call) else None


def _context(located: _Located, depth: int) -> Canonical:
    """The term at some depth with a hole where the rule's instance is."""
    reason = located.reason
    like = located.before
    value: Canonical = hole(like)
    if reason.left_over:
        value = rebuilt(adapter_of(like), like, reason.around, [value, *reason.left_over])
    for place in reversed(located.places[depth:]):
        value = place.plug(value)
    return value
