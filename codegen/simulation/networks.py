"""The compiled pieces of reaction networks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import csc_array

from codegen.kernels.build import CompiledProgram
from codegen.kernels.ode import CompiledODE
from codegen.simulation.problem import Vector
from codegen.simulation.system import Kernels
from symnum.calculus.evaluated import evaluated_derivatives
from symnum.calculus.jacobian import SparseJacobian
from symnum.interop.network import ReactionNetwork
from symnum.lowering import lower

Values = tuple[Vector, ...]


def network_kernels(network: ReactionNetwork, made: CompiledODE) -> Kernels:
    """Right side, Jacobian, products, derivatives by parameters and batches of a network.

    Derivatives by a parameter hold the others, also those that are derived from it.
    """
    size = len(made.names)

    def slopes(t: float, y: Vector, values: Values) -> Vector:
        return made.slopes(np.concatenate([y, *values]))

    def derivative(t: float, y: Vector, values: Values) -> Any:
        entries = made.entries(np.concatenate([y, *values])) if made.entries else np.zeros(0)
        return csc_array((entries, made.indices, made.indptr), shape=(size, size))

    def pattern() -> Any:
        ones = np.ones(len(made.indices))
        return csc_array((ones, made.indices, made.indptr), shape=(size, size))

    def product(t: float, y: Vector, values: Values, v: Vector) -> Vector:
        found: Vector = derivative(t, y, values) @ v
        return found

    def batch(lanes: int) -> Callable[..., Vector]:
        def together(t: Vector, y: Vector, values: Values) -> Vector:
            if made.slopes.elementwise:
                return made.slopes(y)
            points = made.slopes.columns([*y, *(value[0] for value in values)])
            return np.ascontiguousarray(points.T)

        return together

    @cache
    def by_parameter(name: str) -> Callable[..., Any]:
        return _by_parameter(network, made, name)

    return Kernels(slopes, derivative, pattern, product, by_parameter, batch)


def _by_parameter(network: ReactionNetwork, made: CompiledODE, name: str) -> Callable[..., Any]:
    """The derivatives of the slopes by one parameter, a column, compiled when first called."""
    walk = evaluated_derivatives(name)
    slopes = (walk.gradient(term) for term in network.odes())
    entries_of = {(row, 0): slope[name] for row, slope in enumerate(slopes) if slope}
    column = SparseJacobian((len(made.names), 1), entries_of)
    indptr, rows, entries = column.by_column()
    places = np.array(rows, dtype=np.int32), np.array(indptr, dtype=np.int32)
    inputs = [*made.names, *made.parameter_names]
    kernel = CompiledProgram(lower(entries, inputs), "slopes_by_parameter") if entries else None

    def derivative(t: float, y: Vector, values: Values) -> Any:
        data = np.zeros(0) if kernel is None else kernel(np.concatenate([y, *values]))
        return csc_array((data, *places), shape=column.shape)

    return derivative
