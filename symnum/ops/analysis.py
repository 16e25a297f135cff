"""Rows of the operator table: equations, unevaluated derivatives and antiderivatives.

These have no ball-arithmetic column: an equation is a statement, and the other two are functions
of an expression, not of its value. Derivatives and antiderivatives stand for themselves where they
exist; no domain is recorded for where they do not.
"""

from __future__ import annotations

from symnum.ops.arithmetic import UNARY
from symnum.ops.operator import ATOM, Fixity, Kind, Operator, Syntax, register

EQUATION = Operator(
    "equation", 2, Syntax(Fixity.INFIX_NONE, "=", 0, " = "), "the two sides are equal",
    Kind.EQUATION, (Kind.REAL,),
)  # fmt: skip
DERIVATIVE = Operator(
    "derivative", 2,
    Syntax(Fixity.FUNCTION, "derivative", ATOM,
           r"\frac{{\partial}}{{\partial {1}}} \left({0}\right)", delimited=True,
           latex_precedence=ATOM - 1),
    "derivative of the first argument by the second, a symbol; not evaluated",
)  # fmt: skip
INTEGRAL = Operator(
    "integral", 2,
    Syntax(Fixity.FUNCTION, "integral", ATOM, r"\int {0:sum}\, d{1}", delimited=True,
           latex_precedence=UNARY),
    "an antiderivative of the first argument by the second, a symbol; not evaluated",
)  # fmt: skip

register(EQUATION, DERIVATIVE, INTEGRAL)
