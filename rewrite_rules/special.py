"""The error function, its complement and its inverse."""

from __future__ import annotations

from symnum.rules import (
    Rule,
    RuleKind,
    Tag,
    constant,
    defined,
    negative,
    positive,
    rest,
    variables,
)
from symnum.terms.functions import erf, erfc, erfinv, maximum, minimum, sign
from symnum.terms.plain import Number

c, x, y = variables("c x y")
a = rest("a")
S, ERROR, INVERSE = Tag.SPECIAL, "DLMF 7.2, 7.4", "DLMF 7.17"
INSIDE = (positive(1 + x), positive(1 - x))

# fmt: off
SPECIAL: tuple[Rule, ...] = (
    Rule("erf-plus-erfc",     a * erf(x) + a * erfc(x), a,             tag=S, citation=ERROR),
    Rule("one-minus-erf",     a - a * erf(x),           a * erfc(x),   tag=S, citation=ERROR),
    Rule("one-minus-erfc",    a - a * erfc(x),          a * erf(x),    tag=S, citation=ERROR),
    Rule("erf-minus-one",     a * erf(x) - a,           -a * erfc(x),  tag=S, citation=ERROR),
    Rule("erfc-minus-one",    a * erfc(x) - a,          -a * erf(x),   tag=S, citation=ERROR),
    Rule("one-plus-erf",      a + a * erf(x),           a * erfc(-x),  tag=S, citation=ERROR),
    Rule("erfc-zero",         erfc(Number(0)),          Number(1),     tag=S, citation=ERROR),
    Rule("erfc-plus-erfc-minus", a * erfc(x) + a * erfc(-x), 2 * a,    tag=S, citation=ERROR),
    Rule("two-minus-erfc",    2 * a - a * erfc(x),      a * erfc(-x),  tag=S, citation=ERROR),
    Rule("erfc-minus",        erfc(-x),                 2 - erfc(x),   kind=RuleKind.EXPANDING, tag=S, citation=ERROR),
    Rule("erfinv-of-erf",     erfinv(erf(x)),           x,             tag=S, citation=INVERSE),
    Rule("erf-of-erfinv",     erf(erfinv(x)),           x, INSIDE,     tag=S, citation=INVERSE),
    Rule("erfc-of-erfinv",    erfc(erfinv(x)),          1 - x, INSIDE, tag=S, citation=INVERSE),
    Rule("erfinv-of-one-minus-erfc", erfinv(1 - erfc(x)), x,           tag=S, citation=INVERSE),
    Rule("erfinv-of-erfc-minus-one", erfinv(erfc(x) - 1), -x,          tag=S, citation=INVERSE),
    Rule("erfinv-zero",       erfinv(Number(0)),        Number(0),     tag=S, citation=INVERSE),
    Rule("erfinv-minus",      erfinv(c * a),            -erfinv(-c * a), (constant(c), negative(c)), tag=S, citation=INVERSE),
    Rule("abs-of-erfinv",     erfinv(abs(x)),           abs(erfinv(x)), tag=S, citation=INVERSE),
    Rule("sign-of-erfinv",    sign(erfinv(x)),          sign(x), (defined(erfinv(x)),), tag=S, citation=INVERSE),
    *(Rule(f"{bound.__name__}-of-erfinv", bound(erfinv(x), erfinv(y)), erfinv(bound(x, y)), (defined(erfinv(x)), defined(erfinv(y))), tag=S, citation=INVERSE)
      for bound in (maximum, minimum)),
)
# fmt: on
