"""One call of the engine: its terms go through e-graphs in connected pieces.

What is small enough goes through one e-graph together. Large sums and products are cut into pieces
by common factors, too large systems into subterms of some size and groups of outputs that share
parts; pieces of several sums that share parts go through one e-graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symnum.egraphs.compilation import Theory
from symnum.egraphs.grouping import gathered
from symnum.egraphs.ledger import Ledger
from symnum.egraphs.limits import CostModel, Deadline, Limits
from symnum.egraphs.memory import resident_bytes
from symnum.egraphs.outline import Outline, outline
from symnum.egraphs.pieces import is_large, pieces
from symnum.egraphs.presentation import presented, presented_together
from symnum.egraphs.readout import read
from symnum.egraphs.rounds import MEMORY_LIMIT, REASONS, TIME_LIMIT, Saturated, matched_rules
from symnum.egraphs.saturation import saturated_together
from symnum.egraphs.shared_extraction import Mode, extracted
from symnum.rules import Guard, core
from symnum.rules.core import flattened
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import postorder

_TIME_FOR_PIECES = 0.8
"""Share of the time that definitions may take; the rest is for the whole."""
_FEWEST_NODES = 300
_NODES_FOR_A_NODE = 12
"""Room for each term of a group, and for each of its nodes, if that is more than its share."""
_ROOM = 8
"""The nodes of an e-graph are so many times those that terms put into it together."""
_WINDOW, _TOGETHER = 40, 60
"""Nodes of subterms that are cut out of too large systems, and of what goes through together."""


@dataclass
class Work:
    """All e-graphs of one call share its time."""

    theory: Theory
    limits: Limits
    cost: CostModel
    mode: Mode
    assuming: Sequence[Guard]
    roots: Sequence[Term]
    facts: Callable[[Term], frozenset[str]]
    reason: int = 0
    steps: int = 0
    nodes: int = 0
    cuts: list[tuple[int, ...]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    left_whole: list[int] = field(default_factory=list)
    opaque: set[str] = field(default_factory=set)
    matches: dict[str, int] = field(default_factory=dict)
    held_back: dict[str, int] = field(default_factory=dict)
    gaps: list[float] = field(default_factory=list)
    begun_again: bool = False

    def __post_init__(self) -> None:
        self.deadline = Deadline(self.limits.seconds)
        self.end_of_pieces = Deadline(self.limits.seconds * _TIME_FOR_PIECES)
        self.ledger = Ledger(self.cost)

    def details(self) -> dict[str, Any]:
        """What happened."""
        found = {
            "nodes": self.nodes,
            "matched_rules": matched_rules(self.matches),
            "skipped_rules": dict(self.theory.skipped),
            "pieces": tuple(self.cuts),
            "groups": tuple(self.groups),
            "left_whole": tuple(self.left_whole),
            "held_back": dict(sorted(self.held_back.items())),
            "opaque": tuple(sorted(self.opaque)),
            "extraction": self.mode,
            "begun_again": self.begun_again,
        }
        return found | ({"gap": max(self.gaps)} if self.gaps else {})

    def begin_again(self, roots: Sequence[Term]) -> None:
        """Have other roots, in the time that is left."""
        self.roots, self.begun_again = roots, True
        self.ledger = Ledger(self.cost)
        self.end_of_pieces = Deadline(self.deadline.remaining * _TIME_FOR_PIECES)

    def simplest(self) -> list[Term]:
        """The roots simplified, as people write them."""
        room = max(1, self.limits.nodes // _ROOM)
        size = _size(self.roots)
        cut = outline(self.roots, _WINDOW if size > room else None, self.facts)
        if not cut.definitions and size <= room:
            return self._written(self._in_one_graph(self.roots, cut, self.deadline, self.limits))
        for term in (*cut.roots, *cut.definitions.values()):
            self.ledger.hold(presented(term))
        for level in cut.levels:
            self._improve(level, cut)
        roots = self._together(cut.roots, cut, self.deadline, room, last=True)
        return self._written(cut.expanded(roots))

    def _improve(self, level: Sequence[Term], cut: Outline) -> None:
        """Other definitions of atoms; a large sum or product is cut as long as it gets shorter."""
        pending = list(level)
        while pending:
            split = [self._split(cut.definitions[atom]) for atom in pending]
            units = [unit for parts in split for unit in parts]
            self._exchange([cut.definitions[atom] for atom in pending], units)
            found = iter(self._together(units, cut, self.end_of_pieces, _TOGETHER))
            again = []
            for atom, parts in zip(pending, split, strict=True):
                before, made = cut.definitions[atom], [next(found) for _ in parts]
                assert isinstance(before, Call)
                after = flattened(before.operator, made) if is_large(before) else made[0]
                self._exchange(made, [after])
                cut.definitions[atom] = after
                if is_large(before) and (not is_large(after) or _length(after) < _length(before)):
                    again.append(atom)
            pending = again if not self.end_of_pieces.passed else []

    def _split(self, term: Term) -> list[Term]:
        if not is_large(term):
            return [term]
        assert isinstance(term, Call)
        groups = pieces(term.arguments)
        self.cuts.append(tuple(len(group) for group in groups))
        return [flattened(term.operator, group) for group in groups]

    def _exchange(self, before: Sequence[Term], after: Sequence[Term]) -> None:
        for term in after:
            self.ledger.hold(presented(term))
        for term in before:
            self.ledger.release(presented(term))

    def _together(
        self,
        terms: Sequence[Term],
        cut: Outline,
        end: Deadline,
        largest: int,
        last: bool = False,
    ) -> list[Term]:
        """Terms simplified in groups that share parts, in core form again but the last time.

        A group that makes all terms together dearer, since it gives up a part that others use,
        stays as it was.
        """
        groups = gathered(terms, largest)
        found = list(terms)
        for number, places in enumerate(groups):
            group = [terms[place] for place in places]
            if any(isinstance(term, Call) for term in group):
                self.groups.append(len(group))
            share = replace(self.limits, nodes=self._share(group, len(groups)))
            own = end.share(len(groups) - number)
            made = self._in_one_graph(group, cut, own, share)
            if not last:
                made = [core(term) for term in made]
            if self._accepted(group, made, last):
                for place, term in zip(places, made, strict=True):
                    found[place] = term
        return found

    def _accepted(self, before: Sequence[Term], after: Sequence[Term], last: bool) -> bool:
        if self.mode == "tree":
            self._exchange(before, after)
            return True
        written = self._written(after) if last else [presented(term) for term in after]
        return self.ledger.exchanged([presented(term) for term in before], written)

    def _share(self, group: Sequence[Term], groups: int) -> int:
        """Nodes for one of many groups, enough to find common factors in any case."""
        needed = max(_FEWEST_NODES * len(group), _NODES_FOR_A_NODE * _size(group))
        share = max(needed, self.limits.nodes // groups)
        return min(self.limits.nodes, share)

    def _in_one_graph(
        self, terms: Sequence[Term], cut: Outline, deadline: Deadline, limits: Limits
    ) -> list[Term]:
        places = [place for place, term in enumerate(terms) if isinstance(term, Call)]
        calls = [terms[place] for place in places]
        if not calls:
            return list(terms)
        reason = TIME_LIMIT if deadline.passed else MEMORY_LIMIT if _is_full(limits) else None
        if reason is not None:
            self.reason = max(self.reason, REASONS.index(reason))
            self.left_whole.append(_size(calls))
            return list(terms)
        assumed = [*self.assuming, *cut.facts_in(calls)]
        goals = [[term] for term in calls]
        with saturated_together(goals, assumed, self.theory, limits, deadline) as result:
            contents = read(result.graph, result.encoding)
        self._record(result)
        best = extracted(contents, self.cost, self.mode, deadline)
        if best.gap is not None:
            self.gaps.append(best.gap)
        found = list(terms)
        for place, term in zip(places, best.terms, strict=True):
            found[place] = term
        return found

    def _record(self, result: Saturated) -> None:
        self.reason = max(self.reason, REASONS.index(result.stopped_because))
        self.steps += result.iterations
        self.nodes = max(self.nodes, result.nodes)
        self.opaque.update(result.encoding.opaque)
        for name, count in result.matches.items():
            self.matches[name] = self.matches.get(name, 0) + count
        for name, count in result.held_back.items():
            self.held_back[name] = self.held_back.get(name, 0) + count

    def _written(self, terms: Sequence[Term]) -> list[Term]:
        """The terms without needless brackets; with those that keep shared parts together, if
        that is cheaper."""
        if self.mode == "tree":
            return [presented(term) for term in terms]
        ways = [presented_together(terms), list(terms)]
        return min(ways, key=lambda way: Ledger(self.cost, way).total)


def _is_full(limits: Limits) -> bool:
    return limits.memory is not None and (resident_bytes() or 0) >= limits.memory


def _size(terms: Sequence[Term]) -> int:
    """Distinct nodes."""
    return sum(1 for _ in postorder(terms))


def _length(term: Term) -> int:
    return len(term.arguments) if isinstance(term, Call) else 1
