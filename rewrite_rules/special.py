"""The error function and its complement."""

from __future__ import annotations

from symnum.rules import Rule, RuleKind, Tag, rest, variables
from symnum.terms.functions import erf, erfc
from symnum.terms.plain import Number

(x,) = variables("x")
a = rest("a")
S, ERROR = Tag.SPECIAL, "DLMF 7.2, 7.4"

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
)
# fmt: on
