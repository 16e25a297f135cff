"""Differential equations: separable, linear of first order, linear with constant coefficients.

Whatever the way, the last statement is put into the equation of the problem; its constants have to
be as many as the order and independent of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import arb, arb_mat

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.calculus import parts_with
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import is_solved
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    no_operand,
    operand_of,
    replaced,
)
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import Precision, Undefined, Values, derivative_of
from symnum.ops import DERIVATIVE, EQUATION, EXP, LOG
from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.interface import number
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder


def unknown_of(line: Line) -> tuple[Call, Symbol]:
    """The unknown function and its variable.

    Raises:
        Rejected: there is not one.
    """
    found = {
        part for part, _ in postorder([line.statement])
        if isinstance(part, Call) and not part.operator.interpreted
    }  # fmt: skip
    if len(found) != 1:
        raise Rejected(f"{line.statement} does not have one unknown function")
    (function,) = found
    variable = function.arguments[0]
    if len(function.arguments) != 1 or not isinstance(variable, Symbol):
        raise Rejected(f"{function} is no function of one symbol")
    return function, variable


def integrate_sides(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Both sides integrated in the operand; one new constant on the right."""
    (source,), variable = inputs, operand_of(line)
    require(line.relation is EQUATION and source.relation is EQUATION, "only equations have sides")
    number = len(context.lines) + 1
    declared = [c for c in context.record["constants"] if c["step"] == number]
    require(len(declared) == 1, "one constant is declared for this step")
    constant = Symbol(declared[0]["name"])
    require(declared[0]["variable"] == str(variable), "the constant is of another variable")
    require(not declared[0]["arguments"], "the constant is a number")
    found = replaced(line.right, constant, Number(0))
    same = to_canonical(found) is to_canonical(context.read(declared[0]["antiderivative"], "found"))
    require(same, "the constant is declared for {}", declared[0]["antiderivative"]["text"])
    whole = to_canonical(line.right) - CanonicalSymbol(constant.name)
    require(whole is to_canonical(found), "{} does not end with the constant", line.right)
    known = {s.name for s in free_symbols(line.left)}
    require(constant.name not in known, "the constant stands on the left")
    for new, old in ((line.left, source.left), (line.right, source.right)):
        slope = derivative_of(new, variable)
        require(context.identical(slope, old), "{} is no antiderivative of {}", new, old)


def product_rule_backwards(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The left side written as the derivative of a product."""
    (source,) = inputs
    no_operand(line)
    left = line.left
    fits = isinstance(left, Call) and left.operator is DERIVATIVE
    require(fits and line.relation is EQUATION, "{} is no derivative", left)
    assert isinstance(left, Call)
    require(not parts_with(DERIVATIVE, left.arguments[0]), "{} is not integrated", left)
    require(context.identical(left, source.left), "{} is not {}", left, source.left)
    require(line.right is source.right, "{} changes", source.right)


def exponentiate(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """From log(u) = v to u = exp(v)."""
    (source,) = inputs
    no_operand(line)
    old = source.left
    require(isinstance(old, Call) and old.operator is LOG, "{} is no logarithm", old)
    assert isinstance(old, Call)
    require(line.relation is EQUATION and line.left is old.arguments[0], "{} is lost", old)
    whole = Call(EXP, (source.right,))
    require(context.identical(line.right, whole), "{} should be {}", line.right, whole)


def insert_initial_value(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The general solution at the place where its value is given."""
    general, initial = inputs
    no_operand(line)
    function, variable = unknown_of(general)
    require(general.left is function, "{} is not solved", general.statement)
    given = initial.left
    require(isinstance(given, Call) and given.operator is function.operator, "{} is another", given)
    assert isinstance(given, Call)
    value = replaced(general.right, variable, given.arguments[0])
    require(line.relation is EQUATION and line.left is initial.right, "{} is lost", initial.right)
    require(context.identical(line.right, value), "{} should be {}", line.right, value)


def characteristic_equation(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """What exp(r*x) makes of the left side of a linear equation with constant coefficients,
    divided by it; the right side has nothing of the unknown."""
    (source,) = inputs
    no_operand(line)
    function, variable = unknown_of(source)
    (root,) = free_symbols(line.statement)
    require(root is not variable, "{} is the variable", root)
    trial = Call(EXP, (to_plain(to_canonical(root) * to_canonical(variable)),))
    inserted = replaced(source.left, function, trial)
    wanted = to_canonical(line.left) * to_canonical(trial)
    zero = isinstance(line.right, Number) and line.right.value == 0
    require(zero and line.relation is EQUATION, "{} is not homogeneous", line.statement)
    apart = function not in [part for part, _ in postorder([source.right])]
    require(apart, "{} is on both sides of {}", function, source.statement)
    require(context.identical(inserted, to_plain(wanted)), "{} does not belong to it", line.left)


def general_solution(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The solution that the roots of the characteristic equation give; proved by inserting it."""
    equation, roots = inputs
    no_operand(line)
    function, _ = unknown_of(equation)
    require(line.left is function and line.relation is EQUATION, "{} is not solved", line.statement)
    require(roots.operator in _ROOTS or is_solved(roots.statement), "{} are no roots", roots)
    solves(context, equation, line.right)
    require_general(context, equation, line.right)
    if line.words:
        names = [constant["name"] for constant in context.record["constants"]]
        rest = line.right
        for name in names:
            rest = replaced(rest, Symbol(name), Number(0))
        require(number(to_canonical(rest)) is not None, "{} is no constant", rest)
        solves(context, equation, rest)


_ROOTS = ("complete_the_square",)


def solves(context: Context, line: Line, solution: Term) -> None:
    """A term put into an equation in place of the unknown: both sides agree.

    Raises:
        Rejected: they do not.
    """
    function, _ = unknown_of(line)
    sides = [replaced(side, function, solution) for side in (line.left, line.right)]
    require(context.identical(*sides), "{} does not solve {}", solution, line.statement)


def order_of(line: Line) -> int:
    """How often the unknown is differentiated at most."""
    deepest = 0
    for part in parts_with(DERIVATIVE, line.statement):
        depth, inside = 0, part
        while isinstance(inside, Call) and inside.operator is DERIVATIVE:
            depth, inside = depth + 1, inside.arguments[0]  # type: ignore[assignment]
        deepest = max(deepest, depth)
    return deepest


def require_general(context: Context, line: Line, solution: Term) -> None:
    """As many constants as the order, each of which changes the solution in a way of its own.

    Raises:
        Rejected: some are missing or depend on each other.
    """
    order, (_, variable) = order_of(line), unknown_of(line)
    names = [c["name"] for c in context.record["constants"]]
    used = {s.name for s in free_symbols(solution)}
    require(len(names) == order and used >= set(names), "{} has not {} constants", solution, order)
    rows, current = [], solution
    for _ in range(order):
        rows.append([derivative_of(current, Symbol(name)) for name in names])
        current = derivative_of(current, variable)
    with Precision():
        for point in context.points():
            try:
                values = Values(point, context.special)
                entries = [[arb(values.of(entry)) for entry in row] for row in rows]
            except Undefined:
                continue
            if not arb_mat(entries).det().contains(0):
                return
    raise Rejected(f"the constants of {solution} are not independent")


EQUATIONS: Mapping[str, Row] = {
    "integrate_sides": (ONE, integrate_sides),
    "product_rule_backwards": (ONE, product_rule_backwards),
    "exponentiate": (ONE, exponentiate),
    "insert_initial_value": ((2,), insert_initial_value),
    "characteristic_equation": (ONE, characteristic_equation),
    "general_solution": ((2,), general_solution),
}
"""Operators of differential equations."""


def _asked(context: Context) -> tuple[Line, Line]:
    first, last = context.lines[0], context.lines[-1]
    require(first.operator == "given" and bool(order_of(first)), "no equation is given")
    function, _ = unknown_of(first)
    require(last.left is function and last.relation is EQUATION, "{} is not solved", last.statement)
    require(not parts_with(DERIVATIVE, last.right), "{} is not solved", last.statement)
    inside = [p for p, _ in postorder([last.right]) if p is function]
    require(not inside, "{} is not solved", last.statement)
    return first, last


def all_solutions(context: Context) -> None:
    """Goal: the general solution."""
    first, last = _asked(context)
    solves(context, first, last.right)
    require_general(context, first, last.right)


def one_solution(context: Context) -> None:
    """Goal: the solution with the given value."""
    first, last = _asked(context)
    solves(context, first, last.right)
    _, variable = unknown_of(first)
    free = {s.name for s in free_symbols(last.right)} - {variable.name}
    require(not free, "{} are left", free)
    values = [line for line in context.lines[1:] if line.operator == "given"]
    starts = [line for line in values if line.relation is EQUATION]
    require(len(starts) == order_of(first), "initial values are missing")
    for line in starts:
        assert isinstance(line.left, Call)
        value = replaced(last.right, variable, line.left.arguments[0])
        require(context.identical(value, line.right), "{} does not hold", line.statement)


CHECK = TopicCheck(
    {**ALGEBRA, **EQUATIONS},
    {
        **dict.fromkeys(
            ("separable", "linear_first_order", "distinct_roots", "double_root", "complex_pair"),
            all_solutions,
        ),
        "growth_from_a_value": one_solution,
        "linear_from_a_value": one_solution,
    },
)
