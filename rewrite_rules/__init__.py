"""Rules and facts as data: tuples by theme, and nothing else.

>>> len(RULES) >= 60
True
>>> print(RULES[0])
add-zero: x + 0 → x
"""

from __future__ import annotations

from rewrite_rules.algebra import ALGEBRA, ORDER, SPECIAL
from rewrite_rules.exponential import EXPONENTIAL, LOGARITHM
from rewrite_rules.facts import FACTS
from rewrite_rules.floating import FLOATING
from rewrite_rules.hyperbolic import HYPERBOLIC
from rewrite_rules.powers import POWERS
from rewrite_rules.trigonometry import TRIGONOMETRY
from symnum.rules import Rule, rule_set

RULES: tuple[Rule, ...] = rule_set(
    ALGEBRA, POWERS, EXPONENTIAL, LOGARITHM, TRIGONOMETRY, HYPERBOLIC, ORDER, SPECIAL, FLOATING
)
"""Every rule, each under a name of its own."""

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = [
    "ALGEBRA", "EXPONENTIAL", "FACTS", "FLOATING", "HYPERBOLIC", "LOGARITHM", "ORDER", "POWERS",
    "RULES", "SPECIAL", "TRIGONOMETRY",
]  # fmt: skip
