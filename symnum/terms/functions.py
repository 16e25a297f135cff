"""Functions that build calls: ``sin(x)`` for any family of terms.

The family of the result is the family of the first argument that is a term; Python numbers alone
make canonical terms.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

from symnum.ops import Operator, operator_named
from symnum.terms.canonical import CanonicalNumber
from symnum.terms.exact import exact
from symnum.terms.interface import adapter_of


def apply(operator: Operator, *arguments: Any) -> Any:
    """The operator applied to terms of one family and Python numbers.

    Raises:
        ValueError: wrong number of arguments.
        TypeError: terms of two families.
        UnregisteredTerm: an argument that is neither a term nor a number.
    """
    like = next((a for a in arguments if not isinstance(a, Real)), CanonicalNumber(0))
    adapter = adapter_of(like)
    for argument in arguments:
        if not isinstance(argument, Real) and adapter_of(argument) is not adapter:
            raise TypeError(f"{argument!r} is of another family of terms; convert it first")
    return adapter.rebuild(
        like,
        operator,
        [adapter.literal(like, exact(a)) if isinstance(a, Real) else a for a in arguments],
    )


def _builder(name: str) -> Callable[..., Any]:
    operator = operator_named(name)

    def build(*arguments: Any) -> Any:
        return apply(operator, *arguments)

    build.__name__ = build.__qualname__ = name
    build.__doc__ = f"{operator.meaning[0].upper()}{operator.meaning[1:]}, as a term."
    return build


sqrt, exp, expm1, exp2 = map(_builder, ("sqrt", "exp", "expm1", "exp2"))
log, log1p, log2, log10 = map(_builder, ("log", "log1p", "log2", "log10"))
sin, cos, tan = map(_builder, ("sin", "cos", "tan"))
asin, acos, atan = map(_builder, ("asin", "acos", "atan"))
sinh, cosh, tanh = map(_builder, ("sinh", "cosh", "tanh"))
asinh, acosh, atanh = map(_builder, ("asinh", "acosh", "atanh"))
erf, erfc, sign, floor = map(_builder, ("erf", "erfc", "sign", "floor"))
minimum, maximum, fma, hypot = map(_builder, ("min", "max", "fma", "hypot"))
less, less_equal, equal = map(_builder, ("less", "less_equal", "equal"))
negation, conjunction, disjunction = map(_builder, ("negation", "conjunction", "disjunction"))
select, equation = map(_builder, ("select", "equation"))
derivative, integral = map(_builder, ("derivative", "integral"))
pi = apply(operator_named("pi"))
"""The number π as a canonical term."""
