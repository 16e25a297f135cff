"""Programs from one line of text, operation by operation as written.

``t1 = x - 3; t1 * t1`` has two operations. Nothing is simplified or merged on the way, so that
operations are counted as they were claimed; text is parsed by our own parser.
"""

from __future__ import annotations

from typing import Any

from symnum.errors import InputError
from symnum.numerics.program_building import ProgramBuilder
from symnum.ops import DIV, MUL, NEG, Kind, Operator
from symnum.program import InvalidProgram, Program
from symnum.terms import interface
from symnum.terms.exact import exact
from symnum.terms.parse import parse
from symnum.terms.plain import Term


def program_from_text(text: str, argument: str = "x") -> Program:
    """A program of one input from text.

    Args:
        text: Assignments ``name = expression``, separated by semicolons, then an expression.
            Integers are exact; other decimal numbers stand for the nearest binary64 number.
        argument: Name of the input.

    Raises:
        InputError: no such text, a name that has no value yet, or an operator without a value.

    >>> program_from_text("t1 = x - 3; t1 * t1").operations
    2
    """
    building = _Building(argument)
    *assignments, result = text.split(";")
    for statement in assignments:
        name, equals, expression = statement.partition("=")
        if not equals or not name.strip().isidentifier():
            raise InputError(f"program: an assignment is expected, not {statement.strip()!r}")
        building.names[name.strip()] = building.value(_parsed(expression))
    return building.program(building.value(_parsed(result)))


def _parsed(text: str) -> Term:
    return parse(text.strip(), source="program")


class _Building:
    """A program under construction, and the names that were given to its values."""

    def __init__(self, argument: str) -> None:
        self.written = ProgramBuilder(argument)
        self.names: dict[str, int] = {argument: 0}

    def value(self, root: Any) -> int:
        """The number of a term's value; equal parts that are written twice are computed twice."""
        found: list[int] = []
        stack: list[tuple[Any, Operator | None, int]] = [(root, None, 0)]
        while stack:
            term, operator, count = stack.pop()
            if operator is not None:
                arguments = found[len(found) - count :]
                del found[len(found) - count :]
                found.append(self.row(operator, arguments))
                continue
            term = _with_signed_literal(term)
            if interface.is_call(term):
                parts = interface.arguments(term)
                stack.append((None, interface.operator(term), len(parts)))
                stack += [(part, None, 0) for part in reversed(parts)]
            else:
                found.append(self.leaf(term))
        return found[0]

    def leaf(self, term: Any) -> int:
        adapter = interface.adapter_of(term)
        number = adapter.number(term)
        if number is None:
            name = adapter.name(term)
            if name not in self.names:
                raise InputError(f"program: {name!r} has no value yet")
            return self.names[name]
        try:
            return self.written.constant(
                number if isinstance(number, int) else exact(float(number))
            )
        except OverflowError:
            raise InputError("program: a constant is too large for binary64") from None

    def row(self, operator: Operator, arguments: list[int]) -> int:
        if operator.arb is None or operator.result is Kind.EQUATION:
            raise InputError(f"program: operator {operator.name!r} has no value")
        if operator.arity is not None:
            return self.written.apply(operator, *arguments)
        first, *others = arguments
        for other in others:  # sums and products of several terms, from the left
            first = self.written.apply(operator, first, other)
        return first

    def program(self, output: int) -> Program:
        try:
            return self.written.program(output)
        except InvalidProgram as error:
            raise InputError(f"program: {error}") from None


def _with_signed_literal(term: Any) -> Any:
    """−(3·x), which is how ``-3*x`` is read, as (−3)·x: a sign of a constant is no operation."""
    if not interface.is_call(term) or interface.operator(term) is not NEG:
        return term
    (inner,) = interface.arguments(term)
    changed = _negated(inner)
    return term if changed is None else changed


def _negated(term: Any) -> Any | None:
    """Minus a term by a change of its first literal, if it begins with one."""
    if not interface.is_call(term):
        number = interface.adapter_of(term).number(term)
        return None if number is None else interface.literal(term, -number)
    operator = interface.operator(term)
    if operator not in (MUL, DIV):
        return None
    first, *others = interface.arguments(term)
    changed = _negated(first)
    return None if changed is None else interface.rebuild(term, operator, [changed, *others])
