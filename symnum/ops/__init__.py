"""The operator table: every operator symnum knows, one validated row each.

>>> operator_named("sin").parity
<Parity.ODD: 'odd'>
"""

from __future__ import annotations

from symnum.ops.analysis import DERIVATIVE, EQUATION, INTEGRAL
from symnum.ops.arithmetic import (
    ABS,
    ADD,
    DIV,
    FLOOR,
    FMA,
    HYPOT,
    MAX,
    MIN,
    MUL,
    NEG,
    PI,
    POW,
    SIGN,
    SQRT,
    SUB,
)
from symnum.ops.elementary import (
    ACOS,
    ACOSH,
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    COS,
    COSH,
    ERF,
    ERFC,
    EXP,
    EXP2,
    EXPM1,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    SIN,
    SINH,
    TAN,
    TANH,
)
from symnum.ops.logic import (
    CONJUNCTION,
    DISJUNCTION,
    EQUAL,
    LESS,
    LESS_EQUAL,
    NEGATION,
    SELECT,
)
from symnum.ops.operator import (
    ARGUMENT_NAMES,
    ATOM,
    Condition,
    Fixity,
    Kind,
    Law,
    Operator,
    Parity,
    Syntax,
    Template,
    function,
    is_operator_name,
    operator_named,
    operators,
)

__all__ = [
    "ABS", "ACOS", "ACOSH", "ADD", "ARGUMENT_NAMES", "ASIN", "ASINH", "ATAN", "ATANH", "ATOM",
    "CONJUNCTION", "COS", "COSH", "Condition", "DERIVATIVE", "DISJUNCTION", "DIV", "EQUAL",
    "EQUATION", "ERF", "ERFC", "EXP", "EXP2", "EXPM1", "FLOOR", "FMA", "Fixity", "HYPOT",
    "INTEGRAL", "Kind", "LESS", "LESS_EQUAL", "LOG", "LOG10", "LOG1P", "LOG2", "Law", "MAX",
    "MIN", "MUL", "NEG", "NEGATION", "Operator", "PI", "POW", "Parity", "SELECT", "SIGN", "SIN",
    "SINH", "SQRT", "SUB", "Syntax", "TAN", "TANH", "Template", "function", "is_operator_name",
    "operator_named", "operators",
]  # fmt: skip
