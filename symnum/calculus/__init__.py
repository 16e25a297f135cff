"""Calculus on terms of any family: derivatives, gradients, sparse Jacobians, antiderivatives."""

from __future__ import annotations

from symnum.calculus.differentiate import differentiate
from symnum.calculus.integrate import integrate
from symnum.calculus.jacobian import SparseJacobian, gradient, jacobian

__all__ = ["SparseJacobian", "differentiate", "gradient", "integrate", "jacobian"]
