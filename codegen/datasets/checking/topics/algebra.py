"""Algebra: what its operators mean and when its problems are solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from codegen.datasets.checking.topics.context import Context, Line, require
from codegen.datasets.checking.topics.equation_solving import (
    check_by_inserting,
    discard_extraneous,
    is_solved,
    quadratic_formula,
    solution_set,
    solve_alternatives,
    square_both_sides,
    take_square_roots,
    zero_product,
)
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    chain,
    is_product,
    no_operand,
    replaced,
    same_value,
    size,
)
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.topic_check import TopicCheck
from symnum.ops import (
    ADD,
    CONJUNCTION,
    DIV,
    EQUATION,
    SUB,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import number
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import free_symbols, postorder


def combine_equations(operator: object) -> Row:
    """The sides of two equations added or subtracted."""
    assert operator in (ADD, SUB)

    def replay(context: Context, line: Line, inputs: Sequence[Line]) -> None:
        first, second = inputs
        no_operand(line)
        relations = (line.relation, first.relation, second.relation)
        require(relations == (EQUATION,) * 3, "only equations are combined")
        for shown, a, b in (
            (line.left, first.left, second.left),
            (line.right, first.right, second.right),
        ):
            wanted = Call(operator, (a, b))
            require(context.identical(shown, wanted), "{} should be {}", shown, wanted)

    return (2,), replay


def collect_solution(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Solved equations written as one statement with *and*."""
    no_operand(line)
    require(line.relation is CONJUNCTION, "{} is not joined by and", line.statement)
    wanted = [(i.left, i.right) for i in inputs]
    shown = [atom.arguments for atom in atoms(line.statement)]
    require(shown == wanted, "{} does not say what its inputs say", line.statement)
    require(is_solved(line.statement), "{} is not solved", line.statement)


def cancelled(context: Context, line: Line, old: Term, new: Term) -> None:
    """A fraction without a factor that a side condition keeps from being 0."""
    whole = line.left
    require(isinstance(whole, Call) and whole.operator is DIV, "{} is no fraction", whole)
    assert isinstance(whole, Call)
    below = whole.arguments[1]
    require(context.nonzero(below), "{} is not known to be nonzero", below)
    same_value()(context, line, old, new)
    require(size(new) < size(old), "{} is not simpler than {}", new, old)


def cancelled_factor(context: Context, old: Term, new: Term) -> None:
    """The denominators of a term are known not to vanish, and it gets shorter."""
    for part, _ in postorder([old]):
        if isinstance(part, Call) and part.operator is DIV:
            below = part.arguments[1]
            require(context.nonzero(below), "{} is not known to be nonzero", below)
    require(size(new) < size(old), "{} is not simpler than {}", new, old)


def fraction_cancelled(context: Context) -> None:
    """Goal: numerator and denominator of the last right side have no factor in common."""
    from symnum.algebra import cancel

    last = context.lines[-1]
    require(last.left is context.lines[0].left, "{} is not the expression", last.left)
    require(size(cancel(last.right)) >= size(last.right), "{} can be reduced", last.right)


def system_solved(context: Context) -> None:
    """Goal: the one solution of as many linear equations as there are unknowns.

    The values satisfy every premise, and the premises' determinant is not 0.
    """
    premises = [line for line in context.lines if line.operator == "given"]
    statement = context.lines[-1].statement
    require(is_solved(statement), "{} is not solved", statement)
    solved = {a.arguments[0]: a.arguments[1] for a in atoms(statement)}
    names = {s for line in premises for s in free_symbols(line.statement)}
    require(set(solved) == names and len(solved) == len(premises), "an unknown is missing")
    for line in premises:
        sides = [line.left, line.right]
        for symbol, value in solved.items():
            sides = [replaced(side, symbol, value) for side in sides]
        require(context.identical(*sides), "{} does not hold", line.statement)
    require_one_solution(premises, sorted(solved, key=str))


def require_one_solution(premises: Sequence[Line], symbols: Sequence[Term]) -> None:
    """Linear equations have full rank."""
    rows = [
        [coefficient(Call(SUB, (line.left, line.right)), symbol, symbols) for symbol in symbols]
        for line in premises
    ]
    require(fmpq_mat(rows).det() != 0, "the equations do not have one solution")


def coefficient(term: Term, symbol: Term, symbols: Sequence[Term]) -> fmpq:
    """Of a symbol in a linear term with rational coefficients.

    Raises:
        Rejected: the term is not linear.
    """
    from symnum.algebra import coefficients

    assert symbol in symbols
    parts = coefficients(to_canonical(term), to_canonical(symbol))
    require(len(parts) <= 2, "{} is not linear in {}", term, symbol)
    found = number(parts[1]) if len(parts) == 2 else 0
    require(found is not None, "{} is not linear", term)
    slope = Fraction(found)  # type: ignore[arg-type]
    return fmpq(slope.numerator, slope.denominator)


ALGEBRA: Mapping[str, Row] = {
    "zero_product": zero_product,
    "take_square_roots": take_square_roots,
    "solve_alternatives": solve_alternatives,
    "quadratic_formula": quadratic_formula,
    "square_both_sides": (ONE, square_both_sides),
    "discard_extraneous": ((2,), discard_extraneous),
    "add_equations": combine_equations(ADD),
    "subtract_equations": combine_equations(SUB),
    "collect_solution": (None, collect_solution),
    "check_by_inserting": ((2,), check_by_inserting),
    "factor_expression": chain(same_value(is_product)),
    "simplify_fraction": chain(cancelled),
}
"""Operators of algebra."""


ONE_UNKNOWN = (
    "linear_equation", "linear_with_parentheses", "quadratic_by_factoring",
    "completing_the_square", "quadratic_by_formula", "fractional_equation", "radical_equation",
)  # fmt: skip
CHECK = TopicCheck(
    {
        **ALGEBRA,
        "simplify_fraction": chain(cancelled),
        "factor_expression": chain(same_value(is_product)),
    },
    {
        **dict.fromkeys(ONE_UNKNOWN, solution_set),
        "linear_system": system_solved,
        "simplify_fraction": fraction_cancelled,
    },
)
