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
    """Straight-line ball arithmetic: inputs, constants, then one value per step."""

    __slots__ = ("constants", "inputs", "outputs", "rounded", "steps")

    def __init__(
        self,
        inputs: Sequence[str],
        constants: Sequence[Exact],
        steps: Sequence[tuple[Operator, Sequence[int]]],
        outputs: Sequence[int],
    ) -> None:
        self.inputs = tuple(inputs)
        self.constants = tuple(constants)
        self.steps = [(_step(operator), _fetch(arguments)) for operator, arguments in steps]
        self.outputs = tuple(outputs)
        self.rounded: dict[int, list[arb]] = {}

    def run(self, inputs: Sequence[Exact | arb], bits: int) -> list[Ball]:
        """The outputs at a point, computed with ``bits`` bits; one number per input."""
        kept, ctx.prec = ctx.prec, bits
        try:
            constants = self.rounded.get(bits)
            if constants is None:
                constants = self.rounded[bits] = [ball(value) for value in self.constants]
            values: list[Any] = [ball(value) for value in inputs]
            values += constants
            self._fill(values)
            return [_result(values[output]) for output in self.outputs]
        finally:
            ctx.prec = kept

    def _fill(self, values: list[Any]) -> None:
        """Append the value of every step; from the first that is no ball on, with care."""
        remaining, append = iter(self.steps), values.append
        for step, fetch in remaining:
            value = step(fetch(values))
            append(value)
            if value.__class__ is not arb:
                break
        for step, fetch in remaining:
            append(_careful(step, fetch(values)))


def ball(value: Exact | arb) -> arb:
    """A number as a ball at the current precision."""
    if type(value) is Fraction:
        return arb(fmpq(value.numerator, value.denominator))
    return value if isinstance(value, arb) else arb(int(value))


def tape_of_program(program: Program) -> Tape:
    """The tape of a program."""
    steps = [(step.operator, step.arguments) for step in program.instructions]
    return Tape(program.inputs, program.constants, steps, program.outputs)


def tape_of_term(root: Any) -> Tape:
    """The tape of a term of any registered type, every shared subterm once.

    Raises:
        InputError: an operator without a value.
    """
    return _Unrolling().tape(root)


class _Unrolling:
    """Numbers the nodes of a term in post-order, with a stack of its own."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.names: dict[str, int] = {}
        self.constants: dict[Exact, int] = {}
        self.steps: list[tuple[Operator, list[int], int]] = []
        self.alive: list[Any] = []
        self.count = 0

    def tape(self, root: Any) -> Tape:
        numbers = self.numbers
        stack: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
        while stack:
            term, arguments = stack.pop()
            if id(term) in numbers:
                continue
            adapter = interface.adapter_of(term)
            if arguments is not None:
                places = [numbers[id(argument)] for argument in arguments]
                number = self._call(adapter.operator(term), places)
            elif adapter.is_call(term):
                arguments = adapter.arguments(term)
                stack.append((term, arguments))
                stack.extend((argument, None) for argument in arguments)
                continue
            else:
                number = self._leaf(adapter, term)
            numbers[id(term)] = number
            self.alive.append(term)
        return self._finish(numbers[id(root)])

    def _new(self) -> int:
        self.count += 1
        return self.count - 1

    def _call(self, operator: Operator, places: list[int]) -> int:
        if operator.arb is None or operator.result is Kind.EQUATION:
            raise InputError(f"operator {operator.name!r} has no value")
        number = self._new()
        self.steps.append((operator, places, number))
        return number

    def _leaf(self, adapter: interface.Adapter, term: Any) -> int:
        value = adapter.number(term)
        table: dict[Any, int] = self.names if value is None else self.constants
        key = adapter.name(term) if value is None else value
        if key not in table:
            table[key] = self._new()
        return table[key]

    def _finish(self, root: int) -> Tape:
        order = [*self.names.values(), *self.constants.values(), *(s[2] for s in self.steps)]
        new = dict(zip(order, range(len(order)), strict=True))
        steps = [(operator, [new[p] for p in places]) for operator, places, _ in self.steps]
        return Tape(tuple(self.names), tuple(self.constants), steps, (new[root],))


@cache
def _step(operator: Operator) -> Step:
    """The ball reference of an operator, asked for only inside its domain."""
    reference = operator.arb
    if reference is None:
        raise InputError(f"operator {operator.name!r} has no value")
    domain = domain_of(operator)
    if domain is None:
        return _select if operator is SELECT else reference

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
    if step is _select:
        return _select(arguments)
    if UNDEFINED in arguments:
        return UNDEFINED
    return UNDECIDED if UNDECIDED in arguments else step(arguments)


def _select(arguments: Sequence[Any]) -> Any:
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
