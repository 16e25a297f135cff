"""Programs of records, run by a reader of a small part of Python: nothing is executed.

A program is ``from fractions import Fraction``, one function of assignments and a list that it
returns, and calls of it whose results are printed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import NamedTuple

from codegen.datasets.checking.families.refusal import Refused, demand

LONGEST = 20_000
"""Characters of a program."""
_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv,
}  # fmt: skip


class Printed(NamedTuple):
    """What a program is given by name in one call, and what it prints then."""

    given: dict[str, Fraction]
    line: str


def printed(program: str) -> list[Printed]:
    """What a program prints, call by call.

    Raises:
        Refused: it is no program of this kind.
    """
    demand(len(program) <= LONGEST, "the program is too long")
    try:
        body = ast.parse(program).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(0, "the program is no Python") from None
    try:
        imported, function, *calls = body
        demand(ast.unparse(imported) == "from fractions import Fraction", "it imports something")
        assert isinstance(function, ast.FunctionDef) and function.name == "solution" and calls
        return [_called(function, call) for call in calls]
    except (AssertionError, ValueError, KeyError, ZeroDivisionError):
        raise Refused(0, "the program does something else than it should") from None


def _called(function: ast.FunctionDef, call: ast.stmt) -> Printed:
    """The values of ``print(*solution(Fraction(1), …), sep='; ')``."""
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    shown = call.value
    assert ast.unparse(shown.func) == "print" and len(shown.args) == 1
    assert [ast.unparse(keyword) for keyword in shown.keywords] == ["sep='; '"]
    star = shown.args[0]
    assert isinstance(star, ast.Starred) and isinstance(star.value, ast.Call)
    assert ast.unparse(star.value.func) == "solution" and not star.value.keywords
    given = [_given(argument) for argument in star.value.args]
    told = dict(zip(_parameters(function), given, strict=True))
    return Printed(told, _line(function, told))


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args]


def _assignments(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """What is assigned to which name, line by line."""
    for line in function.body[:-1]:
        assert isinstance(line, ast.Assign) and len(line.targets) == 1
        target = line.targets[0]
        assert isinstance(target, ast.Name)
        yield target.id, line.value


def _line(function: ast.FunctionDef, given: Mapping[str, Fraction]) -> str:
    """What is printed of what the function returns."""
    values = dict(given)
    for name, expression in _assignments(function):
        values[name] = _value(expression, values)
    last = function.body[-1]
    assert isinstance(last, ast.Return) and isinstance(last.value, ast.List)
    return "; ".join(str(_returned(e, values)) for e in last.value.elts)


def _returned(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction | str:
    """A number, or the letter of a choice: ``'A' if first < second else 'B'``."""
    if not isinstance(node, ast.IfExp):
        return _value(node, values)
    test = node.test
    assert isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Lt)
    smaller = _value(test.left, values) < _value(test.comparators[0], values)
    chosen = node.body if smaller else node.orelse
    assert isinstance(chosen, ast.Constant) and chosen.value in ("A", "B")
    return str(chosen.value)


def _given(node: ast.expr) -> Fraction:
    """The number of ``Fraction(3)`` or ``Fraction(3/4)``… of whole numbers only."""
    assert isinstance(node, ast.Call) and ast.unparse(node.func) == "Fraction"
    assert len(node.args) == 1 and not node.keywords
    assert isinstance(node.args[0], ast.Constant) and type(node.args[0].value) is int
    return Fraction(node.args[0].value)


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Fraction(node.value)
    if isinstance(node, ast.Call):
        assert ast.unparse(node.func) == "abs" and len(node.args) == 1 and not node.keywords
        return abs(_value(node.args[0], values))
    assert isinstance(node, ast.BinOp)
    left, right = _value(node.left, values), _value(node.right, values)
    if isinstance(node.op, ast.Pow):
        assert right.denominator == 1 and abs(right) <= 100
        return left ** int(right)
    assert type(node.op) in _OPERATIONS
    return _OPERATIONS[type(node.op)](left, right)


def check_program(
    program: str,
    rows: Sequence[Mapping[str, Fraction]],
    lines: list[str],
    further: Iterable[tuple[Mapping[str, Fraction], str]],
) -> None:
    """A program is called with the numbers of each row and prints the line of each.

    Args:
        program: Its source.
        rows: Numbers by name, one row for each call.
        lines: What the calls print.
        further: Other numbers, which no call has, with what has to be printed for them: what is
            printed has to be computed.

    Raises:
        Refused: it does not.
    """
    calls = printed(program)
    demand([call.line for call in calls] == lines, "the program prints something else")
    for call, row in zip(calls, rows, strict=True):
        same = all(row.get(name) == value for name, value in call.given.items())
        demand(same, "the program is given other numbers than the problem says")
    function = _function(program)
    for row, line in further:
        try:
            found = _line(function, {name: row[name] for name in _parameters(function)})
        except (AssertionError, KeyError, ZeroDivisionError):
            raise Refused(0, "the program cannot be run with other numbers") from None
        demand(found == line, "the program computes something else")


def computed(program: str, name: str, values: Mapping[str, Fraction]) -> Fraction:
    """What a program, checked before, assigns to a name if others are worth these values.

    Raises:
        Refused: nothing, or it cannot be computed.
    """
    try:
        return _value(dict(_assignments(_function(program)))[name], values)
    except (AssertionError, KeyError, ZeroDivisionError):
        raise Refused(0, f"{name} cannot be computed") from None


def names_used(program: str) -> dict[str, set[str]]:
    """For each name that a program, checked before, assigns to: what the value is computed of."""
    return {
        name: {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
        for name, expression in _assignments(_function(program))
    }


def _function(program: str) -> ast.FunctionDef:
    function = ast.parse(program).body[1]
    assert isinstance(function, ast.FunctionDef)
    return function
