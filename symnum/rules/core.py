"""The core form in which rules are matched: sums, products and powers only.

``a - b`` is ``a + (-1)*b``, ``a/b`` is ``a * b^(-1)``, ``sqrt(a)`` is ``a^(1/2)``, and nested sums
and products are one call, as canonical terms show themselves. Rules are written with the
operators people use and brought to this form once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.exact import exact_power
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold


def core(term: Term) -> Term:
    """The plain term in core form: desugared, flattened, numbers multiplied together.

    >>> from symnum.rules.rule import variables
    >>> x, y = variables("x y")
    >>> core(x / y - 2).operator, core(x / y - 2).arguments
    (add, (x*y^(-1), -2))
    """
    return fold(term, _core_leaf, _folded_call)


def _folded_call(term: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
    return core_call(operator, arguments)


def _core_leaf(term: Any) -> Term:
    assert isinstance(term, Term)
    return term


def core_call(operator: Operator, arguments: Sequence[Term]) -> Term:
    """The call in core form, of arguments in core form.

    >>> from symnum.rules.rule import variables
    >>> x, y = variables("x y")
    >>> core_call(ADD, [x + 2, y]).arguments
    (x, 2, y)
    """
    first = arguments[0] if arguments else None
    if operator is SUB:
        return flattened(ADD, [arguments[0], _core_product([Number(-1), arguments[1]])])
    if operator is NEG:
        return _core_product([Number(-1), *arguments])
    if operator is DIV:
        return _core_product([arguments[0], _core_power(arguments[1], Number(-1))])
    if operator is SQRT and first is not None:
        return Call(POW, (first, Number(Fraction(1, 2))))
    if operator is MUL:
        return _core_product(arguments)
    if operator is ADD:
        return flattened(ADD, arguments)
    if operator is POW:
        return _core_power(*arguments)
    return Call(operator, tuple(arguments))


def flattened(operator: Operator, arguments: Sequence[Term]) -> Term:
    """The sum or product of some terms, without brackets; of one term, the term."""
    flat: list[Term] = []
    for argument in arguments:
        if isinstance(argument, Call) and argument.operator is operator:
            flat.extend(argument.arguments)
        else:
            flat.append(argument)
    return flat[0] if len(flat) == 1 else Call(operator, tuple(flat))


def _core_product(arguments: Sequence[Term]) -> Term:
    product = flattened(MUL, arguments)
    if not (isinstance(product, Call) and product.operator is MUL):
        return product
    coefficient = Fraction(1)
    others: list[Term] = []
    for factor in product.arguments:
        if isinstance(factor, Number):
            coefficient *= factor.value
        else:
            others.append(factor)
    if coefficient != 1 or not others:
        others.insert(0, Number(coefficient))
    return others[0] if len(others) == 1 else Call(MUL, tuple(others))


def _core_power(base: Term, exponent: Term) -> Term:
    if isinstance(base, Number) and isinstance(exponent, Number):
        value = exact_power(base.value, exponent.value) if type(exponent.value) is int else None
        if value is not None:
            return Number(value)
    return Call(POW, (base, exponent))
