"""Rules and facts as data: tuples by theme, and nothing else.

>>> len(RULES) >= 300
True
>>> print(RULES[0])
add-zero: x + 0 → x
"""

from __future__ import annotations

from rewrite_rules.algebra import ALGEBRA, ORDER
from rewrite_rules.angles import ANGLES
from rewrite_rules.bases import BASES
from rewrite_rules.bessel import BESSEL_FUNCTIONS
from rewrite_rules.cancellation import CANCELLATION
from rewrite_rules.compositions import COMPOSITIONS
from rewrite_rules.exponential import EXPONENTIAL, LOGARITHM
from rewrite_rules.facts import FACTS
from rewrite_rules.floating import FLOATING
from rewrite_rules.gamma import GAMMA_FUNCTIONS
from rewrite_rules.hyperbolic import HYPERBOLIC
from rewrite_rules.logic import LOGIC, MONOTONICITY, ORDERING, TRANSLATION
from rewrite_rules.multiples import MULTIPLES
from rewrite_rules.piecewise import ORDERED, PIECEWISE
from rewrite_rules.powers import POWERS
from rewrite_rules.special import SPECIAL
from rewrite_rules.trigonometry import TRIGONOMETRY
from symnum.rules import Rule, rule_set

RULES: tuple[Rule, ...] = rule_set(
    ALGEBRA, POWERS, EXPONENTIAL, LOGARITHM, TRIGONOMETRY, HYPERBOLIC, ORDER, SPECIAL,
    GAMMA_FUNCTIONS, BESSEL_FUNCTIONS, FLOATING, CANCELLATION, MULTIPLES, COMPOSITIONS, ANGLES,
    BASES, ORDERED, PIECEWISE, LOGIC, ORDERING, TRANSLATION, MONOTONICITY,
)  # fmt: skip
"""Every rule, each under a name of its own."""

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = [
    "ALGEBRA", "ANGLES", "BASES", "BESSEL_FUNCTIONS", "CANCELLATION", "COMPOSITIONS",
    "EXPONENTIAL", "FACTS", "FLOATING", "GAMMA_FUNCTIONS", "HYPERBOLIC", "LOGARITHM", "LOGIC", "MONOTONICITY", "MULTIPLES",
    "ORDER", "ORDERED", "ORDERING", "PIECEWISE", "POWERS", "RULES", "SPECIAL", "TRANSLATION",
    "TRIGONOMETRY",
]  # fmt: skip
