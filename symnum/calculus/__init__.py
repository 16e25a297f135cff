"""Calculus on terms of any family: derivatives, sparse Jacobians, series, antiderivatives."""

from __future__ import annotations

from symnum.calculus.definite_integrals import definite_integral
from symnum.calculus.differentiate import differentiate
from symnum.calculus.hessian import hessian
from symnum.calculus.integrate import integrate
from symnum.calculus.jacobian import SparseJacobian, gradient, jacobian
from symnum.calculus.limits import NoLimit, limit
from symnum.calculus.no_expansion import NoExpansion
from symnum.calculus.series import Series, series
from symnum.calculus.signs import Undecided
from symnum.calculus.sparsity import hessian_sparsity, jacobian_sparsity

__all__ = [
    "NoExpansion", "NoLimit", "Series", "SparseJacobian", "Undecided", "definite_integral",
    "differentiate", "gradient", "hessian", "hessian_sparsity", "integrate", "jacobian",
    "jacobian_sparsity", "limit", "series",
]  # fmt: skip
