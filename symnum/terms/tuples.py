"""S-expressions as terms: tuples ``(operator name, argument, …)``, names and exact numbers.

``("add", "x", ("pow", "y", 2))`` is x + y². This is also the serial form of every family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symnum.errors import InputError
from symnum.ops import Kind, Operator, function, is_operator_name, operator_named
from symnum.terms import interface
from symnum.terms.conversion import convert
from symnum.terms.exact import Exact, exact
from symnum.terms.plain import Number, Term
from symnum.terms.traversal import fold


class _TupleAdapter:
    def is_call(self, term: Any) -> bool:
        return isinstance(term, tuple)

    def operator(self, term: tuple[Any, ...]) -> Operator:
        head = term[0]
        if not isinstance(head, str):
            raise TypeError(f"an s-expression begins with an operator's name, not {head!r}")
        return operator_named(head) if is_operator_name(head) else function(head)

    def arguments(self, term: tuple[Any, ...]) -> tuple[Any, ...]:
        return term[1:]

    def rebuild(self, term: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
        return (operator.name, *arguments)

    def metadata(self, term: Any) -> Mapping[str, Any]:
        return {}

    def symtype(self, term: Any) -> Kind:
        if isinstance(term, tuple):
            return self.operator(term).result
        return Kind.INTEGER if isinstance(term, int) else Kind.REAL

    def number(self, term: Any) -> Exact | None:
        return exact(term) if isinstance(term, int | Fraction) else None

    def literal(self, term: Any, value: Exact) -> Any:
        return value

    def name(self, term: str) -> str:
        return term

    def symbol(self, term: Any, name: str, assumptions: frozenset[str]) -> Any:
        return name


_ADAPTER = _TupleAdapter()
for _kind in (tuple, str, int, Fraction):
    interface.register(_kind, _ADAPTER)


def to_json(term: Any) -> Any:
    """A term as JSON values: lists, names, integers, and fractions as ``["ratio", p, q]``."""

    def leaf(subterm: Any) -> Any:
        value = interface.number(subterm)
        if value is None:
            return interface.name(subterm)
        return value if isinstance(value, int) else ["ratio", value.numerator, value.denominator]

    return fold(term, leaf, lambda call, operator, parts: [operator.name, *parts])


def from_json(value: Any, source: str = "term") -> Term:
    """The plain term that :func:`to_json` wrote.

    Raises:
        InputError: not of that form; the message says what was found.

    >>> from_json(["mul", ["ratio", 1, 2], "x"])
    1/2*x
    """
    try:
        plain: Term = convert(_tuples(value), Number(0))
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise InputError(f"{source}: not a term in JSON form: {error}") from None
    return plain


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) == 3 and value[0] == "ratio":
            if not all(type(part) is int for part in value[1:]) or value[2] == 0:
                raise ValueError("a ratio has two integers, the second not 0")
            return exact(Fraction(value[1], value[2]))
        if not value or not isinstance(value[0], str):
            raise ValueError("a call is a list that begins with an operator's name")
        return (value[0], *(_tuples(part) for part in value[1:]))
    if isinstance(value, str) and value.isidentifier():
        return value
    if type(value) is int:
        return value
    raise ValueError(f"{value!r} is neither a name, an integer nor a list")
