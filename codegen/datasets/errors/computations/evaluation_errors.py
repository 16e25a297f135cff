"""Injected errors in traces of evaluations: an operation is worth something else.

What is said of the operation and the state after it go together; the state is worth another number
than the expression that was to be evaluated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from random import Random

from codegen.datasets.errors.computations.computation_errors import Mistake, computation_error
from codegen.datasets.errors.computations.slips import COPIED, slips
from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.evaluation import computed, rewrite
from codegen.datasets.families.reduction import Rewrite, reduced, trace
from codegen.datasets.families.writing import shown
from codegen.datasets.records import expression
from symnum.ops import ABS, ADD, DIV, MAX, MIN, MUL, POW, SUB, Operator
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import postorder

Wrong = Iterator[tuple[Call, int]]
"""Operations on numbers, each with what it is said to be worth."""
_EXACT: Mapping[Operator, Callable[..., Fraction]] = {
    ADD: operator.add, SUB: operator.sub, MUL: operator.mul, DIV: operator.truediv,
    MIN: min, MAX: max, ABS: abs, POW: lambda base, exponent: base ** int(exponent),
}  # fmt: skip
_LARGEST_POWER = 1000


def _mistakes(record: Record, number: int, kind: str, random: Random) -> Iterator[Mistake]:
    if number == 1:
        return
    before, step = record["steps"][number - 2 : number]
    state = parse(before["equation"]["text"])
    found = reduced(state, rewrite)
    assert found is not None
    redex = found.redex
    assert isinstance(redex, Call)
    right = computed(redex)
    assert right is not None
    for told, value in _WRONG[kind](redex, right, state):
        whole = reduced(state, _saying(value))
        assert whole is not None
        if value != right and worth(whole.whole) not in (None, Fraction(record["answer"])):
            reason = f"{shown(redex)} is {right}, not {value}."
            wrong = _step(step, told, value, whole.whole)
            later = partial(_later, record, number, whole.whole)
            signed = redex.operator is SUB or min(_numbers(redex)) < 0
            yield Mistake(wrong, reason, later, likely=signed or kind != "flipped_sign")


def _saying(value: int) -> Rewrite:
    """An operation on numbers is said to be worth this."""
    return lambda operation: (0, Number(value))


def worth(term: Term) -> Fraction | None:
    """The exact value of an expression of numbers; ``None`` if it divides by 0."""
    if not isinstance(term, Call):
        assert isinstance(term, Number)
        return Fraction(term.value)
    parts = [worth(argument) for argument in term.arguments]
    try:
        return None if None in parts else Fraction(_EXACT[term.operator](*parts))
    except ZeroDivisionError:
        return None


def _step(step: Step, redex: Term, value: int, whole: Term) -> Step:
    return {
        **step, "operand": expression(redex), "equation": expression(whole),
        "words": f"{shown(redex)} is {value}",
    }  # fmt: skip


def _later(record: Record, number: int, whole: Term) -> Sequence[Step] | None:
    """The rest of the trace from a state; ``None`` if a division does not come out even, say."""
    old = record["steps"][number:]
    done = trace(whole, rewrite, len(old))
    if done is None or len(done) < len(old):
        return None
    values = [computed(reduction.redex) for reduction in done]
    return [
        _step(step, reduction.redex, value, reduction.whole)
        for step, reduction, value in zip(old, done, values, strict=True)
        if value is not None
    ]


def _numbers(term: Call) -> list[int]:
    return [int(part.value) for part in term.arguments if isinstance(part, Number)]


def _miscalculated(redex: Call, right: int, state: Term) -> Wrong:
    """The other one of two numbers where one of them is taken, else a number nearby."""
    if redex.operator in (MIN, MAX):
        yield from ((redex, number) for number in _numbers(redex))
    else:
        yield from ((redex, int(slip)) for slip in slips(Fraction(right)))


def _with(redex: Call, place: int, number: int) -> Wrong:
    """The operation on another number, and what that is worth."""
    parts = (*redex.arguments[:place], Number(number), *redex.arguments[place + 1 :])
    other = Call(redex.operator, parts)
    value = computed(other)
    if value is not None:
        yield other, value


def _bases(redex: Call) -> range:
    """Places of operands that are no exponents."""
    return range(1 if redex.operator is POW else len(redex.arguments))


def _miscopied(redex: Call, right: int, state: Term) -> Wrong:
    numbers = _numbers(redex)
    for place in _bases(redex):
        for slip in slips(Fraction(numbers[place]), COPIED):
            yield from _with(redex, place, int(slip))


def _substituted(redex: Call, right: int, state: Term) -> Wrong:
    """Another number of the state in the place of an operand."""
    found = (int(p.value) for p, _ in postorder([state]) if isinstance(p, Number))
    others = [number for number in dict.fromkeys(found) if number not in _numbers(redex)]
    for place in _bases(redex):
        for other in others:
            yield from _with(redex, place, other)


def _flipped(redex: Call, right: int, state: Term) -> Wrong:
    """A sum for a difference, or a sign that is lost or wrong where there is one."""
    numbers = _numbers(redex)
    if redex.operator in (ADD, SUB):
        other = Call(SUB if redex.operator is ADD else ADD, redex.arguments)
        yield redex, computed(other) or 0
    elif redex.operator in (MUL, DIV, POW, ABS) and min(numbers) < 0:
        yield redex, -right


def _exchanged(redex: Call, right: int, state: Term) -> Wrong:
    """A difference or a power with its operands in the other order."""
    first, second = (*_numbers(redex), 0)[:2]
    if redex.operator is SUB:
        yield redex, -right
    if redex.operator is POW and first > 1 and second**first <= _LARGEST_POWER:
        yield redex, second**first


_WRONG: Mapping[str, Callable[[Call, int, Term], Wrong]] = {
    "value": _miscalculated,
    "related_values": _miscopied,
    "substitution": _substituted,
    "deleted_term": lambda redex, right, state: iter(()),
    "flipped_sign": _flipped,
    "swapped_terms": _exchanged,
}
"""A term that is missing would be another state, not another value: none is left out."""

evaluation_error = computation_error(_mistakes)
"""Injects an error into a trace of an evaluation."""
