"""Limits: by continuity, by Laurent series, by bounds, and by comparing how parts grow.

An answer is proved by one of these or not given at all.
"""

from __future__ import annotations

import math
from typing import Any

from symnum.algebra.generators import given_back
from symnum.algebra.quotients import cancel
from symnum.calculus.differentiate import symbol_name
from symnum.calculus.limits_at_infinity import BOUNDED, OSCILLATES, Limits, Value
from symnum.calculus.no_expansion import NoExpansion, NoValues
from symnum.calculus.series import point_of
from symnum.calculus.signs import FAR, Undecided, is_zero
from symnum.calculus.special_values import simplified
from symnum.errors import InputError, require_known
from symnum.numerics.balls import UNDEFINED, evaluate
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import (
    Canonical,
    CanonicalSymbol,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import ZERO, linear_combination, product
from symnum.terms.traversal import free_symbols


class NoLimit(InputError):
    """There is no limit: values oscillate, or differ from side to side, or there are none."""


def limit(term: Any, symbol: Any, point: Any, side: str | None = None) -> Any:
    """The limit of a term as a variable goes to a point.

    Where a term has values on one side of the point only, it is the limit from there.

    Args:
        term: A term of any registered type.
        symbol: The variable, or its name.
        point: A number or a term without the variable, ``math.inf`` or ``-math.inf``.
        side: ``"left"`` or ``"right"``; without it, the limits from both sides have to agree.

    Returns:
        A term of the same family, ``math.inf`` or ``-math.inf``. Symbols other than the variable
        stand for all their values but exceptional ones (denominators and leading coefficients
        are taken to be nonzero).

    Raises:
        NoLimit: it is certain that there is none.
        Undecided: it was not found, or depends on the signs of other symbols.
        InputError: not a symbol, or a side that is neither.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import exp, log, sin
    >>> x, a = symbols("x a")
    >>> limit(sin(a * x) / x, x, 0)
    a
    >>> limit((1 + a / x) ** x, x, float("inf"))
    exp(a)
    >>> limit(x**100 * exp(-x), x, float("inf")), limit(x * log(x), x, 0)
    (0, 0)
    >>> limit(1 / x, x, 0, side="left")
    -inf
    """
    wanted = symbol_name(symbol)
    if side is not None:
        require_known(side, ("left", "right"), "side")
    found = to_canonical(term)
    variable = next((s for s in free_symbols(found) if s.name == wanted), None)
    if variable is None:
        return term
    if isinstance(point, float) and math.isinf(point):
        moved = FAR if point > 0 else linear_combination([(FAR, -1)])
        try:
            return _given(_at_infinity(substitute(found, {wanted: moved})), term)
        except NoValues:
            raise NoLimit(f"{term} has no real values near {point}") from None
    return _given(_at_point(found, variable, point_of(point, wanted), side), term)


def _at_point(
    term: Canonical, variable: CanonicalSymbol, about: Canonical, side: str | None
) -> Value:
    values = [
        _from_one_side(term, variable.name, about, direction)
        for direction in _sides(variable, about, side)
    ]
    kept = [value for value in values if value is not None]
    if not kept:
        raise NoLimit(f"{term!r} has no real values near {about!r}")
    if len(kept) == 2 and not _same(kept[0], kept[1]):
        raise NoLimit(f"the limits from the right and from the left differ: {kept[0]!r} and "
                      f"{kept[1]!r}")  # fmt: skip
    return kept[0]


def _sides(variable: CanonicalSymbol, about: Canonical, side: str | None) -> list[int]:
    """The directions to come from, those alone where the variable may have values."""
    wanted = [d for name, d in (("right", 1), ("left", -1)) if side in (None, name)]
    if about is ZERO and "nonnegative" in variable.assumptions:
        return [d for d in wanted if d == 1]
    if about is ZERO and "negative" in variable.assumptions:
        return [d for d in wanted if d == -1]
    return wanted


def _given(value: Value, like: Any) -> Any:
    return value if isinstance(value, float) else given_back(value, like)


def _same(first: Value, second: Value) -> bool:
    if isinstance(first, float) or isinstance(second, float):
        return bool(first == second)
    return first is second or is_zero(linear_combination([(first, 1), (second, -1)]))


def _from_one_side(term: Canonical, name: str, about: Canonical, direction: int) -> Value | None:
    """The limit from one side; ``None`` if there are no values."""
    moved = linear_combination([(about, 1), (product([(FAR, -1)]), direction)])
    try:
        return _at_infinity(substitute(term, {name: moved}))
    except NoValues:
        return None


def _at_infinity(term: Canonical) -> Value:
    """The limit for ``FAR`` to infinity.

    Raises:
        NoLimit, Undecided, NoValues: as :func:`limit`.
    """
    try:
        found = Limits().of(term)
    except NoValues:
        raise
    except NoExpansion as reason:
        raise Undecided(f"no limit was found: {reason}") from None
    if found is OSCILLATES:
        raise NoLimit("there is no limit: the values oscillate")
    if found is BOUNDED:
        raise Undecided("no limit was found: some part oscillates")
    if isinstance(found, float):
        return found
    simple = simplified(found)
    if free_symbols(simple):
        return cancel(simple)
    if evaluate(simple, {}) is UNDEFINED:
        raise NoValues("a part has no real values near the point")
    return simple
