"""Bessel functions of real order over the reals; the order comes first.

Rules with a power of −1 by the order are for orders known to be integers.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.ops import PI
from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    even,
    integer,
    negative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import (
    besseli,
    besselj,
    besselk,
    bessely,
    cos,
    cosh,
    exp,
    sin,
    sinh,
    sqrt,
)
from symnum.terms.plain import Call, Number

n, x, c = variables("n x c")
a = rest("a")
S, EXPANDING = Tag.SPECIAL, RuleKind.EXPANDING
pi = Call(PI, ())
ZERO, ONE, TWO = Number(0), Number(1), Number(2)
HALF, MINUS_HALF = Number(Fraction(1, 2)), Number(Fraction(-1, 2))
THREE_HALVES, MINUS_THREE_HALVES = Number(Fraction(3, 2)), Number(Fraction(-3, 2))
ROOT = sqrt(2 / (pi * x))
CYLINDER, MODIFIED = "DLMF 10.6.1", "DLMF 10.29.1"
INTEGER_ORDER, ZERO_ORDER = "DLMF 10.4.1", "DLMF 10.7, 10.30"
HALVES, MODIFIED_HALVES = "DLMF 10.16.1", "DLMF 10.39"
THIRD_HALVES, MODIFIED_THIRD_HALVES = "DLMF 10.47, 10.49", "DLMF 10.47, 10.49(ii)"

# fmt: off
RECURRENCES: tuple[Rule, ...] = (
    Rule("besselj-neighbours", a * besselj(n, x) + a * besselj(n + 2, x), 2 * a * (n + 1) * besselj(n + 1, x) / x, (nonzero(x),), tag=S, citation=CYLINDER),
    Rule("bessely-neighbours", a * bessely(n, x) + a * bessely(n + 2, x), 2 * a * (n + 1) * bessely(n + 1, x) / x, tag=S, citation=CYLINDER),
    Rule("besseli-neighbours", a * besseli(n, x) - a * besseli(n + 2, x), 2 * a * (n + 1) * besseli(n + 1, x) / x, (nonzero(x),), tag=S, citation=MODIFIED),
    Rule("besselk-neighbours", a * besselk(n + 2, x) - a * besselk(n, x), 2 * a * (n + 1) * besselk(n + 1, x) / x, tag=S, citation=MODIFIED),
    *(Rule(f"{f.__name__}-step-up", a * (n + 1) * f(n + 1, x) / x - a * f(n, x) / 2, a * f(n + 2, x) / 2, guards, kind=EXPANDING, tag=S, citation=CYLINDER)
      for f, guards in ((besselj, (nonzero(x),)), (bessely, ()))),
    Rule("bessel-cross-product", a * besselj(n + 1, x) * bessely(n, x) - a * besselj(n, x) * bessely(n + 1, x), 2 * a / (pi * x), (positive(x),),
         tag=S, citation="DLMF 10.5.2"),
    Rule("modified-cross-product", a * besseli(n, x) * besselk(n + 1, x) + a * besseli(n + 1, x) * besselk(n, x), a / x, (positive(x),),
         tag=S, citation="DLMF 10.28.2"),
)

SYMMETRIES: tuple[Rule, ...] = (
    *(Rule(f"{f.__name__}-negative-order", f(n, x), (-1)**n * f(-n, x), (integer(n), negative(n)), tag=S, citation=INTEGER_ORDER)
      for f in (besselj, bessely)),
    Rule("besseli-negative-order", besseli(n, x),        besseli(-n, x),  (integer(n), negative(n)), tag=S, citation="DLMF 10.27.1"),
    Rule("besselk-minus-order",  besselk(c * a, x),      besselk(-c * a, x), (constant(c), negative(c)), tag=S, citation="DLMF 10.27.3"),
    Rule("besselj-opposite-orders", besselj(n, x) - besselj(-n, x), ZERO, (even(n),),                tag=S, citation=INTEGER_ORDER),
    Rule("besseli-opposite-orders", besseli(n, x) - besseli(-n, x), ZERO, (integer(n),),             tag=S, citation="DLMF 10.27.1"),
    Rule("besselk-opposite-orders", besselk(n, x) - besselk(-n, x), ZERO, (positive(x),),            tag=S, citation="DLMF 10.27.3"),
    *(Rule(f"{f.__name__}-minus", f(n, c * a),           (-1)**n * f(n, -c * a), (integer(n), constant(c), negative(c)), tag=S, citation=citation)
      for f, citation in ((besselj, "DLMF 10.11.1"), (besseli, "DLMF 10.34.1"))),
    *(Rule(f"{f.__name__}-of-abs", f(n, abs(x)),         f(n, x),         (even(n),),                tag=S, citation=citation)
      for f, citation in ((besselj, "DLMF 10.11.1"), (besseli, "DLMF 10.34.1"))),
    *(Rule(f"abs-of-{f.__name__}-of-abs", abs(f(n, abs(x))), abs(f(n, x)), (integer(n),),            tag=S, citation=citation)
      for f, citation in ((besselj, "DLMF 10.11.1"), (besseli, "DLMF 10.34.1"))),
)

AT_ZERO: tuple[Rule, ...] = (
    Rule("besselj-0-at-0",      besselj(ZERO, ZERO),     ONE,                                        tag=S, citation=ZERO_ORDER),
    Rule("besseli-0-at-0",      besseli(ZERO, ZERO),     ONE,                                        tag=S, citation=ZERO_ORDER),
    Rule("besselj-at-0",        besselj(n, ZERO),        ZERO,            (positive(n),),            tag=S, citation=ZERO_ORDER),
    Rule("besseli-at-0",        besseli(n, ZERO),        ZERO,            (positive(n),),            tag=S, citation=ZERO_ORDER),
)

HALF_INTEGERS: tuple[Rule, ...] = (
    Rule("besselj-of-half",     besselj(HALF, x),        ROOT * sin(x),   (nonzero(x),),             tag=S, citation=HALVES),
    Rule("besselj-of-minus-half", besselj(MINUS_HALF, x), ROOT * cos(x),                             tag=S, citation=HALVES),
    Rule("bessely-of-half",     bessely(HALF, x),        -ROOT * cos(x),                             tag=S, citation=HALVES),
    Rule("bessely-of-minus-half", bessely(MINUS_HALF, x), ROOT * sin(x),                             tag=S, citation=HALVES),
    Rule("besseli-of-half",     besseli(HALF, x),        ROOT * sinh(x),  (nonzero(x),),             tag=S, citation="DLMF 10.39.1"),
    Rule("besseli-of-minus-half", besseli(MINUS_HALF, x), ROOT * cosh(x),                            tag=S, citation="DLMF 10.39.1"),
    Rule("besselk-of-half",     besselk(HALF, x),        sqrt(pi / (2 * x)) * exp(-x),               tag=S, citation="DLMF 10.39.2"),
    Rule("besselj-of-3-halves", besselj(THREE_HALVES, x), ROOT * (sin(x) / x - cos(x)), (nonzero(x),), kind=EXPANDING, tag=S, citation="DLMF 10.47.3, 10.49.3"),
    Rule("besselj-of-minus-3-halves", besselj(MINUS_THREE_HALVES, x), -ROOT * (sin(x) + cos(x) / x), kind=EXPANDING, tag=S, citation="DLMF 10.6.1, 10.16.1"),
    Rule("bessely-of-3-halves", bessely(THREE_HALVES, x), -ROOT * (cos(x) / x + sin(x)),             kind=EXPANDING, tag=S, citation="DLMF 10.47.4, 10.49.5"),
    Rule("besseli-of-3-halves", besseli(THREE_HALVES, x), ROOT * (cosh(x) - sinh(x) / x), (nonzero(x),), kind=EXPANDING, tag=S, citation="DLMF 10.47.7, 10.49.9"),
    Rule("besselk-of-3-halves", besselk(THREE_HALVES, x), sqrt(pi / (2 * x)) * exp(-x) * (1 + 1 / x), tag=S, citation="DLMF 10.47.9, 10.49.12"),
)
# fmt: on
BESSEL_FUNCTIONS: tuple[Rule, ...] = (*RECURRENCES, *SYMMETRIES, *AT_ZERO, *HALF_INTEGERS)
