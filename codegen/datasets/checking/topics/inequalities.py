"""Inequalities: solution sets on the real line, and bounds that follow from squares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import (
    require_equivalent,
    same_solutions,
    unknown,
)
from codegen.datasets.checking.topics.equations import (
    COMPARISONS,
    ONE,
    Row,
    no_operand,
    operand_of,
    replaced,
    rewrites,
)
from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms, cuts_of, truth
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import Precision, Undefined, Values
from symnum.ops import ABS, DIV, EQUATION, LESS_EQUAL, MUL, NEG, POW
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder


def is_interval(statement: Term) -> bool:
    """Whether every part compares the unknown itself with a number."""
    return all(
        {isinstance(side, Symbol) for side in atom.arguments} == {True, False}
        and len(free_symbols(atom)) == 1
        for atom in atoms(statement)
    )


def _is_chart(source: Line, line: Line) -> bool:
    """A product or quotient is compared with 0, and the result consists of intervals."""
    zeros = [s for s in (source.left, source.right) if isinstance(s, Number) and s.value == 0]
    others = [s for s in (source.left, source.right) if not isinstance(s, Number)]
    factored = len(zeros) == len(others) == 1 and (
        isinstance(others[0], Call) and others[0].operator in (MUL, DIV, POW, NEG)
    )
    return source.relation in COMPARISONS and factored and is_interval(line.statement)


def _has_absolute_value(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]))
    return any(isinstance(part, Call) and part.operator is ABS for part in parts)


def _is_split(source: Line, line: Line) -> bool:
    """An absolute value goes; two comparisons come."""
    gone = _has_absolute_value(source.statement) and not _has_absolute_value(line.statement)
    return gone and len(list(atoms(line.statement))) == 2


def _are_intervals(source: Line, line: Line) -> bool:
    return is_interval(line.statement) and line.relation is source.relation


def _is_quotient(term: Term) -> bool:
    return isinstance(term, Call) and term.operator is DIV


def square_is_nonnegative(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """0 <= u^2, for a real u."""
    no_operand(line)
    left, square = line.left, line.right
    require(line.relation is LESS_EQUAL, "{} is no such comparison", line.statement)
    require(isinstance(left, Number) and left.value == 0, "{} is not 0", left)
    is_square = (
        isinstance(square, Call)
        and square.operator is POW
        and isinstance(square.arguments[1], Number)
        and square.arguments[1].value == 2
    )
    require(is_square, "{} is no square", square)
    with Precision():
        defined = any(_is_defined(context, point, square) for point in context.points())
    require(defined, "{} has no value", square)


def _is_defined(context: Context, point: Mapping[str, object], term: Term) -> bool:
    try:
        Values(point, context.special).of(term)
    except Undefined:
        return False
    return True


def equality_at_a_place(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Both sides of a bound at the operand, which is in the domain: they are equal."""
    (source,), place = inputs, operand_of(line)
    require(source.relation is LESS_EQUAL, "{} is no bound", source.statement)
    variable = unknown(context, source.statement)
    require(not free_symbols(place), "{} is no number", place)
    inside = "positive" not in variable.assumptions or context.sign(place) == 1
    require(inside, "{} is not positive", place)
    sides = tuple(replaced(side, variable, place) for side in (source.left, source.right))
    require(line.relation is EQUATION, "{} is no equation", line.statement)
    shown = (line.left, line.right)
    require(shown in (sides, sides[::-1]), "{} is not what {} says there", line.statement, source)
    require(context.identical(*sides), "{} is not {}", *sides)


def attained_bound(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """A bound, for which the second input shows a place where both sides are equal."""
    bound, equality = inputs
    no_operand(line)
    require(line.statement is bound.statement, "{} is not {}", line.statement, bound.statement)
    shown = equality.operator == "equality_at_a_place" and equality.inputs == line.inputs[:1]
    require(shown, "{} shows no equality in it", equality.statement)


INEQUALITIES: Mapping[str, Row] = {
    "sign_chart": same_solutions(_is_chart, "not what the signs of the factors say"),
    "split_absolute_value": same_solutions(_is_split, "not what the absolute value says"),
    "solve_parts": same_solutions(_are_intervals, "not solved"),
    "square_is_nonnegative": ((0,), square_is_nonnegative),
    "common_denominator": (ONE, rewrites(_is_quotient)),
    "equality_at_a_place": (ONE, equality_at_a_place),
    "attained_bound": ((2,), attained_bound),
}
"""Operators of inequalities."""


def solution_intervals(context: Context) -> None:
    """Goal: intervals, with the solutions of the one premise."""
    premises = [line for line in context.lines if line.operator == "given"]
    require(len(premises) == 1, "one inequality is given")
    last = context.lines[-1]
    require(is_interval(last.statement), "{} is not solved", last.statement)
    require_equivalent(context, premises[0].statement, last.statement)


def inequality_proved(context: Context) -> None:
    """Goal: the inequality that the problem states."""
    last = context.lines[-1]
    require(last.relation in COMPARISONS, "{} is no inequality", last.statement)
    shown = context.latex(last.statement)
    require(shown in context.record["problem"], "the problem does not state {}", shown)


_LEAST = re.compile(r"\bleast\b|\bsmall\b")
_GREATEST = re.compile(r"\bgreatest\b")


def bound_found(context: Context) -> None:
    """Goal: the number that an expression of the problem reaches, but does not pass, on the side
    that is asked for; a step shows where."""
    last = context.lines[-1]
    require(last.relation is LESS_EQUAL, "{} is no bound", last.statement)
    bound, reached, asked = last.left, last.right, _LEAST
    if free_symbols(bound):
        bound, reached, asked = reached, bound, _GREATEST
    require(not free_symbols(bound), "{} is no number", bound)
    context.require_shown(reached)
    variable = unknown(context, reached)
    equation = Call(EQUATION, (reached, bound))
    with Precision(320):
        try:
            places = cuts_of(reached, bound, variable)
        except Unsupported:
            raise Rejected(f"{reached} is too intricate") from None
        fitting = [p for p in places if truth(equation, Values({variable.name: p}))]
    positive = "positive" in variable.assumptions
    fitting = [p for p in fitting if p > 0 or not positive]
    require(bool(fitting), "{} is never reached by {}", bound, reached)
    require(last.operator == "attained_bound", "no step shows where {} is reached", bound)
    fits = asked.search(context.record["problem"]) is not None
    require(fits, "the problem does not ask for {}", last.statement)


CHECK = TopicCheck(
    {**ALGEBRA, **INEQUALITIES},
    {
        **dict.fromkeys(
            (
                "linear_inequality", "inequality_with_parentheses", "quadratic_inequality",
                "rational_inequality", "absolute_value",
            ),
            solution_intervals,
        ),
        "arithmetic_and_geometric_mean": inequality_proved,
        "extreme_of_a_quadratic": bound_found,
        "sum_with_reciprocal": bound_found,
    },
)  # fmt: skip
