"""Calculus: rules of differentiation, antiderivatives, definite integrals.

An equation between expressions with antiderivatives says that both sides have the same derivative,
as in textbooks; the constant is written where the last integral goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import is_solved, require_equivalent
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    is_product,
    no_operand,
    occurs,
    operand_of,
    replaced,
    rewrites,
)
from codegen.datasets.checking.topics.quadrature import (
    DEFINITE,
    definite_integral,
    integral_latex,
)
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import derivative_of
from symnum.ops import ADD, DERIVATIVE, DIV, EQUATION, INTEGRAL, MUL, SUB, Operator
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder


def parts_with(operator: Operator, term: Term) -> list[Call]:
    """The calls of an operator in a term."""
    found = (part for part, _ in postorder([term]))
    return [part for part in found if isinstance(part, Call) and part.operator is operator]


def argument_of(operator: Operator, line: Line) -> tuple[Term, Symbol]:
    """The expression and the variable of the derivative or integral on the left side."""
    left = line.left
    if line.relation is not EQUATION or not isinstance(left, Call) or left.operator is not operator:
        raise Rejected(f"{line.statement} does not begin with a {operator.name}")
    inside, variable = left.arguments
    assert isinstance(variable, Symbol)
    return inside, variable


def _require_slope(context: Context, line: Line) -> None:
    require(context.identical(line.left, line.right), "{} is not {}", line.left, line.right)


def derivative_of_product(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """(u*v)' = u'*v + u*v', with the derivatives left as they are."""
    no_operand(line)
    inside, _ = argument_of(DERIVATIVE, line)
    factors = [part.arguments[0] for part in parts_with(DERIVATIVE, line.right)]
    require(len(factors) == 2, "the product rule has two derivatives")
    whole = Call(MUL, tuple(factors))
    require(context.identical(whole, inside), "{} are not the factors of {}", factors, inside)
    _require_slope(context, line)


def derivative_of_quotient(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """(u/v)' = (u'*v - u*v')/v^2, with the derivatives left as they are."""
    no_operand(line)
    inside, _ = argument_of(DERIVATIVE, line)
    factors = [part.arguments[0] for part in parts_with(DERIVATIVE, line.right)]
    require(isinstance(inside, Call) and inside.operator is DIV, "{} is no quotient", inside)
    assert isinstance(inside, Call)
    require(factors == list(inside.arguments), "{} are not above and below", factors)
    _require_slope(context, line)


def derivative_of_composition(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """f(g)' = f'(g)*g', with the derivative of g left as it is."""
    no_operand(line)
    inside, variable = argument_of(DERIVATIVE, line)
    left = parts_with(DERIVATIVE, line.right)
    require(len(left) == 1, "the chain rule has one derivative")
    inner = left[0].arguments[0]
    proper = inner is not variable and inner is not inside and occurs(inner, inside)
    require(proper, "{} is not inside of {}", inner, inside)
    _require_slope(context, line)


def derivative_rule(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The derivative of a sum of multiples of elementary functions of a*x + b."""
    no_operand(line)
    inside, variable = argument_of(DERIVATIVE, line)
    require(not parts_with(DERIVATIVE, line.right), "{} is not carried out", line.right)
    require(_is_elementary(inside, variable), "{} needs more than one rule", inside)
    _require_slope(context, line)


def _is_elementary(term: Term, variable: Symbol) -> bool:
    for part, _ in postorder([term]):
        if isinstance(part, Call) and part.operator in (MUL, DIV):
            depending = [a for a in part.arguments if variable in free_symbols(a)]
            if len(depending) > 1:
                return False
    return True


def _same_slope(context: Context, line: Line, first: Term, second: Term) -> None:
    variable = argument_of(INTEGRAL, line)[1]
    slopes = derivative_of(first, variable), derivative_of(second, variable)
    require(context.identical(*slopes), "{} and {} have different derivatives", first, second)


def antiderivative_rule(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """An integral found; its constant comes later."""
    no_operand(line)
    argument_of(INTEGRAL, line)
    require(not parts_with(INTEGRAL, line.right), "{} is not carried out", line.right)
    _same_slope(context, line, line.left, line.right)


def by_parts(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """∫ u*v' = u*v - ∫ u'*v, with u as the operand."""
    _, variable = argument_of(INTEGRAL, line)
    u, right = operand_of(line), line.right
    require(isinstance(right, Call) and right.operator is SUB, "{} is no difference", right)
    assert isinstance(right, Call)
    product, rest = right.arguments
    integrals = parts_with(INTEGRAL, rest)
    require(len(integrals) == 1 and not parts_with(INTEGRAL, product), "one integral is left")
    slope = derivative_of(u, variable)
    integrand = derivative_of(rest, variable)
    both = Call(MUL, (integrand, u)), Call(MUL, (slope, product))
    require(context.identical(*both), "{} does not belong to u = {}", rest, u)
    _same_slope(context, line, line.left, right)


def let(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """A new variable for an expression."""
    no_operand(line)
    name = line.left
    require(isinstance(name, Symbol) and line.relation is EQUATION, "{} is no name", name)
    earlier = [s for known in context.lines for s in free_symbols(known.statement)]
    require(name not in earlier, "{} is in use", name)
    require(name not in free_symbols(line.right), "{} is in its own definition", name)


def change_variable(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """∫ f(g)*g' dx = ∫ f(w) dw, with w = g as the input says."""
    no_operand(line)
    inside, variable = argument_of(INTEGRAL, line)
    name, meaning = inputs[0].left, inputs[0].right
    integrals = parts_with(INTEGRAL, line.right)
    require(len(integrals) == 1 and integrals[0].arguments[1] is name, "no integral in {}", name)
    without = replaced(line.right, integrals[0], Number(1))
    require(not free_symbols(without), "{} is not a multiple of an integral", line.right)
    integrand = integrals[0].arguments[0]
    require(variable not in free_symbols(integrand), "{} is left in {}", variable, integrand)
    back = replaced(integrand, name, meaning)
    slope = derivative_of(meaning, variable)
    whole = Call(MUL, (without, Call(MUL, (back, slope))))
    require(context.identical(whole, inside), "{} is not {}", line.right, inside)


def add_constant(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The constant of integration, as the record declares it for this step."""
    (source,), number = inputs, len(context.lines) + 1
    no_operand(line)
    _, variable = argument_of(INTEGRAL, line)
    declared = [c for c in context.record["constants"] if c["step"] == number]
    require(len(declared) == 1, "one constant is declared for this step")
    constant = declared[0]
    require(constant["variable"] == variable.name, "the constant is of another variable")
    require(not constant["arguments"], "the constant is a number")
    said = constant["integral"]["text"], constant["antiderivative"]["text"]
    require(said == (to_text(line.left), to_text(source.right)), "the constant is of others")
    require(line.left is source.left, "{} is not {}", line.left, source.left)
    whole = Call(ADD, (source.right, Symbol(constant["name"])))
    same = to_canonical(line.right) is to_canonical(whole)
    require(same and not parts_with(INTEGRAL, line.right), "{} should be {}", line.right, whole)


def fundamental_theorem(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """∫ from a to b of f is F(b) - F(a), F from the input; the integral is computed as well."""
    no_operand(line)
    left, (source,) = line.left, inputs
    require(isinstance(left, Call) and left.operator.name == DEFINITE, "no integral in {}", left)
    assert isinstance(left, Call)
    context.require_shown(left)
    integrand, variable, lower, upper = left.arguments
    inside, known = argument_of(INTEGRAL, source)
    require(inside is integrand and known is variable, "{} is of another integral", source.left)
    ends = [replaced(source.right, variable, end) for end in (upper, lower)]
    whole = Call(SUB, tuple(ends))
    require(to_canonical(whole) is to_canonical(line.right), "{} should be {}", line.right, whole)
    require(context.identical(left, line.right), "{} is not {}", left, line.right)


def differentiate_definition(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The derivative of a function that the input defines by a polynomial."""
    no_operand(line)
    (source,) = inputs
    inside, variable = argument_of(DERIVATIVE, line)
    require(inside is source.left, "{} is not what is defined", inside)
    slope = derivative_of(source.right, variable)
    require(context.identical(slope, line.right), "{} is not the derivative", line.right)
    require(not parts_with(DERIVATIVE, line.right), "{} is not carried out", line.right)


def stationary_condition(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The derivative that the input gives is 0."""
    no_operand(line)
    argument_of(DERIVATIVE, inputs[0])
    zero = isinstance(line.right, Number) and line.right.value == 0
    require(zero and line.relation is EQUATION, "{} does not say that something is 0", line)
    require(line.left is inputs[0].right, "{} is not the derivative", line.left)


CALCULUS: Mapping[str, Row] = {
    "product_rule": ((0,), derivative_of_product),
    "quotient_rule": ((0,), derivative_of_quotient),
    "chain_rule": ((0,), derivative_of_composition),
    "derivative_rule": ((0,), derivative_rule),
    "antiderivative_rule": ((0,), antiderivative_rule),
    "integrate_by_parts": ((0,), by_parts),
    "let": ((0,), let),
    "change_variable": (ONE, change_variable),
    "add_constant": (ONE, add_constant),
    "fundamental_theorem": (ONE, fundamental_theorem),
    "differentiate_definition": (ONE, differentiate_definition),
    "stationary_condition": (ONE, stationary_condition),
    "factor_out": (ONE, rewrites(is_product)),
}
"""Operators of calculus."""


def derivative_found(context: Context) -> None:
    """Goal: the derivative of the first step, with none left."""
    first, last = context.lines[0], context.lines[-1]
    require(last.left is first.left, "{} is not what is asked", last.left)
    context.require_shown(last.left)
    argument_of(DERIVATIVE, last)
    require(not parts_with(DERIVATIVE, last.right), "{} is not carried out", last.right)
    _require_slope(context, last)


def integral_found(context: Context) -> None:
    """Goal: all antiderivatives of the integrand that the problem shows."""
    last = context.lines[-1]
    require(last.operator == "add_constant", "the constant is missing")
    context.require_shown(last.left)
    inside, variable = argument_of(INTEGRAL, last)
    names = {s.name for s in free_symbols(last.right)} - {s.name for s in free_symbols(inside)}
    require(
        names - {variable.name} == {context.record["constants"][-1]["name"]}, "{} is left", names
    )
    _same_slope(context, last, last.left, last.right)


def value_found(context: Context) -> None:
    """Goal: a number, the value of the integral that the problem shows."""
    last = context.lines[-1]
    shown = f"${integral_latex(context, last.left)}$"
    require(shown in context.record["problem"], "the problem does not show {}", shown)
    require(not free_symbols(last.right), "{} is no number", last.right)
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def stationary_points(context: Context) -> None:
    """Goal: where the derivative of the function of the premise is 0."""
    premise, last = context.lines[0], context.lines[-1]
    require(premise.operator == "given", "a function is given")
    require(is_solved(last.statement), "{} is not solved", last.statement)
    (variable,) = free_symbols(premise.right)
    slope = derivative_of(premise.right, variable)
    require_equivalent(context, Call(EQUATION, (slope, Number(0))), last.statement)


CHECK = TopicCheck(
    {**ALGEBRA, **CALCULUS},
    {
        **dict.fromkeys(
            ("derivative_of_product", "derivative_of_quotient", "derivative_of_composition"),
            derivative_found,
        ),
        **dict.fromkeys(
            ("integral_by_parts", "integral_by_parts_twice", "integral_by_substitution"),
            integral_found,
        ),
        "definite_integral": value_found,
        "stationary_points": stationary_points,
    },
    {DEFINITE: definite_integral},
)
