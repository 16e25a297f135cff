"""Replays of algebra: roots of equations with one unknown, and systems."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    no_operand,
    operand_of,
    replaced,
)
from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms, equivalent, truth
from codegen.datasets.checking.topics.values import Precision, Values
from symnum.ops import (
    EQUAL,
    EQUATION,
    MUL,
    NEG,
    POW,
    SQRT,
)
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols

_DISCRIMINANT = re.compile(r"The discriminant is (-?\d{1,30})\.")
_CLOSE = 1e-9
"""Discriminants of integers differ by 1 at least."""


def unknown(context: Context, *statements: Term) -> Symbol:
    """The one symbol in statements.

    Raises:
        Rejected: there is none, or several.
    """
    found = {symbol for statement in statements for symbol in free_symbols(statement)}
    if len(found) != 1:
        raise Rejected(f"{len(found)} symbols where one unknown is expected")
    symbol: Symbol = found.pop()
    return symbol


def require_equivalent(context: Context, first: Term, second: Term) -> None:
    """Two statements about one unknown have the same solutions.

    Raises:
        Rejected: they do not, or it cannot be told.
    """
    variable = unknown(context, first, second)
    try:
        same = equivalent(first, second, variable, context.conditions)
    except Unsupported:
        raise Rejected(f"{first} and {second} cannot be compared") from None
    require(same, "{} and {} have different solutions", first, second)


def is_solved(statement: Term) -> bool:
    """Whether every part is ``unknown = number``."""
    return all(
        isinstance(atom.arguments[0], Symbol)
        and atom.operator in (EQUAL, EQUATION)
        and not free_symbols(atom.arguments[1])
        for atom in atoms(statement)
    )


def same_solutions(shape: Callable[[Line, Line], bool], says: str) -> Row:
    """A step whose statement has the solutions of its input, and a given shape."""

    def replay(context: Context, line: Line, inputs: Sequence[Line]) -> None:
        (source,) = inputs
        no_operand(line)
        require(shape(source, line), "{}: " + says, line.statement)
        require_equivalent(context, source.statement, line.statement)

    return ONE, replay


def _is_zero_product(source: Line, line: Line) -> bool:
    """A product is 0, and each alternative says that one factor is."""
    sides = source.left, source.right
    if not isinstance(sides[1], Number) or sides[1].value != 0 or source.relation is not EQUATION:
        return False
    if not isinstance(sides[0], Call) or sides[0].operator not in (MUL, POW, NEG):
        return False
    alternatives = list(atoms(line.statement))
    return all(
        isinstance(atom.arguments[1], Number) and atom.arguments[1].value == 0
        for atom in alternatives
    )


def _are_square_roots(source: Line, line: Line) -> bool:
    """A square is a number, and each alternative gives its base one of the roots."""
    square = source.left
    if not isinstance(square, Call) or square.operator is not POW or free_symbols(source.right):
        return False
    base, exponent = square.arguments
    if not isinstance(exponent, Number) or exponent.value != 2:
        return False
    return all(atom.arguments[0] is base for atom in atoms(line.statement))


def _is_solved_line(source: Line, line: Line) -> bool:
    return is_solved(line.statement)


def _is_quadratic_solved(source: Line, line: Line) -> bool:
    """The input is a quadratic with 0 on the right, the output its roots."""
    zero = isinstance(source.right, Number) and source.right.value == 0
    return zero and source.relation is EQUATION and is_solved(line.statement)


def square_both_sides(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Follows from the input; may have more solutions."""
    (source,) = inputs
    no_operand(line)
    require(source.relation is EQUATION and line.relation is EQUATION, "only equations are squared")
    require(_has_root(source), "there is no square root to be removed")
    for shown, side in ((line.left, source.left), (line.right, source.right)):
        squared = Call(POW, (side, Number(2)))
        require(_squares(context, shown, side, squared), "{} is not the square of {}", shown, side)


def _has_root(line: Line) -> bool:
    return any(isinstance(s, Call) and s.operator is SQRT for s in (line.left, line.right))


def _squares(context: Context, shown: Term, side: Term, squared: Term) -> bool:
    if isinstance(side, Call) and side.operator is SQRT:
        return context.identical(shown, side.arguments[0])
    return context.identical(shown, squared)


def discard_extraneous(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Of the candidates in the first input those are kept that satisfy the second."""
    candidates, original = inputs
    no_operand(line)
    variable = unknown(context, original.statement)
    require(is_solved(candidates.statement), "{} are no candidates", candidates.statement)
    require(is_solved(line.statement), "{} is not solved", line.statement)
    kept = []
    with Precision():
        for atom in atoms(candidates.statement):
            value = Values({}).of(atom.arguments[1])
            if truth(original.statement, Values({variable.name: value})):
                kept.append(atom.arguments)
    shown = [atom.arguments for atom in atoms(line.statement)]
    require(shown == kept, "{} are not the candidates that satisfy the equation", line.statement)


def check_by_inserting(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """A solution put into an equation: both sides are the same number."""
    solution, equation = inputs
    operand = operand_of(line)
    require(isinstance(operand, Number | Call), "{} is no value", operand)
    variable = unknown(context, solution.statement)
    values = [atom.arguments[1] for atom in atoms(solution.statement)]
    require(operand in values, "{} is not among the solutions", operand)
    sides = [replaced(side, variable, operand) for side in (equation.left, equation.right)]
    for shown, side in zip((line.left, line.right), sides, strict=True):
        require(context.identical(shown, side), "{} should be {}", shown, side)


def solution_set(context: Context) -> None:
    """Goal: the last statement is solved and has the solutions of the one premise."""
    premises = [line for line in context.lines if line.operator == "given"]
    require(len(premises) == 1, "one equation is given")
    last = context.lines[-1]
    require(is_solved(last.statement), "{} is not solved", last.statement)
    require_equivalent(context, premises[0].statement, last.statement)


zero_product = same_solutions(_is_zero_product, "not what a product that is 0 means")
take_square_roots = same_solutions(_are_square_roots, "not both roots of a square")
_solved = same_solutions(_is_solved_line, "not solved")[1]
_solved_quadratic = same_solutions(_is_quadratic_solved, "not the roots of a quadratic")[1]


def _by_solving(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Each alternative solved; words may say that the unknown is positive."""
    _solved(context, line, inputs)
    positive = "positive" in unknown(context, line.statement).assumptions
    require(positive or not line.words, "the unknown is not known to be positive")


solve_alternatives: Row = (ONE, _by_solving)


def _by_quadratic_formula(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The roots of a quadratic; the step's words may say its discriminant, which is worked out."""
    _solved_quadratic(context, line, inputs)
    (source,) = inputs
    said = _DISCRIMINANT.fullmatch(line.words)
    if said is None:
        return
    variable = unknown(context, source.statement)
    values = [context.value(replaced(source.left, variable, Number(place))) for place in (-1, 0, 1)]
    left, constant, right = values
    leading, middle = (left + right) / 2 - constant, (right - left) / 2
    off = abs(middle * middle - 4 * leading * constant - int(said[1]))
    require(off < _CLOSE, "{} is not the discriminant", said[1])


quadratic_formula: Row = (ONE, _by_quadratic_formula)
