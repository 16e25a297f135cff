"""Calculus on terms of any family: derivatives, sparse Jacobians, series, antiderivatives."""

from __future__ import annotations

from symnum.calculus.differentiate import differentiate
from symnum.calculus.integrate import integrate
from symnum.calculus.jacobian import SparseJacobian, gradient, jacobian
from symnum.calculus.laurent import NoExpansion
from symnum.calculus.series import Series, series
from symnum.calculus.signs import Undecided

__all__ = [
    "NoExpansion", "Series", "SparseJacobian", "Undecided", "differentiate", "gradient",
    "integrate", "jacobian", "series",
]  # fmt: skip
