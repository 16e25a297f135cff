"""Series: Taylor coefficients, geometric sums, limits.

``c_n`` is the coefficient of the n-th power; limits and sums are functions with values of their own
(:mod:`codegen.datasets.checking.topics.series_values`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import factorial

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.calculus import CALCULUS, argument_of
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import is_solved
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    chain,
    no_operand,
    replaced,
    same_value,
    size,
)
from codegen.datasets.checking.topics.series_values import (
    INFINITE_SUM,
    LIMIT,
    infinite_sum,
    limit_value,
)
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import Undefined, Values, derivative_of
from symnum.ops import ADD, DERIVATIVE, DIV, EQUATION, MUL, SUB
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import number
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

_COEFFICIENT = re.compile(r"c_(\d)")


def _call_of(name: str, term: Term) -> tuple[Term, ...]:
    if not isinstance(term, Call) or term.operator.name != name:
        raise Rejected(f"{term} is no {name}")
    return term.arguments


def differentiate_again(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The derivative of the derivative that the input gives."""
    no_operand(line)
    (source,) = inputs
    inside, variable = argument_of(DERIVATIVE, line)
    require(inside is source.left, "{} is not the derivative of {}", line.left, source.left)
    slope = derivative_of(source.right, variable)
    require(context.identical(slope, line.right), "{} is not the derivative", line.right)


def taylor_coefficient(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """``c_n``: the n-th derivative at 0, divided by n!."""
    no_operand(line)
    (source,) = inputs
    named = _COEFFICIENT.fullmatch(str(line.left))
    require(named is not None and line.relation is EQUATION, "{} is no coefficient", line.left)
    assert named is not None
    order, inside = 0, source.left
    while isinstance(inside, Call) and inside.operator is DERIVATIVE:
        order, inside = order + 1, inside.arguments[0]
    require(order == int(named[1]), "{} needs another derivative", line.left)
    (variable,) = inside.arguments if isinstance(inside, Call) else (inside,)
    value = Call(DIV, (replaced(source.right, variable, Number(0)), Number(factorial(order))))
    worked_out = number(to_canonical(line.right)) is not None
    require(worked_out, "{} is not worked out", line.right)
    require(context.identical(line.right, value), "{} should be {}", line.right, value)


def taylor_polynomial(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The sum of the powers of the variable with the coefficients of the inputs."""
    no_operand(line)
    require(isinstance(line.left, Call), "{} is no function", line.left)
    assert isinstance(line.left, Call)
    (variable,) = line.left.arguments
    names = [f"c_{n}" for n in range(len(inputs))]
    require([str(i.left) for i in inputs] == names, "a coefficient is missing")
    terms = [Call(MUL, (i.right, variable**n)) for n, i in enumerate(inputs)]
    whole = Call(ADD, tuple(terms))
    require(context.identical(line.right, whole), "{} should be {}", line.right, whole)


def lhopital(context: Context, line: Line, old: Term, new: Term) -> None:
    """lim f/g = lim f'/g', where f and g tend to 0 and the second limit exists."""
    no_operand(line)
    (before, x, place), (after, y, end) = _call_of(LIMIT, old), _call_of(LIMIT, new)
    require((x, place) == (y, end), "{} is another limit", new)
    above, below = _quotient(before)
    for part in (above, below):
        value = context.value(replaced(part, x, place))
        require(value.contains(0), "{} does not tend to 0", part)
    slopes = Call(DIV, (derivative_of(above, x), derivative_of(below, x)))
    require(context.identical(after, slopes), "{} should be {}", after, slopes)
    require(context.identical(old, new), "{} is not {}", new, old)


def _quotient(term: Term) -> tuple[Term, Term]:
    if not isinstance(term, Call) or term.operator is not DIV:
        raise Rejected(f"{term} is no quotient")
    above, below = term.arguments
    return above, below


def cancel_in_limit(context: Context, line: Line, old: Term, new: Term) -> None:
    """A factor that is 0 at the place alone is cancelled: the limit does not see the place."""
    no_operand(line)
    (before, x, place), (after, y, end) = _call_of(LIMIT, old), _call_of(LIMIT, new)
    require((x, place) == (y, end), "{} is another limit", new)
    (above, below), (over, under) = _quotient(before), _quotient(after)
    crossed = Call(MUL, (over, below)), Call(MUL, (above, under))
    require(context.identical(*crossed), "{} is not {}", after, before)
    require(size(after) < size(before), "{} is not simpler", after)
    require(context.identical(old, new), "{} is not {}", new, old)


def factor_in_limit(context: Context, line: Line, old: Term, new: Term) -> None:
    """Numerator or denominator factored."""
    no_operand(line)
    (before, x, place), (after, y, end) = _call_of(LIMIT, old), _call_of(LIMIT, new)
    require((x, place) == (y, end), "{} is another limit", new)
    require(before is not after, "nothing changes in {}", new)
    for first, second in zip(_quotient(before), _quotient(after), strict=True):
        require(context.identical(first, second), "{} is not {}", second, first)


def direct_substitution(context: Context, line: Line, old: Term, new: Term) -> None:
    """The limit of an expression that is continuous at the place: its value there."""
    no_operand(line)
    inside, x, place = _call_of(LIMIT, old)
    value = replaced(inside, x, place)
    require(not free_symbols(new), "{} is no number", new)
    require(context.identical(value, new), "{} should be {}", new, value)
    require(context.identical(old, new), "{} is not {}", new, old)


def split_sum(context: Context, line: Line, old: Term, new: Term) -> None:
    """A convergent sum of sums is the sum of convergent sums."""
    no_operand(line)
    inside, index, start = _call_of(INFINITE_SUM, old)
    parts = [p for p, _ in postorder([new]) if _is_sum(p)]
    require(len(parts) > 1, "{} is not split", new)
    whole = new
    for part in parts:
        term, other, first = _call_of(INFINITE_SUM, part)
        require((other, first) == (index, start), "{} is another sum", part)
        require(_converges(part), "{} may not converge", part)
        whole = replaced(whole, part, term)
    require(context.identical(whole, inside), "{} is not {}", whole, inside)


def _converges(term: Term) -> bool:
    try:
        Values({}, {INFINITE_SUM: infinite_sum}).of(term)
    except Undefined:
        return False
    return True


def _is_sum(term: Term) -> bool:
    return isinstance(term, Call) and term.operator.name == INFINITE_SUM


def geometric_series(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """a + a*r + a*r^2 + … = a/(1 - r) for |r| < 1."""
    no_operand(line)
    _call_of(INFINITE_SUM, line.left)
    require(not free_symbols(line.right), "{} is no number", line.right)
    require(context.identical(line.left, line.right), "{} is not {}", line.right, line.left)


SERIES: Mapping[str, Row] = {
    "differentiate_again": (ONE, differentiate_again),
    "taylor_coefficient": (ONE, taylor_coefficient),
    "taylor_polynomial": (None, taylor_polynomial),
    "lhopital": chain(lhopital),
    "factor_in_limit": chain(factor_in_limit),
    "cancel_in_limit": chain(cancel_in_limit),
    "direct_substitution": chain(direct_substitution),
    "split_sum": chain(split_sum),
    "geometric_series": ((0,), geometric_series),
    "simplify_value": chain(same_value()),
}
"""Operators of series."""


def polynomial_found(context: Context) -> None:
    """Goal: the Taylor polynomial of the premise's function, as the engine expands it too."""
    from symnum.calculus import series

    premise, last = context.lines[0], context.lines[-1]
    require(premise.operator == "given", "a function is given")
    require(last.operator == "taylor_polynomial", "there is no polynomial")
    (variable,) = free_symbols(premise.right)
    order = len(last.inputs)
    asked = f"degree {order - 1}"
    require(asked in context.record["problem"], "the problem does not ask for {}", asked)
    expansion = series(to_canonical(premise.right), to_canonical(variable), 0, order).term()
    require(context.identical(last.right, expansion), "{} is not {}", last.right, expansion)


def number_found(context: Context) -> None:
    """Goal: a number, the value of what the problem shows."""
    last = context.lines[-1]
    context.require_shown(last.left)
    require(not free_symbols(last.right), "{} is no number", last.right)
    calls = [part for part, _ in postorder([last.right]) if isinstance(part, Call)]
    require(all(c.operator.interpreted for c in calls), "{} is not worked out", last.right)
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def limit_latex(context: Context, term: Term) -> str:
    """How a problem shows a limit."""
    inside, variable, place = (context.latex(part) for part in _call_of(LIMIT, term))
    return rf"\lim_{{{variable} \to {place}}} {inside}"


def series_latex(context: Context, term: Term) -> str:
    """How a problem shows a series; a summand that is a sum stands in parentheses."""
    inside, index, start = _call_of(INFINITE_SUM, term)
    summand = context.latex(inside)
    if isinstance(inside, Call) and inside.operator in (ADD, SUB):
        summand = rf"\left({summand}\right)"
    return rf"\sum_{{{context.latex(index)}={context.latex(start)}}}^{{\infty}} {summand}"


def value_of(latex: Callable[[Context, Term], str]) -> Callable[[Context], None]:
    """Goal: the value of what the problem shows, which is written in its own way."""

    def goal(context: Context) -> None:
        shown = f"${latex(context, context.lines[-1].left)}$"
        require(shown in context.record["problem"], "the problem does not show {}", shown)
        number_found(context)

    return goal


def sum_found(context: Context) -> None:
    """Goal: the value of the symbol that the premise defines as a sum of numbers."""
    premise, last = context.lines[0], context.lines[-1]
    require(premise.operator == "given", "a sum is given")
    require(is_solved(last.statement), "{} is not solved", last.statement)
    require(last.left is premise.left, "{} is not what is asked", last.left)
    require(isinstance(last.left, Symbol), "{} is no name", last.left)
    require(context.identical(premise.right, last.right), "{} is not the sum", last.right)


CHECK = TopicCheck(
    {**ALGEBRA, **CALCULUS, **SERIES},
    {
        "taylor_polynomial": polynomial_found,
        "geometric_sum": sum_found,
        **dict.fromkeys(("limit_by_lhopital", "limit_by_cancelling"), value_of(limit_latex)),
        **dict.fromkeys(("infinite_sum", "two_infinite_sums"), value_of(series_latex)),
    },
    {LIMIT: limit_value, INFINITE_SUM: infinite_sum},
)
