"""JAX on the CPU as a target.

XLA departs from IEEE 754 in three ways that the rounding analysis accounts for: subnormal numbers
count as zero, products and sums may fuse, and a division by a constant becomes a multiplication
by its reciprocal (hence 1.5 ULPs). It may also turn a/(b/c) into (a·c)/b, which rounds as often.
Some elementary functions are loose in float64: exp2 is
exp(a·log 2), and log1p and atanh lose digits in the middle of their range. The figures are for
XLA as of JAX 0.10, twice the largest error found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import special
from numpy.typing import ArrayLike, NDArray

from codegen.kernels.python_source import on_arrays
from codegen.kernels.targets import (
    ABOVE,
    ANGLE,
    FROM_TWO,
    GROWTH,
    ONE,
    ORDER_ONE,
    POWER_BOX,
    TWO,
    UNIT,
    Target,
    table,
)
from symnum.program import Program

_POSITIVE = ((0.5, 4.0), (0.5, 4.0), (0.5, 4.0))

# fmt: off
JAX = Target("jax", table(
    ("add", "{0} + {1}", 0.5, TWO, 1, jnp.add),
    ("sub", "{0} - {1}", 0.5, TWO, 1, jnp.subtract),
    ("mul", "{0} * {1}", 0.5, TWO, 1, jnp.multiply),
    ("div", "{0} / {1}", 1.5, TWO, 4, jnp.divide),
    ("neg", "-{0}", 0.0, ONE, 1, jnp.negative),
    ("fma", "{0} * {1} + {2}", 1.0, _POSITIVE, 2, lambda a, b, c: a * b + c),
    ("sqrt", "jnp.sqrt({0})", 0.5, ((0.0, 1e3),), 5, jnp.sqrt),
    ("abs", "jnp.abs({0})", 0.0, ONE, 1, jnp.abs),
    ("sign", "jnp.sign({0})", 0.0, ONE, 2, jnp.sign),
    ("floor", "jnp.floor({0})", 0.0, ONE, 2, jnp.floor),
    ("min", "jnp.minimum({0}, {1})", 0.0, TWO, 2, jnp.minimum),
    ("max", "jnp.maximum({0}, {1})", 0.0, TWO, 2, jnp.maximum),
    ("hypot", "jnp.hypot({0}, {1})", 4.0, TWO, 20, jnp.hypot),
    ("pow", "jnp.power({0}, {1})", 4.0, POWER_BOX, 40, jnp.power),
    ("pi", "jnp.pi", 0.5, (), 0, lambda: jnp.pi),
    ("exp", "jnp.exp({0})", 4.0, GROWTH, 15, jnp.exp),
    ("exp2", "jnp.exp2({0})", 48.0, GROWTH, 15, jnp.exp2),
    ("expm1", "jnp.expm1({0})", 8.0, GROWTH, 25, jnp.expm1),
    ("log", "jnp.log({0})", 2.0, ABOVE, 15, jnp.log),
    ("log1p", "jnp.log1p({0})", 256.0, ((-0.9, 1e3),), 25, jnp.log1p),
    ("log2", "jnp.log2({0})", 4.0, ABOVE, 15, jnp.log2),
    ("log10", "jnp.log10({0})", 4.0, ABOVE, 20, jnp.log10),
    ("sin", "jnp.sin({0})", 2.0, ANGLE, 20, jnp.sin),
    ("cos", "jnp.cos({0})", 2.0, ANGLE, 20, jnp.cos),
    ("tan", "jnp.tan({0})", 2.0, ANGLE, 35, jnp.tan),
    ("asin", "jnp.arcsin({0})", 4.0, UNIT, 25, jnp.arcsin),
    ("acos", "jnp.arccos({0})", 4.0, UNIT, 25, jnp.arccos),
    ("atan", "jnp.arctan({0})", 2.0, ONE, 25, jnp.arctan),
    ("sinh", "jnp.sinh({0})", 32.0, GROWTH, 40, jnp.sinh),
    ("cosh", "jnp.cosh({0})", 32.0, GROWTH, 40, jnp.cosh),
    ("tanh", "jnp.tanh({0})", 14.0, GROWTH, 40, jnp.tanh),
    ("asinh", "jnp.arcsinh({0})", 8.0, ONE, 45, jnp.arcsinh),
    ("acosh", "jnp.arccosh({0})", 8.0, ((1.0, 1e3),), 45, jnp.arccosh),
    ("atanh", "jnp.arctanh({0})", 256.0, UNIT, 45, jnp.arctanh),
    ("erf", "erf({0})", 4.0, ((-5.0, 5.0),), 35, special.erf),
    ("erfc", "erfc({0})", 16.0, ((-5.0, 2.0),), 45, special.erfc),
    ("gamma", "gamma({0})", 256.0, ((0.5, 20.0),), 60, special.gamma),
    ("lgamma", "gammaln({0})", 24.0, ((3.0, 1e3),), 60, special.gammaln),
    ("digamma", "digamma({0})", 12.0, FROM_TWO, 50, special.digamma),
    ("polygamma", "polygamma(int({0}), {1})", 256.0, (ORDER_ONE, (0.5, 1e2)), 300,
     lambda order, x: special.polygamma(int(order), x), True),
    ("erfinv", "erfinv({0})", 48.0, ((-0.999, 0.999),), 60, special.erfinv),
    ("atan2", "jnp.arctan2({0}, {1})", 4.0, TWO, 40, jnp.arctan2),
    ("euler_gamma", "jnp.euler_gamma", 0.5, (), 0, lambda: jnp.euler_gamma),
    ("less", "{0} < {1}", 0.0, TWO, 1, jnp.less),
    ("less_equal", "{0} <= {1}", 0.0, TWO, 1, jnp.less_equal),
    ("equal", "{0} == {1}", 0.0, TWO, 1, jnp.equal),
    ("negation", "jnp.logical_not({0})", 0.0, (), 1, jnp.logical_not),
    ("conjunction", "jnp.logical_and({0}, {1})", 0.0, (), 1, jnp.logical_and),
    ("disjunction", "jnp.logical_or({0}, {1})", 0.0, (), 1, jnp.logical_or),
    ("select", "jnp.where({0}, {1}, {2})", 0.0, TWO, 1, jnp.where),
), flushes_subnormals=True)
# fmt: on


def array_function(
    program: Program, call: Callable[..., Any]
) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """A function of the inputs as a compiled function of one array, in float64.

    JAX computes in float32 unless told otherwise; float64 is switched on around the call only.
    """
    function = jax.jit(on_arrays(jnp, program, call))

    def run(values: ArrayLike) -> NDArray[np.float64]:
        with jax.enable_x64(True):
            return np.array(function(jnp.asarray(values, dtype=jnp.float64)))

    return run
