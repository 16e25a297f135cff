"""Rows of the operator table: exponentials, logarithms, circular and hyperbolic functions."""

from __future__ import annotations

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

_SQUARE = ("pow", "a", 2)
_UNIT_INTERVAL = (
    Condition("nonnegative", ("add", 1, "a")),
    Condition("nonnegative", ("sub", 1, "a")),
)


def _latex(command: str) -> str:
    return command + r"\left({0}\right)"


def _unary(
    name: str,
    meaning: str,
    derivative: Template,
    *,
    latex: str | None = None,
    parity: Parity | None = None,
    domain: tuple[Condition, ...] = (),
    arb: str | None = None,
    mpmath: str | None = None,
    sympy: str | None = None,
) -> Operator:
    """A row for a function of one real argument, named alike in the references unless told."""
    return Operator(
        name,
        1,
        Syntax(Fixity.FUNCTION, name, ATOM, latex or _latex("\\" + name), delimited=True),
        meaning,
        parity=parity,
        domain=domain,
        derivatives=(derivative,),
        arb=references.method(arb or name),
        mpmath=mpmath or name,
        sympy=sympy,
    )


_POSITIVE = (Condition("positive", "a"),)
_ODD, _EVEN = Parity.ODD, Parity.EVEN
_LN2: Template = ("log", 2)

# fmt: off
EXP = _unary("exp", "exponential", ("exp", "a"), latex="e^{{{0}}}", sympy="exp")
EXPM1 = _unary("expm1", "exp(a) − 1, accurate near 0", ("exp", "a"),
               latex=_latex(r"\operatorname{{expm1}}"))
LOG = _unary("log", "natural logarithm", ("div", 1, "a"), domain=_POSITIVE, sympy="log")
LOG1P = _unary("log1p", "log(1 + a), accurate near 0", ("div", 1, ("add", 1, "a")),
               latex=_latex(r"\operatorname{{log1p}}"),
               domain=(Condition("positive", ("add", 1, "a")),))
EXP2 = Operator("exp2", 1, Syntax(Fixity.FUNCTION, "exp2", ATOM, "2^{{{0}}}", delimited=True),
                "2 to the power a", derivatives=(("mul", ("exp2", "a"), _LN2),),
                arb=references.exp2, mpmath=lambda a: 2**a)
LOG2 = Operator("log2", 1,
                Syntax(Fixity.FUNCTION, "log2", ATOM, _latex(r"\log_2"), delimited=True),
                "logarithm to base 2", domain=_POSITIVE,
                derivatives=(("div", 1, ("mul", "a", _LN2)),),
                arb=references.log2, mpmath=mpmath_references.log2)
LOG10 = Operator("log10", 1,
                 Syntax(Fixity.FUNCTION, "log10", ATOM, _latex(r"\log_{{10}}"), delimited=True),
                 "logarithm to base 10", domain=_POSITIVE,
                 derivatives=(("div", 1, ("mul", "a", ("log", 10))),),
                 arb=references.log10, mpmath="log10")
SIN = _unary("sin", "sine", ("cos", "a"), parity=_ODD, sympy="sin")
COS = _unary("cos", "cosine", ("neg", ("sin", "a")), parity=_EVEN, sympy="cos")
TAN = _unary("tan", "tangent", ("add", 1, ("pow", ("tan", "a"), 2)), parity=_ODD,
             domain=(Condition("nonzero", ("cos", "a")),), sympy="tan")
ASIN = _unary("asin", "inverse sine", ("div", 1, ("sqrt", ("sub", 1, _SQUARE))), parity=_ODD,
              latex=_latex(r"\arcsin"), domain=_UNIT_INTERVAL, sympy="asin")
ACOS = _unary("acos", "inverse cosine", ("neg", ("div", 1, ("sqrt", ("sub", 1, _SQUARE)))),
              latex=_latex(r"\arccos"), domain=_UNIT_INTERVAL, sympy="acos")
ATAN = _unary("atan", "inverse tangent", ("div", 1, ("add", 1, _SQUARE)), parity=_ODD,
              latex=_latex(r"\arctan"), sympy="atan")
SINH = _unary("sinh", "hyperbolic sine", ("cosh", "a"), parity=_ODD, sympy="sinh")
COSH = _unary("cosh", "hyperbolic cosine", ("sinh", "a"), parity=_EVEN, sympy="cosh")
TANH = _unary("tanh", "hyperbolic tangent", ("sub", 1, ("pow", ("tanh", "a"), 2)), parity=_ODD,
              sympy="tanh")
ASINH = _unary("asinh", "inverse hyperbolic sine", ("div", 1, ("sqrt", ("add", _SQUARE, 1))),
               parity=_ODD, latex=_latex(r"\operatorname{{arsinh}}"), sympy="asinh")
ACOSH = _unary("acosh", "inverse hyperbolic cosine",
               ("div", 1, ("mul", ("sqrt", ("sub", "a", 1)), ("sqrt", ("add", "a", 1)))),
               latex=_latex(r"\operatorname{{arcosh}}"),
               domain=(Condition("nonnegative", ("sub", "a", 1)),), sympy="acosh")
ATANH = _unary("atanh", "inverse hyperbolic tangent", ("div", 1, ("sub", 1, _SQUARE)),
               parity=_ODD, latex=_latex(r"\operatorname{{artanh}}"),
               domain=(Condition("positive", ("add", 1, "a")),
                       Condition("positive", ("sub", 1, "a"))), sympy="atanh")
ERF = _unary("erf", "error function",
             ("mul", ("div", 2, ("sqrt", ("pi",))), ("exp", ("neg", _SQUARE))),
             parity=_ODD, latex=_latex(r"\operatorname{{erf}}"), sympy="erf")
ERFC = _unary("erfc", "complementary error function",
              ("neg", ("mul", ("div", 2, ("sqrt", ("pi",))), ("exp", ("neg", _SQUARE)))),
              latex=_latex(r"\operatorname{{erfc}}"), sympy="erfc")
# fmt: on

register(EXP, EXPM1, LOG, LOG1P, EXP2, LOG2, LOG10, SIN, COS, TAN, ASIN, ACOS, ATAN)
register(SINH, COSH, TANH, ASINH, ACOSH, ATANH, ERF, ERFC)
