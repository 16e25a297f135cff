"""What is assumed of the mathematical functions that float64 programs call.

Arithmetic and square roots are rounded correctly (IEEE 754). For other functions there is no such
promise: bounds are those that the GNU C library is known to keep, rounded up from Gladman,
Innocente, Mather and Zimmermann, "Accuracy of Mathematical Functions in Single, Double, Extended
Double and Quadruple Precision"; they are largest known errors, not proved ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from symnum.ops import Operator, operator_named

_BOUNDS = {
    0.0: "neg abs sign floor min max less less_equal equal negation conjunction disjunction select",
    0.5: "add sub mul div fma sqrt pi euler_gamma",
    0.55: "exp exp2 log sin cos asin acos atan",
    0.6: "log2 pow atan2",
    0.65: "tan",
    1.0: "expm1 log1p hypot",
    1.5: "erf",
    1.7: "log10",
    1.9: "atanh",
    2.0: "sinh cosh asinh",
    2.3: "tanh acosh",
    5.3: "erfc",
    10.0: "gamma",
}

LIBM_ULPS: Mapping[Operator, float] = MappingProxyType(
    {operator_named(name): ulps for ulps, names in _BOUNDS.items() for name in names.split()}
)
"""Error of each operator in ULPs of the result, also where that is subnormal."""
