"""Algebra with polynomials and rational functions, for terms of every family."""

from __future__ import annotations

from symnum.algebra.groebner import groebner
from symnum.algebra.matrices import determinant, solve_linear
from symnum.algebra.polynomials import (
    coefficients,
    collect,
    degree,
    factor,
    gcd,
    lcm,
    resultant,
)
from symnum.algebra.quotients import apart, cancel, together
from symnum.algebra.roots import Root, roots

__all__ = [
    "Root", "apart", "cancel", "coefficients", "collect", "degree", "determinant", "factor", "gcd",
    "groebner", "lcm", "resultant", "roots", "solve_linear", "together",
]  # fmt: skip
