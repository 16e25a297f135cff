"""Angles of points: atan2 of the second and the first coordinate.

The origin has no angle; on the negative axis the angle is π.
"""

from __future__ import annotations

from symnum.ops import PI
from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    negative,
    nonnegative,
    nonzero,
    positive,
    variables,
)
from symnum.terms.functions import acos, asin, atan, atan2, cos, hypot, sign, sin, tan
from symnum.terms.plain import Call, Number

x, y, c = variables("x y c")
T, EXPANDING = Tag.TRIGONOMETRY, RuleKind.EXPANDING
pi = Call(PI, ())
ZERO = Number(0)
PHASE, POLAR = "DLMF 1.9.5-1.9.6", "DLMF 1.9.5, 4.23.10-4.23.12"
C99 = "ISO C99 7.12.4.4, F.9.1.4"

# fmt: off
ANGLES: tuple[Rule, ...] = (
    Rule("atan2-positive-axis",  atan2(ZERO, x),          ZERO,                   (positive(x),),                tag=T, citation=C99),
    Rule("atan2-negative-axis",  atan2(ZERO, x),          pi,                     (negative(x),),                tag=T, citation=C99),
    Rule("atan2-vertical-axis",  atan2(y, ZERO),          pi / 2 * sign(y),       (nonzero(y),),                 tag=T, citation=C99),
    Rule("atan2-diagonal",       atan2(x, x),             pi / 4,                 (positive(x),),                tag=T, citation=PHASE),
    Rule("atan2-lower-diagonal", atan2(x, x),             -3 * pi / 4,            (negative(x),),                tag=T, citation=PHASE),
    Rule("atan2-antidiagonal",   atan2(x, -x),            3 * pi / 4,             (positive(x),),                tag=T, citation=PHASE),
    Rule("atan2-lower-antidiagonal", atan2(-x, x),        -pi / 4,                (positive(x),),                tag=T, citation=PHASE),
    Rule("atan2-scaled",         atan2(c * y, c * x),     atan2(y, x),            (positive(c),),                tag=T, citation=PHASE),
    Rule("atan2-divided",        atan2(y / c, x / c),     atan2(y, x),            (positive(c),),                tag=T, citation=PHASE),
    Rule("atan2-minus",          atan2(c * y, x),         -atan2(-c * y, x),      (constant(c), negative(c), nonzero(y)), tag=T, citation=C99),
    Rule("atan2-minus-right",    atan2(c * y, x),         -atan2(-c * y, x),      (constant(c), negative(c), positive(x)), tag=T, citation=C99),
    Rule("atan2-of-abs",         atan2(abs(y), x),        abs(atan2(y, x)),                                      tag=T, citation=C99),
    Rule("atan2-mirrored",       atan2(y, x) + atan2(y, -x), sign(y) * pi,        (nonzero(y),),                 tag=T, citation=PHASE),
    Rule("atan2-complement",     atan2(y, x) + atan2(x, y), pi / 2,               (nonnegative(x), positive(y)), tag=T, citation=PHASE),
    Rule("atan2-right",          atan2(y, x),             atan(y / x),            (positive(x),),                kind=EXPANDING, tag=T, citation=PHASE),
    Rule("atan2-upper",          atan2(y, x),             pi / 2 - atan(x / y),   (positive(y),),                kind=EXPANDING, tag=T, citation=PHASE),
    Rule("atan2-lower",          atan2(y, x),             -pi / 2 - atan(x / y),  (negative(y),),                kind=EXPANDING, tag=T, citation=PHASE),
    Rule("atan2-upper-left",     atan2(y, x),             atan(y / x) + pi,       (negative(x), nonnegative(y)), kind=EXPANDING, tag=T, citation=PHASE),
    Rule("atan2-lower-left",     atan2(y, x),             atan(y / x) - pi,       (negative(x), negative(y)),    kind=EXPANDING, tag=T, citation=PHASE),
    Rule("sin-of-atan2",         sin(atan2(y, x)),        y / hypot(y, x),                                       tag=T, citation=POLAR),
    Rule("cos-of-atan2",         cos(atan2(y, x)),        x / hypot(y, x),                                       tag=T, citation=POLAR),
    Rule("tan-of-atan2",         tan(atan2(y, x)),        y / x,                                                 tag=T, citation=POLAR),
    Rule("atan2-of-sin-cos",     atan2(sin(x), cos(x)),   x,                      (positive(pi + x), nonnegative(pi - x)), tag=T, citation=POLAR),
    Rule("acos-of-direction",    acos(x / hypot(y, x)),   abs(atan2(y, x)),                                      tag=T, citation=POLAR),
    Rule("asin-of-direction",    asin(y / hypot(y, x)),   atan2(y, abs(x)),                                      tag=T, citation=POLAR),
    Rule("atan2-half-angle",     2 * atan(y / (hypot(y, x) + x)), atan2(y, x),    (nonzero(y),),                 tag=T, citation="DLMF 4.21.12, 4.23.10"),
)
# fmt: on
