"""Two different values in decimals, with as many digits as it takes to see that they differ."""

from __future__ import annotations

from decimal import Decimal

from flint import arb

FEWEST, MOST = 8, 30
"""Digits of a value."""
_APART = 10
"""Units of the last place by which the two differ: so that two digits do."""
_SMALLEST, _LARGEST = arb("1e-99"), arb("1e99")
_NOTHING = arb("1e-30")
_ACCURACY = 4 * FEWEST
"""Bits of a value that are known."""
_MODERATE = (-4, 6)
"""Powers of ten between which values can be read at a glance."""


def decimals(left: arb, right: arb) -> tuple[str, str] | None:
    """The values in decimals, if these can be seen to differ.

    Args:
        left: An enclosure of a value.
        right: An enclosure of another one, which does not overlap it.

    Returns:
        ``None`` where it takes too many digits, or a value is too large or too small.

    >>> decimals(arb(1), arb("1.00000000004"))
    ('1.000000000000', '1.000000000040')
    """
    if not (_is_readable(left, right) and _is_readable(right, left)):
        return None
    for digits in range(FEWEST, MOST + 1):
        texts = _written(left, digits), _written(right, digits)
        if _are_apart(*texts):
            return texts
    return None


def are_moderate(*texts: str) -> bool:
    """Whether values can be read at a glance."""
    return all(_is_moderate(Decimal(text)) for text in texts)


def _is_moderate(value: Decimal) -> bool:
    return not value or _MODERATE[0] <= value.adjusted() < _MODERATE[1]


def _is_readable(value: arb, other: arb) -> bool:
    """Whether it is known well and its exponent has two digits; or nothing beside the other one."""
    size = abs(value)
    if value.contains(0):
        return bool(size < _NOTHING * abs(other))
    known = value.rel_accuracy_bits() >= _ACCURACY
    return known and bool(size > _SMALLEST) and bool(size < _LARGEST)


def _written(value: arb, digits: int) -> str:
    return "0" if value.contains(0) else str(value.str(digits, radius=False))


def _are_apart(left: str, right: str) -> bool:
    first, second = Decimal(left), Decimal(right)
    places = [_last_place(value) for value in (first, second) if value]
    return bool(places) and abs(first - second) >= _APART * max(places)


def _last_place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)
