"""Forms that are equal over the reals but better in floating point.

No simplifier applies these: they are for kernels, where a fused or compensated operation is more
accurate or faster.
"""

from __future__ import annotations

from symnum.rules import Rule, RuleKind, Tag, nonnegative, positive, variables
from symnum.terms.functions import (
    asinh,
    atanh,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    fma,
    hypot,
    log,
    log1p,
    log2,
    log10,
    maximum,
    sin,
    sinh,
    sqrt,
    tanh,
)
from symnum.terms.plain import Number

x, y, z, w = variables("x y z w")
F, FLOAT_ONLY = Tag.FLOATING, RuleKind.FLOAT_ONLY
C99 = "ISO C99 7.12"
CANCELLATION = "Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §1.7"
HORNER = "Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., ch. 5"
TWO, TEN, ZERO, ONE = Number(2), Number(10), Number(0), Number(1)

# fmt: off
FLOATING: tuple[Rule, ...] = (
    Rule("use-expm1",  exp(x) - 1,         expm1(x),     kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-log1p",  log(1 + x),         log1p(x),     kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-hypot",  sqrt(x**2 + y**2),  hypot(x, y),  kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-fma",    x * y + z,          fma(x, y, z), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-erfc",   1 - erf(x),         erfc(x),      kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-minus-expm1", 1 - exp(x),    -expm1(x),    kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-log1p-minus", log(1 - x),    log1p(-x),    kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-hypot-one", sqrt(1 + x**2),  hypot(ONE, x), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-fma-minus", x * y - z,       fma(x, y, -z), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-fma-from", z - x * y,        fma(-x, y, z), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-fma-square", x**2 + y,       fma(x, x, y), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-exp2",   TWO**x,             exp2(x),      kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-log2",   log(x) / log(TWO),  log2(x),      kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-log10",  log(x) / log(TEN),  log10(x),     kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-horner", x * z**2 + y * z + w, fma(fma(x, z, y), z, w), kind=FLOAT_ONLY, tag=F, citation=HORNER),
    Rule("use-half-angle", 1 - cos(x),     2 * sin(x / 2)**2, kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-half-argument", cosh(x) - 1, 2 * sinh(x / 2)**2, kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-sine-of-difference", cos(x) - cos(y), -2 * sin((x + y) / 2) * sin((x - y) / 2), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-product-of-sines", sin(x) - sin(y), 2 * cos((x + y) / 2) * sin((x - y) / 2), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-factors", x**2 - y**2,       (x - y) * (x + y), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-conjugate", sqrt(x + 1) - sqrt(x), 1 / (sqrt(x + 1) + sqrt(x)), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-conjugate-one", sqrt(1 + x) - 1, x / (sqrt(1 + x) + 1), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-common-denominator", 1 / x - 1 / (x + 1), 1 / (x * (x + 1)), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-expm1-of-difference", exp(x) - exp(y), exp(y) * expm1(x - y), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-log1p-of-ratio", log(x) - log(y), log1p((x - y) / y), (positive(x), positive(y)),
         kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-sinh",   (exp(x) - exp(-x)) / 2, sinh(x),  kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-asinh",  log(x + sqrt(x**2 + 1)), asinh(x), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-atanh",  log((1 + x) / (1 - x)) / 2, atanh(x), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-softplus", log(1 + exp(x)), maximum(x, ZERO) + log1p(exp(-abs(x))), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-log-sum-exp", log(exp(x) + exp(y)), maximum(x, y) + log1p(exp(-abs(x - y))), kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-logistic", 1 / (1 + exp(-x)), (1 + tanh(x / 2)) / 2, kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
    Rule("use-smaller-root", sqrt(x**2 + y) - x, y / (sqrt(x**2 + y) + x), (positive(x), nonnegative(y)),
         kind=FLOAT_ONLY, tag=F, citation=CANCELLATION),
)
# fmt: on
