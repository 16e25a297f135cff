"""Problems of two parts: a number that one gives is a coefficient in the other.

The number is looked at by itself: the problem shows what it is, and its value is computed again.
Then the statement that is given, with the number in place of its name, has to have the solutions
that the last step says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.calculus import CALCULUS
from codegen.datasets.checking.topics.complex_numbers import COMPLEX
from codegen.datasets.checking.topics.context import IMAGINARY, Context, Line, require
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
from codegen.datasets.checking.topics.trigonometry import TRIGONOMETRY
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
"""By the name of a function: how a problem shows a call of it. Numbers are shown as they are."""


def _shown(context: Context, term: Term) -> str:
    latex = _SHOWN.get(term.operator.name) if isinstance(term, Call) else None
    if latex is not None:
        return latex(context, term)
    free = {symbol.name for symbol in free_symbols(term)} - {IMAGINARY}
    require(not free, "{} is no number", term)
    return context.latex(term)


def _named(context: Context) -> Line:
    """The step that names a number, of which the problem says that it is to be the name's value."""
    found = [line for line in context.lines if line.operator == "name_value"]
    require(len(found) == 1, "{} numbers are named", len(found))
    (line,) = found
    source = context.lines[line.inputs[0] - 1].left
    said = f"Let ${context.latex(line.left)}$ be ${_shown(context, source)}$. "
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


_ROWS: Mapping[str, Mapping[str, Row]] = {
    "determinant": {name: LINEAR[name] for name in ("determinant_formula", "simplify_value")},
    "integral": {name: CALCULUS[name] for name in ("antiderivative_rule", "fundamental_theorem")},
    "limit": {
        name: SERIES[name] for name in ("factor_in_limit", "cancel_in_limit", "direct_substitution")
    },
    "infinite_sum": {"geometric_series": SERIES["geometric_series"]},
    "exact_value": {name: TRIGONOMETRY[name] for name in ("whole_turns", "special_values")},
    "modulus": {name: COMPLEX[name] for name in ("modulus_formula", "simplify_value")},
}
"""By the source of the number: operators that lead to it."""
_SPECIAL = {
    DET: determinant, DEFINITE: definite_integral, LIMIT: limit_value, INFINITE_SUM: infinite_sum,
}  # fmt: skip


def _extension(goals: Mapping[str, Goal], *sources: str) -> Extension:
    rows = {name: row for source in sources for name, row in _ROWS[source].items()}
    return Extension({"name_value": (ONE, name_value), **rows}, goals, _SPECIAL)


def _equations(source: str) -> Extension:
    """The kinds of problems in which a source's number stands in an equation."""
    names = (f"linear_equation_with_{source}", f"quadratic_with_{source}")
    found = _extension(dict.fromkeys(names, joined(is_solved)), source)
    return found._replace(rows={**ALGEBRA, **found.rows})


JOINED: Mapping[str, Extension] = {
    "algebra": _equations("infinite_sum"),
    "calculus": _equations("integral"),
    "trigonometry": _equations("exact_value"),
    "series": _equations("limit"),
    "linear_algebra": _equations("determinant"),
    "complex_numbers": _equations("modulus"),
    "inequalities": _extension(
        {f"inequality_with_{source}": joined(is_interval) for source in _ROWS}, *_ROWS
    ),
}
"""By the name of the family."""
