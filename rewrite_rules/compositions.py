"""Inverse functions of functions, and back: circular and hyperbolic.

Algebraic forms are larger than the compositions they come from, so that direction is for e-graphs;
forms that are recognised as inverse functions lead to simpler terms.
"""

from __future__ import annotations

from symnum.ops import PI
from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    nonnegative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    exp,
    log,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from symnum.terms.plain import Call

(x,) = variables("x")
a = rest("a")
pi = Call(PI, ())
T, H, EXPANDING = Tag.TRIGONOMETRY, Tag.HYPERBOLIC, RuleKind.EXPANDING
CIRCULAR, HYPERBOLICS, LOGS = "DLMF 4.24", "DLMF 4.38", "DLMF 4.37(iv)"
IN_UNIT_INTERVAL = (nonnegative(1 - x), nonnegative(1 + x))

# fmt: off
CIRCULAR_COMPOSITIONS: tuple[Rule, ...] = (
    Rule("asin-of-sin",       asin(sin(x)), x, (nonnegative(pi/2 - x), nonnegative(pi/2 + x)), tag=T, citation="DLMF 4.23"),
    Rule("acos-of-cos",       acos(cos(x)), x, (nonnegative(x), nonnegative(pi - x)),          tag=T, citation="DLMF 4.23"),
    Rule("atan-of-tan",       atan(tan(x)), x, (positive(pi/2 - x), positive(pi/2 + x)),       tag=T, citation="DLMF 4.23"),
    Rule("acos-plus-acos-minus", a * acos(x) + a * acos(-x), a * pi, IN_UNIT_INTERVAL,         tag=T, citation=CIRCULAR),
    Rule("atan-plus-atan-reciprocal", a * atan(x) + a * atan(1 / x), a * pi * sign(x) / 2, (nonzero(x),), tag=T, citation=CIRCULAR),
    Rule("tan-of-asin",       tan(asin(x)),       x / sqrt(1 - x**2),     kind=EXPANDING,      tag=T, citation=CIRCULAR),
    Rule("tan-of-acos",       tan(acos(x)),       sqrt(1 - x**2) / x,     kind=EXPANDING,      tag=T, citation=CIRCULAR),
    Rule("cos-of-double-acos", cos(2 * acos(x)),  2 * x**2 - 1, IN_UNIT_INTERVAL, kind=EXPANDING, tag=T, citation=CIRCULAR),
    Rule("cos-of-double-asin", cos(2 * asin(x)),  1 - 2 * x**2, IN_UNIT_INTERVAL, kind=EXPANDING, tag=T, citation=CIRCULAR),
    Rule("cos-of-double-atan", cos(2 * atan(x)),  (1 - x**2) / (1 + x**2), kind=EXPANDING,     tag=T, citation=CIRCULAR),
    Rule("sin-of-double-atan", sin(2 * atan(x)),  2 * x / (1 + x**2),     kind=EXPANDING,      tag=T, citation=CIRCULAR),
    Rule("atan-as-asin",      atan(x / sqrt(1 - x**2)), asin(x), (positive(1 - x**2),),        tag=T, citation=CIRCULAR),
    Rule("atan-as-acos",      atan(sqrt(1 - x**2) / x), acos(x), (positive(x), nonnegative(1 - x)), tag=T, citation=CIRCULAR),
    Rule("asin-as-atan",      asin(x / sqrt(1 + x**2)), atan(x),                               tag=T, citation=CIRCULAR),
    Rule("acos-as-atan",      acos(1 / sqrt(1 + x**2)), atan(abs(x)),                          tag=T, citation=CIRCULAR),
    Rule("asin-as-acos",      asin(sqrt(1 - x**2)), acos(abs(x)),                              tag=T, citation=CIRCULAR),
    Rule("acos-as-asin",      acos(sqrt(1 - x**2)), asin(abs(x)),                              tag=T, citation=CIRCULAR),
    Rule("sin-acos-squared",  sin(acos(x))**2,    1 - x**2, IN_UNIT_INTERVAL, kind=EXPANDING,  tag=T, citation=CIRCULAR),
)

HYPERBOLIC_COMPOSITIONS: tuple[Rule, ...] = (
    Rule("sinh-of-acosh",     sinh(acosh(x)),     sqrt(x - 1) * sqrt(x + 1), kind=EXPANDING,   tag=H, citation=HYPERBOLICS),
    Rule("tanh-of-asinh",     tanh(asinh(x)),     x / sqrt(1 + x**2),     kind=EXPANDING,      tag=H, citation=HYPERBOLICS),
    Rule("sinh-of-atanh",     sinh(atanh(x)),     x / sqrt(1 - x**2),     kind=EXPANDING,      tag=H, citation=HYPERBOLICS),
    Rule("cosh-of-atanh",     cosh(atanh(x)),     1 / sqrt(1 - x**2),     kind=EXPANDING,      tag=H, citation=HYPERBOLICS),
    Rule("exp-of-asinh",      exp(asinh(x)),      x + sqrt(1 + x**2),     kind=EXPANDING,      tag=H, citation=LOGS),
    Rule("exp-of-acosh",      exp(acosh(x)),      x + sqrt(x - 1) * sqrt(x + 1), kind=EXPANDING, tag=H, citation=LOGS),
    Rule("exp-of-double-atanh", exp(2 * atanh(x)), (1 + x) / (1 - x), (positive(1 - x), positive(1 + x)),
         kind=EXPANDING, tag=H, citation=LOGS),
    Rule("sinh-of-log",       sinh(log(x)),       (x - 1 / x) / 2, (positive(x),), kind=EXPANDING, tag=H, citation="DLMF 4.28"),
    Rule("cosh-of-log",       cosh(log(x)),       (x + 1 / x) / 2, (positive(x),), kind=EXPANDING, tag=H, citation="DLMF 4.28"),
    Rule("tanh-of-log",       tanh(log(x)),       (x**2 - 1) / (x**2 + 1), (positive(x),), kind=EXPANDING, tag=H, citation="DLMF 4.28"),
    Rule("asinh-as-atanh",    asinh(x / sqrt(1 - x**2)), atanh(x),                             tag=H, citation=HYPERBOLICS),
    Rule("atanh-as-asinh",    atanh(x / sqrt(1 + x**2)), asinh(x),                             tag=H, citation=HYPERBOLICS),
    Rule("acosh-as-asinh",    acosh(sqrt(1 + x**2)), asinh(abs(x)),                            tag=H, citation=HYPERBOLICS),
    Rule("asinh-as-acosh",    asinh(sqrt(x**2 - 1)), acosh(abs(x)),                            tag=H, citation=HYPERBOLICS),
    Rule("log-as-asinh",      log(x + sqrt(1 + x**2)), asinh(x),                               tag=H, citation=LOGS),
    Rule("log-as-acosh",      log(x + sqrt(x**2 - 1)), acosh(x),                               tag=H, citation=LOGS),
    Rule("log-as-atanh",      log((1 + x) / (1 - x)), 2 * atanh(x),                            tag=H, citation=LOGS),
)
# fmt: on
COMPOSITIONS: tuple[Rule, ...] = (*CIRCULAR_COMPOSITIONS, *HYPERBOLIC_COMPOSITIONS)
