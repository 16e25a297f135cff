"""Powers and roots over the reals.

A power has a value where its base is positive, where the exponent is an integer (and the base is
not 0 if that is negative), and where the base is 0 and the exponent positive; 0^0 is 1.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    even,
    integer,
    nonnegative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import sqrt
from symnum.terms.plain import Number

x, y, n, m = variables("x y n m")
a = rest("a")
ONE, HALF = Number(1), Number(Fraction(1, 2))
P, TWO_WAY = Tag.POWERS, RuleKind.TWO_WAY
LAWS = "DLMF 4.2(iv), 4.8(ii)"

# fmt: off
POWERS: tuple[Rule, ...] = (
    Rule("power-one",            x**1,              x,             tag=P, citation=LAWS),
    Rule("power-zero",           x**0,              ONE,           tag=P, citation=LAWS),
    Rule("one-to-power",         ONE**x,            ONE,           tag=P, citation=LAWS),
    Rule("zero-to-power",        Number(0)**x,      Number(0),     (positive(x),), tag=P, citation=LAWS),
    Rule("powers-times",         x**n * x**m,       x**(n + m),    (positive(x),), tag=P, citation=LAWS),
    Rule("powers-times-integer", x**n * x**m,       x**(n + m),    (nonzero(x), integer(n), integer(m)),
         tag=P, citation=LAWS),
    Rule("powers-times-natural", x**n * x**m,       x**(n + m),
         (integer(n), nonnegative(n), integer(m), nonnegative(m)), tag=P, citation=LAWS),
    Rule("power-times-base",     x * x**n,          x**(n + 1),    (positive(x),), tag=P, citation=LAWS),
    Rule("power-times-base-natural", x * x**n,      x**(n + 1),    (integer(n), nonnegative(n)),
         tag=P, citation=LAWS),
    Rule("power-over-base",      x**n / x,          x**(n - 1),    (positive(x),), tag=P, citation=LAWS),
    Rule("powers-over-integer",  x**n * x**-1,      x**(n - 1),    (nonzero(x), integer(n)), tag=P, citation=LAWS),
    Rule("power-of-power",       (x**n)**m,         x**(n * m),    (positive(x),), tag=P, citation=LAWS),
    Rule("power-of-power-nonnegative", (x**n)**m,   x**(n * m),    (nonnegative(x), positive(n), positive(m)),
         tag=P, citation=LAWS),
    Rule("power-of-power-integer", (x**n)**m,       x**(n * m),    (nonzero(x), integer(n), integer(m)),
         tag=P, citation=LAWS),
    Rule("power-of-product",     (x * y)**n,        x**n * y**n,   (positive(x), positive(y)),
         kind=TWO_WAY, tag=P, citation=LAWS),
    Rule("power-of-product-natural", (x * y)**n,    x**n * y**n,   (integer(n), nonnegative(n)),
         kind=TWO_WAY, tag=P, citation=LAWS),
    Rule("sqrt-squared",         sqrt(x)**2,        x,             (nonnegative(x),), tag=P, citation=LAWS),
    Rule("sqrt-of-square",       sqrt(x**2),        abs(x),        tag=P, citation=LAWS),
    Rule("sqrt-of-fourth",       sqrt(x**4),        x**2,          tag=P, citation=LAWS),
    Rule("sqrt-of-even",         sqrt(x**n),        x**(n / 2),    (nonnegative(x), positive(n), even(n)),
         tag=P, citation=LAWS),
    Rule("sqrt-pull-square",     sqrt(a * x**2),    abs(x) * sqrt(a), (nonnegative(a),), tag=P, citation=LAWS),
    Rule("sqrt-times-sqrt",      sqrt(x) * sqrt(y), sqrt(x * y),   (nonnegative(x), nonnegative(y)),
         tag=P, citation=LAWS),
    Rule("over-sqrt",            x / sqrt(x),       sqrt(x),       (positive(x),), tag=P, citation=LAWS),
    Rule("sqrt-over",            sqrt(x) / x,       1 / sqrt(x),   (positive(x),), tag=P, citation=LAWS),
    Rule("sqrt-to-fourth",       sqrt(x)**4,        x**2,          (nonnegative(x),), tag=P, citation=LAWS),
)
# fmt: on
