"""Forms that are equal over the reals but better in floating point.

No simplifier applies these: they are for kernels, where a fused or compensated operation is more
accurate or faster.
"""

from __future__ import annotations

from symnum.rules import Rule, RuleKind, Tag, variables
from symnum.terms.functions import erf, erfc, exp, expm1, fma, hypot, log, log1p, sqrt

x, y, z = variables("x y z")
F, FLOAT_ONLY = Tag.FLOATING, RuleKind.FLOAT_ONLY
C99 = "ISO C99 7.12"

# fmt: off
FLOATING: tuple[Rule, ...] = (
    Rule("use-expm1",  exp(x) - 1,         expm1(x),     kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-log1p",  log(1 + x),         log1p(x),     kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-hypot",  sqrt(x**2 + y**2),  hypot(x, y),  kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-fma",    x * y + z,          fma(x, y, z), kind=FLOAT_ONLY, tag=F, citation=C99),
    Rule("use-erfc",   1 - erf(x),         erfc(x),      kind=FLOAT_ONLY, tag=F, citation=C99),
)
# fmt: on
