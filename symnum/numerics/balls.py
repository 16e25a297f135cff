"""Rigorous three-valued evaluation of terms and programs in ball arithmetic (Arb).

The answer at a point is an enclosure, ``UNDEFINED`` (certainly outside a real domain somewhere in
the term, even where the surroundings would cancel it: 0·(1/0) is undefined), or ``UNDECIDED``.
More bits turn most of the undecided into one of the others (Ziv's strategy: :func:`decide`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import arb

from symnum.numerics.comparison import JointValues
from symnum.numerics.tape import (
    UNDECIDED,
    UNDEFINED,
    Ball,
    Outcome,
    Tape,
    tape_of_program,
    tape_of_term,
    values_in_order,
)
from symnum.program import Program
from symnum.terms.exact import Exact

__all__ = [
    "LARGEST_PRECISION", "UNDECIDED", "UNDEFINED", "Ball", "Outcome", "decide", "evaluate",
    "evaluate_program", "same_value",
]  # fmt: skip

LARGEST_PRECISION = 4096
"""Bits at which doubt is accepted."""

_CACHED_TAPES = 512  # of 2 to 3 KiB each
_tapes: dict[int, tuple[Any, Tape]] = {}


def evaluate(term: Any, point: Mapping[str, Exact | arb], *, bits: int = 128) -> Ball:
    """The value of a term at a point, at one precision.

    Args:
        term: A term of any registered type.
        point: A number for each symbol; a ball stands for any number in it.
        bits: Working precision.

    Returns:
        An enclosure (or a truth value, for a condition), ``UNDEFINED`` or ``UNDECIDED``.

    Raises:
        InputError: a symbol without a number, or an operator without a value.

    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> evaluate(1 / x - x, {"x": 2})
    -1.50000000000000
    >>> evaluate(0 * (1 / x), {"x": 0}).name
    'UNDEFINED'
    """
    tape = _tape(term)
    return tape.run(values_in_order(tape.inputs, point), bits)[0]


def _tape(term: Any) -> Tape:
    """The term's tape, from a small cache: points come in series."""
    found = _tapes.get(id(term))
    if found is not None and found[0] is term:
        return found[1]
    if len(_tapes) >= _CACHED_TAPES:
        _tapes.clear()
    tape = tape_of_term(term)
    _tapes[id(term)] = (term, tape)
    return tape


def decide(
    term: Any,
    point: Mapping[str, Exact | arb],
    *,
    accuracy: int = 53,
    bits: int = 128,
    cap: int = LARGEST_PRECISION,
) -> Ball:
    """The value of a term with ``accuracy`` correct bits, doubling the precision up to ``cap``.

    Returns:
        As :func:`evaluate`. The enclosure at ``cap`` bits is returned however wide it is: a value
        that is exactly zero may never have a relative accuracy.

    Raises:
        InputError: as :func:`evaluate`.
    """
    while True:
        result = evaluate(term, point, bits=bits)
        unsure = result is UNDECIDED or (
            isinstance(result, arb) and result.rel_accuracy_bits() < accuracy
        )
        if not unsure or bits >= cap:
            return result
        bits = min(2 * bits, cap)


def same_value(
    first: Any,
    second: Any,
    point: Mapping[str, Exact | arb],
    *,
    agreement: int = 64,
    bits: int = 128,
    cap: int = LARGEST_PRECISION,
    domains: bool = True,
) -> bool | None:
    """Whether two terms have the same value at a point, or are both undefined there.

    Args:
        first: A term; ``second`` another, of any type.
        agreement: Bits, relative to the larger value or to 1, to which the enclosures have to
            agree before the answer is ``True``.
        domains: Whether a point where one of them alone has a value tells them apart; if not,
            the answer there is ``True``.

    Returns:
        ``False`` is a proof. ``True`` means equal to ``agreement`` bits, or both undefined, or
        the same calls of the same numbers (proofs both). ``None``: undecided with ``cap`` bits.

    Raises:
        InputError: as :func:`evaluate`.

    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> same_value((x + 1) ** 2, x * x + 2 * x + 1, {"x": 3}), same_value(x, x / x * x, {"x": 0})
    (True, False)
    """
    balls = evaluate(first, point, bits=bits), evaluate(second, point, bits=bits)
    verdict = _agree(*balls, agreement, domains)
    if verdict is not None:
        return verdict
    joint = JointValues(point)
    one, two = joint.place(first), joint.place(second)
    if one == two:
        return True
    while True:
        values = joint.values(bits)
        verdict = _agree(values[one], values[two], agreement, domains)
        if verdict is not None or bits >= cap:
            return verdict
        bits = min(4 * bits, cap)


def _agree(first: Ball, second: Ball, agreement: int, domains: bool) -> bool | None:
    if not domains and (first is UNDEFINED or second is UNDEFINED):
        return True
    if first is UNDECIDED or second is UNDECIDED:
        return None
    if not (isinstance(first, arb) and isinstance(second, arb)):
        return first is second
    if not first.overlaps(second):
        return False
    gap = abs(first - second).upper()
    scale = max(arb(1), abs(first).lower())
    return True if gap <= scale * arb(2) ** -agreement else None


def evaluate_program(
    program: Program, inputs: Sequence[Exact | arb], bits: int = 128
) -> tuple[Ball, ...]:
    """The outputs of a program at a point, at one precision.

    Args:
        program: Any program. For many points, ``tape_of_program(program).run`` saves the set-up.
        inputs: One number or ball for each input, in order.
        bits: Working precision.

    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> evaluate_program(lower([x**2, 1 / x]), [4])
    (16.0000000000000, 0.250000000000000)
    """
    return tuple(tape_of_program(program).run(inputs, bits))
