"""Logarithms and exponentials to several bases, and their accurate forms near 0 and 1."""

from __future__ import annotations

from symnum.rules import Rule, RuleKind, Tag, even, nonnegative, odd, positive, rest, variables
from symnum.terms.functions import (
    atanh,
    cos,
    cosh,
    exp,
    exp2,
    expm1,
    fma,
    hypot,
    log,
    log1p,
    log2,
    log10,
    sin,
    sinh,
    sqrt,
)
from symnum.terms.plain import Number

x, y, z, n = variables("x y z n")
a, s = rest("a"), rest("s")
ZERO, ONE, TWO, TEN = Number(0), Number(1), Number(2), Number(10)
E, L, P, F, EXPANDING = Tag.EXPONENTIAL, Tag.LOGARITHM, Tag.POWERS, Tag.FLOATING, RuleKind.EXPANDING
IDS, SMALL, LAWS, C99 = "DLMF 4.8", "DLMF 4.2", "DLMF 4.2(iv), 4.8(ii)", "ISO C99 7.12"
BOTH = (positive(x), positive(y))

# fmt: off
EXPONENTIAL_BASES: tuple[Rule, ...] = (
    Rule("exp2-one",          exp2(ONE),                TWO,                  tag=E, citation=IDS),
    Rule("exp2-of-log2-times", exp2(a * log2(x)),       x**a, (positive(x),), tag=E, citation=IDS),
    Rule("two-to-log2",       TWO**(a * log2(x)),       x**a, (positive(x),), tag=E, citation=IDS),
    Rule("ten-to-log10",      TEN**(a * log10(x)),      x**a, (positive(x),), tag=E, citation=IDS),
    Rule("exp-of-log1p",      exp(log1p(x)),            1 + x, (positive(1 + x),), tag=E, citation=SMALL),
    Rule("exp-plus-log",      exp(s + log(x)),          x * exp(s), (positive(x),), tag=E, citation=IDS),
    Rule("exp2-plus-log2",    exp2(s + log2(x)),        x * exp2(s), (positive(x),), tag=E, citation=IDS),
    Rule("expm1-zero",        expm1(ZERO),              ZERO,                 tag=E, citation=SMALL),
    Rule("expm1-of-log",      expm1(log(x)),            x - 1, (positive(x),), tag=E, citation=SMALL),
    Rule("expm1-double",      a * expm1(x)**2 + 2 * a * expm1(x), a * expm1(2 * x), tag=E, citation=SMALL),
    Rule("expm1-of-sum",      expm1(x) * expm1(y) + expm1(x) + expm1(y), expm1(x + y), tag=E, citation=SMALL),
    Rule("power-of-log",      x**(a / log(x)),          exp(a), (positive(x), positive(log(x))), tag=E, citation=IDS),
)

LOGARITHM_BASES: tuple[Rule, ...] = (
    Rule("log1p-zero",        log1p(ZERO),              ZERO,                 tag=L, citation=SMALL),
    Rule("log1p-shifted",     log1p(s - 1),             log(s),               tag=L, citation=SMALL),
    Rule("log1p-minus-log1p", a * log1p(x) - a * log1p(-x), 2 * a * atanh(x), (positive(1 + x), positive(1 - x)),
         tag=L, citation="DLMF 4.37(iv)"),
    Rule("log10-one",         log10(ONE),               ZERO,                 tag=L, citation=IDS),
    Rule("log-of-exp2",       log(exp2(x)),             x * log(TWO),         tag=L, citation=IDS),
    Rule("log2-of-exp",       log2(exp(x)),             x / log(TWO),         tag=L, citation=IDS),
    Rule("log2-of-power",     log2(x**n),               n * log2(x), (positive(x),), tag=L, citation=IDS),
    Rule("log10-of-power",    log10(x**n),              n * log10(x), (positive(x),), tag=L, citation=IDS),
    Rule("log2-plus-log2",    log2(x) + log2(y),        log2(x * y), BOTH,    tag=L, citation=IDS),
    Rule("log10-plus-log10",  log10(x) + log10(y),      log10(x * y), BOTH,   tag=L, citation=IDS),
    Rule("log2-minus-log2",   log2(x) - log2(y),        log2(x / y), BOTH,    tag=L, citation=IDS),
    Rule("log10-minus-log10", log10(x) - log10(y),      log10(x / y), BOTH,   tag=L, citation=IDS),
    Rule("log2-of-reciprocal", log2(1 / x),             -log2(x),             tag=L, citation=IDS),
    Rule("log10-of-reciprocal", log10(1 / x),           -log10(x),            tag=L, citation=IDS),
    Rule("log2-of-two-to",    log2(TWO**x),             x,                    tag=L, citation=IDS),
    Rule("log10-of-ten-to",   log10(TEN**x),            x,                    tag=L, citation=IDS),
    Rule("log2-times-log-two", log2(x) * log(TWO),      log(x), (positive(x),), tag=L, citation=IDS),
    Rule("log10-times-log-ten", log10(x) * log(TEN),    log(x), (positive(x),), tag=L, citation=IDS),
    Rule("log-of-even-power", log(x**n),                n * log(abs(x)), (even(n), positive(n)), kind=EXPANDING, tag=L, citation=IDS),
)

ROOTS: tuple[Rule, ...] = (
    Rule("even-power-of-minus", (-x)**n,                x**n, (even(n),),     tag=P, citation=LAWS),
    Rule("odd-power-of-minus", (-x)**n,                 -x**n, (odd(n),),     tag=P, citation=LAWS),
    Rule("sqrt-of-reciprocal", sqrt(1 / x),             1 / sqrt(x), (positive(x),), tag=P, citation=LAWS),
    Rule("sqrt-over-sqrt",    sqrt(x) / sqrt(y),        sqrt(x / y), (nonnegative(x), positive(y)), tag=P, citation=LAWS),
    Rule("sqrt-of-squared-sum", sqrt(x**2 + 2*x*y + y**2), abs(x + y),        tag=P, citation=LAWS),
    Rule("sqrt-of-squared-difference", sqrt(x**2 - 2*x*y + y**2), abs(x - y), tag=P, citation=LAWS),
    Rule("sqrt-conjugates",   (sqrt(x) + sqrt(y)) * (sqrt(x) - sqrt(y)), x - y, (nonnegative(x), nonnegative(y)), tag=P, citation=LAWS),
    Rule("sqrt-conjugates-one", (s + sqrt(x)) * (s - sqrt(x)), s**2 - x, (nonnegative(x),), tag=P, citation=LAWS),
)

FUSED: tuple[Rule, ...] = (
    Rule("fma-zero-addend",   fma(x, y, ZERO),          x * y,                tag=F, citation=C99),
    Rule("fma-zero-factor",   fma(ZERO, x, y),          y,                    tag=F, citation=C99),
    Rule("fma-factor-zero",   fma(x, ZERO, y),          y,                    tag=F, citation=C99),
    Rule("fma-one-factor",    fma(ONE, x, y),           x + y,                tag=F, citation=C99),
    Rule("fma-factor-one",    fma(x, ONE, y),           x + y,                tag=F, citation=C99),
    Rule("fma-minus-minus",   fma(-x, -y, z),           fma(x, y, z),         tag=F, citation=C99),
    Rule("fma-as-sum",        fma(x, y, z),             x * y + z,            kind=EXPANDING, tag=F, citation=C99),
    Rule("hypot-zero",        hypot(x, ZERO),           abs(x),               tag=F, citation=C99),
    Rule("zero-hypot",        hypot(ZERO, x),           abs(x),               tag=F, citation=C99),
    Rule("hypot-minus-first", hypot(-x, y),             hypot(x, y),          tag=F, citation=C99),
    Rule("hypot-minus-second", hypot(x, -y),            hypot(x, y),          tag=F, citation=C99),
    Rule("hypot-abs-first",   hypot(abs(x), y),         hypot(x, y),          tag=F, citation=C99),
    Rule("hypot-abs-second",  hypot(x, abs(y)),         hypot(x, y),          tag=F, citation=C99),
    Rule("hypot-scaled",      hypot(z * x, z * y),      abs(z) * hypot(x, y), tag=F, citation=C99),
    Rule("hypot-sin-cos",     hypot(sin(x), cos(x)),    ONE,                  tag=F, citation=C99),
    Rule("hypot-cos-sin",     hypot(cos(x), sin(x)),    ONE,                  tag=F, citation=C99),
    Rule("hypot-one-sinh",    hypot(ONE, sinh(x)),      cosh(x),              tag=F, citation=C99),
    Rule("hypot-sinh-one",    hypot(sinh(x), ONE),      cosh(x),              tag=F, citation=C99),
    Rule("hypot-squared",     hypot(x, y)**2,           x**2 + y**2,          kind=EXPANDING, tag=F, citation=C99),
)
# fmt: on
BASES: tuple[Rule, ...] = (*EXPONENTIAL_BASES, *LOGARITHM_BASES, *ROOTS, *FUSED)
