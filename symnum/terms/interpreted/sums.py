"""Sums of canonical terms with coefficients: like addends collected, whole lists at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import SupportsInt

from symnum.terms.digests import mass as mass_of_entry
from symnum.terms.exact import Exact, reduced
from symnum.terms.interpreted.nodes import Canonical, CanonicalNumber, Product, Sum
from symnum.terms.interpreted.ordering import sorted_addends


def linear_combination(addends: Iterable[tuple[Canonical, Exact]]) -> Canonical:
    """The canonical sum of ``coefficient * term`` over all pairs."""
    constant: Exact = 0
    entries: dict[Canonical, Exact] = {}
    addends = list(addends)
    extended = _extended(addends)
    if extended is not None:
        return extended
    for term, scale in addends:
        kind = type(term)
        if kind is Sum:
            constant += scale * term.constant  # type: ignore[attr-defined]
            _add(entries, term.entries, scale)  # type: ignore[attr-defined]
        elif kind is CanonicalNumber:
            constant += scale * term.value  # type: ignore[attr-defined]
        else:
            known = entries.get(term)
            entries[term] = scale if known is None else known + scale
    return sum_of(constant, entries)


def _add(entries: dict[Canonical, Exact], more: dict[Canonical, Exact], scale: Exact) -> None:
    if scale == 1 and not entries:
        entries.update(more)
        return
    for addend, coefficient in more.items():
        entries[addend] = entries.get(addend, 0) + scale * coefficient


_LONG = 8
"""From this length on a sum is extended rather than added up from the beginning."""


def _extended(addends: list[tuple[Canonical, Exact]]) -> Canonical | None:
    """A long sum with few addends more: a copy, and the hash brought up to date.

    ``None`` where nothing is long, or where addends cancel.
    """
    if len(addends) != 2:
        return None
    (first, one), (second, scale) = addends
    if type(second) is Sum and scale == 1 and (
        type(first) is not Sum or len(first.entries) < len(second.entries)
    ):  # fmt: skip
        first, one, second, scale = second, scale, first, one
    if type(first) is not Sum or one != 1 or len(first.entries) < _LONG:
        return None
    entries, constant, mass = first.entries.copy(), first.constant, first.mass
    more: Iterable[tuple[Canonical, Exact]] = ((second, 1),)
    if type(second) is CanonicalNumber:
        constant, more = constant + scale * second.value, ()
    elif type(second) is Sum:
        constant, more = constant + scale * second.constant, second.entries.items()
    for term, coefficient in more:
        known, total = entries.get(term), scale * coefficient
        if known is not None:
            mass -= mass_of_entry(term.digest, known)
            total += known
        if total == 0:
            return None
        entries[term] = total = _normal(total)
        mass += mass_of_entry(term.digest, total)
    return Sum(_normal(constant), entries, mass)


def sum_of(constant: Exact, entries: dict[Canonical, Exact]) -> Canonical:
    """A sum in normal form: zero coefficients go, except on what may be undefined."""
    kept = {t: c if type(c) is int else _normal(c) for t, c in entries.items() if c != 0}
    if len(kept) < len(entries):
        for term in [t for t, c in entries.items() if c == 0]:
            for part in _partial(term):
                kept.setdefault(part, 0)
    constant = _normal(constant)
    if not kept:
        return CanonicalNumber(constant)
    if constant == 0 and len(kept) == 1:
        ((term, coefficient),) = kept.items()
        if coefficient == 1:
            return term
    return Sum(constant, kept)


def _partial(term: Canonical) -> Iterator[Canonical]:
    """The smallest parts that are all defined where the term is: of 0·x·(1/y), 1/y."""
    seen: set[Canonical] = set()
    stack = [term]
    while stack:
        part = stack.pop()
        if part.is_total or part in seen:
            continue
        seen.add(part)
        if isinstance(part, Product | Sum):
            stack.extend(part.entries)
        else:
            yield part


def _normal(value: Exact) -> Exact:
    return value.numerator if value.denominator == 1 else value


def content(term: Sum) -> Exact:
    """What all coefficients are multiples of, with the sign that most of them have.

    Where as many are negative as positive, the first addend shown decides.
    """
    coefficients = [c for c in (*term.entries.values(), term.constant) if c != 0]
    if not coefficients:
        return 1
    size: Exact = gcd(*[c.numerator for c in coefficients])
    below = lcm(*[c.denominator for c in coefficients])
    if below != 1:
        size = Fraction(size, below)
    negative = 2 * sum([c < 0 for c in coefficients]) - len(coefficients)
    if negative == 0:
        negative = next(-c for _, c in sorted_addends(term) if c != 0)
    return _normal(-size if negative > 0 else size)


def quotients(numerators: Iterable[SupportsInt], denominator: int) -> list[Exact]:
    """Each integer over a positive one.

    >>> quotients([1, 4, 6], 6)
    [Fraction(1, 6), Fraction(2, 3), 1]
    """
    return [reduced(Fraction(int(value), denominator)) for value in numerators]
