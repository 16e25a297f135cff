"""Values of a record's terms at rational points, once every name in them stands for something.

A realisation gives functions bodies and constants numbers; derivatives are then carried out by
rules, and ball arithmetic gives an enclosure. (The checker does the same by other means: it never
uses a rule of differentiation.)
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb

from codegen.datasets.generator.canonical_steps import with_derivatives_evaluated
from codegen.datasets.generator.parts import children, derivatives, integrals
from codegen.datasets.perturbations.derivation import assumed, called, canonical, sides
from symnum.numerics.balls import evaluate
from symnum.ops import DERIVATIVE, EXP, INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.interface import operator
from symnum.terms.ring import ONE, build, linear_combination, product

Record = dict[str, Any]
Point = dict[str, Fraction]
BITS = 128
TRIES = 6
"""Points tried until one decides."""


class OpenIntegralError(Exception):
    """An integral that no constant of the record evaluates has no value of its own."""


class Realisation:
    """Values of the terms of one record.

    Args:
        bodies: What names of functions and constants stand for.
        known: What integrals are worth, by their canonical terms.
        reference: A point at which integrands of other integrals are told apart: these and their
            derivatives then have made-up values, the same for equal integrands. Without it they
            are errors.
    """

    def __init__(
        self,
        bodies: Mapping[str, Canonical],
        known: Mapping[Canonical, Canonical] | None = None,
        reference: Point | None = None,
    ) -> None:
        self.bodies, self.known, self.reference = bodies, known or {}, reference
        self._memo: dict[Canonical, Canonical] = {}

    def value(self, term: Canonical, point: Point) -> arb | None:
        """An enclosure of the value; ``None`` if it is undefined or cannot be told.

        Raises:
            OpenIntegralError: see :class:`Realisation`.
        """
        found = evaluate(self.realised(term), point, bits=BITS)
        if not isinstance(found, arb) or not found.is_finite():
            return None
        return found if self._inner_defined(term, point) else None

    def _inner_defined(self, term: Canonical, point: Point) -> bool:
        """Whether what stands under derivatives and integrals has values, too.

        What is differentiated away still has to: ``derivative(log(x), y)`` is 0 for x > 0 alone.
        """
        replaced = self.replaced(term)
        inner = (children(p)[0] for p in (*derivatives(replaced), *integrals(replaced)))
        return all(
            isinstance(evaluate(_without_calculus(part), point, bits=BITS), arb) for part in inner
        )

    def realised(self, term: Canonical) -> Canonical:
        """The term in symbols alone, without names, derivatives and integrals."""
        closed = with_derivatives_evaluated(self.replaced(term))
        return self._closed(closed)

    def replaced(self, term: Canonical) -> Canonical:
        """The term with what its names stand for."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._substituted(term)
        return found

    def _substituted(self, term: Canonical) -> Canonical:
        if term in self.known:
            return self.replaced(self.known[term])
        if isinstance(term, CanonicalSymbol):
            return self.bodies.get(term.name, term)
        if isinstance(term, Apply) and not term.operator.interpreted:
            return self.replaced(self.bodies[term.operator.name])
        parts = children(term)
        return build(operator(term), [self.replaced(part) for part in parts]) if parts else term

    def _closed(self, term: Canonical) -> Canonical:
        if not derivatives(term) and not integrals(term):
            return term
        parts = children(term)
        if operator(term) in (DERIVATIVE, INTEGRAL):
            return self._made_up(term)
        return build(operator(term), [self._closed(part) for part in parts])

    def _made_up(self, term: Canonical) -> Canonical:
        if self.reference is None:
            raise OpenIntegralError
        inner, variable = children(term)
        value = self.value(inner, self.reference)
        if value is None:
            raise OpenIntegralError
        # what is rational may lie halfway between two roundings; multiples of pi do not
        digits = (value * arb.pi()).mid().str(12, radius=False)
        print_ = zlib.crc32(f"{operator(term).name} {variable} {digits}".encode())
        return CanonicalNumber(Fraction(print_ % 997 + 17, 64))


def _without_calculus(term: Canonical) -> Canonical:
    """The term with 1 for derivatives and integrals, which are looked at by themselves."""
    if not derivatives(term) and not integrals(term):
        return term
    if operator(term) in (DERIVATIVE, INTEGRAL):
        return ONE
    return build(operator(term), [_without_calculus(part) for part in children(term)])


def made_up(record: Record, salt: int) -> Realisation:
    """A realisation in which every name is some smooth positive function of its arguments."""
    random = Random(f"bodies {salt} {record['id']}")
    symbols = {entry["symbol"]: canonical(record, entry["symbol"]) for entry in record["domain"]}
    arguments = _arguments(record)
    bodies = {}
    for entry in record["functions"]:
        own = [symbols[name] for name in arguments.get(entry["name"], ()) if name in symbols]
        bodies[entry["name"]] = _smooth(random, own)
    return Realisation(bodies, reference=next(points(record, f"reference {salt}")))


def _smooth(random: Random, symbols: list[Canonical]) -> Canonical:
    """exp(a + bx + cy + dxy + ...) with small rational coefficients."""

    def ratio() -> Fraction:
        return Fraction(random.randint(1, 15), 16)

    addends = [(ONE, ratio()), *((symbol, ratio()) for symbol in symbols)]
    addends += [(product([(s, 2)]), -ratio() / 4) for s in symbols]
    addends.append((product([(s, 1) for s in symbols]), ratio()))
    return build(EXP, [linear_combination(addends)])


def _arguments(record: Record) -> dict[str, tuple[str, ...]]:
    """The names of the symbols that each function is applied to."""
    found = {c["name"]: tuple(c["arguments"]) for c in record["constants"]}
    wanted = set(called(record))
    for step in record["steps"]:
        for side in sides(step):
            name, _, rest = side.partition("(")
            if name in wanted and name not in found and rest.endswith(")"):
                found[name] = tuple(rest[:-1].split(", "))
    return found


def points(record: Record, label: str) -> Iterator[Point]:
    """Rational points of the domain, nearer to 0 from one to the next."""
    random = Random(f"{label} {record['id']}")
    facts = assumed(record)
    for attempt in range(TRIES):
        unit = Fraction(1, 16 * (1 + attempt // 2))
        point = {}
        for name, known in facts.items():
            size = random.randint(5, 35) * unit
            point[name] = size if "positive" in known or random.random() < 0.5 else -size
        yield point
