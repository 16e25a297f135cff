"""The language of the e-graph: one constructor per operator, one relation per predicate.

Terms are in core form, with sums and products of two. Numbers are exact rationals.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, NEG, POW, SQRT, SUB, Operator, operators
from symnum.terms.assumptions import IMPLIED
from symnum.terms.exact import Exact

BINARY: dict[Operator, str] = {ADD: "Add", MUL: "Mul", POW: "Pow"}
DESUGARED = (SUB, NEG, DIV, SQRT)
"""Operators that core form does without."""
BINDING = (DERIVATIVE, INTEGRAL)
"""Operators of an expression, not of its value: equals may not be put for equals inside."""

CONSTRUCTORS: dict[str, Operator] = {name: op for op, name in BINARY.items()} | {
    f"Op_{row.name}": row
    for row in operators()
    if row not in BINARY and row not in DESUGARED and row not in BINDING
}
_NAMES = {operator: name for name, operator in CONSTRUCTORS.items()}


def constructor(operator: Operator) -> str:
    """Name of the constructor for an operator of the table.

    Raises:
        KeyError: it has none.
    """
    return _NAMES[operator]


def free_constructor(count: int) -> str:
    """Name of the constructor for uninterpreted functions of ``count`` arguments."""
    return f"Free_{count}"


def free_declaration(count: int) -> str:
    """Declaration of that constructor; the function itself is its first argument, a number."""
    return f"(constructor {free_constructor(count)} (i64 {' '.join('T' * count)}) T)"


def relation(predicate: str) -> str:
    """Name of the relation for a predicate."""
    return f"is_{predicate}"


def integer_text(value: int) -> str:
    """An integer of any size."""
    return f'(from-string "{value}")'


def rational_text(value: Exact) -> str:
    """An exact rational number."""
    ratio = Fraction(value)
    return f"(bigrat {integer_text(ratio.numerator)} {integer_text(ratio.denominator)})"


def number_text(value: Exact) -> str:
    """A number as a term."""
    return f"(Num {rational_text(value)})"


def call_text(operator: Operator, arguments: Sequence[str]) -> str:
    """A call on arguments that are written already; sums and products two by two."""
    name = constructor(operator)
    if operator in BINARY:
        text = arguments[-1]
        for argument in reversed(arguments[:-1]):
            text = f"({name} {argument} {text})"
        return text
    return f"({' '.join((name, *arguments))})"


def declarations() -> list[str]:
    """Sort, constructors and relations."""
    lines = ["(sort T)", "(constructor Num (BigRat) T)", "(constructor Sym (i64) T)"]
    for name, operator in CONSTRUCTORS.items():
        count = 2 if operator in BINARY else operator.arity or 0
        lines.append(f"(constructor {name} ({' '.join('T' * count)}) T)")
    lines.extend(f"(relation {relation(predicate)} (T))" for predicate in IMPLIED)
    return lines
