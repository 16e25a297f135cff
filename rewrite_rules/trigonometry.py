"""Circular functions and their inverses.

``a`` stands for a common factor, possibly absent: ``a*sin(x)^2 + a*cos(x)^2`` is found in
``3*y*sin(t)^2 + 3*y*cos(t)^2 + 1``.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.ops import PI
from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    integer,
    negative,
    nonnegative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import acos, asin, atan, cos, sin, sqrt, tan
from symnum.terms.plain import Call, Number

x, y, c, n = variables("x y c n")
a, s = rest("a"), rest("s")
ZERO, ONE, HALF = Number(0), Number(1), Number(Fraction(1, 2))
pi = Call(PI, ())
T, TWO_WAY, EXPANDING = Tag.TRIGONOMETRY, RuleKind.TWO_WAY, RuleKind.EXPANDING
IDS, VALUES, INVERSE = "DLMF 4.21", "DLMF 4.17", "DLMF 4.23, 4.24"
IN_UNIT_INTERVAL = (nonnegative(1 - x), nonnegative(1 + x))

# fmt: off
VALUES_AT_POINTS: tuple[Rule, ...] = (
    Rule("sin-zero",         sin(ZERO),      ZERO,           tag=T, citation=VALUES),
    Rule("cos-zero",         cos(ZERO),      ONE,            tag=T, citation=VALUES),
    Rule("tan-zero",         tan(ZERO),      ZERO,           tag=T, citation=VALUES),
    Rule("sin-pi",           sin(pi),        ZERO,           tag=T, citation=VALUES),
    Rule("cos-pi",           cos(pi),        Number(-1),     tag=T, citation=VALUES),
    Rule("sin-half-pi",      sin(pi / 2),    ONE,            tag=T, citation=VALUES),
    Rule("cos-half-pi",      cos(pi / 2),    ZERO,           tag=T, citation=VALUES),
    Rule("sin-sixth-pi",     sin(pi / 6),    HALF,           tag=T, citation=VALUES),
    Rule("cos-third-pi",     cos(pi / 3),    HALF,           tag=T, citation=VALUES),
    Rule("sin-quarter-pi",   sin(pi / 4),    sqrt(Number(2)) / 2, tag=T, citation=VALUES),
    Rule("cos-quarter-pi",   cos(pi / 4),    sqrt(Number(2)) / 2, tag=T, citation=VALUES),
    Rule("tan-quarter-pi",   tan(pi / 4),    ONE,            tag=T, citation=VALUES),
    Rule("asin-zero",        asin(ZERO),     ZERO,           tag=T, citation=VALUES),
    Rule("asin-one",         asin(ONE),      pi / 2,         tag=T, citation=VALUES),
    Rule("acos-one",         acos(ONE),      ZERO,           tag=T, citation=VALUES),
    Rule("acos-zero",        acos(ZERO),     pi / 2,         tag=T, citation=VALUES),
    Rule("atan-zero",        atan(ZERO),     ZERO,           tag=T, citation=VALUES),
    Rule("atan-one",         atan(ONE),      pi / 4,         tag=T, citation=VALUES),
)

SYMMETRY: tuple[Rule, ...] = (
    Rule("cos-minus",        cos(c * a),     cos(-c * a),    (constant(c), negative(c)), tag=T, citation=IDS),
    *(Rule(f"{f.__name__}-minus", f(c * a),  -f(-c * a),     (constant(c), negative(c)), tag=T, citation=IDS)
      for f in (sin, tan, asin, atan)),
    Rule("sin-plus-pi",      sin(s + pi),    -sin(s),        tag=T, citation=IDS),
    Rule("cos-plus-pi",      cos(s + pi),    -cos(s),        tag=T, citation=IDS),
    Rule("sin-minus-pi",     sin(s - pi),    -sin(s),        tag=T, citation=IDS),
    Rule("cos-minus-pi",     cos(s - pi),    -cos(s),        tag=T, citation=IDS),
    Rule("sin-plus-two-pi",  sin(s + 2*pi),  sin(s),         tag=T, citation=IDS),
    Rule("cos-plus-two-pi",  cos(s + 2*pi),  cos(s),         tag=T, citation=IDS),
    Rule("sin-plus-half-pi", sin(s + pi/2),  cos(s),         tag=T, citation=IDS),
    Rule("cos-plus-half-pi", cos(s + pi/2),  -sin(s),        tag=T, citation=IDS),
    Rule("sin-half-pi-minus", sin(pi/2 - s), cos(s),         tag=T, citation=IDS),
    Rule("cos-half-pi-minus", cos(pi/2 - s), sin(s),         tag=T, citation=IDS),
)

PYTHAGORAS: tuple[Rule, ...] = (
    Rule("pythagoras",       a * sin(x)**2 + a * cos(x)**2,  a,               tag=T, citation=IDS),
    Rule("one-minus-sin",    a - a * sin(x)**2,              a * cos(x)**2,   tag=T, citation=IDS),
    Rule("one-minus-cos",    a - a * cos(x)**2,              a * sin(x)**2,   tag=T, citation=IDS),
    Rule("sin-minus-one",    a * sin(x)**2 - a,              -a * cos(x)**2,  tag=T, citation=IDS),
    Rule("cos-minus-one",    a * cos(x)**2 - a,              -a * sin(x)**2,  tag=T, citation=IDS),
    Rule("sin-over-cos",     sin(x) / cos(x),                tan(x),          tag=T, citation=IDS),
    Rule("sin-over-cos-powers", sin(x)**n * cos(x)**-n,      tan(x)**n,       (integer(n), positive(n)),
         tag=T, citation=IDS),
    Rule("tan-times-cos",    tan(x) * cos(x),                sin(x),          (nonzero(cos(x)),), tag=T, citation=IDS),
    Rule("tan-as-quotient",  tan(x),                         sin(x) / cos(x), kind=EXPANDING, tag=T, citation=IDS),
)

ADDITION: tuple[Rule, ...] = (
    Rule("sin-of-sum",       a * sin(x) * cos(y) + a * cos(x) * sin(y), a * sin(x + y), tag=T, citation=IDS),
    Rule("sin-of-difference", a * sin(x) * cos(y) - a * cos(x) * sin(y), a * sin(x - y), tag=T, citation=IDS),
    Rule("cos-of-sum",       a * cos(x) * cos(y) - a * sin(x) * sin(y), a * cos(x + y), tag=T, citation=IDS),
    Rule("cos-of-difference", a * cos(x) * cos(y) + a * sin(x) * sin(y), a * cos(x - y), tag=T, citation=IDS),
    Rule("sin-double",       2 * sin(x) * cos(x),            sin(2 * x),      kind=TWO_WAY, tag=T, citation=IDS),
    Rule("cos-double",       a * cos(x)**2 - a * sin(x)**2,  a * cos(2 * x),  tag=T, citation=IDS),
    Rule("cos-double-from-sin", a - 2 * a * sin(x)**2,       a * cos(2 * x),  tag=T, citation=IDS),
    Rule("cos-double-from-cos", 2 * a * cos(x)**2 - a,       a * cos(2 * x),  tag=T, citation=IDS),
    Rule("expand-sin-of-sum", sin(x + y), sin(x) * cos(y) + cos(x) * sin(y),  kind=EXPANDING, tag=T, citation=IDS),
    Rule("expand-cos-of-sum", cos(x + y), cos(x) * cos(y) - sin(x) * sin(y),  kind=EXPANDING, tag=T, citation=IDS),
)

INVERSES: tuple[Rule, ...] = (
    Rule("sin-of-asin",      sin(asin(x)),   x,                 IN_UNIT_INTERVAL, tag=T, citation=INVERSE),
    Rule("cos-of-acos",      cos(acos(x)),   x,                 IN_UNIT_INTERVAL, tag=T, citation=INVERSE),
    Rule("tan-of-atan",      tan(atan(x)),   x,                 tag=T, citation=INVERSE),
    Rule("cos-of-asin",      cos(asin(x)),   sqrt(1 - x**2),    tag=T, citation=INVERSE),
    Rule("sin-of-acos",      sin(acos(x)),   sqrt(1 - x**2),    tag=T, citation=INVERSE),
    Rule("cos-of-atan",      cos(atan(x)),   1 / sqrt(1 + x**2), tag=T, citation=INVERSE),
    Rule("sin-of-atan",      sin(atan(x)),   x / sqrt(1 + x**2), kind=TWO_WAY, tag=T, citation=INVERSE),
    Rule("asin-plus-acos",   a * asin(x) + a * acos(x), a * pi / 2, IN_UNIT_INTERVAL, tag=T, citation=INVERSE),
)
# fmt: on

TRIGONOMETRY: tuple[Rule, ...] = (
    *VALUES_AT_POINTS,
    *SYMMETRY,
    *PYTHAGORAS,
    *ADDITION,
    *INVERSES,
)
