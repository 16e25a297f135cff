"""Forms of an e-class in rising order of cost, each more accurate than every cheaper one.

Every class keeps a few forms: a form enters if it is more accurate at the sample points, by the
error bounds that it has there, than all cheaper ones of its class. Forms of the whole are made of
those only, in the order of what the whole costs at least, so that the search is a best-first one
(Knuth 1977 inside a class, A* towards the root). What is kept depends on structure alone, not on
the order in which an e-graph stores its nodes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from symnum.egraphs.accuracy.reach import Reach, own_price, reach
from symnum.egraphs.accuracy.samples import Samples, Values, bits_lost
from symnum.egraphs.limits import CostModel, Deadline
from symnum.egraphs.readout import Contents
from symnum.egraphs.views import PLAIN, Form, Goal
from symnum.numerics.running_errors.enclosures import Enclosure
from symnum.numerics.running_errors.machine import is_power_of_two
from symnum.numerics.running_errors.values import Bounds, Rounded, sharpened
from symnum.ops import DIV, MUL
from symnum.terms.plain import Call, Number, Term

KEPT = 6
"""Forms that a class may keep."""
MOST_EVALUATIONS = 2000
_LESS_AT_WORST, _LESS_ON_AVERAGE = 0.5, 0.25
"""By how many bits a form has to be more accurate, in the worst point or on the average."""
_ENOUGH = 1.01
"""So few bits are lost by one rounding; a part of a form need not be more accurate than that."""


class Contradiction(Exception):
    """Two forms of a class certainly have different values at a point."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form of a class.

    Attributes:
        term: The form.
        cost: Its price, shared parts each time they occur.
        bits: Bits lost at the worst sample point.
        values: What is known of it at each sample point.
        rank: Its place in the order in which forms were kept.
    """

    term: Term
    cost: float
    bits: float
    values: Values
    rank: int


@dataclass(slots=True)
class _Kept:
    """The forms of a goal, and what they say of its exact value at the sample points."""

    candidates: list[Candidate] = field(default_factory=list)
    worst: float = float("inf")
    average: float = float("inf")
    exact: dict[int, Enclosure] = field(default_factory=dict)

    def is_open(self, enough: float) -> bool:
        """Whether other forms are looked at: none of those kept loses so few bits."""
        return self.worst > enough and len(self.candidates) < KEPT


def accurate_members(
    contents: Contents,
    samples: Samples,
    model: CostModel,
    deadline: Deadline,
    most: int = MOST_EVALUATIONS,
) -> list[Candidate]:
    """Forms of the root class, each dearer and more accurate than the one before.

    Args:
        contents: A saturated e-graph.
        samples: The points at which accuracy is compared.
        model: Prices of operators and leaves.
        deadline: After which no more forms are looked at.
        most: Forms that are evaluated at most.

    Raises:
        Contradiction: something in the e-graph is wrong.
    """
    root = (contents.root, PLAIN)
    return _Search(reach(contents, root, model), samples, model, root).run(most, deadline)


class _Offer(NamedTuple):
    """A form with a choice of its parts, by the price of the cheapest whole around it; ties are
    broken by structure, and ``number`` tells offers apart that have the same."""

    price: float
    structure: tuple[str, ...]
    number: int
    form: Form
    parts: tuple[Candidate | Term, ...]


class _Search:
    def __init__(self, within: Reach, samples: Samples, model: CostModel, root: Goal) -> None:
        self.within, self.samples, self.model, self.root = within, samples, model, root
        self.kept: dict[Goal, _Kept] = {goal: _Kept() for goal in within.outside}
        self.heap: list[_Offer] = []
        self.offers = self.ranks = 0

    def run(self, most: int, deadline: Deadline) -> list[Candidate]:
        for found in self.within.forms.values():
            for form in found:
                if not form.goals:
                    self._offer(form, form.parts)  # type: ignore[arg-type]
        evaluated = 0
        while self.heap and evaluated < most and not deadline.passed:
            offer = heapq.heappop(self.heap)
            if self._is_open(offer.form.goal):
                evaluated += 1
                candidate = self._candidate(offer.form, offer.parts)
                if candidate is not None:
                    self._follow(offer.form.goal, candidate)
        return self.kept[self.root].candidates

    def _is_open(self, goal: Goal) -> bool:
        return self.kept[goal].is_open(0 if goal == self.root else _ENOUGH)

    def _offer(self, form: Form, parts: tuple[Candidate | Term, ...]) -> None:
        inner = sum(part.cost for part in parts if isinstance(part, Candidate))
        price = own_price(form, self.model) + inner + self.within.outside[form.goal]
        name = "" if form.operator is None else form.operator.name
        key = (name, *(f"{p.rank:08}" if isinstance(p, Candidate) else repr(p) for p in parts))
        self.offers += 1
        heapq.heappush(self.heap, _Offer(price, key, self.offers, form, parts))

    def _follow(self, goal: Goal, found: Candidate) -> None:
        """Offer the forms that have a new one among their parts."""
        for form in self.within.users[goal]:
            if self._is_open(form.goal):
                for parts in self._combinations(form, goal, found):
                    self._offer(form, parts)

    def _combinations(
        self, form: Form, goal: Goal, found: Candidate
    ) -> Iterator[tuple[Candidate | Term, ...]]:
        choices: list[Sequence[Candidate | Term]] = [
            self.kept[part].candidates if isinstance(part, tuple) else (part,)
            for part in form.parts
        ]
        for parts in product(*choices):
            if any(part is found for part in parts):
                yield parts

    def _candidate(self, form: Form, parts: tuple[Candidate | Term, ...]) -> Candidate | None:
        """The form, if it is more accurate than all that its class has kept."""
        kept = self.kept[form.goal]
        values = self._sharpened(kept, self._values(form, parts))
        bits = bits_lost(values)
        worst, average = max(bits), sum(bits) / len(bits)
        better = worst <= kept.worst - _LESS_AT_WORST or average <= kept.average - _LESS_ON_AVERAGE
        if not better or all(value is None for value in values):
            return None
        kept.worst, kept.average = min(kept.worst, worst), min(kept.average, average)
        terms = tuple(part.term if isinstance(part, Candidate) else part for part in parts)
        term = terms[0] if form.operator is None else Call(form.operator, terms)
        inner = sum(part.cost for part in parts if isinstance(part, Candidate))
        self.ranks += 1
        found = Candidate(term, own_price(form, self.model) + inner, worst, values, self.ranks)
        kept.candidates.append(found)
        return found

    def _values(self, form: Form, parts: tuple[Candidate | Term, ...]) -> Values:
        arguments = [
            part.values if isinstance(part, Candidate) else self.samples.leaf(part)
            for part in parts
        ]
        if form.operator is None:
            return arguments[0]
        terms = [part.term if isinstance(part, Candidate) else part for part in parts]
        scaling = terms if form.operator is MUL else terms[1:] if form.operator is DIV else []
        scales = any(isinstance(t, Number) and is_power_of_two(t.value) for t in scaling)
        return self.samples.call(form.operator, arguments, scales)

    def _sharpened(self, kept: _Kept, values: Values) -> Values:
        """The values with what other forms of the class say of the exact one."""
        found = list(values)
        for place, value in enumerate(values):
            if not isinstance(value, Rounded):
                continue
            exact = kept.exact.get(place)
            if exact is not None:
                exact = exact.met(value.exact)
                if exact.low > exact.high:
                    raise Contradiction
                bounds = Bounds(value.absolute, value.relative, value.tiny)
                found[place] = sharpened(exact, bounds)
            kept.exact[place] = value.exact if exact is None else exact
        return tuple(found)
