"""Values of statements at random points of a record's domain, in ball arithmetic.

In the *true* world names of functions stand for what their premises say: an equation that differs
there for certain is false. In the *free* world they are made-up functions of the same symbols: what
is equal there says the same whatever the functions are, so that ``f'(x) = 2*x`` can be told from
``2*x = 2*x``. Integrals are some antiderivative, and integration constants are their integral minus
their antiderivative, in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from flint import arb, ctx

from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.reference.slopes import Meaning, base_of, derived, placed
from symnum.ops import ADD, DERIVATIVE, EXP, INTEGRAL, MUL
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import rewritten

BITS = 96
TRIES = 12
"""Points tried until enough of them are in the domain."""
_CLOSE, _CLOSEST = 1e-12, 1e-24


Values = tuple[arb, ...]
"""At the points, one after the other."""


class Place(NamedTuple):
    """A point with the evaluator of terms there."""

    point: Mapping[str, Fraction]
    evaluator: Evaluator


class World:
    """Points of a record's domain at which all its side conditions hold.

    Args:
        context: The record.
        free: Whether names of functions stand for made-up functions.
        count: How many points.
        bits: Precision of ball arithmetic.
    """

    def __init__(
        self, context: Context, *, free: bool = False, count: int = 2, bits: int = BITS
    ) -> None:
        self.context, self.free, self.count, self.bits = context, free, count, bits
        self.memo: dict[Term, tuple[arb | None, ...]] = {}

    @cached_property
    def definitions(self) -> dict[str, Term]:
        """What names of functions stand for in this world."""
        known = self.context.definitions
        if not self.free:
            return dict(known)
        seed = self.context.record["id"]
        return {
            name: _made_up(self.context.arguments[name], Random(f"{seed} {name}")) for name in known
        }

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The points; fewer than asked for where the domain is too narrow to be met."""
        found: list[Place] = []
        with ctx.workprec(self.bits):
            for place in self._candidates():
                if self._holds(place.evaluator):
                    found.append(place)
                if len(found) == self.count:
                    break
        return tuple(found)

    def _candidates(self) -> Iterator[Place]:
        random = Random(f"{self.context.record['id']} scoring")
        canonical = self.context.forms.canonical
        known = {name: canonical(body) for name, body in self.definitions.items()}
        constants = {
            name: replace(c, integral=canonical(c.integral),
                          antiderivative=canonical(c.antiderivative))
            for name, c in self.context.constants.items()
        }  # fmt: skip
        for attempt in range(TRIES):
            unit = Fraction(1, 16 * (1 + attempt // 4))
            point, reference = (self._point(random, unit) for _ in range(2))
            evaluator = Evaluator(point, reference, known, constants, attempt)
            yield Place(point, evaluator)

    def _point(self, random: Random, unit: Fraction) -> dict[str, Fraction]:
        found = {}
        for name, assumption in self.context.assumptions.items():
            size = random.randint(5, 35) * unit
            if assumption == "integer":
                size = Fraction(random.randint(1, 9))
            positive = assumption == "positive" or random.random() < 0.5
            found[name] = size if positive else -size
        return found

    def _holds(self, evaluator: Evaluator) -> bool:
        for predicate, subject in self.context.conditions:
            value = _value(evaluator, self.plainly(subject))
            if value is None or (value.contains(0) and predicate != "nonnegative"):
                return False
            if predicate != "nonzero" and not value > 0:
                return False
        return True

    def values(self, term: Term) -> tuple[arb | None, ...]:
        """The term's value at each point; None where it cannot be told."""
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self.values_at(self.places, term)
        return found

    def values_at(self, places: Sequence[Place], term: Term) -> tuple[arb | None, ...]:
        """The term's value at each of some points."""
        if not self._is_computable(term):
            return (None,) * len(places)
        form = self.prepared(term)
        with ctx.workprec(self.bits):
            return tuple(_value(place.evaluator, form) for place in places)

    def known(self, term: Term) -> Values | None:
        """The values, if there is a close one at each point."""
        found = self.values(term)
        if not found or any(value is None or not _is_known(value) for value in found):
            return None
        return tuple(value for value in found if value is not None)

    def prepared(self, term: Term) -> Any:
        """The term as evaluators take it, made once for all points."""
        return self.context.forms.canonical(self.plainly(term))

    def _is_computable(self, term: Term) -> bool:
        """Whether derivatives and integrals are by symbols of the domain, of two arguments."""
        known = self.context.symbols.values()
        return all(
            len(call.arguments) == 2 and call.arguments[1] in known
            for call in self.context.forms.names(term).calls
            if call.operator in (DERIVATIVE, INTEGRAL)
        )

    def plainly(self, term: Term) -> Term:
        """Functions of other arguments than their premise's are replaced by what they stand for."""
        if not any(self._is_moved(call) for call in self.context.forms.names(term).calls):
            return term

        def plain(part: Term, arguments: tuple[Term, ...]) -> Term | None:
            if not isinstance(part, Call) or part.operator.interpreted:
                return None
            if arguments == self.context.arguments.get(part.operator.name):
                return None
            return placed(self._meaning(part.operator.name), arguments)

        return rewritten(term, plain)

    def _is_moved(self, call: Call) -> bool:
        """Whether a function that stands for something is of other arguments than there."""
        name = call.operator.name
        known = base_of(name) in self.definitions
        return known and call.arguments != self.context.arguments.get(name)

    def _meaning(self, name: str) -> Meaning | None:
        """What a function, or a derivative of one, is in this world."""
        base = base_of(name)
        if base not in self.definitions:
            return None
        if not self.free and base != name:
            return self.context.meaning(name)
        known = self.context.arguments[base], self.definitions[base]
        return known if base == name else derived(known, len(name) - len(base))


def is_close(value: arb, scale: arb) -> bool:
    """Whether a ball is narrow: by an absolute measure, so that large values hide no addend of 1,
    and for values below 1 by their own."""
    return float(value.rad()) <= _CLOSE * min(1.0, float(abs(scale).mid()))


def _is_known(value: arb) -> bool:
    """Whether a ball is narrow, or so small that it may be 0."""
    return is_close(value, value) or float(value.rad()) <= _CLOSEST


def agree(first: arb, second: arb) -> bool:
    """Whether two balls have a number in common, and are too narrow for that to be by chance.

    Only where one of them is 0 itself, the other may be told from 0 by nothing. Two balls around 0
    say nothing of each other: cos(e^500)/e^500 is as small as it is unknown.
    """
    gap = first - second
    if not gap.contains(0):
        return False
    zero = first == 0 or second == 0
    return is_close(gap, first) or (zero and float(gap.rad()) <= _CLOSEST)


def _value(evaluator: Evaluator, term: Any) -> arb | None:
    try:
        return evaluator.value(term)
    except (Undecided, LookupError, ArithmeticError, AssertionError, RecursionError):
        return None  # an operator or a name without a value here, or thousands of levels


def _made_up(arguments: Sequence[Term], random: Random) -> Term:
    """Some positive smooth function of the arguments without symmetries: a + e^(Σ b x + c x²)."""
    addends: list[Term] = []
    for argument in arguments:
        slope, bend = (Number(Fraction(random.randint(1, 40), 97)) for _ in range(2))
        addends.append(Call(MUL, (slope, argument)))
        addends.append(Call(MUL, (bend, argument, argument)))
    addends.append(Number(Fraction(random.randint(1, 40), 89)))
    inner = Call(EXP, (addends[0] if len(addends) == 1 else Call(ADD, tuple(addends)),))
    return Call(ADD, (Number(Fraction(random.randint(1, 60), 61)), inner))
