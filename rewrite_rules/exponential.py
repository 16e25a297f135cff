"""Exponentials and logarithms."""

from __future__ import annotations

from symnum.rules import Rule, RuleKind, Tag, positive, rest, variables
from symnum.terms.functions import exp, exp2, expm1, log, log1p, log2, log10, sqrt
from symnum.terms.plain import Number

x, y, n = variables("x y n")
a = rest("a")
ZERO, ONE, TWO = Number(0), Number(1), Number(2)
E, L = Tag.EXPONENTIAL, Tag.LOGARITHM
TWO_WAY, EXPANDING = RuleKind.TWO_WAY, RuleKind.EXPANDING
IDS = "DLMF 4.8"

# fmt: off
EXPONENTIAL: tuple[Rule, ...] = (
    Rule("exp-zero",        exp(ZERO),         ONE,            tag=E, citation=IDS),
    Rule("exp-of-log",      exp(a * log(x)),   x**a,           (positive(x),), tag=E, citation=IDS),
    Rule("exp-times-exp",   exp(x) * exp(y),   exp(x + y),     tag=E, citation=IDS),
    Rule("exp-to-power",    exp(x)**n,         exp(n * x),     tag=E, citation=IDS),
    Rule("exp2-zero",       exp2(ZERO),        ONE,            tag=E, citation=IDS),
    Rule("exp2-of-log2",    exp2(log2(x)),     x,              (positive(x),), tag=E, citation=IDS),
    Rule("exp2-times-exp2", exp2(x) * exp2(y), exp2(x + y),    tag=E, citation=IDS),
    Rule("exp2-to-power",   exp2(x)**n,        exp2(n * x),    tag=E, citation=IDS),
    Rule("exp2-as-power",   exp2(x),           TWO**x,         kind=TWO_WAY, tag=E, citation=IDS),
    Rule("exp-of-sum",      exp(x + y),        exp(x) * exp(y), kind=EXPANDING, tag=E, citation=IDS),
    Rule("expm1-as-exp",    expm1(x),          exp(x) - 1,     kind=TWO_WAY, tag=E, citation="DLMF 4.2"),
    Rule("expm1-plus-one",  expm1(x) + 1,      exp(x),         tag=E, citation="DLMF 4.2"),
    Rule("expm1-of-log1p",  expm1(log1p(x)),   x,              (positive(1 + x),), tag=E, citation="DLMF 4.2"),
)

LOGARITHM: tuple[Rule, ...] = (
    Rule("log-one",         log(ONE),          ZERO,           tag=L, citation=IDS),
    Rule("log-of-exp",      log(exp(x)),       x,              tag=L, citation=IDS),
    Rule("log-of-exp-times", log(a * exp(x)),  log(a) + x,     tag=L, citation=IDS),
    Rule("log-of-power",    log(x**n),         n * log(x),     (positive(x),), tag=L, citation=IDS),
    Rule("log-plus-log",    log(x) + log(y),   log(x * y),     (positive(x), positive(y)), tag=L, citation=IDS),
    Rule("log-minus-log",   log(x) - log(y),   log(x / y),     (positive(x), positive(y)), tag=L, citation=IDS),
    Rule("log-of-product",  log(x * y),        log(x) + log(y), (positive(x), positive(y)),
         kind=EXPANDING, tag=L, citation=IDS),
    Rule("log-of-reciprocal", log(1 / x),      -log(x),        tag=L, citation=IDS),
    Rule("log-of-sqrt",     log(sqrt(x)),      log(x) / 2,     (positive(x),), tag=L, citation=IDS),
    Rule("log2-one",        log2(ONE),         ZERO,           tag=L, citation=IDS),
    Rule("log2-two",        log2(TWO),         ONE,            tag=L, citation=IDS),
    Rule("log2-of-exp2",    log2(exp2(x)),     x,              tag=L, citation=IDS),
    Rule("log2-as-log",     log2(x),           log(x) / log(TWO), kind=TWO_WAY, tag=L, citation=IDS),
    Rule("log10-as-log",    log10(x),          log(x) / log(Number(10)), kind=TWO_WAY, tag=L, citation=IDS),
    Rule("log10-ten",       log10(Number(10)), ONE,            tag=L, citation=IDS),
    Rule("log1p-as-log",    log1p(x),          log(1 + x),     kind=TWO_WAY, tag=L, citation="DLMF 4.2"),
    Rule("log1p-of-expm1",  log1p(expm1(x)),   x,              tag=L, citation="DLMF 4.2"),
)
# fmt: on
