"""Selection between two values, greatest integers, and more about signs, minima and maxima.

Of a selection only the branch chosen needs a value, so functions may be pulled out of both.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    defined,
    even,
    integer,
    negative,
    nonnegative,
    nonzero,
    odd,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import (
    asinh,
    atan,
    conjunction,
    cos,
    cosh,
    disjunction,
    equal,
    erf,
    exp,
    exp2,
    expm1,
    floor,
    less,
    less_equal,
    log,
    maximum,
    minimum,
    negation,
    select,
    sign,
    sin,
    sinh,
    sqrt,
    tanh,
)
from symnum.terms.plain import Number

p, q, x, y, z, w, u, c, d, n = variables("p q x y z w u c d n")
a = rest("a")
ZERO, ONE, MINUS_ONE = Number(0), Number(1), Number(-1)
S, O = Tag.PIECEWISE, Tag.ORDER  # noqa: E741
CONDITIONAL = "McCarthy, A Basis for a Mathematical Theory of Computation, §7"
FLOOR = "Graham, Knuth and Patashnik, Concrete Mathematics, §3.1"
ABS = "DLMF 1.2"
LATTICE = "Birkhoff, Lattice Theory, ch. I, XIII"
ODD_INCREASING = (sinh, tanh, asinh, atan, erf)
INCREASING = (exp, exp2, expm1, *ODD_INCREASING)

# fmt: off
SELECTION: tuple[Rule, ...] = (
    Rule("select-same",        select(p, x, x),                    x,                  tag=S, citation=CONDITIONAL),
    Rule("select-not",         select(negation(p), x, y),          select(p, y, x),    tag=S, citation=CONDITIONAL),
    Rule("select-twice",       select(p, select(p, x, y), z),      select(p, x, z),    tag=S, citation=CONDITIONAL),
    Rule("select-twice-else",  select(p, x, select(p, y, z)),      select(p, x, z),    tag=S, citation=CONDITIONAL),
    Rule("select-and",         select(p, select(q, x, y), y),      select(conjunction(p, q), x, y), (defined(q),), tag=S, citation=CONDITIONAL),
    Rule("select-or",          select(p, x, select(q, x, y)),      select(disjunction(p, q), x, y), (defined(q),), tag=S, citation=CONDITIONAL),
    Rule("select-less-self",   select(less(x, x), y, z),           z,                  tag=S, citation=CONDITIONAL),
    Rule("select-less-equal-self", select(less_equal(x, x), y, z), y,                  tag=S, citation=CONDITIONAL),
    Rule("select-equal-self",  select(equal(x, x), y, z),          y,                  tag=S, citation=CONDITIONAL),
    Rule("select-less-known",  select(less(x, y), z, w),           z, (positive(y - x),), tag=S, citation=CONDITIONAL),
    Rule("select-less-refuted", select(less(x, y), z, w),          w, (nonnegative(x - y),), tag=S, citation=CONDITIONAL),
    Rule("select-less-equal-known", select(less_equal(x, y), z, w), z, (nonnegative(y - x),), tag=S, citation=CONDITIONAL),
    Rule("select-less-equal-refuted", select(less_equal(x, y), z, w), w, (positive(x - y),), tag=S, citation=CONDITIONAL),
    Rule("select-equal-refuted", select(equal(x, y), z, w),        w, (nonzero(x - y),), tag=S, citation=CONDITIONAL),
    Rule("select-equal",       select(equal(x, y), x, y),          y,                  tag=S, citation=CONDITIONAL),
    *(Rule(f"select-{f.__name__}-{bound.__name__}".replace("_", "-"), select(f(x, y), *branches), bound(x, y), tag=S, citation=ABS)
      for f in (less, less_equal) for bound, branches in ((minimum, (x, y)), (maximum, (y, x)))),
    *(Rule(f"select-{f.__name__}-abs".replace("_", "-"), select(f(x, ZERO), -x, x), abs(x), tag=S, citation=ABS) for f in (less, less_equal)),
    *(Rule(f"select-{f.__name__}-minus-abs".replace("_", "-"), select(f(x, ZERO), x, -x), -abs(x), tag=S, citation=ABS) for f in (less, less_equal)),
    *(Rule(f"select-zero-{f.__name__}-abs".replace("_", "-"), select(f(ZERO, x), x, -x), abs(x), tag=S, citation=ABS) for f in (less, less_equal)),
    *(Rule(f"select-zero-{f.__name__}-minus-abs".replace("_", "-"), select(f(ZERO, x), -x, x), -abs(x), tag=S, citation=ABS) for f in (less, less_equal)),
    Rule("select-sign",        select(less(x, ZERO), MINUS_ONE, select(less(ZERO, x), ONE, ZERO)), sign(x), tag=S, citation=ABS),
    Rule("select-sign-else",   select(less(ZERO, x), ONE, select(less(x, ZERO), MINUS_ONE, ZERO)), sign(x), tag=S, citation=ABS),
    Rule("select-factor",      select(p, x * z, y * z),            z * select(p, x, y), tag=S, citation=CONDITIONAL),
    Rule("select-addend",      select(p, x + z, y + z),            z + select(p, x, y), tag=S, citation=CONDITIONAL),
    Rule("select-minus",       select(p, -x, -y),                  -select(p, x, y),   tag=S, citation=CONDITIONAL),
    Rule("select-plus-select", select(p, x, y) + select(p, z, w),  select(p, x + z, y + w), tag=S, citation=CONDITIONAL),
    Rule("select-minus-select", select(p, x, y) - select(p, z, w), select(p, x - z, y - w), tag=S, citation=CONDITIONAL),
    Rule("select-times-select", select(p, x, y) * select(p, z, w), select(p, x * z, y * w), tag=S, citation=CONDITIONAL),
    *(Rule(f"select-{f.__name__}", select(p, f(x), f(y)), f(select(p, x, y)), tag=S, citation=CONDITIONAL)
      for f in (exp, sin, cos, sinh, cosh, tanh, atan, abs)),
)

_NAMES = {less: "less", less_equal: "less-equal"}
CHAINS: tuple[Rule, ...] = (
    *(Rule(f"select-shadowed-{_NAMES[f]}-{_NAMES[g]}", select(f(x, c), y, select(g(x, d), z, w)), select(f(x, c), y, w), (guard(c - d),), tag=S, citation=CONDITIONAL)
      for f, g, guard in ((less, less, nonnegative), (less, less_equal, positive), (less_equal, less, nonnegative), (less_equal, less_equal, nonnegative))),
    *(Rule(f"select-shadowed-above-{_NAMES[f]}-{_NAMES[g]}", select(f(c, x), y, select(g(d, x), z, w)), select(f(c, x), y, w), (guard(d - c),), tag=S, citation=CONDITIONAL)
      for f, g, guard in ((less, less, nonnegative), (less, less_equal, positive), (less_equal, less, nonnegative), (less_equal, less_equal, nonnegative))),
    *(Rule(f"select-implied-{_NAMES[f]}-{_NAMES[g]}", select(f(x, c), select(g(x, d), y, z), w), select(f(x, c), y, w), (guard(d - c),), tag=S, citation=CONDITIONAL)
      for f, g, guard in ((less, less, nonnegative), (less, less_equal, nonnegative), (less_equal, less, positive), (less_equal, less_equal, nonnegative))),
    *(Rule(f"select-complement-{_NAMES[f]}", select(f(x, y), z, select(g(y, x), w, u)), select(f(x, y), z, w), tag=S, citation=CONDITIONAL)
      for f, g in ((less, less_equal), (less_equal, less))),
    *(Rule(f"select-contradicted-{_NAMES[f]}-{_NAMES[g]}", select(f(x, y), select(g(y, x), z, w), u), select(f(x, y), w, u), tag=S, citation=CONDITIONAL)
      for f, g in ((less, less_equal), (less, less), (less_equal, less))),
    Rule("select-complement-not", select(p, x, select(negation(p), y, z)), select(p, x, y),  tag=S, citation=CONDITIONAL),
    Rule("select-contradicted-not", select(p, select(negation(p), x, y), z), select(p, y, z), tag=S, citation=CONDITIONAL),
    *(Rule(f"select-clamp-{_NAMES[f]}", select(f(x, c), c, select(f(d, x), d, x)), maximum(c, minimum(x, d)), (nonnegative(d - c),), tag=S, citation=CONDITIONAL)
      for f in (less, less_equal)),
    *(Rule(f"select-clamp-minimum-{_NAMES[f]}", select(f(x, c), c, minimum(x, d)), maximum(c, minimum(x, d)), (nonnegative(d - c),), tag=S, citation=CONDITIONAL)
      for f in (less, less_equal)),
    *(Rule(f"select-clamp-maximum-{_NAMES[f]}", select(f(d, x), d, maximum(x, c)), minimum(d, maximum(x, c)), (nonnegative(d - c),), tag=S, citation=CONDITIONAL)
      for f in (less, less_equal)),
    Rule("select-half-sign",   select(less(x, ZERO), ZERO, select(less(ZERO, x), ONE, Number(Fraction(1, 2)))), (1 + sign(x)) / 2, tag=S, citation=ABS),
    Rule("select-or-zero",     z * select(p, x, ZERO),             select(p, x * z, ZERO), (defined(z),), tag=S, citation=CONDITIONAL),
    Rule("select-zero-or",     z * select(p, ZERO, x),             select(p, ZERO, x * z), (defined(z),), tag=S, citation=CONDITIONAL),
    Rule("select-times-indicator", select(p, x, ZERO) * select(q, y, ZERO), select(conjunction(p, q), x * y, ZERO), (defined(x), defined(y)), tag=S, citation=CONDITIONAL),
    Rule("one-minus-indicator", 1 - select(p, ONE, ZERO),          select(p, ZERO, ONE), tag=S, citation=CONDITIONAL),
    *(Rule(f"{bound.__name__}-select-select", bound(select(p, x, y), select(p, z, w)), select(p, bound(x, z), bound(y, w)), kind=kind, tag=S, citation=CONDITIONAL)
      for bound, kind in ((maximum, RuleKind.EXPANDING), (minimum, RuleKind.EXPANDING))),
)

INTEGERS: tuple[Rule, ...] = (
    Rule("floor-integer",      floor(x),                x,                   (integer(x),), tag=S, citation=FLOOR),
    Rule("floor-floor",        floor(floor(x)),         floor(x),                           tag=S, citation=FLOOR),
    Rule("floor-shift",        floor(x + n),            floor(x) + n,        (integer(n),), tag=S, citation=FLOOR),
    Rule("floor-minimum",      minimum(floor(x), floor(y)), floor(minimum(x, y)),           tag=S, citation=FLOOR),
    Rule("floor-maximum",      maximum(floor(x), floor(y)), floor(maximum(x, y)),           tag=S, citation=FLOOR),
)

SIGNS: tuple[Rule, ...] = (
    Rule("abs-even-power",     abs(x)**n,               x**n,                (even(n),),    tag=O, citation=ABS),
    Rule("abs-quotient",       abs(x) / abs(y),         abs(x / y),                         tag=O, citation=ABS),
    Rule("abs-over-self",      abs(x) / x,              sign(x),             (nonzero(x),), tag=O, citation=ABS),
    Rule("self-over-abs",      x / abs(x),              sign(x),             (nonzero(x),), tag=O, citation=ABS),
    Rule("sign-sign",          sign(sign(x)),           sign(x),                            tag=O, citation=ABS),
    Rule("sign-even-power",    sign(x)**n,              ONE,                 (even(n), nonzero(x)), tag=O, citation=ABS),
    Rule("sign-odd-power",     sign(x)**n,              sign(x),             (odd(n), positive(n)), tag=O, citation=ABS),
    Rule("sign-odd-power-nonzero", sign(x)**n,          sign(x),             (odd(n), nonzero(x)), tag=O, citation=ABS),
    Rule("abs-of-sign",        abs(sign(x)),            ONE,                 (nonzero(x),), tag=O, citation=ABS),
    Rule("sign-of-abs",        sign(abs(x)),            ONE,                 (nonzero(x),), tag=O, citation=ABS),
    Rule("sign-product",       sign(x) * sign(y),       sign(x * y),                        tag=O, citation=ABS),
    Rule("sign-minus",         sign(c * a),             -sign(-c * a),       (constant(c), negative(c)), tag=O, citation=ABS),
    Rule("sign-scaled",        sign(c * x),             sign(x),             (positive(c),), tag=O, citation=ABS),
    Rule("sign-of-odd-power",  sign(x**n),              sign(x),             (odd(n), positive(n)), tag=O, citation=ABS),
    *(Rule(f"sign-of-{f.__name__}", sign(f(x)),         sign(x),                            tag=O, citation=ABS)
      for f in (*ODD_INCREASING, expm1)),
    *(Rule(f"{f.__name__}-of-abs", f(abs(x)),           f(x),                               tag=O, citation=ABS) for f in (cos, cosh)),
    *(Rule(f"abs-of-{f.__name__}", f(abs(x)),           abs(f(x)),                          tag=O, citation=ABS) for f in ODD_INCREASING),
)

EXTREMA: tuple[Rule, ...] = (
    Rule("max-known",          maximum(x, y),           x,                   (nonnegative(x - y),), tag=O, citation=ABS),
    Rule("min-known",          minimum(x, y),           y,                   (nonnegative(x - y),), tag=O, citation=ABS),
    Rule("max-twice",          maximum(x, maximum(x, y)), maximum(x, y),                    tag=O, citation=LATTICE),
    Rule("min-twice",          minimum(x, minimum(x, y)), minimum(x, y),                    tag=O, citation=LATTICE),
    Rule("max-of-mins",        maximum(minimum(x, y), minimum(x, z)), minimum(x, maximum(y, z)), tag=O, citation=LATTICE),
    Rule("min-of-maxes",       minimum(maximum(x, y), maximum(x, z)), maximum(x, minimum(y, z)), tag=O, citation=LATTICE),
    Rule("max-shift",          maximum(x + z, y + z),   maximum(x, y) + z,                  tag=O, citation=LATTICE),
    Rule("min-shift",          minimum(x + z, y + z),   minimum(x, y) + z,                  tag=O, citation=LATTICE),
    Rule("max-minus",          maximum(-x, -y),         -minimum(x, y),                     tag=O, citation=LATTICE),
    Rule("min-minus",          minimum(-x, -y),         -maximum(x, y),                     tag=O, citation=LATTICE),
    Rule("max-scaled",         maximum(c * x, c * y),   c * maximum(x, y),   (nonnegative(c),), tag=O, citation=LATTICE),
    Rule("min-scaled",         minimum(c * x, c * y),   c * minimum(x, y),   (nonnegative(c),), tag=O, citation=LATTICE),
    Rule("min-opposite",       minimum(x, -x),          -abs(x),                            tag=O, citation=ABS),
    Rule("max-abs",            maximum(x, abs(x)),      abs(x),                             tag=O, citation=ABS),
    Rule("min-abs",            minimum(x, abs(x)),      x,                                  tag=O, citation=ABS),
    Rule("max-minus-abs",      maximum(-x, abs(x)),     abs(x),                             tag=O, citation=ABS),
    Rule("min-minus-abs",      minimum(-x, abs(x)),     -x,                                 tag=O, citation=ABS),
    Rule("max-minus-min",      a * maximum(x, y) - a * minimum(x, y), a * abs(x - y),       tag=O, citation=LATTICE),
    Rule("max-times-min",      maximum(x, y) * minimum(x, y), x * y,                        tag=O, citation=LATTICE),
    Rule("sum-plus-distance",  x + y + abs(x - y),      2 * maximum(x, y),                  tag=O, citation=LATTICE),
    Rule("sum-minus-distance", x + y - abs(x - y),      2 * minimum(x, y),                  tag=O, citation=LATTICE),
    *(Rule(f"{bound.__name__}-of-{f.__name__}", bound(f(x), f(y)), f(bound(x, y)),          tag=O, citation=LATTICE)
      for f in INCREASING for bound in (maximum, minimum)),
    *(Rule(f"{bound.__name__}-of-log", bound(log(x), log(y)), log(bound(x, y)), (positive(x), positive(y)), tag=O, citation=LATTICE)
      for bound in (maximum, minimum)),
    *(Rule(f"{bound.__name__}-of-sqrt", bound(sqrt(x), sqrt(y)), sqrt(bound(x, y)), (nonnegative(x), nonnegative(y)), tag=O, citation=LATTICE)
      for bound in (maximum, minimum)),
    Rule("clamp-order",        maximum(x, minimum(y, maximum(x, z))), maximum(x, minimum(y, z)), tag=O, citation=LATTICE),
    Rule("clamp-order-min",    minimum(x, maximum(y, minimum(x, z))), minimum(x, maximum(y, z)), tag=O, citation=LATTICE),
)
# fmt: on
PIECEWISE: tuple[Rule, ...] = (*SELECTION, *CHAINS, *INTEGERS)
ORDERED: tuple[Rule, ...] = (*SIGNS, *EXTREMA)
