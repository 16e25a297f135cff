"""Forms in which nothing cancels: equal over the reals, accurate in floating point.

As in :mod:`rewrite_rules.floating`, no simplifier applies these.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.rules import Rule, RuleKind, Tag, negative, nonnegative, positive, variables
from symnum.terms.functions import (
    acos,
    asin,
    atan,
    atanh,
    cos,
    cosh,
    exp,
    expm1,
    hypot,
    log,
    log1p,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from symnum.terms.plain import Number

x, y, n = variables("x y n")
F, FLOAT_ONLY = Tag.FLOATING, RuleKind.FLOAT_ONLY
THIRD = Number(Fraction(1, 3))
CONJUGATES = "Hamming, Numerical Methods for Scientists and Engineers, 2nd ed., ch. 3"
HIGHAM = "Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §1.7, §1.8"
SUMS, HYPERBOLIC_SUMS, INVERSES = "DLMF 4.21", "DLMF 4.35", "DLMF 4.24"
KAHAN = "Kahan, Branch Cuts for Complex Elementary Functions, 1987"

# fmt: off
CANCELLATION: tuple[Rule, ...] = (
    Rule("use-root-conjugate", sqrt(x) - sqrt(y), (x - y) / (sqrt(x) + sqrt(y)), (positive(x),),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-conjugate-of-minus-root", x - sqrt(y), (x**2 - y) / (x + sqrt(y)), (positive(x),),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-conjugate-of-root-minus", sqrt(y) - x, (y - x**2) / (sqrt(y) + x), (positive(x),),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-conjugate-of-root-plus", sqrt(y) + x, (y - x**2) / (sqrt(y) - x), (negative(x),),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-conjugate-of-hypot", hypot(x, y) - x, y * (y / (hypot(x, y) + x)), (positive(x),),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-cube-root-conjugate", x**THIRD - y**THIRD,
         (x - y) / (x**(2 * THIRD) + x**THIRD * y**THIRD + y**(2 * THIRD)), (positive(x), nonnegative(y)),
         kind=FLOAT_ONLY, tag=F, citation=CONJUGATES),
    Rule("use-expm1-of-log1p", x**n - y**n, y**n * expm1(n * log1p((x - y) / y)), (positive(x), positive(y)),
         kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-expm1-of-power", x**n - 1, expm1(n * log(x)), (positive(x),), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-log1p-in-power", (1 + x)**n, exp(n * log1p(x)), (positive(1 + x),), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-factors-one",    x**2 - 1,          (x - 1) * (x + 1), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-factors-of-one", 1 - x**2,          (1 - x) * (1 + x), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-factors-of-expm1", expm1(2 * x),    expm1(x) * (expm1(x) + 2), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-expm1-squared",  exp(x) - 2 + exp(-x), expm1(x)**2 / exp(x), kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-half-angle-minus", cos(x) - 1,      -2 * sin(x / 2)**2, kind=FLOAT_ONLY, tag=F, citation=HIGHAM),
    Rule("use-half-argument-minus", 1 - cosh(x),  -2 * sinh(x / 2)**2, kind=FLOAT_ONLY, tag=F, citation=HYPERBOLIC_SUMS),
    Rule("use-sine-of-tangents", tan(x) - tan(y), sin(x - y) / (cos(x) * cos(y)), kind=FLOAT_ONLY, tag=F, citation=SUMS),
    Rule("use-half-angle-of-tangent", tan(x) - sin(x), 2 * tan(x) * sin(x / 2)**2, kind=FLOAT_ONLY, tag=F, citation=SUMS),
    Rule("use-arctangent-of-quotient", atan(x) - atan(y), atan((x - y) / (1 + x * y)), (positive(1 + x * y),),
         kind=FLOAT_ONLY, tag=F, citation=INVERSES),
    Rule("use-sinh-of-difference", sinh(x) - sinh(y), 2 * cosh((x + y) / 2) * sinh((x - y) / 2),
         kind=FLOAT_ONLY, tag=F, citation=HYPERBOLIC_SUMS),
    Rule("use-product-of-hyperbolic-sines", cosh(x) - cosh(y), 2 * sinh((x + y) / 2) * sinh((x - y) / 2),
         kind=FLOAT_ONLY, tag=F, citation=HYPERBOLIC_SUMS),
    Rule("use-sinh-of-tanh-difference", tanh(x) - tanh(y), sinh(x - y) / (cosh(x) * cosh(y)),
         kind=FLOAT_ONLY, tag=F, citation=HYPERBOLIC_SUMS),
    Rule("use-atanh-minus",    log((1 - x) / (1 + x)), -2 * atanh(x), kind=FLOAT_ONLY, tag=F, citation="DLMF 4.37"),
    Rule("use-atanh-of-logs",  log1p(x) - log1p(-x), 2 * atanh(x), kind=FLOAT_ONLY, tag=F, citation="DLMF 4.37"),
    Rule("use-asin-of-root",   acos(1 - x),       2 * asin(sqrt(x / 2)), kind=FLOAT_ONLY, tag=F, citation=KAHAN),
)
# fmt: on
