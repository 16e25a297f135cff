"""The gamma function, its logarithm and the derivatives of that.

A product or sum that says where a function has its poles keeps them: Γ(x + 1)/x has the value
Γ(x), and none at 0, as Γ.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from symnum.ops import EULER_GAMMA, PI
from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    defined,
    integer,
    nonnegative,
    nonzero,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import (
    cos,
    digamma,
    exp,
    gamma,
    lgamma,
    log,
    polygamma,
    sin,
    sqrt,
    tan,
)
from symnum.terms.plain import Call, Number

n, x = variables("n x")
a = rest("a")
S = Tag.SPECIAL
EXPANDING = RuleKind.EXPANDING
pi, euler = Call(PI, ()), Call(EULER_GAMMA, ())
ZERO, ONE, TWO = Number(0), Number(1), Number(2)
HALF, THIRD = Number(Fraction(1, 2)), Number(Fraction(1, 3))
RECURRENCE, REFLECTION, DUPLICATION = "DLMF 5.5.1", "DLMF 5.5.3", "DLMF 5.5.5"
VALUES, DEFINITION = "DLMF 5.4", "DLMF 5.2"


def _half_integer(k: int) -> tuple[Fraction, Fraction]:
    """k + 1/2, and Γ there over √π, by the recurrence from Γ(1/2)."""
    value = Fraction(1)
    for j in range(abs(k)):
        value = value * Fraction(2 * j + 1, 2) if k > 0 else value / Fraction(-2 * j - 1, 2)
    return k + Fraction(1, 2), value


# fmt: off
GAMMA_VALUES: tuple[Rule, ...] = (
    *(Rule(f"gamma-of-{k}", gamma(Number(k)), Number(factorial(k - 1)), tag=S, citation="DLMF 5.4.1") for k in range(1, 13)),
    *(Rule(f"gamma-of-{'minus-' if k < 0 else ''}{abs(2 * k + 1)}-halves", gamma(Number(half)), value * sqrt(pi), tag=S, citation="DLMF 5.4.6, 5.5.1")
      for k in range(-4, 6) for half, value in [_half_integer(k)]),
)

GAMMA: tuple[Rule, ...] = (
    Rule("gamma-times-argument", x * gamma(x),              gamma(x + 1),    (nonzero(x),),          tag=S, citation=RECURRENCE),
    Rule("gamma-over-argument", gamma(x + 1) / x,           gamma(x),                                tag=S, citation=RECURRENCE),
    Rule("gamma-quotient",     gamma(x)**-1 * gamma(x + 1), x,               (defined(gamma(x)),),   tag=S, citation=RECURRENCE),
    Rule("gamma-quotient-down", gamma(x) * gamma(x + 1)**-1, 1 / x,          (defined(gamma(x)),),   tag=S, citation=RECURRENCE),
    Rule("gamma-quotient-two", gamma(x)**-1 * gamma(x + 2), x * (x + 1),     (defined(gamma(x)),),   tag=S, citation=RECURRENCE),
    Rule("gamma-quotient-three", gamma(x)**-1 * gamma(x + 3), x * (x + 1) * (x + 2), (defined(gamma(x)),), tag=S, citation=RECURRENCE),
    Rule("gamma-shifted",      gamma(x + 1),                x * gamma(x),    (nonzero(x),),          kind=EXPANDING, tag=S, citation=RECURRENCE),
    Rule("gamma-reflection",   gamma(x) * gamma(1 - x),     pi / sin(pi * x),                        tag=S, citation=REFLECTION),
    Rule("gamma-reflection-plus", gamma(1 + x) * gamma(1 - x), pi * x / sin(pi * x), (nonzero(x),),  tag=S, citation=REFLECTION),
    Rule("gamma-reflection-minus", gamma(x) * gamma(-x),    -pi / (x * sin(pi * x)),                 tag=S, citation=REFLECTION),
    Rule("gamma-reflection-half", gamma(x + HALF) * gamma(HALF - x), pi / cos(pi * x),               tag=S, citation=REFLECTION),
    Rule("gamma-duplication",  gamma(x) * gamma(x + HALF),  2**(1 - 2 * x) * sqrt(pi) * gamma(2 * x), tag=S, citation=DUPLICATION),
    Rule("gamma-triplication", gamma(x) * gamma(x + THIRD) * gamma(x + 2 * THIRD), 2 * pi * 3**(HALF - 3 * x) * gamma(3 * x),
         tag=S, citation="DLMF 5.5.6"),
)

LOG_GAMMA: tuple[Rule, ...] = (
    Rule("log-abs-gamma",      log(abs(gamma(x))),          lgamma(x),                               tag=S, citation=DEFINITION),
    Rule("log-gamma",          log(gamma(x)),               lgamma(x),       (positive(x),),         tag=S, citation=DEFINITION),
    Rule("log-gamma-squared",  log(gamma(x)**2),            2 * lgamma(x),                           tag=S, citation=DEFINITION),
    Rule("exp-lgamma",         exp(lgamma(x)),              abs(gamma(x)),                           tag=S, citation=DEFINITION),
    Rule("lgamma-of-1",        lgamma(ONE),                 ZERO,                                    tag=S, citation=VALUES),
    Rule("lgamma-of-2",        lgamma(TWO),                 ZERO,                                    tag=S, citation=VALUES),
    Rule("lgamma-of-half",     lgamma(HALF),                log(pi) / 2,                             tag=S, citation=VALUES),
    Rule("lgamma-plus-log",    a * lgamma(x) + a * log(x),  a * lgamma(x + 1), (positive(x),),       tag=S, citation=RECURRENCE),
    Rule("lgamma-plus-log-abs", a * lgamma(x) + a * log(abs(x)), a * lgamma(x + 1), (nonzero(x),),   tag=S, citation=RECURRENCE),
    Rule("lgamma-minus-log",   a * lgamma(x + 1) - a * log(x), a * lgamma(x), (positive(x),),        tag=S, citation=RECURRENCE),
    Rule("lgamma-minus-log-abs", a * lgamma(x + 1) - a * log(abs(x)), a * lgamma(x),                 tag=S, citation=RECURRENCE),
    Rule("lgamma-difference",  a * lgamma(x + 1) - a * lgamma(x), a * log(abs(x)), (defined(lgamma(x)),), tag=S, citation=RECURRENCE),
    Rule("lgamma-reflection",  a * lgamma(x) + a * lgamma(1 - x), a * log(pi / abs(sin(pi * x))),    tag=S, citation=REFLECTION),
    Rule("lgamma-duplication", a * lgamma(x) + a * lgamma(x + HALF), a * lgamma(2 * x) + a * (1 - 2 * x) * log(TWO) + a * log(pi) / 2,
         kind=EXPANDING, tag=S, citation=DUPLICATION),
)

DIGAMMA: tuple[Rule, ...] = (
    Rule("digamma-plus-reciprocal", a * digamma(x) + a / x, a * digamma(x + 1), (nonzero(x),),       tag=S, citation="DLMF 5.5.2"),
    Rule("digamma-minus-reciprocal", a * digamma(x + 1) - a / x, a * digamma(x),                     tag=S, citation="DLMF 5.5.2"),
    Rule("digamma-difference", a * digamma(x + 1) - a * digamma(x), a / x,   (defined(digamma(x)),), tag=S, citation="DLMF 5.5.2"),
    Rule("digamma-difference-two", a * digamma(x + 2) - a * digamma(x), a / x + a / (x + 1), (defined(digamma(x)),), tag=S, citation="DLMF 5.5.2"),
    Rule("digamma-reflection", a * digamma(1 - x) - a * digamma(x), a * pi * cos(pi * x) / sin(pi * x), tag=S, citation="DLMF 5.5.4"),
    Rule("digamma-reflection-plus", a * digamma(1 + x) - a * digamma(1 - x), a / x - a * pi * cos(pi * x) / sin(pi * x), (nonzero(x),),
         tag=S, citation="DLMF 5.5.2, 5.5.4"),
    Rule("digamma-reflection-half", a * digamma(x + HALF) - a * digamma(HALF - x), a * pi * tan(pi * x), tag=S, citation="DLMF 5.5.4"),
    Rule("digamma-duplication", a * digamma(x) + a * digamma(x + HALF), 2 * a * digamma(2 * x) - 2 * a * log(TWO), tag=S, citation="DLMF 5.5.8"),
    Rule("digamma-of-1",       digamma(ONE),                -euler,                                  tag=S, citation="DLMF 5.4.12"),
    Rule("digamma-of-2",       digamma(TWO),                1 - euler,                               tag=S, citation="DLMF 5.4.14"),
    Rule("digamma-of-half",    digamma(HALF),               -euler - 2 * log(TWO),                   tag=S, citation="DLMF 5.4.13"),
)

POLYGAMMA: tuple[Rule, ...] = (
    Rule("polygamma-of-order-0", polygamma(ZERO, x),        digamma(x),                              tag=S, citation="DLMF 5.15"),
    Rule("trigamma-minus-square", a * polygamma(ONE, x) - a / x**2, a * polygamma(ONE, x + 1), (nonzero(x),), tag=S, citation="DLMF 5.15.5"),
    Rule("trigamma-plus-square", a * polygamma(ONE, x + 1) + a / x**2, a * polygamma(ONE, x),        tag=S, citation="DLMF 5.15.5"),
    Rule("polygamma-difference", a * polygamma(n, x + 1) - a * polygamma(n, x), a * (-1)**n * gamma(n + 1) * x**(-n - 1),
         (integer(n), nonnegative(n), positive(x)), tag=S, citation="DLMF 5.15.5"),
    Rule("trigamma-reflection", a * polygamma(ONE, x) + a * polygamma(ONE, 1 - x), a * pi**2 / sin(pi * x)**2, tag=S, citation="DLMF 5.15.6"),
    Rule("trigamma-duplication", a * polygamma(ONE, x) + a * polygamma(ONE, x + HALF), 4 * a * polygamma(ONE, 2 * x), tag=S, citation="DLMF 5.15.7"),
    Rule("trigamma-of-1",      polygamma(ONE, ONE),         pi**2 / 6,                               tag=S, citation="DLMF 5.4, 5.15"),
    Rule("trigamma-of-half",   polygamma(ONE, HALF),        pi**2 / 2,                               tag=S, citation="DLMF 5.15"),
)
# fmt: on
GAMMA_FUNCTIONS: tuple[Rule, ...] = (
    *GAMMA_VALUES,
    *GAMMA,
    *LOG_GAMMA,
    *DIGAMMA,
    *POLYGAMMA,
)
