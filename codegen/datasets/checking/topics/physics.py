"""Physics: laws between positive quantities, solved for one of them, and with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.calculus import CALCULUS, stationary_points
from codegen.datasets.checking.topics.context import Context, Line, require
from codegen.datasets.checking.topics.equations import ONE, Row, no_operand, replaced
from codegen.datasets.checking.topics.topic_check import TopicCheck
from symnum.ops import DIV, EQUATION, POW, SQRT
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols


def positive_root(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """From u^2 = c to u = sqrt(c), u positive."""
    (source,) = inputs
    no_operand(line)
    square, root = source.left, line.right
    is_square = isinstance(square, Call) and square.operator is POW
    require(is_square and source.relation is EQUATION, "{} is no square", square)
    assert isinstance(square, Call)
    base, exponent = square.arguments
    require(isinstance(exponent, Number) and exponent.value == 2, "{} is no square", square)
    require(context.sign(base) == 1, "{} is not known to be positive", base)
    require(line.relation is EQUATION and line.left is base, "{} is not {}", line.left, base)
    require(isinstance(root, Call) and root.operator is SQRT, "{} is no root", root)
    assert isinstance(root, Call)
    inside = root.arguments[0]
    require(context.identical(inside, source.right), "{} is not {}", inside, source.right)


def reciprocal(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Both sides, which do not vanish, turned upside down."""
    (source,) = inputs
    no_operand(line)
    left = source.left
    require(isinstance(left, Call) and left.operator is DIV, "{} is no quotient", left)
    require(source.relation is EQUATION and line.relation is EQUATION, "only equations are turned")
    assert isinstance(left, Call)
    require(all(context.nonzero(a) for a in left.arguments), "{} may be 0", left)
    for shown, side in ((line.left, left), (line.right, source.right)):
        turned = Call(DIV, (Number(1), side))
        require(context.identical(shown, turned), "{} should be {}", shown, turned)


PHYSICS: Mapping[str, Row] = {
    "positive_root": (ONE, positive_root),
    "reciprocal": (ONE, reciprocal),
}
"""Operators of physics."""


def _asked(context: Context) -> tuple[Symbol, Term]:
    last = context.lines[-1]
    require(last.relation is EQUATION and isinstance(last.left, Symbol), "{} is not solved", last)
    assert isinstance(last.left, Symbol)
    shown = f"${context.latex(last.left)}$"
    require(shown in context.record["problem"], "the problem does not ask for {}", shown)
    return last.left, last.right


def law_solved(context: Context) -> None:
    """Goal: the law holds if the quantity is replaced by what it was found to be."""
    unknown, found = _asked(context)
    law = context.lines[0]
    require(law.operator == "given" and law.relation is EQUATION, "no law is given")
    require(unknown not in free_symbols(found), "{} is not solved", unknown)
    sides = [replaced(side, unknown, found) for side in (law.left, law.right)]
    for line in context.lines[1:]:
        if line.operator == "given":
            require(not free_symbols(line.right), "{} is no value", line.right)
            sides = [replaced(side, line.left, line.right) for side in sides]
            require(line.left not in free_symbols(found), "{} is known", line.left)
    # outside of where both have values the other quantities cannot all be positive
    require(context.identical_where_defined(*sides), "{} does not satisfy {}", found, law.statement)


def values_found(context: Context) -> None:
    """Goal: a number; with it and the given values every law of the problem holds."""
    unknown, found = _asked(context)
    require(not free_symbols(found), "{} is no number", found)
    givens = [line for line in context.lines if line.operator == "given"]
    values = {line.left: line.right for line in givens if not free_symbols(line.right)}
    require(unknown not in values, "{} is given", unknown)
    values[unknown] = found
    laws = [line for line in givens if free_symbols(line.right)]
    require(bool(laws), "no law is given")
    meanings = [law for law in laws if isinstance(law.left, Symbol) and law.left not in values]
    demands = [law for law in laws if law not in meanings]
    require(bool(demands), "no law says what {} is", unknown)
    for law in demands:
        sides = [law.left, law.right]
        for meaning in meanings:
            sides = [replaced(side, meaning.left, meaning.right) for side in sides]
        for name, value in values.items():
            sides = [replaced(side, name, value) for side in sides]
        require(context.identical(*sides), "{} does not hold", law.statement)


CHECK = TopicCheck(
    {**ALGEBRA, **CALCULUS, **PHYSICS},
    {
        "law_solved_for": law_solved,
        "law_with_numbers": values_found,
        "two_laws": values_found,
        "velocity": stationary_points,
    },
)
