"""Replays that every topic shares: premises, operations on both sides, rewriting of sides.

Each accepts a step only if its statement is equivalent to its inputs (or follows from them, where
the operator says so), and is what the operator's name announces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from symnum.ops import (
    ADD,
    DIV,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    MUL,
    NEG,
    POW,
    SUB,
    Operator,
)
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import postorder

Replay = Callable[[Context, Line, Sequence[Line]], None]
Row = tuple[Collection[int] | None, Replay]
"""Numbers of inputs that are possible (``None``: one or more) and what the operator means."""
Rule = Callable[[Context, Line, Term, Term], None]
"""Rejects unless the second term may be written for the first."""
ONE, CHAIN = (1,), (0, 1)


def given(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """A statement of the problem: the problem shows it. ``0 < u`` makes u positive from now on."""
    no_operand(line)
    shown, problem = context.latex(line.statement), context.record["problem"]
    stated = shown in problem or by_one_variable(shown) in problem
    require(stated, "the problem does not state {}", shown)
    sides = line.statement.arguments if isinstance(line.statement, Call) else ()
    if line.relation is LESS and isinstance(sides[0], Number) and sides[0].value == 0:
        context.conditions.append(("positive", sides[1]))


_FIRST = re.compile(
    r"\\frac\{\\partial\}\{\\partial (\w+)\} \\left\((\w+\\left\(\1\\right\))\\right\)"
)
_SECOND = re.compile(
    r"\\frac\{\\partial\}\{\\partial (\w+)\} "
    r"\\left\(\\frac\{d\}\{d \1\} (\w+\\left\(\1\\right\))\\right\)"
)


def by_one_variable(latex: str) -> str:
    r"""The LaTeX with d/dx for derivatives of functions of one variable, once or twice.

    >>> by_one_variable(r"\frac{\partial}{\partial t} \left(y\left(t\right)\right) = 2")
    '\\frac{d}{d t} y\\left(t\\right) = 2'
    """
    once = _FIRST.sub(r"\\frac{d}{d \1} \2", latex)
    return _SECOND.sub(r"\\frac{d^{2}}{d \1^{2}} \2", once)


def no_operand(line: Line) -> None:
    """The operator takes nothing beside its inputs."""
    require(line.operand is None, "{} has no operand", line.operator)


def operand_of(line: Line) -> Term:
    """What the operator is given."""
    if line.operand is None:
        raise Rejected(f"{line.operator} needs an operand")
    return line.operand


def same_relation(line: Line, source: Line) -> None:
    """Equations stay equations, comparisons keep their direction."""
    require(line.relation is source.relation, "the relation changes in {}", line.statement)


def both_sides(operator: Operator) -> Replay:
    """The same operation on both sides; comparisons turn around where a factor is negative."""

    def replay(context: Context, line: Line, inputs: Sequence[Line]) -> None:
        (source,), operand = inputs, operand_of(line)
        turned = False
        if operator in (MUL, DIV):
            turned = _turns(context, source.relation, operand)
        sides = source.left, source.right
        left, right = (Call(operator, (side, operand)) for side in sides)
        if turned:
            left, right = right, left
        same_relation(line, source)
        for shown, wanted in ((line.left, left), (line.right, right)):
            require(context.identical(shown, wanted), "{} should be {}", shown, wanted)

    return replay


def _turns(context: Context, relation: Operator, operand: Term) -> bool:
    if relation in (EQUATION, EQUAL):
        require(context.nonzero(operand), "{} is not known to be nonzero", operand)
        return False
    sign = context.sign(operand)
    require(sign is not None, "the sign of {} is not known", operand)
    return sign == -1


def rewrites(shape: Callable[[Term], bool] | None = None) -> Replay:
    """Sides are written differently, with the same values; those changed have a given shape."""

    def replay(context: Context, line: Line, inputs: Sequence[Line]) -> None:
        (source,) = inputs
        no_operand(line)
        same_relation(line, source)
        pairs = [(source.left, line.left), (source.right, line.right)]
        changed = [(old, new) for old, new in pairs if old is not new]
        require(bool(changed), "nothing changes in {}", line.statement)
        for old, new in changed:
            require(context.identical(old, new), "{} is not {}", new, old)
        if shape is not None:
            fits = any(shape(new) for _, new in changed)
            require(fits, "{} does not {}", line.statement, line.operator)

    return replay


def chain(rule: Rule) -> Row:
    """One more link of ``expression = … = …``: the left side stays, the right side is rewritten.

    Without an input the chain begins: its left side is the expression that the problem shows.
    """

    def replay(context: Context, line: Line, inputs: Sequence[Line]) -> None:
        require(line.relation is EQUATION, "{} is no equation", line.statement)
        if inputs:
            require(line.left is inputs[0].left, "{} is not the left side", line.left)
            old = inputs[0].right
        else:
            old = line.left
            context.require_shown(old)
        require(old is not line.right, "nothing changes in {}", line.statement)
        rule(context, line, old, line.right)

    return CHAIN, replay


def same_value(shape: Callable[[Term], bool] | None = None) -> Rule:
    """The new term has the old one's values, and a given shape."""

    def rule(context: Context, line: Line, old: Term, new: Term) -> None:
        no_operand(line)
        require(context.identical(old, new), "{} is not {}", new, old)
        if shape is not None:
            require(shape(new), "{} is not what {} makes", new, line.operator)

    return rule


def swap_sides(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The sides of an equation change places."""
    (source,) = inputs
    no_operand(line)
    require(source.relation is EQUATION and line.relation is EQUATION, "only equations are swapped")
    swapped = line.left is source.right and line.right is source.left
    require(swapped, "{} is not {} with its sides swapped", line.statement, source.statement)


def substitute(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """In the first input the left sides of the others are replaced by their right sides."""
    target, *sources = inputs
    no_operand(line)
    same_relation(line, target)
    require(bool(sources), "substitute needs an equation to use")
    sides = [target.left, target.right]
    for source in sources:
        require(source.relation is EQUATION, "{} is no equation", source.statement)
        fits = [occurs(source.left, side) for side in sides]
        require(any(fits), "{} does not occur", source.left)
        sides = [replaced(side, source.left, source.right) for side in sides]
    whole = all(map(context.identical, (line.left, line.right), sides))
    only_right = context.identical(line.left, target.left) and context.identical(
        line.right, sides[1]
    )
    require(whole or only_right, "{} does not follow by substitution", line.statement)


def occurs(part: Term, term: Term) -> bool:
    """Whether a term is written inside another."""
    form = to_canonical(part)
    return any(p is part or to_canonical(p) is form for p, _ in postorder([term]))


def replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with every occurrence of ``old`` replaced."""
    form = to_canonical(old)
    memo: dict[Term, Term] = {}
    for part, children in postorder([term]):
        if part is old or to_canonical(part) is form:
            memo[part] = new
        elif isinstance(part, Call):
            memo[part] = Call(part.operator, tuple(memo[child] for child in children))
        else:
            memo[part] = part
    return memo[term]


def size(term: Any) -> int:
    """Nodes of a term, shared ones as often as they are written."""
    plain = to_plain(term)
    sizes: dict[Term, int] = {}
    for part, children in postorder([plain]):
        sizes[part] = 1 + sum(sizes[child] for child in children)
    return sizes[plain]


def is_product(term: Term) -> bool:
    """A product or power with a sum among its factors."""
    factors = _factors(term)
    return len(factors) > 1 and any(_is_sum(factor) for factor in factors)


def _factors(term: Term) -> list[Term]:
    if not isinstance(term, Call):
        return [term]
    if term.operator in (MUL, DIV):
        return [f for argument in term.arguments for f in _factors(argument)]
    if term.operator is NEG:
        return _factors(term.arguments[0])
    if term.operator is POW and isinstance(term.arguments[1], Number):
        exponent = Fraction(term.arguments[1].value)
        return [*_factors(term.arguments[0])] * (2 if exponent >= 2 else 1)
    return [term]


def _is_sum(term: Term) -> bool:
    return isinstance(term, Call) and term.operator in (ADD, SUB)


def is_expanded(term: Term) -> bool:
    """No product or power of sums is left."""
    return not any(
        isinstance(part, Call)
        and (
            (part.operator is MUL and any(map(_is_sum, part.arguments)))
            or (part.operator is POW and _is_sum(part.arguments[0]) and _natural(part.arguments[1]))
            or (part.operator is NEG and _is_sum(part.arguments[0]))
        )
        for part, _ in postorder([term])
    )


def _natural(term: Term) -> bool:
    return isinstance(term, Number) and isinstance(term.value, int) and term.value > 1


def is_square_completed(term: Term) -> bool:
    """Contains the square of a sum."""
    return any(
        isinstance(part, Call)
        and part.operator is POW
        and isinstance(part.arguments[1], Number)
        and part.arguments[1].value == 2
        and _is_sum(part.arguments[0])
        for part, _ in postorder([term])
    )


COMPARISONS = (LESS, LESS_EQUAL)

SHARED: Mapping[str, Row] = {
    "given": ((0,), given),
    "add_to_both_sides": (ONE, both_sides(ADD)),
    "subtract_from_both_sides": (ONE, both_sides(SUB)),
    "multiply_both_sides": (ONE, both_sides(MUL)),
    "divide_both_sides": (ONE, both_sides(DIV)),
    "simplify": (ONE, rewrites()),
    "expand_products": (ONE, rewrites(is_expanded)),
    "factor": (ONE, rewrites(is_product)),
    "complete_the_square": (ONE, rewrites(is_square_completed)),
    "swap_sides": (ONE, swap_sides),
    "substitute": (None, substitute),
}
"""Operators of all topics."""
