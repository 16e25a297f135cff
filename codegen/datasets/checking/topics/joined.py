"""Problems of two parts: a number that one gives is a coefficient in the other.

The number is looked at by itself: the problem shows what it is, and its value is computed again.
Then the statement that is given, with the number in place of its name, has to have the solutions
that the last step says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from codegen.datasets.checking.topics.calculus import CALCULUS
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import is_solved, require_equivalent
from codegen.datasets.checking.topics.equations import ONE, Row, no_operand, replaced
from codegen.datasets.checking.topics.inequalities import is_interval
from codegen.datasets.checking.topics.linear_algebra import (
    DET,
    LINEAR,
    determinant,
    rows_of,
)
from codegen.datasets.checking.topics.quadrature import (
    DEFINITE,
    definite_integral,
    integral_latex,
)
from codegen.datasets.checking.topics.series import SERIES, limit_latex, series_latex
from codegen.datasets.checking.topics.series_values import (
    INFINITE_SUM,
    LIMIT,
    infinite_sum,
    limit_value,
)
from codegen.datasets.checking.topics.topic_check import Extension, Goal
from symnum.ops import EQUATION
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols


def name_value(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """A new name for the number that the input says an expression is."""
    (source,) = inputs
    no_operand(line)
    name = line.left
    require(isinstance(name, Symbol) and line.relation is EQUATION, "{} is no name", name)
    used = [s for known in context.lines for s in free_symbols(known.statement)]
    require(name not in used, "{} is in use", name)
    require(isinstance(line.right, Number), "{} is no number", line.right)
    same = source.relation is EQUATION and line.right is source.right
    require(same, "{} does not say what {} is", source.statement, name)
    require(context.identical(source.left, source.right), "{} is not {}", source.left, source.right)


def determinant_latex(context: Context, term: Term) -> str:
    """How a problem shows a determinant."""
    body = r" \\ ".join(" & ".join(map(context.latex, row)) for row in rows_of(term))
    return rf"\begin{{vmatrix}} {body} \end{{vmatrix}}"


_SHOWN: Mapping[str, Callable[[Context, Term], str]] = {
    DET: determinant_latex, DEFINITE: integral_latex, LIMIT: limit_latex,
    INFINITE_SUM: series_latex,
}  # fmt: skip
"""By the name of a function: how a problem shows a call of it."""


def _named(context: Context) -> Line:
    """The step that names a number, of which the problem says that it is to be the name's value."""
    found = [line for line in context.lines if line.operator == "name_value"]
    require(len(found) == 1, "{} numbers are named", len(found))
    (line,) = found
    source = context.lines[line.inputs[0] - 1].left
    latex = _SHOWN.get(source.operator.name) if isinstance(source, Call) else None
    if latex is None:
        raise Rejected(f"{source} is not of a kind that problems ask for")
    said = f"Let ${context.latex(line.left)}$ be ${latex(context, source)}$. "
    begins = context.record["problem"].startswith(said)
    require(begins, "the problem does not say: {}", said)
    return line


def joined(is_answer: Callable[[Term], bool]) -> Goal:
    """Goal: all solutions of the one premise with the number in place of its name."""

    def goal(context: Context) -> None:
        named, last = _named(context), context.lines[-1]
        premises = [line for line in context.lines if line.operator == "given"]
        require(len(premises) == 1, "one statement is given")
        (premise,) = premises
        require(named.left in free_symbols(premise.statement), "{} is not used", named.left)
        require(is_answer(last.statement), "{} is not solved", last.statement)
        sides = (replaced(side, named.left, named.right) for side in (premise.left, premise.right))
        require_equivalent(context, Call(premise.relation, tuple(sides)), last.statement)

    return goal


_ROWS: Mapping[str, Row] = {
    "name_value": (ONE, name_value),
    "determinant_formula": LINEAR["determinant_formula"],
    "simplify_value": LINEAR["simplify_value"],
    "antiderivative_rule": CALCULUS["antiderivative_rule"],
    "fundamental_theorem": CALCULUS["fundamental_theorem"],
    "factor_in_limit": SERIES["factor_in_limit"],
    "cancel_in_limit": SERIES["cancel_in_limit"],
    "direct_substitution": SERIES["direct_substitution"],
    "geometric_series": SERIES["geometric_series"],
}
_SPECIAL = {
    DET: determinant, DEFINITE: definite_integral, LIMIT: limit_value, INFINITE_SUM: infinite_sum,
}  # fmt: skip


def _equations(source: str) -> Extension:
    """The kinds of problems in which a source's number stands in an equation."""
    names = (f"linear_equation_with_{source}", f"quadratic_with_{source}")
    return Extension(_ROWS, dict.fromkeys(names, joined(is_solved)), _SPECIAL)


_SOURCES = ("determinant", "integral", "limit", "infinite_sum")
JOINED: Mapping[str, Extension] = {
    "algebra": _equations("infinite_sum"),
    "calculus": _equations("integral"),
    "series": _equations("limit"),
    "linear_algebra": _equations("determinant"),
    "inequalities": Extension(
        _ROWS, {f"inequality_with_{source}": joined(is_interval) for source in _SOURCES}, _SPECIAL
    ),
}
"""By the name of the family."""
