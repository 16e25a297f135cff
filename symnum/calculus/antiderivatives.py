"""Tables of antiderivatives, as data: templates over the operator's own argument ``a``.

Each row holds wherever the integrand is defined, except at the edges of its domain. Source:
I. S. Gradshteyn, I. M. Ryzhik, Table of Integrals, Series, and Products, sections 2.0 to 2.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from symnum.ops import (
    ABS,
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
    Operator,
    Template,
)

_SQUARE: Template = ("pow", "a", 2)
_LOG: Template = ("sub", ("mul", "a", ("log", "a")), "a")
_NEXT: Template = ("add", 1, "a")
_GAUSS: Template = ("div", ("exp", ("neg", _SQUARE)), ("sqrt", ("pi",)))

# fmt: off
ANTIDERIVATIVES: Mapping[Operator, Template] = MappingProxyType({
    EXP:   ("exp", "a"),
    EXPM1: ("sub", ("exp", "a"), "a"),
    EXP2:  ("div", ("exp2", "a"), ("log", 2)),
    LOG:   _LOG,
    LOG2:  ("div", _LOG, ("log", 2)),
    LOG10: ("div", _LOG, ("log", 10)),
    LOG1P: ("sub", ("mul", _NEXT, ("log1p", "a")), "a"),
    SIN:   ("neg", ("cos", "a")),
    COS:   ("sin", "a"),
    TAN:   ("neg", ("log", ("abs", ("cos", "a")))),
    ASIN:  ("add", ("mul", "a", ("asin", "a")), ("sqrt", ("sub", 1, _SQUARE))),
    ACOS:  ("sub", ("mul", "a", ("acos", "a")), ("sqrt", ("sub", 1, _SQUARE))),
    ATAN:  ("sub", ("mul", "a", ("atan", "a")), ("div", ("log1p", _SQUARE), 2)),
    SINH:  ("cosh", "a"),
    COSH:  ("sinh", "a"),
    TANH:  ("log", ("cosh", "a")),
    ASINH: ("sub", ("mul", "a", ("asinh", "a")), ("sqrt", ("add", 1, _SQUARE))),
    ACOSH: ("sub", ("mul", "a", ("acosh", "a")), ("sqrt", ("sub", _SQUARE, 1))),
    ATANH: ("add", ("mul", "a", ("atanh", "a")), ("div", ("log", ("sub", 1, _SQUARE)), 2)),
    ERF:   ("add", ("mul", "a", ("erf", "a")), _GAUSS),
    ERFC:  ("sub", ("mul", "a", ("erfc", "a")), _GAUSS),
    ABS:   ("div", ("mul", "a", ("abs", "a")), 2),
})
"""An antiderivative of the operator by its argument."""

SQUARED: Mapping[Operator, Template] = MappingProxyType({
    SIN:  ("div", ("sub", "a", ("mul", ("sin", "a"), ("cos", "a"))), 2),
    COS:  ("div", ("add", "a", ("mul", ("sin", "a"), ("cos", "a"))), 2),
    TAN:  ("sub", ("tan", "a"), "a"),
    SINH: ("div", ("sub", ("mul", ("sinh", "a"), ("cosh", "a")), "a"), 2),
    COSH: ("div", ("add", ("mul", ("sinh", "a"), ("cosh", "a")), "a"), 2),
    TANH: ("sub", "a", ("tanh", "a")),
    LOG:  ("add", ("sub", ("mul", "a", ("pow", ("log", "a"), 2)),
                   ("mul", 2, "a", ("log", "a"))), ("mul", 2, "a")),
})
"""An antiderivative of the operator's square by its argument."""

INVERTED: Mapping[Operator, Template] = MappingProxyType({
    SIN:  ("log", ("abs", ("div", ("sin", "a"), ("add", 1, ("cos", "a"))))),
    COS:  ("log", ("abs", ("div", ("add", 1, ("sin", "a")), ("cos", "a")))),
    TAN:  ("log", ("abs", ("sin", "a"))),
    SINH: ("log", ("abs", ("tanh", ("div", "a", 2)))),
    COSH: ("mul", 2, ("atan", ("exp", "a"))),
    TANH: ("log", ("abs", ("sinh", "a"))),
    EXP:  ("neg", ("exp", ("neg", "a"))),
})
"""An antiderivative of one over the operator by its argument."""

INVERTED_SQUARED: Mapping[Operator, Template] = MappingProxyType({
    SIN:  ("neg", ("div", ("cos", "a"), ("sin", "a"))),
    COS:  ("tan", "a"),
    TAN:  ("sub", ("neg", ("div", ("cos", "a"), ("sin", "a"))), "a"),
    SINH: ("neg", ("div", ("cosh", "a"), ("sinh", "a"))),
    COSH: ("tanh", "a"),
    TANH: ("sub", "a", ("div", ("cosh", "a"), ("sinh", "a"))),
})
"""An antiderivative of one over the operator's square by its argument."""

REDUCED: Mapping[Operator, int] = MappingProxyType({TAN: -1, TANH: 1})
"""Operators whose n-th power is integrated by that two degrees lower, and the sign of that."""

DIFFERENTIATED = frozenset({LOG, LOG1P, LOG2, LOG10, ATAN, ATANH, ASIN, ACOS, ASINH, ACOSH})
"""Operators whose product with a power of x is integrated by parts, the operator differentiated."""

BY_PARTS = frozenset({EXP, EXP2, SIN, COS, SINH, COSH})
"""Operators whose product with a power of x is integrated by parts, the power differentiated."""
# fmt: on
