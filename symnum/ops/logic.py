"""Rows of the operator table: comparisons, truth values and selection."""

from __future__ import annotations

from symnum.ops import references
from symnum.ops.operator import ATOM, Fixity, Kind, Law, Operator, Syntax, register

_REAL, _TRUTH = (Kind.REAL,), (Kind.BOOLEAN,)
_LATTICE = frozenset({Law.ASSOCIATIVE, Law.COMMUTATIVE, Law.IDEMPOTENT})
OR, AND, NOT, COMPARISON = 1, 2, 3, 4
"""Precedences, all below those of arithmetic."""


def _compare(symbol: str, latex: str) -> Syntax:
    return Syntax(Fixity.INFIX_NONE, symbol, COMPARISON, latex)


LESS = Operator(
    "less", 2, _compare("<", " < "), "strictly below", Kind.BOOLEAN, _REAL,
    arb=references.less, mpmath=lambda a, b: a < b, sympy="StrictLessThan",
)  # fmt: skip
LESS_EQUAL = Operator(
    "less_equal", 2, _compare("<=", r" \le "), "below or equal", Kind.BOOLEAN, _REAL,
    arb=references.less_equal, mpmath=lambda a, b: a <= b, sympy="LessThan",
)  # fmt: skip
EQUAL = Operator(
    "equal", 2, _compare("==", " = "), "equality of two numbers, as a truth value",
    Kind.BOOLEAN, _REAL, laws=frozenset({Law.COMMUTATIVE}),
    arb=references.equal, mpmath=lambda a, b: a == b, sympy="Eq",
)  # fmt: skip
NEGATION = Operator(
    "negation", 1, Syntax(Fixity.PREFIX, "not ", NOT, r"\lnot "), "logical not",
    Kind.BOOLEAN, _TRUTH, arb=references.negation, mpmath=lambda a: not a, sympy="Not",
)  # fmt: skip
CONJUNCTION = Operator(
    "conjunction", 2, Syntax(Fixity.INFIX_LEFT, " and ", AND, r" \land "), "logical and",
    Kind.BOOLEAN, _TRUTH, laws=_LATTICE,
    arb=references.conjunction, mpmath=lambda a, b: a and b, sympy="And",
)  # fmt: skip
DISJUNCTION = Operator(
    "disjunction", 2, Syntax(Fixity.INFIX_LEFT, " or ", OR, r" \lor "), "logical or",
    Kind.BOOLEAN, _TRUTH, laws=_LATTICE,
    arb=references.disjunction, mpmath=lambda a, b: a or b, sympy="Or",
)  # fmt: skip
SELECT = Operator(
    "select", 3,
    Syntax(Fixity.FUNCTION, "select", ATOM, r"\begin{{cases}}{1} & {0}\\{2} & "
           r"\text{{otherwise}}\end{{cases}}", delimited=True),
    "the second argument where the first holds, else the third",
    Kind.REAL, (Kind.BOOLEAN, Kind.REAL, Kind.REAL),
    derivatives=(0, ("select", "a", 1, 0), ("select", "a", 0, 1)),
    arb=references.select, mpmath=lambda c, a, b: a if c else b,
)  # fmt: skip

register(LESS, LESS_EQUAL, EQUAL, NEGATION, CONJUNCTION, DISJUNCTION, SELECT)
