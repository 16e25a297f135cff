"""Ring and field laws.

Commutativity and associativity are laws of the operators, not rules: each engine has its own way
with them. Numbers are computed with by the engines.
"""

from __future__ import annotations

from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    negative,
    nonnegative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import maximum, minimum, sign
from symnum.terms.plain import Number

x, y, z, c, d = variables("x y z c d")
a = rest("a")
ZERO, ONE = Number(0), Number(1)
TWO_WAY, EXPANDING = RuleKind.TWO_WAY, RuleKind.EXPANDING
FIELD = "van der Waerden, Algebra I, §11"
ABS = "DLMF 1.2"

# fmt: off
ALGEBRA: tuple[Rule, ...] = (
    Rule("add-zero",            x + 0,              x,                   citation=FIELD),
    Rule("mul-one",             x * 1,              x,                   citation=FIELD),
    Rule("mul-zero",            0 * x,              ZERO,                citation=FIELD),
    Rule("add-opposite",        x - x,              ZERO,                citation=FIELD),
    Rule("add-same",            x + x,              2 * x,               citation=FIELD),
    Rule("collect",             c * x + d * x,      (c + d) * x,         (constant(c), constant(d)),
         citation=FIELD),
    Rule("collect-one",         x + c * x,          (1 + c) * x,         (constant(c),), citation=FIELD),
    Rule("mul-reciprocal",      x * x**-1,          ONE,                 (nonzero(x),), citation=FIELD),
    Rule("reciprocal-twice",    (x**-1)**-1,        x,                   (nonzero(x),), citation=FIELD),
    Rule("distribute",          x * (y + z),        x * y + x * z,       kind=TWO_WAY, citation=FIELD),
    Rule("square-of-sum",       (x + y)**2,         x**2 + 2*x*y + y**2, kind=TWO_WAY, citation=FIELD),
    Rule("square-of-difference", (x - y)**2,        x**2 - 2*x*y + y**2, kind=TWO_WAY, citation=FIELD),
    Rule("difference-of-squares", (x + y)*(x - y),  x**2 - y**2,         kind=TWO_WAY, citation=FIELD),
    Rule("sum-of-cubes",        (x + y)*(x**2 - x*y + y**2), x**3 + y**3, kind=TWO_WAY, citation=FIELD),
    Rule("add-fractions",       x / y + z / y,      (x + z) / y,         kind=TWO_WAY, citation=FIELD),
    Rule("cross-multiply",      x / y + c / d,      (x*d + c*y) / (y*d), kind=EXPANDING, citation=FIELD),
)

ORDER: tuple[Rule, ...] = (
    Rule("abs-nonnegative",   abs(x),             x,           (nonnegative(x),), tag=Tag.ORDER, citation=ABS),
    Rule("abs-negative",      abs(x),             -x,          (negative(x),),    tag=Tag.ORDER, citation=ABS),
    Rule("abs-abs",           abs(abs(x)),        abs(x),      tag=Tag.ORDER, citation=ABS),
    Rule("abs-minus",         abs(c * a),         abs(-c * a), (constant(c), negative(c)), tag=Tag.ORDER, citation=ABS),
    Rule("abs-pull-nonnegative", abs(x * a),      x * abs(a),  (nonnegative(x),), tag=Tag.ORDER, citation=ABS),
    Rule("abs-pull-negative", abs(x * a),         -x * abs(a), (negative(x),),    tag=Tag.ORDER, citation=ABS),
    Rule("abs-square",        abs(x)**2,          x**2,        tag=Tag.ORDER, citation=ABS),
    Rule("abs-of-square",     abs(x**2),          x**2,        tag=Tag.ORDER, citation=ABS),
    Rule("abs-product",       abs(x) * abs(y),    abs(x * y),  tag=Tag.ORDER, citation=ABS),
    Rule("sign-positive",     sign(x),            ONE,         (positive(x),), tag=Tag.ORDER, citation=ABS),
    Rule("sign-negative",     sign(x),            Number(-1),  (negative(x),), tag=Tag.ORDER, citation=ABS),
    Rule("sign-times-abs",    sign(x) * abs(x),   x,           tag=Tag.ORDER, citation=ABS),
    Rule("sign-times-self",   sign(x) * x,        abs(x),      tag=Tag.ORDER, citation=ABS),
    Rule("max-same",          maximum(x, x),      x,           tag=Tag.ORDER, citation=ABS),
    Rule("min-same",          minimum(x, x),      x,           tag=Tag.ORDER, citation=ABS),
    Rule("absorb-max-min",    maximum(x, minimum(x, y)), x,    tag=Tag.ORDER, citation=ABS),
    Rule("absorb-min-max",    minimum(x, maximum(x, y)), x,    tag=Tag.ORDER, citation=ABS),
    Rule("min-plus-max",      a * minimum(x, y) + a * maximum(x, y), a * (x + y), tag=Tag.ORDER, citation=ABS),
    Rule("max-opposite",      maximum(x, -x),     abs(x),      tag=Tag.ORDER, citation=ABS),
)
# fmt: on
