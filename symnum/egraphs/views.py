"""The forms that terms of an e-graph can be written in, with minus signs, quotients and roots.

Each class is looked at in three ways: as it is, as the opposite of something, and as the
reciprocal of something; so ``x + (-1)*y`` costs what ``x - y`` costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from symnum.egraphs.readout import Contents, Node
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.exact import Exact
from symnum.terms.plain import Number, Term

PLAIN, NEGATED, RECIPROCAL = range(3)
Goal = tuple[int, int]
"""A class and the way in which it is looked at."""
Part = Goal | Term
"""A goal, or a number or symbol that stands there by itself."""


class Form(NamedTuple):
    """One way to write a goal: an operator applied to parts, or a single part itself."""

    goal: Goal
    operator: Operator | None
    parts: tuple[Part, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The parts that have to be found first."""
        return tuple(part for part in self.parts if isinstance(part, tuple))


def forms(contents: Contents) -> Iterator[Form]:
    """Every form of every class, sums and products in one order only."""
    for class_, leaf in contents.leaves:
        yield from _leaf_forms(class_, leaf)
    viewed: dict[Goal, None] = {}
    for node in contents.nodes:
        for form in _node_forms(contents, node):
            if form.goal[1] != PLAIN:
                viewed[form.goal] = None
            yield form
    for class_, leaf in contents.leaves:
        viewed.update((form.goal, None) for form in _leaf_forms(class_, leaf))
    for class_, view in viewed:
        if view == NEGATED:
            yield Form((class_, PLAIN), NEG, ((class_, NEGATED),))
        elif view == RECIPROCAL:
            yield Form((class_, PLAIN), DIV, (Number(1), (class_, RECIPROCAL)))


def _leaf_forms(class_: int, leaf: Term) -> Iterator[Form]:
    yield Form((class_, PLAIN), None, (leaf,))
    if isinstance(leaf, Number):
        if leaf.value < 0:
            yield Form((class_, NEGATED), None, (Number(-leaf.value),))
        ratio = Fraction(leaf.value)
        if ratio.numerator == 1 and ratio.denominator > 1:
            yield Form((class_, RECIPROCAL), None, (Number(ratio.denominator),))


def _node_forms(contents: Contents, node: Node) -> Iterator[Form]:
    if node.operator is ADD:
        yield from _sum_forms(node.class_, *node.arguments)
    elif node.operator is MUL:
        yield from _product_forms(contents, node.class_, *node.arguments)
    else:
        parts: tuple[Part, ...] = tuple((argument, PLAIN) for argument in node.arguments)
        exponent = contents.numbers.get(node.arguments[1]) if node.operator is POW else None
        if exponent is not None:  # stands there as a number, since the price depends on it
            parts = (parts[0], Number(exponent))
            yield from _power_forms(node.class_, parts[0], exponent)
        yield Form((node.class_, PLAIN), node.operator, parts)


def _sum_forms(class_: int, first: int, second: int) -> Iterator[Form]:
    whole = (class_, PLAIN)
    yield Form(whole, ADD, ((first, PLAIN), (second, PLAIN)))
    yield Form(whole, SUB, ((first, PLAIN), (second, NEGATED)))
    if first != second:
        yield Form(whole, SUB, ((second, PLAIN), (first, NEGATED)))


def _product_forms(contents: Contents, class_: int, first: int, second: int) -> Iterator[Form]:
    whole, minus = (class_, PLAIN), (class_, NEGATED)
    yield Form(whole, MUL, ((first, PLAIN), (second, PLAIN)))
    yield Form((class_, RECIPROCAL), MUL, ((first, RECIPROCAL), (second, RECIPROCAL)))
    orders = ((first, second), (second, first)) if first != second else ((first, second),)
    for one, other in orders:
        yield Form(minus, MUL, ((one, PLAIN), (other, NEGATED)))
        yield Form(whole, DIV, ((one, PLAIN), (other, RECIPROCAL)))
        yield Form(minus, DIV, ((one, NEGATED), (other, RECIPROCAL)))
        if contents.numbers.get(other) == -1:
            yield Form(minus, None, ((one, PLAIN),))


def _power_forms(class_: int, base: Part, exponent: Exact) -> Iterator[Form]:
    half = Fraction(1, 2)
    if exponent == half:
        yield Form((class_, PLAIN), SQRT, (base,))
    elif exponent == -1:
        yield Form((class_, RECIPROCAL), None, (base,))
    elif exponent == -half:
        yield Form((class_, RECIPROCAL), SQRT, (base,))
    elif exponent < 0 and type(exponent) is int:
        yield Form((class_, RECIPROCAL), POW, (base, Number(-exponent)))
