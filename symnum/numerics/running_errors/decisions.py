"""Comparisons and choices of computed values: where rounding cannot change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symnum.numerics.running_errors.enclosures import Enclosure
from symnum.numerics.running_errors.values import Rounded
from symnum.ops import CONJUNCTION, DISJUNCTION, EQUAL, LESS, LESS_EQUAL, NEGATION, Operator
from symnum.ops.references import conjunction, disjunction, negation


@dataclass(frozen=True, slots=True)
class Decision:
    """A truth value: ``None`` if it differs from point to point; ``sure`` if the program finds the
    exact one at each point."""

    value: bool | None
    sure: bool


def decision(operator: Operator, arguments: Sequence[Rounded | Decision]) -> Decision:
    """The truth value of a comparison or a connective."""
    truths = [argument for argument in arguments if isinstance(argument, Decision)]
    if truths:
        value = _CONNECTIVES[operator]([truth.value for truth in truths])
        return Decision(value, all(truth.sure for truth in truths))
    numbers = [argument for argument in arguments if isinstance(argument, Rounded)]
    compare = _COMPARISONS[operator]
    exactly = compare(*(number.exact for number in numbers))
    computed = compare(*(number.computed for number in numbers))
    sure = computed is not None or all(number.is_exact for number in numbers)
    return Decision(exactly, sure)


def chosen(
    condition: Decision | None, if_true: Rounded | None, if_false: Rounded | None
) -> Rounded | None:
    """The value of ``select``; ``None`` if it has no bound, or rounding may change the choice."""
    if condition is None or not condition.sure:
        return None
    if condition.value is not None:
        return if_true if condition.value else if_false
    if if_true is None or if_false is None:
        return None
    a, b = if_true, if_false
    absolute = a.absolute if a.absolute >= b.absolute else b.absolute
    relative = None
    if a.relative is not None and b.relative is not None:
        relative = a.relative if a.relative >= b.relative else b.relative
    tiny = a.tiny if a.tiny >= b.tiny else b.tiny
    return Rounded(a.exact.joined(b.exact), absolute, relative, tiny)


def _less(a: Enclosure, b: Enclosure) -> bool | None:
    return True if a.high < b.low else False if a.low >= b.high else None


def _less_equal(a: Enclosure, b: Enclosure) -> bool | None:
    return True if a.high <= b.low else False if a.low > b.high else None


def _equal(a: Enclosure, b: Enclosure) -> bool | None:
    if a.high < b.low or b.high < a.low:
        return False
    return True if a.low == a.high == b.low == b.high else None


_COMPARISONS: Mapping[Operator, Callable[[Enclosure, Enclosure], bool | None]] = {
    LESS: _less,
    LESS_EQUAL: _less_equal,
    EQUAL: _equal,
}
_CONNECTIVES: Mapping[Operator, Callable[[Sequence[bool | None]], bool | None]] = {
    NEGATION: negation,
    CONJUNCTION: conjunction,
    DISJUNCTION: disjunction,
}
