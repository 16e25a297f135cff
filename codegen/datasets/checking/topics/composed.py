"""Problems that join skills of several topics: operators that no single topic has, and their goals.

``COMPOSED`` says for topics what their checks know in addition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.datasets.checking.topics.calculus import (
    CALCULUS,
    argument_of,
    integral_found,
    stationary_points,
)
from codegen.datasets.checking.topics.context import Context, Line, require
from codegen.datasets.checking.topics.differential_equations import all_solutions
from codegen.datasets.checking.topics.equation_solving import require_equivalent
from codegen.datasets.checking.topics.equations import ONE, chain, no_operand
from codegen.datasets.checking.topics.inequalities import is_interval
from codegen.datasets.checking.topics.linear_algebra import (
    eigenvalues_found,
    require_matrix_shown,
    rows_of,
)
from codegen.datasets.checking.topics.physics import values_found
from codegen.datasets.checking.topics.topic_check import Extension
from codegen.datasets.checking.topics.trigonometry import TRIGONOMETRY
from codegen.datasets.checking.topics.values import derivative_of
from symnum.ops import ADD, DERIVATIVE, DIV, EQUATION, INTEGRAL, LESS, NEG, SUB
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import free_symbols


def partial_fractions(context: Context, line: Line, old: Term, new: Term) -> None:
    """A quotient as a sum of numbers over linear terms."""
    no_operand(line)
    require(isinstance(old, Call) and old.operator is DIV, "{} is no quotient", old)
    parts = _summands(new)
    simple = len(parts) > 1 and all(map(_is_simple, parts))
    require(simple, "{} is no sum of simple fractions", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def _summands(term: Term) -> list[Term]:
    if isinstance(term, Call) and term.operator in (ADD, SUB, NEG):
        return [part for argument in term.arguments for part in _summands(argument)]
    return [term]


def _is_simple(term: Term) -> bool:
    """Whether a term is a number over a linear term."""
    if not isinstance(term, Call) or term.operator is not DIV:
        return False
    above, below = term.arguments
    symbols = list(free_symbols(below))
    if free_symbols(above) or len(symbols) != 1:
        return False
    return not free_symbols(derivative_of(below, symbols[0]))


def integrate_rewritten(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Integrals of two terms that the input says to be equal, and that are so everywhere."""
    (source,) = inputs
    no_operand(line)
    inside, variable = argument_of(INTEGRAL, line)
    right = line.right
    fits = isinstance(right, Call) and right.operator is INTEGRAL
    require(fits and source.relation is EQUATION, "{} is no integral", right)
    assert isinstance(right, Call)
    require(right.arguments == (source.right, variable), "{} is not of {}", right, source.right)
    require(inside is source.left, "{} is not of {}", line.left, source.left)
    require(context.identical(inside, source.right), "{} is not {}", source.right, inside)


def monotone_condition(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The derivative that the input gives is compared with 0."""
    (source,) = inputs
    no_operand(line)
    argument_of(DERIVATIVE, source)
    require(line.relation is LESS, "{} is no comparison", line.statement)
    zeros = [s for s in (line.left, line.right) if isinstance(s, Number) and s.value == 0]
    require(len(zeros) == 1, "{} does not compare with 0", line.statement)
    require(source.right in (line.left, line.right), "{} is not the derivative", line.statement)


def sign_found(context: Context) -> None:
    """Goal: where the derivative of the premise's function has the sign that is asked for."""
    premise, last = context.lines[0], context.lines[-1]
    require(premise.operator == "given", "a function is given")
    require(is_interval(last.statement), "{} is not solved", last.statement)
    (variable,) = free_symbols(premise.right)
    sides = Number(0), derivative_of(premise.right, variable)
    asked = [sign in context.record["problem"] for sign in ("positive", "negative")]
    require(sum(asked) == 1, "the problem asks for no sign")
    wanted = Call(LESS, sides if asked[0] else sides[::-1])
    require_equivalent(context, wanted, last.statement)


def determinant_simplified(context: Context) -> None:
    """Goal: the determinant that the problem shows, whose angles do not matter: a number."""
    last = context.lines[-1]
    require(isinstance(last.right, Number), "{} is no number", last.right)
    require_matrix_shown(context, rows_of(last.left))
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def positive_value_found(context: Context) -> None:
    """Goal: a positive number with which the law of the problem holds."""
    values_found(context)
    found = context.lines[-1].right
    require(context.sign(found) == 1, "{} is not positive", found)


COMPOSED: Mapping[str, Extension] = {
    "calculus": Extension(
        {
            "partial_fractions": chain(partial_fractions),
            "integrate_rewritten": (ONE, integrate_rewritten),
            "double_angle": TRIGONOMETRY["double_angle"],
        },
        {
            "integral_by_partial_fractions": integral_found,
            "integral_by_double_angle": integral_found,
            "stationary_points_by_formula": stationary_points,
        },
    ),
    "inequalities": Extension(
        {
            "differentiate_definition": CALCULUS["differentiate_definition"],
            "monotone_condition": (ONE, monotone_condition),
        },
        {"sign_of_a_derivative": sign_found},
    ),
    "linear_algebra": Extension(
        {"pythagorean_identity": TRIGONOMETRY["pythagorean_identity"]},
        {
            "determinant_with_angles": determinant_simplified,
            "eigenvalues_by_formula": eigenvalues_found,
        },
    ),
    "differential_equations": Extension({}, {"exponents_by_formula": all_solutions}),
    "physics": Extension({}, {"time_of_a_distance": positive_value_found}),
}
"""By the name of the family."""
