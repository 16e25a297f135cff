"""Rows of the operator table: the field operations, powers, roots and order."""

from __future__ import annotations

from flint import arb

from symnum.ops import references
from symnum.ops.operator import (
    ATOM,
    Condition,
    Fixity,
    Law,
    Operator,
    Parity,
    Syntax,
    register,
)

_RING = frozenset({Law.ASSOCIATIVE, Law.COMMUTATIVE})
_LATTICE = _RING | {Law.IDEMPOTENT}
SUM, UNARY, TERM, POWER = 10, 15, 20, 30
"""Precedences: sums bind least, then a sign (−a*b is −(a*b)), then products, then powers."""


def _named(name: str, latex: str) -> Syntax:
    return Syntax(Fixity.FUNCTION, name, ATOM, latex, delimited=True)


ADD = Operator(
    "add", None, Syntax(Fixity.INFIX_LEFT, "+", SUM, " + "), "sum",
    laws=_RING, identity=0, arb=references.total, mpmath=lambda *terms: sum(terms), sympy="Add",
)  # fmt: skip
MUL = Operator(
    "mul", None, Syntax(Fixity.INFIX_LEFT, "*", TERM, r" \cdot "), "product",
    laws=_RING, identity=1, arb=references.product, mpmath="fprod", sympy="Mul",
)  # fmt: skip
SUB = Operator(
    "sub", 2, Syntax(Fixity.INFIX_LEFT, "-", SUM, " - "), "difference",
    derivatives=(1, -1), arb=lambda v: v[0] - v[1], mpmath=lambda a, b: a - b,
)  # fmt: skip
DIV = Operator(
    "div", 2, Syntax(Fixity.INFIX_LEFT, "/", TERM, r"\frac{{{0}}}{{{1}}}", delimited=True),
    "quotient", domain=(Condition("nonzero", "b"),),
    derivatives=(("div", 1, "b"), ("neg", ("div", "a", ("pow", "b", 2)))),
    arb=lambda v: v[0] / v[1], mpmath=lambda a, b: a / b,
)  # fmt: skip
NEG = Operator(
    "neg", 1, Syntax(Fixity.PREFIX, "-", UNARY, "-"), "change of sign",
    parity=Parity.ODD, derivatives=(-1,), arb=lambda v: -v[0], mpmath=lambda a: -a,
)  # fmt: skip
POW = Operator(
    "pow", 2, Syntax(Fixity.INFIX_RIGHT, "^", POWER, r"{0}^{{{1}}}"),
    "power; 0^0 is 1, and a negative base has integer powers only",
    domain=(Condition("has_power", ("pow", "a", "b")),),
    derivatives=(
        ("mul", "b", ("pow", "a", ("add", "b", -1))),
        ("mul", ("pow", "a", "b"), ("log", "a")),
    ),
    arb=references.power, mpmath="power", sympy="Pow",
)  # fmt: skip
SQRT = Operator(
    "sqrt", 1, _named("sqrt", r"\sqrt{{{0}}}"), "square root",
    domain=(Condition("nonnegative", "a"),),
    derivatives=(("div", 1, ("mul", 2, ("sqrt", "a"))),),
    arb=references.method("sqrt"), mpmath="sqrt", sympy="sqrt",
)  # fmt: skip
ABS = Operator(
    "abs", 1, _named("abs", r"\left|{0}\right|"), "absolute value",
    parity=Parity.EVEN, derivatives=(("sign", "a"),),
    arb=lambda v: abs(v[0]), mpmath="fabs", sympy="Abs",
)  # fmt: skip
SIGN = Operator(
    "sign", 1, _named("sign", r"\operatorname{{sign}}\left({0}\right)"), "sign: −1, 0 or 1",
    parity=Parity.ODD, derivatives=(0,), arb=references.method("sgn"), mpmath="sign", sympy="sign",
)  # fmt: skip
FLOOR = Operator(
    "floor", 1, _named("floor", r"\left\lfloor {0}\right\rfloor"), "greatest integer not above",
    derivatives=(0,), arb=references.method("floor"), mpmath="floor", sympy="floor",
)  # fmt: skip
MIN = Operator(
    "min", 2, _named("min", r"\min\left({0}, {1}\right)"), "the smaller",
    laws=_LATTICE,
    derivatives=(("select", ("less_equal", "a", "b"), 1, 0),
                 ("select", ("less_equal", "a", "b"), 0, 1)),
    arb=references.minimum, mpmath=min, sympy="Min",
)  # fmt: skip
MAX = Operator(
    "max", 2, _named("max", r"\max\left({0}, {1}\right)"), "the larger",
    laws=_LATTICE,
    derivatives=(("select", ("less_equal", "a", "b"), 0, 1),
                 ("select", ("less_equal", "a", "b"), 1, 0)),
    arb=references.maximum, mpmath=max, sympy="Max",
)  # fmt: skip
FMA = Operator(
    "fma", 3, _named("fma", r"\operatorname{{fma}}\left({0}, {1}, {2}\right)"),
    "a·b + c with one rounding", derivatives=("b", "a", 1),
    arb=references.fused_multiply_add, mpmath=lambda a, b, c: a * b + c,
)  # fmt: skip
HYPOT = Operator(
    "hypot", 2, _named("hypot", r"\operatorname{{hypot}}\left({0}, {1}\right)"),
    "square root of a² + b²",
    derivatives=(("div", "a", ("hypot", "a", "b")), ("div", "b", ("hypot", "a", "b"))),
    arb=references.hypotenuse, mpmath="hypot",
)  # fmt: skip
PI = Operator(
    "pi", 0, Syntax(Fixity.CONSTANT, "pi", ATOM, r"\pi"), "circumference over diameter",
    derivatives=(), arb=lambda v: arb.pi(), mpmath="pi", sympy="pi",
)  # fmt: skip

register(ADD, MUL, SUB, DIV, NEG, POW, SQRT, ABS, SIGN, FLOOR, MIN, MAX, FMA, HYPOT, PI)
