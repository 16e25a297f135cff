"""Contexts: terms with a hole. What fills the hole equally makes the whole equal.

A position says where a rule is applied inside a term as it stands. Some places are no position:
canonical terms merge sums with sums, so that in ``sin(x)^2/2 + cos(x)^2/2 + y`` half of the sum of
two squares has no place of its own. The context ``hole(0)/2 + y`` says where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, Operator, function
from symnum.rewriting.patterns import rebuilt
from symnum.terms.interface import adapter_of
from symnum.terms.traversal import fold

_HOLE = function("hole")
_BINDING = (DERIVATIVE, INTEGRAL)


def hole(like: Any) -> Any:
    """The hole, in the family of a term: a call of a function of which nothing is known."""
    adapter = adapter_of(like)
    return adapter.rebuild(like, _HOLE, (adapter.literal(like, 0),))


def plugged(context: Any, value: Any) -> Any:
    """A context with its hole filled, rebuilt by the family of the context.

    Args:
        context: A term with a hole.
        value: A term of the same family.

    Raises:
        InputError: the hole is inside a derivative or an integral, where equals may not be put for
            equals, since what is written there is not a value at a point.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> plugged(hole(x) / 2 + y, 2 * x + 2 * y)
    x + 2*y
    """
    adapter = adapter_of(context)

    def call(original: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
        if operator is _HOLE:
            return value
        before = adapter.arguments(original)
        if all(one is other for one, other in zip(before, arguments, strict=True)):
            return original
        if operator in _BINDING:
            raise InputError(f"a context may not have its hole inside {operator.name}")
        return rebuilt(adapter, context, operator, arguments)

    return fold(context, lambda leaf: leaf, call)
