"""NumPy as a target.

NumPy picks its loops by the processor at run time and promises 4 ULPs for most of them. Additions
and multiplications are rounded one by one. The error, gamma and Bessel functions are SciPy's (the
figures are for 1.17, twice the largest error found; log Γ loses digits near its zeros 1 and 2, and
K below x = 2 at orders that are no integers).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from codegen.kernels.python_source import on_arrays
from codegen.kernels.targets import (
    ABOVE,
    ANGLE,
    FACTORIAL,
    FROM_TWO,
    GROWTH,
    ONE,
    ORDER_ONE,
    POWER_BOX,
    TO_TWO,
    TWO,
    UNIT,
    Target,
    table,
)
from symnum.program import Program

_POSITIVE = ((0.5, 4.0), (0.5, 4.0), (0.5, 4.0))

# fmt: off
NUMPY = Target("numpy", table(
    ("add", "{0} + {1}", 0.5, TWO, 1, np.add),
    ("sub", "{0} - {1}", 0.5, TWO, 1, np.subtract),
    ("mul", "{0} * {1}", 0.5, TWO, 1, np.multiply),
    ("div", "{0} / {1}", 0.5, TWO, 4, np.divide),
    ("neg", "-{0}", 0.0, ONE, 1, np.negative),
    ("fma", "{0} * {1} + {2}", 1.0, _POSITIVE, 2, lambda a, b, c: a * b + c),
    ("sqrt", "np.sqrt({0})", 0.5, ((0.0, 1e3),), 5, np.sqrt),
    ("abs", "np.abs({0})", 0.0, ONE, 1, np.abs),
    ("sign", "np.sign({0})", 0.0, ONE, 2, np.sign),
    ("floor", "np.floor({0})", 0.0, ONE, 2, np.floor),
    ("min", "np.minimum({0}, {1})", 0.0, TWO, 2, np.minimum),
    ("max", "np.maximum({0}, {1})", 0.0, TWO, 2, np.maximum),
    ("hypot", "np.hypot({0}, {1})", 1.0, TWO, 20, np.hypot),
    ("pow", "np.power({0}, {1})", 4.0, POWER_BOX, 40, np.power),
    ("pi", "np.pi", 0.5, (), 0, lambda: np.pi),
    ("exp", "np.exp({0})", 4.0, GROWTH, 15, np.exp),
    ("exp2", "np.exp2({0})", 4.0, GROWTH, 15, np.exp2),
    ("expm1", "np.expm1({0})", 4.0, GROWTH, 25, np.expm1),
    ("log", "np.log({0})", 4.0, ABOVE, 15, np.log),
    ("log1p", "np.log1p({0})", 4.0, ((-0.9, 1e3),), 25, np.log1p),
    ("log2", "np.log2({0})", 4.0, ABOVE, 15, np.log2),
    ("log10", "np.log10({0})", 4.0, ABOVE, 20, np.log10),
    ("sin", "np.sin({0})", 4.0, ANGLE, 20, np.sin),
    ("cos", "np.cos({0})", 4.0, ANGLE, 20, np.cos),
    ("tan", "np.tan({0})", 4.0, ANGLE, 35, np.tan),
    ("asin", "np.arcsin({0})", 4.0, UNIT, 25, np.arcsin),
    ("acos", "np.arccos({0})", 4.0, UNIT, 25, np.arccos),
    ("atan", "np.arctan({0})", 4.0, ONE, 25, np.arctan),
    ("sinh", "np.sinh({0})", 4.0, GROWTH, 40, np.sinh),
    ("cosh", "np.cosh({0})", 4.0, GROWTH, 40, np.cosh),
    ("tanh", "np.tanh({0})", 4.0, GROWTH, 40, np.tanh),
    ("asinh", "np.arcsinh({0})", 4.0, ONE, 45, np.arcsinh),
    ("acosh", "np.arccosh({0})", 4.0, ((1.0, 1e3),), 45, np.arccosh),
    ("atanh", "np.arctanh({0})", 4.0, UNIT, 45, np.arctanh),
    ("erf", "erf({0})", 4.0, ((-5.0, 5.0),), 35, special.erf),
    ("erfc", "erfc({0})", 16.0, ((-5.0, 2.0),), 45, special.erfc),
    ("gamma", "gamma({0})", 12.0, FACTORIAL, 40, special.gamma),
    ("lgamma", "gammaln({0})", 6.0, ((3.0, 1e3),), 60, special.gammaln),
    ("digamma", "psi({0})", 4.0, FROM_TWO, 50, special.psi),
    ("polygamma", "polygamma(int({0}), {1})", 16.0, (ORDER_ONE, (0.5, 1e2)), 300,
     lambda order, x: special.polygamma(int(order), x), True),
    ("erfinv", "erfinv({0})", 6.0, ((-0.999, 0.999),), 100, special.erfinv),
    ("atan2", "np.arctan2({0}, {1})", 4.0, TWO, 40, np.arctan2),
    ("euler_gamma", "np.euler_gamma", 0.5, (), 0, lambda: np.euler_gamma),
    ("besselj", "jv({0}, {1})", 64.0, ((0.0, 2.0), TO_TWO), 300, special.jv),
    ("bessely", "yv({0}, {1})", 64.0, ((2.0, 4.0), TO_TWO), 600, special.yv),
    ("besseli", "iv({0}, {1})", 32.0, ((0.0, 5.0), (0.1, 20.0)), 400, special.iv),
    ("besselk", "kv({0}, {1})", 2048.0, ((0.0, 5.0), (0.1, 20.0)), 600, special.kv),
    ("airyai", "airy({0})[0]", 512.0, ((0.0, 5.0),), 300, lambda x: special.airy(x)[0]),
    ("airyaiprime", "airy({0})[1]", 512.0, ((0.0, 5.0),), 300, lambda x: special.airy(x)[1]),
    ("airybi", "airy({0})[2]", 16.0, ((0.0, 5.0),), 300, lambda x: special.airy(x)[2]),
    ("airybiprime", "airy({0})[3]", 16.0, ((0.0, 5.0),), 300, lambda x: special.airy(x)[3]),
    ("less", "{0} < {1}", 0.0, TWO, 1, np.less),
    ("less_equal", "{0} <= {1}", 0.0, TWO, 1, np.less_equal),
    ("equal", "{0} == {1}", 0.0, TWO, 1, np.equal),
    ("negation", "np.logical_not({0})", 0.0, (), 1, np.logical_not),
    ("conjunction", "np.logical_and({0}, {1})", 0.0, (), 1, np.logical_and),
    ("disjunction", "np.logical_or({0}, {1})", 0.0, (), 1, np.logical_or),
    ("select", "np.where({0}, {1}, {2})", 0.0, TWO, 1, np.where),
))
# fmt: on


def array_function(
    program: Program, call: Callable[..., Any]
) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """A function of the inputs as a function of one float64 array, without warnings."""
    function = on_arrays(np, program, call)

    def run(values: ArrayLike) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):
            return np.array(function(np.asarray(values, dtype=np.float64)))

    return run
