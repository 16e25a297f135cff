"""Bounds of terms: from those of their parts, from assumptions on linear forms, from squares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import inf
from typing import Any

from symnum.ops import ADD, POW
from symnum.rewriting.images import image
from symnum.rewriting.intervals import (
    NEGATIVE,
    NONNEGATIVE,
    POSITIVE,
    REALS,
    Interval,
    point,
)
from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Sum
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import adapter_of
from symnum.terms.ring import linear_combination

_CANONICAL = CanonicalNumber(0)
_SIGNS = {"positive": POSITIVE, "nonnegative": NONNEGATIVE, "negative": NEGATIVE}


def by_signs(facts: Iterable[str], interval: Interval) -> Interval:
    """The interval cut to what facts say."""
    for name in ("positive", "nonnegative", "negative"):
        if name in facts:
            interval = interval.intersection(_SIGNS[name])
    return interval.whole() if "integer" in facts and interval.bounded else interval


def signs(interval: Interval) -> set[str]:
    """What an interval says of the sign of a number in it."""
    found = {name for name in _SIGNS if getattr(interval, name)}
    return found | {"nonzero"} if found & {"positive", "negative"} else found


class Bounds:
    """Bounds of terms, with what is assumed of some of them.

    An assumption on a linear form is used for every multiple of it and every constant added:
    ``positive(x - 1)`` puts ``x`` in (1, ∞) and ``3 - 2*x`` in (-∞, 1).

    Args:
        assuming: Pairs of a predicate and a term of any family.
    """

    def __init__(self, assuming: Iterable[tuple[str, Any]] = ()) -> None:
        self._assumed: dict[Canonical, Interval] = {}
        for predicate, term in assuming:
            form, scale, constant = _linear(to_canonical(term))
            if predicate in _SIGNS and scale != 0:
                values = (_SIGNS[predicate] + point(-constant)) * point(1 / scale)
                known = self._assumed.get(form, REALS)
                self._assumed[form] = known.intersection(values)
        self._canonical: dict[int, tuple[Any, Canonical]] = {}

    def assumed(self, term: Any, parts: Sequence[Any] = ()) -> Interval:
        """What the assumptions say of a term, after they were asked of its arguments."""
        if not self._assumed:
            return REALS
        form, scale, constant = _linear(self._as_canonical(term, parts))
        found = self._assumed.get(form)
        return REALS if found is None else found * point(scale) + point(constant)

    def _as_canonical(self, term: Any, parts: Sequence[Any]) -> Canonical:
        """The term in canonical form, from the forms of its arguments, so that depth is free."""
        if isinstance(term, Canonical):
            return term
        known = [self._canonical.get(id(part)) for part in parts]
        if parts and None not in known:
            adapter = adapter_of(_CANONICAL)
            inside = [form for _, form in known]  # type: ignore[misc]
            form: Canonical = adapter.rebuild(_CANONICAL, adapter_of(term).operator(term), inside)
        else:
            form = to_canonical(term)
        self._canonical[id(term)] = term, form
        return form

    def of_call(self, term: Any, parts: Sequence[Any], bounds: Sequence[Interval]) -> Interval:
        """The bounds of a call from those of its arguments."""
        adapter = adapter_of(term)
        operator = adapter.operator(term)
        exponent = adapter.number(parts[1]) if operator is POW else None
        if operator is ADD and isinstance(term, Sum):
            bounds = _squares_completed(parts, bounds)
        return image(operator, bounds, exponent).intersection(self.assumed(term, parts))


def _linear(term: Canonical) -> tuple[Canonical, Fraction, Fraction]:
    """Form, scale and constant, with the term as scale * form + constant."""
    if isinstance(term, CanonicalNumber):
        return term, Fraction(0), Fraction(term.value)
    if not isinstance(term, Sum):
        return term, Fraction(1), Fraction(0)
    constant = Fraction(term.constant)
    addends = term.entries.items()
    first = min(addends, key=lambda item: (item[0].digest, str(item[1])))
    scale = Fraction(first[1])
    if scale == 0:
        return term, Fraction(1), Fraction(0)
    return linear_combination([(t, c / scale) for t, c in addends]), scale, constant


def _squares_completed(parts: Sequence[Any], bounds: Sequence[Interval]) -> Sequence[Interval]:
    """``a*x^2 + b*x`` is never below ``-b^2/(4*a)`` for positive ``a``, nor above for negative."""
    squares: dict[Canonical, tuple[int, Fraction]] = {}
    others: dict[Canonical, tuple[int, Fraction]] = {}
    for place, part in enumerate(parts):
        form, scale, constant = _linear(part)
        if constant == 0 != scale:
            if isinstance(form, Product) and list(form.entries.values()) == [2]:
                squares[next(iter(form.entries))] = place, scale
            others[form] = place, scale
    left = dict(enumerate(bounds))
    for base, (place, scale) in squares.items():
        if base in others:
            second, factor = others[base]
            extreme = -factor * factor / (4 * scale)
            if place not in left or second not in left:
                continue
            both = left.pop(place) + left.pop(second)
            parabola = Interval(extreme, inf, True) if scale > 0 else -Interval(-extreme, inf, True)
            left[place] = both.intersection(parabola)
    return tuple(left.values())
