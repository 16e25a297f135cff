"""Power series of gamma and related functions, Bessel and Airy functions, and atan2.

FLINT has series of Γ, log Γ and the Airy functions. The others are composed from derivatives in
closed form (of digamma and the Bessel functions) or integrated from a derivative (erfinv and
atan2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import comb, factorial
from types import MappingProxyType
from typing import Any

from flint import arb, arb_series, ctx

from symnum.numerics.predicates import domain_of, positive
from symnum.ops import (
    AIRYAI,
    AIRYAIPRIME,
    AIRYBI,
    AIRYBIPRIME,
    ATAN2,
    BESSELI,
    BESSELJ,
    BESSELK,
    BESSELY,
    DIGAMMA,
    ERFINV,
    EULER_GAMMA,
    GAMMA,
    LGAMMA,
    POLYGAMMA,
    Operator,
)
from symnum.ops.references import polygamma


class NotAnalytic(ArithmeticError):
    """The arguments' balls touch a place where an operator has no power series."""


def _require(verdict: bool | None) -> None:
    if verdict is not True:
        raise NotAnalytic


def _require_domain(operator: Operator, *balls: arb) -> None:
    domain = domain_of(operator)
    assert domain is not None
    _require(domain(balls))


def _composed(coefficients: Sequence[arb], series: arb_series) -> Any:
    """A function with these Taylor coefficients at the head of a series, of the series."""
    step = series - series[0]
    result = arb_series([0], ctx.cap)
    for coefficient in reversed(coefficients):
        result = result * step + coefficient
    return result


def _constant(series: arb_series) -> arb:
    """The order of a function, which may not vary."""
    _require(series.length() <= 1)
    return series[0]


def _gamma(series: arb_series) -> Any:
    _require_domain(GAMMA, series[0])
    return series.gamma()


def _log_gamma(series: arb_series) -> Any:
    _require_domain(LGAMMA, series[0])
    if positive(series[0]):
        return series.lgamma()
    value: Any = series.gamma()
    _require(value[0] != 0)
    return (value if value[0] > 0 else -value).log()


def _derivatives_of_digamma(order: arb, series: arb_series) -> Any:
    _require_domain(POLYGAMMA, order, series[0])
    return _composed(
        [polygamma((order + k, series[0])) / factorial(k) for k in range(ctx.cap)], series
    )


def _erfinv(series: arb_series) -> Any:
    """Picard's iteration; each round adds a coefficient."""
    _require_domain(ERFINV, series[0])
    start = series[0].erfinv()
    found: Any = arb_series([start], ctx.cap)
    for _ in range(ctx.cap - 1):
        slope = (found * found).exp() * series.derivative() * (arb.pi().sqrt() / 2)
        found = slope.integral() + start
    return found


def _atan2(above: arb_series, below: arb_series) -> Any:
    """Off the cut, which is where the first is 0 and the second is not positive."""
    _require(below[0] > 0 or above[0] != 0)
    square = above * above + below * below
    slope = (above.derivative() * below - above * below.derivative()) / square
    return slope.integral() + arb.atan2(above[0], below[0])


def _bessel(operator: Operator, alternating: bool, sign: int) -> Callable[..., Any]:
    """By the k-th derivative in closed form, DLMF 10.6.7 and 10.29.5.

    The k-th derivative is 2^−k Σ (±1)^j binom(k, j) C(ν − k + 2j), times (−1)^k for K.
    """
    reference = operator.arb
    assert reference is not None

    def apply(order: arb_series, series: arb_series) -> Any:
        nu, z = _constant(order), series[0]
        _require(z > 0 or (operator in (BESSELJ, BESSELI) and nu.is_integer()))
        values = {j: reference((nu + j, z)) for j in range(1 - ctx.cap, ctx.cap)}
        coefficients = []
        for k in range(ctx.cap):
            terms = [
                values[2 * j - k] * (comb(k, j) * (-1 if alternating and j % 2 else 1))
                for j in range(k + 1)
            ]
            coefficients.append(sum(terms, arb(0)) * sign**k / (2**k * factorial(k)))
        return _composed(coefficients, series)

    return apply


# fmt: off
SPECIAL_SERIES: Mapping[Operator, Callable[..., Any]] = MappingProxyType({
    GAMMA: _gamma, LGAMMA: _log_gamma, ERFINV: _erfinv, ATAN2: _atan2,
    DIGAMMA: lambda series: _derivatives_of_digamma(arb(0), series),
    POLYGAMMA: lambda order, series: _derivatives_of_digamma(_constant(order), series),
    EULER_GAMMA: lambda: arb_series([arb.const_euler()]),
    BESSELJ: _bessel(BESSELJ, True, 1), BESSELY: _bessel(BESSELY, True, 1),
    BESSELI: _bessel(BESSELI, False, 1), BESSELK: _bessel(BESSELK, False, -1),
    AIRYAI: lambda series: series.airy_ai(), AIRYAIPRIME: lambda series: series.airy_ai_prime(),
    AIRYBI: lambda series: series.airy_bi(), AIRYBIPRIME: lambda series: series.airy_bi_prime(),
})
"""Functions of arb_series, to be called with ``ctx.cap`` set to the number of coefficients."""
# fmt: on
