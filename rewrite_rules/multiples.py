"""Sums, multiples and halves of arguments; values at further points."""

from __future__ import annotations

from fractions import Fraction

from symnum.ops import PI
from symnum.rules import Rule, RuleKind, Tag, integer, nonzero, positive, rest, variables
from symnum.terms.functions import (
    acos,
    asin,
    atan,
    cos,
    cosh,
    exp,
    expm1,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from symnum.terms.plain import Call, Number

x, y, n = variables("x y n")
a, s = rest("a"), rest("s")
pi = Call(PI, ())
T, H, EXPANDING = Tag.TRIGONOMETRY, Tag.HYPERBOLIC, RuleKind.EXPANDING
VALUES, SHIFTS, MULTIPLE, INVERSE = "DLMF 4.17", "DLMF 4.16", "DLMF 4.21", "DLMF 4.23"
HYPERBOLICS, DEFINITION = "DLMF 4.35", "DLMF 4.28"
ZERO, ONE, HALF, MINUS_ONE = Number(0), Number(1), Number(Fraction(1, 2)), Number(-1)
ROOT2, ROOT3, ROOT5 = (sqrt(Number(k)) for k in (2, 3, 5))

# fmt: off
FURTHER_VALUES: tuple[Rule, ...] = (
    Rule("tan-pi",            tan(pi),            ZERO,            tag=T, citation=VALUES),
    Rule("sin-two-pi",        sin(2 * pi),        ZERO,            tag=T, citation=VALUES),
    Rule("cos-two-pi",        cos(2 * pi),        ONE,             tag=T, citation=VALUES),
    Rule("sin-third-pi",      sin(pi / 3),        ROOT3 / 2,       tag=T, citation=VALUES),
    Rule("cos-sixth-pi",      cos(pi / 6),        ROOT3 / 2,       tag=T, citation=VALUES),
    Rule("tan-third-pi",      tan(pi / 3),        ROOT3,           tag=T, citation=VALUES),
    Rule("tan-sixth-pi",      tan(pi / 6),        ROOT3 / 3,       tag=T, citation=VALUES),
    Rule("sin-two-thirds-pi", sin(2 * pi / 3),    ROOT3 / 2,       tag=T, citation=VALUES),
    Rule("cos-two-thirds-pi", cos(2 * pi / 3),    -HALF,           tag=T, citation=VALUES),
    Rule("sin-three-quarters-pi", sin(3 * pi / 4), ROOT2 / 2,      tag=T, citation=VALUES),
    Rule("cos-three-quarters-pi", cos(3 * pi / 4), -ROOT2 / 2,     tag=T, citation=VALUES),
    Rule("sin-five-sixths-pi", sin(5 * pi / 6),   HALF,            tag=T, citation=VALUES),
    Rule("cos-five-sixths-pi", cos(5 * pi / 6),   -ROOT3 / 2,      tag=T, citation=VALUES),
    Rule("sin-three-halves-pi", sin(3 * pi / 2),  MINUS_ONE,       tag=T, citation=VALUES),
    Rule("cos-three-halves-pi", cos(3 * pi / 2),  ZERO,            tag=T, citation=VALUES),
    Rule("cos-fifth-pi",      cos(pi / 5),        (1 + ROOT5) / 4, kind=EXPANDING, tag=T, citation=VALUES),
    Rule("cos-two-fifths-pi", cos(2 * pi / 5),    (ROOT5 - 1) / 4, kind=EXPANDING, tag=T, citation=VALUES),
    Rule("asin-half",         asin(HALF),         pi / 6,          tag=T, citation=INVERSE),
    Rule("acos-half",         acos(HALF),         pi / 3,          tag=T, citation=INVERSE),
    Rule("acos-minus-half",   acos(-HALF),        2 * pi / 3,      tag=T, citation=INVERSE),
    Rule("acos-minus-one",    acos(MINUS_ONE),    pi,              tag=T, citation=INVERSE),
    Rule("atan-root-three",   atan(ROOT3),        pi / 3,          tag=T, citation=INVERSE),
    Rule("asin-half-root-two", asin(ROOT2 / 2),   pi / 4,          tag=T, citation=INVERSE),
    Rule("acos-half-root-two", acos(ROOT2 / 2),   pi / 4,          tag=T, citation=INVERSE),
    Rule("asin-half-root-three", asin(ROOT3 / 2), pi / 3,          tag=T, citation=INVERSE),
    Rule("acos-half-root-three", acos(ROOT3 / 2), pi / 6,          tag=T, citation=INVERSE),
)

PERIODS: tuple[Rule, ...] = (
    Rule("tan-plus-pi",       tan(s + pi),        tan(s),          tag=T, citation=SHIFTS),
    Rule("tan-minus-pi",      tan(s - pi),        tan(s),          tag=T, citation=SHIFTS),
    Rule("sin-pi-minus",      sin(pi - s),        sin(s),          tag=T, citation=SHIFTS),
    Rule("cos-pi-minus",      cos(pi - s),        -cos(s),         tag=T, citation=SHIFTS),
    Rule("tan-pi-minus",      tan(pi - s),        -tan(s),         tag=T, citation=SHIFTS),
    Rule("sin-integer-pi",    sin(a * pi),        ZERO,            (integer(a),), tag=T, citation=SHIFTS),
    Rule("cos-integer-pi",    cos(a * pi),        MINUS_ONE**a,    (integer(a),), tag=T, citation=SHIFTS),
    Rule("sin-plus-integer-pi", sin(s + a * pi),  MINUS_ONE**a * sin(s), (integer(a),), tag=T, citation=SHIFTS),
    Rule("cos-plus-integer-pi", cos(s + a * pi),  MINUS_ONE**a * cos(s), (integer(a),), tag=T, citation=SHIFTS),
    Rule("sin-minus-half-pi", sin(s - pi/2),      -cos(s),         tag=T, citation=SHIFTS),
    Rule("cos-minus-half-pi", cos(s - pi/2),      sin(s),          tag=T, citation=SHIFTS),
    Rule("sin-minus-two-pi",  sin(s - 2*pi),      sin(s),          tag=T, citation=SHIFTS),
    Rule("cos-minus-two-pi",  cos(s - 2*pi),      cos(s),          tag=T, citation=SHIFTS),
)

CIRCULAR_MULTIPLES: tuple[Rule, ...] = (
    Rule("cos-product",       a * cos(x - y) + a * cos(x + y), 2 * a * cos(x) * cos(y), tag=T, citation=MULTIPLE),
    Rule("sin-product",       a * cos(x - y) - a * cos(x + y), 2 * a * sin(x) * sin(y), tag=T, citation=MULTIPLE),
    Rule("sin-cos-product",   a * sin(x + y) + a * sin(x - y), 2 * a * sin(x) * cos(y), tag=T, citation=MULTIPLE),
    Rule("cos-sin-product",   a * sin(x + y) - a * sin(x - y), 2 * a * cos(x) * sin(y), tag=T, citation=MULTIPLE),
    Rule("sin-triple",        3 * a * sin(x) - 4 * a * sin(x)**3, a * sin(3 * x),       tag=T, citation=MULTIPLE),
    Rule("cos-triple",        4 * a * cos(x)**3 - 3 * a * cos(x), a * cos(3 * x),       tag=T, citation=MULTIPLE),
    Rule("one-plus-tan",      a + a * tan(x)**2,               a / cos(x)**2,           tag=T, citation=MULTIPLE),
    Rule("cos-over-sin",      cos(x) / sin(x), 1 / tan(x), (nonzero(cos(x)),),          tag=T, citation="DLMF 4.14"),
    Rule("sin-over-tan",      sin(x) / tan(x), cos(x), (nonzero(sin(x)), nonzero(cos(x))), tag=T, citation="DLMF 4.14"),
    Rule("sin-double-from-tan", 2 * tan(x) / (1 + tan(x)**2), sin(2 * x), (nonzero(cos(x)),), tag=T, citation=MULTIPLE),
    Rule("cos-double-from-tan", (1 - tan(x)**2) / (1 + tan(x)**2), cos(2 * x), (nonzero(cos(x)),), tag=T, citation=MULTIPLE),
    Rule("tan-double",        2 * tan(x) / (1 - tan(x)**2), tan(2 * x), (nonzero(cos(x)), nonzero(1 - tan(x)**2)),
         tag=T, citation=MULTIPLE),
    Rule("tan-half",          sin(x) / (1 + cos(x)),           tan(x / 2),              tag=T, citation=MULTIPLE),
    Rule("tan-half-from-cos", (1 - cos(x)) / sin(x), tan(x / 2), (nonzero(sin(x)),),    tag=T, citation=MULTIPLE),
    Rule("tan-of-sum",        (tan(x) + tan(y)) / (1 - tan(x) * tan(y)), tan(x + y),
         (nonzero(cos(x)), nonzero(cos(y)), nonzero(1 - tan(x) * tan(y))), tag=T, citation=MULTIPLE),
    Rule("tan-of-difference", (tan(x) - tan(y)) / (1 + tan(x) * tan(y)), tan(x - y),
         (nonzero(cos(x)), nonzero(cos(y)), nonzero(1 + tan(x) * tan(y))), tag=T, citation=MULTIPLE),
)

HYPERBOLIC_MULTIPLES: tuple[Rule, ...] = (
    Rule("sinh-of-difference", a * sinh(x) * cosh(y) - a * cosh(x) * sinh(y), a * sinh(x - y), tag=H, citation=HYPERBOLICS),
    Rule("cosh-of-difference", a * cosh(x) * cosh(y) - a * sinh(x) * sinh(y), a * cosh(x - y), tag=H, citation=HYPERBOLICS),
    Rule("cosh-product",      a * cosh(x + y) + a * cosh(x - y), 2 * a * cosh(x) * cosh(y), tag=H, citation=HYPERBOLICS),
    Rule("sinh-product",      a * cosh(x + y) - a * cosh(x - y), 2 * a * sinh(x) * sinh(y), tag=H, citation=HYPERBOLICS),
    Rule("sinh-cosh-product", a * sinh(x + y) + a * sinh(x - y), 2 * a * sinh(x) * cosh(y), tag=H, citation=HYPERBOLICS),
    Rule("cosh-sinh-product", a * sinh(x + y) - a * sinh(x - y), 2 * a * cosh(x) * sinh(y), tag=H, citation=HYPERBOLICS),
    Rule("sinh-triple",       3 * a * sinh(x) + 4 * a * sinh(x)**3, a * sinh(3 * x),    tag=H, citation=HYPERBOLICS),
    Rule("cosh-triple",       4 * a * cosh(x)**3 - 3 * a * cosh(x), a * cosh(3 * x),    tag=H, citation=HYPERBOLICS),
    Rule("tanh-double",       2 * tanh(x) / (1 + tanh(x)**2),  tanh(2 * x),             tag=H, citation=HYPERBOLICS),
    Rule("tanh-half",         sinh(x) / (1 + cosh(x)),         tanh(x / 2),             tag=H, citation=HYPERBOLICS),
    Rule("tanh-half-from-cosh", (cosh(x) - 1) / sinh(x), tanh(x / 2), (nonzero(sinh(x)),), tag=H, citation=HYPERBOLICS),
    Rule("tanh-of-sum",       (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y)), tanh(x + y), tag=H, citation=HYPERBOLICS),
    Rule("tanh-of-difference", (tanh(x) - tanh(y)) / (1 - tanh(x) * tanh(y)), tanh(x - y), tag=H, citation=HYPERBOLICS),
    Rule("cosh-over-sinh",    cosh(x) / sinh(x),               1 / tanh(x),             tag=H, citation=DEFINITION),
    Rule("sinh-over-tanh",    sinh(x) / tanh(x), cosh(x), (nonzero(tanh(x)),),          tag=H, citation=DEFINITION),
    Rule("sinh-over-cosh-powers", sinh(x)**n * cosh(x)**-n, tanh(x)**n, (integer(n), positive(n)), tag=H, citation=DEFINITION),
    Rule("tanh-plus-square",  a * tanh(x)**2 + a / cosh(x)**2, a,                       tag=H, citation=HYPERBOLICS),
    Rule("tanh-minus-one",    a * tanh(x)**2 - a,              -a / cosh(x)**2,         tag=H, citation=HYPERBOLICS),
    Rule("tanh-from-exp",     (exp(2 * x) - 1) / (exp(2 * x) + 1), tanh(x),             tag=H, citation=DEFINITION),
    Rule("tanh-from-exp-minus", (1 - exp(-2 * x)) / (1 + exp(-2 * x)), tanh(x),         tag=H, citation=DEFINITION),
    Rule("tanh-from-expm1",   expm1(x) / (exp(x) + 1),         tanh(x / 2),             tag=H, citation=DEFINITION),
)
# fmt: on
MULTIPLES: tuple[Rule, ...] = (
    *FURTHER_VALUES,
    *PERIODS,
    *CIRCULAR_MULTIPLES,
    *HYPERBOLIC_MULTIPLES,
)
