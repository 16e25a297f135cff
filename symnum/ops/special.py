"""Rows of the operator table: gamma and related functions, Bessel and Airy functions, atan2.

Everything is over the reals. ``lgamma`` is log|Γ|, as in C and SciPy, so it has a value wherever Γ
has one. The order of a Bessel function is a real number; J and I of an order that is no integer
have a value from 0 on, Y and K from above 0. There is no derivative by an order.
"""

from __future__ import annotations

from flint import arb

from symnum.ops import mpmath_references, references
from symnum.ops.operator import (
    ATOM,
    Condition,
    Fixity,
    Operator,
    Parity,
    Syntax,
    Template,
    register,
)


def _named(name: str, latex: str) -> Syntax:
    return Syntax(Fixity.FUNCTION, name, ATOM, latex, delimited=True)


def _no_pole(argument: str) -> Condition:
    """Not 0 nor a negative integer: where Γ has a value, and ψ and its derivatives too."""
    return Condition("positive", ("max", argument, ("sub", argument, ("floor", argument))))


_SIZE_IF_INTEGER: Template = ("select", ("equal", "a", ("floor", "a")), ("abs", "a"), "a")
_REAL_VALUE = Condition("has_power", ("pow", "b", _SIZE_IF_INTEGER))
"""J and I have a value where b^a has one; where a is an integer, where b^|a| has one."""
_SQUARES: Template = ("add", ("pow", "a", 2), ("pow", "b", 2))

# fmt: off
GAMMA = Operator(
    "gamma", 1, _named("gamma", r"\Gamma\left({0}\right)"), "gamma function",
    domain=(_no_pole("a"),), derivatives=(("mul", ("gamma", "a"), ("digamma", "a")),),
    arb=references.method("gamma"), mpmath="gamma", sympy="gamma",
)
LGAMMA = Operator(
    "lgamma", 1, _named("lgamma", r"\ln\left|\Gamma\left({0}\right)\right|"),
    "logarithm of the absolute value of the gamma function",
    domain=(_no_pole("a"),), derivatives=(("digamma", "a"),),
    arb=references.log_gamma, mpmath=mpmath_references.log_gamma,
)
DIGAMMA = Operator(
    "digamma", 1, _named("digamma", r"\psi\left({0}\right)"),
    "logarithmic derivative of the gamma function",
    domain=(_no_pole("a"),), derivatives=(("polygamma", 1, "a"),),
    arb=references.method("digamma"), mpmath="digamma", sympy="digamma",
)
POLYGAMMA = Operator(
    "polygamma", 2, _named("polygamma", r"\psi^{{\left({0}\right)}}\left({1}\right)"),
    "derivative of digamma; its order, a non-negative integer, comes first",
    domain=(Condition("integer", "a"), Condition("nonnegative", "a"), _no_pole("b")),
    derivatives=(None, ("polygamma", ("add", "a", 1), "b")),
    arb=references.polygamma, mpmath=mpmath_references.polygamma, sympy="polygamma",
)
ERFINV = Operator(
    "erfinv", 1, _named("erfinv", r"\operatorname{{erf}}^{{-1}}\left({0}\right)"),
    "inverse error function", parity=Parity.ODD,
    domain=(Condition("positive", ("add", 1, "a")), Condition("positive", ("sub", 1, "a"))),
    derivatives=(
        ("mul", ("div", ("sqrt", ("pi",)), 2), ("exp", ("pow", ("erfinv", "a"), 2))),
    ),
    arb=references.method("erfinv"), mpmath="erfinv", sympy="erfinv",
)
ATAN2 = Operator(
    "atan2", 2, _named("atan2", r"\operatorname{{atan2}}\left({0}, {1}\right)"),
    "angle of the point (b, a), above −pi and up to pi",
    domain=(Condition("nonzero", ("hypot", "a", "b")),),
    derivatives=(("div", "b", _SQUARES), ("neg", ("div", "a", _SQUARES))),
    arb=lambda v: arb.atan2(v[0], v[1]), mpmath="atan2", sympy="atan2",
)
EULER_GAMMA = Operator(
    "euler_gamma", 0, Syntax(Fixity.CONSTANT, "euler_gamma", ATOM, r"\gamma_{{\mathrm{{E}}}}"),
    "Euler's constant 0.5772…, −digamma(1)",
    derivatives=(), arb=lambda v: arb.const_euler(), mpmath="euler", sympy="EulerGamma",
)
# fmt: on


def _bessel(
    letter: str, meaning: str, domain: tuple[Condition, ...], derivative: Template
) -> Operator:
    """A Bessel function; the order comes first."""
    name = f"bessel{letter.lower()}"
    return Operator(
        name,
        2,
        _named(name, letter + r"_{{{0}}}\left({1}\right)"),
        meaning,
        domain=domain,
        derivatives=(None, derivative),
        arb=references.bessel(letter.lower()),
        mpmath=mpmath_references.bessel(name),
        sympy=name,
    )


def _halved_neighbours(name: str, combine: str) -> Template:
    """DLMF 10.6.1, 10.29.1."""
    below, above = (name, ("sub", "a", 1), "b"), (name, ("add", "a", 1), "b")
    return ("div", (combine, below, above), 2)


_POSITIVE = (Condition("positive", "b"),)
BESSELJ = _bessel(
    "J", "Bessel function of the first kind; its order comes first",
    (_REAL_VALUE,), _halved_neighbours("besselj", "sub"),
)  # fmt: skip
BESSELY = _bessel(
    "Y", "Bessel function of the second kind; its order comes first",
    _POSITIVE, _halved_neighbours("bessely", "sub"),
)  # fmt: skip
BESSELI = _bessel(
    "I", "modified Bessel function of the first kind; its order comes first",
    (_REAL_VALUE,), _halved_neighbours("besseli", "add"),
)  # fmt: skip
BESSELK = _bessel(
    "K", "modified Bessel function of the second kind; its order comes first",
    _POSITIVE, ("neg", _halved_neighbours("besselk", "add")),
)  # fmt: skip


def _airy(name: str, latex: str, meaning: str, derivative: Template) -> Operator:
    """An Airy function or its derivative, DLMF 9.2.1: w'' = x·w."""
    return Operator(
        name,
        1,
        _named(name, latex + r"\left({0}\right)"),
        meaning,
        derivatives=(derivative,),
        arb=references.airy(name),
        mpmath=mpmath_references.airy(name),
        sympy=name,
    )


AIRYAI = _airy(
    "airyai", r"\operatorname{{Ai}}", "Airy function of the first kind", ("airyaiprime", "a")
)
AIRYAIPRIME = _airy(
    "airyaiprime", r"\operatorname{{Ai}}'", "derivative of the Airy function of the first kind",
    ("mul", "a", ("airyai", "a")),
)  # fmt: skip
AIRYBI = _airy(
    "airybi", r"\operatorname{{Bi}}", "Airy function of the second kind", ("airybiprime", "a")
)
AIRYBIPRIME = _airy(
    "airybiprime", r"\operatorname{{Bi}}'", "derivative of the Airy function of the second kind",
    ("mul", "a", ("airybi", "a")),
)  # fmt: skip

register(GAMMA, LGAMMA, DIGAMMA, POLYGAMMA, ERFINV, ATAN2, EULER_GAMMA)
register(BESSELJ, BESSELY, BESSELI, BESSELK)
register(AIRYAI, AIRYAIPRIME, AIRYBI, AIRYBIPRIME)
