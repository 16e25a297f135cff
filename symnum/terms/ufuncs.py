"""NumPy's and SciPy's universal functions on terms: ``np.sin(x)`` builds ``sin(x)``.

Scalars and terms only; an array of terms goes element by element through NumPy's own loops.
"""

from __future__ import annotations

from typing import Any

from symnum.ops import is_operator_name, operator_named
from symnum.terms.functions import apply
from symnum.terms.spelling import Spelled

_RENAMED = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div",
    "negative": "neg", "power": "pow", "float_power": "pow", "absolute": "abs", "fabs": "abs",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "minimum": "min", "maximum": "max", "less": "less",
    "less_equal": "less_equal", "equal": "equal", "arctan2": "atan2", "gammaln": "lgamma",
    "psi": "digamma", "jv": "besselj", "yv": "bessely", "iv": "besseli", "kv": "besselk",
}  # fmt: skip
"""NumPy's and SciPy's names where they differ from ours; others are looked up as they are."""


def _array_ufunc(term: Any, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """NumPy's protocol: build a call, or decline."""
    name = _RENAMED.get(ufunc.__name__, ufunc.__name__)
    if method != "__call__" or options or not is_operator_name(name):
        return NotImplemented
    if any(getattr(value, "shape", ()) != () for value in inputs):
        return NotImplemented
    return apply(operator_named(name), *inputs)


Spelled.__array_ufunc__ = _array_ufunc  # type: ignore[attr-defined]
