"""Calculus on terms of any family: derivatives, sparse Jacobians, series, antiderivatives."""

from __future__ import annotations

from symnum.calculus.differentiate import differentiate
from symnum.calculus.hessian import hessian
from symnum.calculus.integrate import integrate
from symnum.calculus.jacobian import SparseJacobian, gradient, jacobian
from symnum.calculus.laurent import NoExpansion
from symnum.calculus.series import Series, series
from symnum.calculus.signs import Undecided
from symnum.calculus.sparsity import hessian_sparsity, jacobian_sparsity

__all__ = [
    "NoExpansion", "Series", "SparseJacobian", "Undecided", "differentiate", "gradient",
    "hessian", "hessian_sparsity", "integrate", "jacobian", "jacobian_sparsity", "series",
]  # fmt: skip
