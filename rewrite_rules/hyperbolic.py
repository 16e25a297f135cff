"""Hyperbolic functions and their inverses."""

from __future__ import annotations

from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    negative,
    nonnegative,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import acosh, asinh, atanh, cosh, erf, exp, sinh, sqrt, tanh
from symnum.terms.plain import Number

x, y, c = variables("x y c")
a = rest("a")
ZERO, ONE = Number(0), Number(1)
H, TWO_WAY, EXPANDING = Tag.HYPERBOLIC, RuleKind.TWO_WAY, RuleKind.EXPANDING
IDS, DEFINITION, INVERSE = "DLMF 4.35", "DLMF 4.28", "DLMF 4.37, 4.38"
MINUS = (constant(c), negative(c))

# fmt: off
HYPERBOLIC: tuple[Rule, ...] = (
    *(Rule(f"{f.__name__}-zero", f(ZERO), ZERO, tag=H, citation=DEFINITION)
      for f in (sinh, tanh, asinh, atanh, erf)),
    Rule("cosh-zero",         cosh(ZERO),          ONE,                 tag=H, citation=DEFINITION),
    Rule("acosh-one",         acosh(ONE),          ZERO,                tag=H, citation=DEFINITION),
    Rule("cosh-minus",        cosh(c * a),         cosh(-c * a),        MINUS, tag=H, citation=IDS),
    *(Rule(f"{f.__name__}-minus", f(c * a), -f(-c * a), MINUS, tag=H, citation=IDS)
      for f in (sinh, tanh, asinh, atanh, erf)),
    Rule("hyperbolic-pythagoras", a * cosh(x)**2 - a * sinh(x)**2, a,   tag=H, citation=IDS),
    Rule("one-plus-sinh",     a + a * sinh(x)**2,  a * cosh(x)**2,      tag=H, citation=IDS),
    Rule("cosh-minus-one",    a * cosh(x)**2 - a,  a * sinh(x)**2,      tag=H, citation=IDS),
    Rule("one-minus-tanh",    a - a * tanh(x)**2,  a / cosh(x)**2,      tag=H, citation=IDS),
    Rule("sinh-over-cosh",    sinh(x) / cosh(x),   tanh(x),             tag=H, citation=DEFINITION),
    Rule("tanh-times-cosh",   tanh(x) * cosh(x),   sinh(x),             tag=H, citation=DEFINITION),
    Rule("tanh-as-quotient",  tanh(x),             sinh(x) / cosh(x),   kind=EXPANDING, tag=H, citation=DEFINITION),
    Rule("cosh-from-exp",     a * exp(x) + a * exp(-x), 2 * a * cosh(x), tag=H, citation=DEFINITION),
    Rule("sinh-from-exp",     a * exp(x) - a * exp(-x), 2 * a * sinh(x), tag=H, citation=DEFINITION),
    Rule("cosh-plus-sinh",    a * cosh(x) + a * sinh(x), a * exp(x),    tag=H, citation=DEFINITION),
    Rule("cosh-minus-sinh",   a * cosh(x) - a * sinh(x), a * exp(-x),   tag=H, citation=DEFINITION),
    Rule("sinh-double",       2 * sinh(x) * cosh(x), sinh(2 * x),       kind=TWO_WAY, tag=H, citation=IDS),
    Rule("cosh-double",       a * cosh(x)**2 + a * sinh(x)**2, a * cosh(2 * x), tag=H, citation=IDS),
    Rule("cosh-double-from-sinh", a + 2 * a * sinh(x)**2, a * cosh(2 * x), tag=H, citation=IDS),
    Rule("cosh-double-from-cosh", 2 * a * cosh(x)**2 - a, a * cosh(2 * x), tag=H, citation=IDS),
    Rule("sinh-of-sum",       a * sinh(x) * cosh(y) + a * cosh(x) * sinh(y), a * sinh(x + y), tag=H, citation=IDS),
    Rule("cosh-of-sum",       a * cosh(x) * cosh(y) + a * sinh(x) * sinh(y), a * cosh(x + y), tag=H, citation=IDS),
    Rule("sinh-of-asinh",     sinh(asinh(x)),      x,                   tag=H, citation=INVERSE),
    Rule("asinh-of-sinh",     asinh(sinh(x)),      x,                   tag=H, citation=INVERSE),
    Rule("cosh-of-acosh",     cosh(acosh(x)),      x,                   (nonnegative(x - 1),), tag=H, citation=INVERSE),
    Rule("acosh-of-cosh",     acosh(cosh(x)),      abs(x),              tag=H, citation=INVERSE),
    Rule("tanh-of-atanh",     tanh(atanh(x)),      x,                   (positive(1 - x), positive(1 + x)),
         tag=H, citation=INVERSE),
    Rule("atanh-of-tanh",     atanh(tanh(x)),      x,                   tag=H, citation=INVERSE),
    Rule("cosh-of-asinh",     cosh(asinh(x)),      sqrt(1 + x**2),      tag=H, citation=INVERSE),
)
# fmt: on
