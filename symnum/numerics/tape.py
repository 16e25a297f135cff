"""Tapes: terms and programs unrolled into one list of ball-arithmetic steps.

A tape is made once and run at many points. It keeps a term exactly as written, since whether a
term is defined at a point depends on every subterm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from functools import cache
from operator import itemgetter
from typing import Any

from flint import arb, ctx, fmpq

from symnum.errors import InputError
from symnum.numerics.predicates import domain_of
from symnum.ops import SELECT, Kind, Operator
from symnum.program import Program
from symnum.terms import interface
from symnum.terms.exact import Exact


class Outcome(Enum):
    """Why there is no enclosure of a value."""

    UNDEFINED = "certainly outside the real domain of some operator"
    UNDECIDED = "too close to the edge of a domain, or too large, at this precision"


UNDEFINED, UNDECIDED = Outcome.UNDEFINED, Outcome.UNDECIDED
Ball = arb | bool | Outcome
"""An enclosure of a number, a proved truth value, or the reason for having neither."""

Step = Callable[[Sequence[Any]], Any]
Fetch = Callable[[Sequence[Any]], Sequence[Any]]


class Tape:
    """Straight-line ball arithmetic; every value has a place of its own.

    Args:
        inputs: The place of each input, by name.
        constants: The place of each constant.
        steps: For each operation its step, how it fetches its arguments, and its place, in order.
        outputs: Places of the results.
    """

    __slots__ = ("_rounded", "constants", "inputs", "outputs", "places", "steps")

    def __init__(
        self,
        inputs: Mapping[str, int],
        constants: Sequence[tuple[Exact, int]],
        steps: Sequence[tuple[Step, Fetch, int]],
        outputs: Sequence[int],
    ) -> None:
        self.inputs, self.places = tuple(inputs), tuple(inputs.values())
        self.constants, self.steps, self.outputs = constants, steps, outputs
        self._rounded: dict[int, list[Any]] = {}

    def run(self, inputs: Sequence[Exact | arb], bits: int) -> list[Ball]:
        """The outputs at a point, computed with ``bits`` bits; one number per input."""
        kept, ctx.prec = ctx.prec, bits
        try:
            values = (self._rounded.get(bits) or self._with_constants(bits)).copy()
            for place, value in zip(self.places, inputs, strict=True):
                values[place] = ball(value)
            self._fill(values)
            return [_result(values[output]) for output in self.outputs]
        finally:
            ctx.prec = kept

    def _with_constants(self, bits: int) -> list[Any]:
        """The values before the first step, with the constants rounded to ``bits`` bits."""
        count = len(self.places) + len(self.constants) + len(self.steps)
        values = self._rounded[bits] = [None] * count
        for constant, place in self.constants:
            values[place] = ball(constant)
        return values

    def _fill(self, values: list[Any]) -> None:
        """The value of every step; from the first that is no ball on, with care."""
        remaining = iter(self.steps)
        for step, fetch, place in remaining:
            value = values[place] = step(fetch(values))
            if value.__class__ is not arb:
                break
        for step, fetch, place in remaining:
            values[place] = _careful(step, fetch(values))


def ball(value: Exact | arb) -> arb:
    """A number as a ball at the current precision."""
    if type(value) is Fraction:
        return arb(fmpq(value.numerator, value.denominator))
    return value if isinstance(value, arb) else arb(int(value))


def tape_of_program(program: Program) -> Tape:
    """The tape of a program."""
    steps = [
        (step_of(instruction.operator), _fetch(instruction.arguments), number)
        for number, instruction in program.numbered()
    ]
    inputs = {name: place for place, name in enumerate(program.inputs)}
    constants = [(value, place) for place, value in enumerate(program.constants, len(inputs))]
    return Tape(inputs, constants, steps, program.outputs)


def tape_of_term(root: Any) -> Tape:
    """The tape of a term of any registered type, every shared subterm once.

    Raises:
        InputError: an operator without a value.
    """
    return _Unrolling().tape(root)


class _Unrolling:
    """Gives the nodes of a term places in post-order, with a stack of its own."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.names: dict[str, int] = {}
        self.constants: dict[Exact, int] = {}
        self.steps: list[tuple[Step, Fetch, int]] = []
        self.alive: list[Any] = []  # keeps the ids in ``numbers`` from being used again
        self.count = 0

    def tape(self, root: Any) -> Tape:
        numbers, alive, adapter_of = self.numbers, self.alive, interface.adapter_of
        stack: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
        while stack:
            term, arguments = stack.pop()
            key = id(term)
            if key in numbers:
                continue
            adapter = adapter_of(term)
            if arguments is None and adapter.is_call(term):
                arguments = adapter.arguments(term)
                stack.append((term, arguments))
                stack.extend([(a, None) for a in arguments if id(a) not in numbers])
                continue
            if arguments is None:
                numbers[key] = self._leaf(adapter, term)
            else:
                fetch = _fetch([numbers[id(argument)] for argument in arguments])
                self.steps.append((step_of(adapter.operator(term)), fetch, self.count))
                numbers[key] = self.count
                self.count += 1
            alive.append(term)
        return Tape(self.names, tuple(self.constants.items()), self.steps, (numbers[id(root)],))

    def _leaf(self, adapter: interface.Adapter, term: Any) -> int:
        value = adapter.number(term)
        table: dict[Any, int] = self.names if value is None else self.constants
        place = table.setdefault(adapter.name(term) if value is None else value, self.count)
        self.count += place == self.count
        return place


@cache
def step_of(operator: Operator) -> Step:
    """The ball reference of an operator, asked for only inside its domain."""
    reference = operator.arb
    if reference is None or operator.result is Kind.EQUATION:
        raise InputError(f"operator {operator.name!r} has no value")
    domain = domain_of(operator)
    if domain is None:
        return chosen if operator is SELECT else reference

    def guarded(arguments: Sequence[Any]) -> Any:
        verdict = domain(arguments)
        if verdict is True:
            return reference(arguments)
        return UNDECIDED if verdict is None else UNDEFINED

    return guarded


def _fetch(arguments: Sequence[int]) -> Fetch:
    if len(arguments) > 1:
        return itemgetter(*arguments)
    start = arguments[0] if arguments else 0
    return itemgetter(slice(start, start + len(arguments)))


def _careful(step: Step, arguments: Sequence[Any]) -> Any:
    """A step whose arguments may be truth values or lack an enclosure: undefinedness spreads."""
    if step is chosen:
        return chosen(arguments)
    if UNDEFINED in arguments:
        return UNDEFINED
    return UNDECIDED if UNDECIDED in arguments else step(arguments)


def chosen(arguments: Sequence[Any]) -> Any:
    """Only the branch chosen needs a value; in doubt, both do and their union encloses it."""
    condition, *branches = arguments
    if condition is UNDEFINED or branches == [UNDEFINED, UNDEFINED]:
        return UNDEFINED
    if condition is True or condition is False:
        return branches[0] if condition else branches[1]
    if condition is UNDECIDED or any(branch.__class__ is not arb for branch in branches):
        return UNDECIDED
    return branches[0].union(branches[1])


def _result(value: Any) -> Ball:
    if value.__class__ is arb:
        return value if value.is_finite() else UNDECIDED
    return UNDECIDED if value is None else value


def values_in_order(names: Sequence[str], point: Mapping[str, Exact | arb]) -> list[Exact | arb]:
    """The coordinates of a point in the order of a tape's inputs.

    Raises:
        InputError: the point has no coordinate of a name.
    """
    try:
        return [point[name] for name in names]
    except KeyError as missing:
        raise InputError(f"the point gives no value to {missing.args[0]!r}") from None
