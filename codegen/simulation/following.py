"""What follows from parameters: derived parameters and the start of a system that was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from codegen.simulation.dynamics import initial_state
from codegen.simulation.problem import Vector
from symnum.errors import InputError
from symnum.interop.dynamics import Dynamics
from symnum.interop.network import ReactionNetwork, dependency_order
from symnum.terms.exact import exact
from symnum.terms.plain import Number, Term
from symnum.terms.traversal import free_symbols

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Following:
    """How a system's parameters and start follow those that were set.

    Args:
        values: From the parameters that were set to the values of all and the flat start.
        start_by: The parameters that the start depends on.
    """

    values: Callable[[Parameters], tuple[Parameters, Vector]]
    start_by: frozenset[str]


def of_dynamics(system: Dynamics) -> Following:
    """Starts are terms over the parameters; derived names are in the equations already."""

    def values(chosen: Parameters) -> tuple[Parameters, Vector]:
        parameters = {**system.parameters, **chosen}
        return parameters, initial_state(system, parameters)

    found = {s.name for term in system.initial.values() for s in free_symbols(term)}
    return Following(values, frozenset(found))


def of_network(network: ReactionNetwork) -> Following:
    """Parameters may be expressions over others, and amounts at the start over all."""

    def values(chosen: Parameters) -> tuple[Parameters, Vector]:
        given = {name: _number(name, value) for name, value in chosen.items()}
        moved = replace(network, parameters={**network.parameters, **given})
        return moved.parameter_values(), moved.initial_values()

    starts = (species.initial for species in network.species)
    return Following(values, _reached(network.parameters, _names(starts)))


def _number(name: str, value: Any) -> Term:
    if not np.isfinite(value):
        raise InputError(f"parameter {name!r}: {value} is no number")
    return Number(exact(Fraction(float(value))))


def _reached(expressions: Mapping[str, Term], names: Collection[str]) -> frozenset[str]:
    """Names, and those that their expressions are over."""
    found = set(names)
    for name in reversed(dependency_order(expressions)):
        if name in found:
            found |= _names([expressions[name]])
    return frozenset(found)


def _names(terms: Iterable[Term]) -> set[str]:
    return {symbol.name for term in terms for symbol in free_symbols(term)}
