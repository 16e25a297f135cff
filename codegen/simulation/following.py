"""What follows from parameters: derived parameters and the start of a system that was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from codegen.simulation.dynamics import initial_state
from codegen.simulation.problem import Vector
from symnum.calculus import differentiate
from symnum.errors import InputError
from symnum.interop.dynamics import Dynamics
from symnum.interop.network import ReactionNetwork, dependency_order
from symnum.numerics.balls import evaluate
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
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
        slopes: From the parameters that were set and one parameter's name to the derivatives by
            it: of every parameter that follows (itself 1), and of the flat start.
    """

    values: Callable[[Parameters], tuple[Parameters, Vector]]
    start_by: frozenset[str]
    slopes: Callable[[Parameters, str], tuple[dict[str, float], Vector]]


def of_dynamics(system: Dynamics) -> Following:
    """Starts are terms over the parameters; derived names are in the equations already."""

    def values(chosen: Parameters) -> tuple[Parameters, Vector]:
        parameters = {**system.parameters, **chosen}
        return parameters, initial_state(system, parameters)

    def slopes(chosen: Parameters, name: str) -> tuple[dict[str, float], Vector]:
        parameters, moved = values(chosen)[0], {name: 1.0}
        return moved, _moved(system.initial.values(), moved, parameters)

    found = {s.name for term in system.initial.values() for s in free_symbols(term)}
    return Following(values, frozenset(found), slopes)


def of_network(network: ReactionNetwork) -> Following:
    """Parameters may be expressions over others, and amounts at the start over all."""

    starts = [species.initial for species in network.species]

    def placed(chosen: Parameters) -> ReactionNetwork:
        given = {name: _number(name, value) for name, value in chosen.items()}
        return replace(network, parameters={**network.parameters, **given})

    def values(chosen: Parameters) -> tuple[Parameters, Vector]:
        moved = placed(chosen)
        return moved.parameter_values(), moved.initial_values()

    def slopes(chosen: Parameters, name: str) -> tuple[dict[str, float], Vector]:
        expressions = placed(chosen).parameters
        point, found = placed(chosen).parameter_values(), {name: 1.0}
        for other in dependency_order(expressions):
            if other != name:
                (slope,) = _moved([expressions[other]], found, point)
                found |= {other: float(slope)} if slope else {}
        return found, _moved(starts, found, point)

    return Following(values, _reached(network.parameters, _names(starts)), slopes)


def _moved(terms: Iterable[Any], by: Mapping[str, float], point: Parameters) -> Vector:
    """How terms change with the symbols in ``by``, which change as it says."""
    exactly = {name: exact(Fraction(float(value))) for name, value in point.items()}

    def along(term: Canonical) -> float:
        total = 0.0
        for symbol in sorted(free_symbols(term), key=lambda s: s.name):
            if symbol.name in by:
                slope = evaluate(differentiate(term, symbol), exactly)
                if not isinstance(slope, arb) or not slope.is_finite():
                    raise InputError(f"{term} has no derivative by {symbol} at these parameters")
                total += float(slope.mid()) * by[symbol.name]
        return total

    return np.array([along(to_canonical(term)) for term in terms])


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
