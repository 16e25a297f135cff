"""Are two terms equal? Proved by a derivation, refuted by a point, or unknown: never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal

from flint import arb

from rewrite_rules import RULES
from symnum.egraphs.limits import Deadline, Limits
from symnum.egraphs.proving.proof import Proving
from symnum.errors import InputError, require_known
from symnum.numerics.balls import Ball, decide, evaluate, same_value
from symnum.numerics.predicates import PREDICATES
from symnum.numerics.sample_points import sample_points
from symnum.rewriting.derivation import Derivation
from symnum.rules import Rule
from symnum.terms.assumptions import IMPLIED, closure
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact
from symnum.terms.interface import assumptions, is_symbol, name
from symnum.terms.traversal import free_symbols

Verdict = Literal["proved", "refuted", "unknown"]
SECONDS = 20.0
_ITERATIONS, _NODES = 25, 6000
_POINTS = ((40, 256), (200, 2048))
"""How many points are looked at before and after the search for a proof, and with how many bits."""
_SHORT = 40
"""Bits of numbers that are shown exactly."""
_HALF = 0.5
"""Share of the time that the points before the search may take."""
_PROVING_SHARE, _LEAST_SECONDS = 0.8, 0.01
"""Share of the rest that the search may take, so that some is left for the points after it."""


@dataclass(frozen=True)
class Counterexample:
    """A point at which two terms certainly differ.

    Args:
        point: An exact number for each symbol, within its assumptions.
        left, right: The values there: a ball, a truth value or ``UNDEFINED``.
    """

    point: Mapping[str, Exact]
    left: Ball
    right: Ball

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.point.items())
        values = " and ".join(map(shown, (self.left, self.right)))
        return f"{values} at {where}" if where else values


@dataclass(frozen=True)
class Equivalence:
    """Whether two terms are equal, and why that is known.

    Equal is strict: the same value at every point, and undefined at the same points.

    Args:
        verdict: ``proved``, ``refuted`` or ``unknown``.
        derivation: Of a proof, how the second term follows from the first. It has been replayed.
        counterexample: Of a refutation, where they differ.
        stopped_because: ``proved``, ``refuted``, or what ended the search: ``saturated`` (the
            rules have nothing more to say), ``match limit`` (of some rules not all matches were
            looked for), another limit, ``too deep``, ``too many steps``,
            ``does not replay`` (a fault of symnum's own), or ``contradiction`` (the rules prove
            two numbers equal: an assumption cannot be true, or a term has no value anywhere).
    """

    verdict: Verdict
    derivation: Derivation | None
    counterexample: Counterexample | None
    stopped_because: str

    def __bool__(self) -> bool:
        raise TypeError("an equivalence has three verdicts; ask for .verdict == 'proved'")


def equivalent(
    first: Any,
    second: Any,
    *,
    assuming: Iterable[tuple[str, Any]] = (),
    seconds: float = SECONDS,
    rules: Sequence[Rule] = RULES,
) -> Equivalence:
    """Whether two terms are equal at every point, which includes being undefined at the same ones.

    Points are tried first, then a proof is looked for, then more points are tried.

    Args:
        first: A term of any family; ``second`` another.
        assuming: What holds at all points that matter, as pairs of a predicate and a term;
            assumptions on symbols belong to the symbols themselves.
        seconds: Time after which nothing new is begun; writing a proof out may take as long again.
            Unless it runs out, the answer is the same every time.
        rules: What a proof may use.

    Raises:
        InputError: an unknown predicate, assumptions that contradict each other, symbols of one
            name with different assumptions, or a time that is not positive.

    >>> from symnum.terms import functions, symbols
    >>> x, y = symbols("x y")
    >>> found = equivalent(functions.sqrt(x**2), abs(x))
    >>> found.verdict, len(found.derivation)
    ('proved', 1)
    >>> print(equivalent(functions.sqrt(x**2), x).counterexample)
    1 and -1 at x = -1
    >>> print(equivalent(x / x, 1).counterexample)
    undefined and 1 at x = 0
    """
    limits = Limits(_ITERATIONS, _NODES, seconds)
    assumed = tuple((predicate, to_canonical(subject)) for predicate, subject in assuming)
    points = _Points(first, second, assumed, Deadline(seconds))
    early, late = _POINTS
    found = points.refutation(*early, Deadline(seconds * _HALF))
    if found is not None:
        return Equivalence("refuted", None, found, "refuted")
    proving = Proving(rules, assumed, _within(limits, points.deadline))
    derivation, reason = proving.joined(to_canonical(first), to_canonical(second))
    if derivation is not None:
        return Equivalence("proved", derivation, None, reason)
    found = points.refutation(*late, points.deadline)
    if found is not None:
        return Equivalence("refuted", None, found, "refuted")
    return Equivalence("unknown", None, None, reason)


def _within(limits: Limits, deadline: Deadline) -> Limits:
    """The limits with what time is left, but for some that is kept for the late points."""
    left = max(deadline.remaining * _PROVING_SHARE, _LEAST_SECONDS)
    return replace(limits, seconds=left)


class _Points:
    """Points that satisfy the assumptions, each looked at once."""

    def __init__(
        self, first: Any, second: Any, assumed: Sequence[tuple[str, Any]], deadline: Deadline
    ) -> None:
        self._pair, self._assumed, self.deadline = (first, second), assumed, deadline
        known = _assumptions((first, second, *(subject for _, subject in assumed)))
        for predicate, subject in assumed:
            require_known(predicate, IMPLIED, "assumption")
            if is_symbol(subject):
                known[name(subject)] = closure({*known[name(subject)], predicate})
        self._source = sample_points(dict(sorted(known.items())))

    def refutation(self, count: int, bits: int, deadline: Deadline) -> Counterexample | None:
        """A point among the next ``count`` at which the terms certainly differ.

        Terms without a numeric value (uninterpreted functions, equations) are not refuted.
        """
        try:
            for point in islice(self._source, count):
                if deadline.passed:
                    return None
                if self._admits(point) and same_value(*self._pair, point, cap=bits) is False:
                    left, right = (decide(term, point, cap=bits) for term in self._pair)
                    return Counterexample(point, left, right)
        except InputError:
            pass
        return None

    def _admits(self, point: Mapping[str, Exact]) -> bool:
        return all(_holds(predicate, subject, point) for predicate, subject in self._assumed)


def _holds(predicate: str, subject: Any, point: Mapping[str, Exact]) -> bool:
    """Whether an assumption certainly holds at a point."""
    value = evaluate(subject, point)
    return isinstance(value, arb) and PREDICATES[predicate](value) is True


def _assumptions(terms: Iterable[Any]) -> dict[str, frozenset[str]]:
    """What is assumed of each symbol, by name."""
    known: dict[str, frozenset[str]] = {}
    for symbol in (symbol for term in terms for symbol in free_symbols(term)):
        found = assumptions(to_canonical(symbol))
        if known.setdefault(name(symbol), found) != found:
            raise InputError(f"symbol {name(symbol)} occurs with two sets of assumptions")
    return known


def shown(value: Ball) -> str:
    """A value as people read it: exactly if that is short, else 15 digits.

    >>> shown(arb(1) / 4), shown(arb(1) / 3), shown(True)
    ('1/4', '0.333333333333333', 'true')
    """
    if not isinstance(value, arb):
        return str(value if isinstance(value, bool) else value.name).lower()
    exact = value.is_exact() and abs(value.man_exp()[1]) < _SHORT and value.fmpq()
    if exact is not False and exact.height_bits() < _SHORT:
        return str(exact)
    return str(value.str(15, radius=False))
