"""Reaction networks and their mass-action equations as canonical terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from symnum.calculus import SparseJacobian, jacobian
from symnum.errors import InputError
from symnum.numerics.balls import evaluate
from symnum.ops import Operator
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol, Sum
from symnum.terms.exact import Exact
from symnum.terms.plain import Number, Symbol, Term
from symnum.terms.ring import build, linear_combination, product
from symnum.terms.traversal import fold, free_symbols


@dataclass(frozen=True, slots=True)
class Species:
    """A chemical species: its pattern, its amount at the start, and whether it stays there."""

    name: str
    initial: Term
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction.

    Args:
        reactants: Positions of the species consumed, from 0, one entry per molecule.
        products: Positions of the species produced.
        rate: Rate constant, or a rate law over parameters, functions and groups. Statistical
            factors are in it already.
        label: The rule that made the reaction.
    """

    reactants: tuple[int, ...]
    products: tuple[int, ...]
    rate: Term
    label: str = ""

    def net_changes(self) -> dict[int, int]:
        """Molecules gained by each species when the reaction fires once, zeros left out."""
        change = Counter(self.products)
        change.subtract(self.reactants)
        return {species: count for species, count in change.items() if count}


@dataclass(frozen=True)
class ReactionNetwork:
    """A network under mass-action kinetics: flux = rate · Π amount of each reactant.

    Species appear in equations as the symbols ``s1`` … ``sN`` (a longer prefix if a parameter has
    such a name), parameters under their own names; derived parameters are not substituted, so
    equations stay short. Groups and functions are written out.

    Args:
        parameters: Name to value: a number or an expression over other parameters.
        species: All species, in order.
        reactions: All reactions, in order.
        groups: Name to a weighted sum over species: pairs of position and weight.
        functions: Name to an expression over parameters, groups and other functions.
    """

    parameters: Mapping[str, Term]
    species: Sequence[Species]
    reactions: Sequence[Reaction]
    groups: Mapping[str, Sequence[tuple[int, Exact]]] = field(default_factory=dict)
    functions: Mapping[str, Term] = field(default_factory=dict)

    @cached_property
    def symbols(self) -> tuple[CanonicalSymbol, ...]:
        """The symbol of each species."""
        taken = {*self.parameters, *self.groups, *self.functions}
        prefix = "s"
        while any(name.startswith(prefix) and name[len(prefix) :].isdigit() for name in taken):
            prefix = "species" if prefix == "s" else prefix + "_"
        return tuple(CanonicalSymbol(f"{prefix}{n}") for n in range(1, len(self.species) + 1))

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each species' symbol to the species' pattern in the file."""
        return {s.name: kind.name for s, kind in zip(self.symbols, self.species, strict=True)}

    @cached_property
    def _written_out(self) -> dict[str, Canonical]:
        """Groups and functions as terms over species and parameters."""
        done: dict[str, Canonical] = {
            name: linear_combination((self.symbols[place], weight) for place, weight in members)
            for name, members in self.groups.items()
        }
        for name in dependency_order(self.functions):
            done[name] = _substituted(self.functions[name], done)
        return done

    def fluxes(self) -> list[Canonical]:
        """The flux of each reaction."""
        rates: dict[Term, Canonical] = {}
        fluxes = []
        for reaction in self.reactions:
            rate = rates.get(reaction.rate)
            if rate is None:
                rate = rates[reaction.rate] = _substituted(reaction.rate, self._written_out)
            amounts = Counter(reaction.reactants)
            fluxes.append(product([(rate, 1), *((self.symbols[n], e) for n, e in amounts.items())]))
        return fluxes

    @cached_property
    def _odes(self) -> tuple[Canonical, ...]:
        addends: list[list[tuple[Canonical, Exact]]] = [[] for _ in self.species]
        for reaction, flux in zip(self.reactions, self.fluxes(), strict=True):
            for place, change in reaction.net_changes().items():
                if not self.species[place].is_fixed:
                    addends[place].append((flux, change))
        return tuple(map(linear_combination, addends))

    def odes(self) -> list[Canonical]:
        """The rate of change of each species, collected."""
        return list(self._odes)

    @cached_property
    def _jacobian(self) -> SparseJacobian:
        return jacobian(self._odes, self.symbols)

    def jacobian(self) -> SparseJacobian:
        """Derivatives of the equations by the species; rows and columns are species."""
        return self._jacobian

    def counts(self) -> dict[str, int]:
        """Species, reactions, collected addends of all equations, and Jacobian entries."""
        return {
            "species": len(self.species),
            "reactions": len(self.reactions),
            "ode_terms": sum(map(_addends, self._odes)),
            "jacobian_nonzeros": len(self._jacobian),
        }

    def parameter_values(self) -> dict[str, float]:
        """The value of every parameter, in the order of the file.

        Raises:
            InputError: a parameter without a real value (a division by zero, log of −1).
        """
        return {name: float(value.mid()) for name, value in self._parameter_balls.items()}

    @cached_property
    def _parameter_balls(self) -> dict[str, arb]:
        point: dict[str, arb] = {}
        for name in dependency_order(self.parameters):
            point[name] = _ball(f"parameter {name}", self.parameters[name], point)
        return {name: point[name] for name in self.parameters}

    def initial_values(self) -> NDArray[np.float64]:
        """The amounts at the start, shape (species,), float64.

        Raises:
            InputError: an amount without a real value.
        """
        balls = self._parameter_balls
        return np.array(
            [float(_ball(f"species {s.name}", s.initial, balls).mid()) for s in self.species]
        )


def dependency_order(expressions: Mapping[str, Term]) -> list[str]:
    """The names, each after those that its expression needs.

    Raises:
        graphlib.CycleError: expressions that need each other.
    """
    graph = {
        name: [s.name for s in free_symbols(term) if s.name in expressions]
        for name, term in expressions.items()
    }
    return list(TopologicalSorter(graph).static_order())


def _substituted(term: Term, known: Mapping[str, Canonical]) -> Canonical:
    """The plain term as a canonical one, with names replaced by what they stand for."""

    def leaf(part: Term) -> Canonical:
        if isinstance(part, Number):
            return CanonicalNumber(part.value)
        assert isinstance(part, Symbol)
        found = known.get(part.name)
        return CanonicalSymbol(part.name) if found is None else found

    def call(part: Any, operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
        return build(operator, arguments)

    return fold(term, leaf, call)


def _ball(owner: str, term: Term, point: Mapping[str, arb]) -> arb:
    value = evaluate(term, point)
    if not isinstance(value, arb) or not value.is_finite():
        raise InputError(f"{owner}: {term} has no real value")
    return value


def _addends(term: Canonical) -> int:
    if isinstance(term, Sum):
        return len(term.entries) + (term.constant != 0)
    return 0 if term is CanonicalNumber(0) else 1
