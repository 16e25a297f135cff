"""Reaction networks as compiled right sides and sparse Jacobians for SciPy's integrators.

The same way as every other kernel: terms, a program, C. Parameters are inputs of the programs, so
one compilation serves any parameter values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array

from codegen.kernels.build import CompiledProgram
from symnum.errors import InputError, require_known
from symnum.factoring import optimise as optimise_terms
from symnum.interop.network import ReactionNetwork
from symnum.lowering import lower

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class CompiledODE:
    """``dy/dt = f(y, parameters)`` in machine code; what ``scipy.integrate.solve_ivp`` takes.

    Args:
        names: Symbols of the species, in the order of ``y``.
        parameter_names: Names of the parameters, in the order of ``parameters``.
        parameters: Their values, float64.
        initial: The amounts at the start, float64.
        slopes: Kernel for the right side.
        entries: Kernel for the entries of the Jacobian, ``None`` if it is zero.
        indptr: Where each column of the Jacobian starts among its entries.
        indices: The row of each entry.
    """

    names: tuple[str, ...]
    parameter_names: tuple[str, ...]
    parameters: Vector
    initial: Vector
    slopes: CompiledProgram
    entries: CompiledProgram | None
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]

    def rhs(self, t: float, y: ArrayLike) -> Vector:
        """The slopes at amounts ``y``, shape (species,), float64. Time plays no part."""
        return self.slopes(self._point(y))

    def jacobian(self, t: float, y: ArrayLike) -> Any:
        """The derivatives of :meth:`rhs` by ``y``: a ``scipy.sparse.csc_array``, float64."""
        size = len(self.names)
        if self.entries is None:
            return csc_array((size, size), dtype=np.float64)
        values = self.entries(self._point(y))
        return csc_array((values, self.indices, self.indptr), shape=(size, size))

    def with_parameters(self, values: Mapping[str, float]) -> CompiledODE:
        """The same equations with other values of some parameters, not compiled again.

        Derived parameters keep their values: set them too where they should follow.

        Raises:
            InputError: no such parameter.
        """
        changed = self.parameters.copy()
        for name, value in values.items():
            require_known(name, self.parameter_names, "parameter")
            changed[self.parameter_names.index(name)] = value
        return replace(self, parameters=changed)

    def _point(self, y: ArrayLike) -> Vector:
        amounts = np.asarray(y, dtype=np.float64)
        if amounts.shape != (len(self.names),):
            raise InputError(
                f"y should have the shape ({len(self.names)},), one amount for each species, not "
                f"{amounts.shape}"
            )
        return np.concatenate([amounts, self.parameters])


def compile_network(network: ReactionNetwork, *, optimise: bool = False) -> CompiledODE:
    """The equations of a network and their Jacobian as kernels, compiled when first called.

    Args:
        network: The network.
        optimise: Whether to look for cheaper programs, proved to compute the same
            (:func:`symnum.factoring.optimise`): seconds for large networks, which come back in
            shorter compilation and faster calls.

    Raises:
        InputError: a parameter or amount without a real value, or an operator that C lacks.
    """
    names = tuple(symbol.name for symbol in network.symbols)
    values = network.parameter_values()
    indptr, indices, entries = network.jacobian().by_column()
    inputs = [*names, *values]
    return CompiledODE(
        names,
        tuple(values),
        np.array(list(values.values()), dtype=np.float64),
        network.initial_values(),
        _kernel(network.odes(), inputs, "slopes", optimise),
        _kernel(entries, inputs, "jacobian", optimise) if entries else None,
        np.array(indptr, dtype=np.int32),
        np.array(indices, dtype=np.int32),
    )


def _kernel(
    terms: Sequence[Any], inputs: Sequence[str], name: str, optimised: bool
) -> CompiledProgram:
    program = optimise_terms(terms, inputs).program if optimised else lower(terms, inputs)
    return CompiledProgram(program, name)
