"""Systems of terms, as files hold them, in machine code."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from symnum.errors import InputError
from symnum.interop.dynamics import TIME, Dynamics
from symnum.numerics.balls import evaluate
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.exact import exact
from symnum.tracing.accesses import Access
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.blocks import Block, block
from symnum.tracing.sources import Input
from symnum.tracing.tracer import ArrayProgram, array_program

STATE = "(states)"
"""The input that holds the states; no parameter has such a name."""


def program_of(system: Dynamics) -> ArrayProgram:
    """The right side as an array program of time, state, and parameters (one input each)."""
    return _program(system, list(system.slopes.values()), system.name)


def watched_program(system: Dynamics) -> ArrayProgram:
    """The definitions of a system as an array program of the same inputs."""
    return _program(system, list(system.definitions.values()), f"{system.name}_watched")


def _program(system: Dynamics, terms: list[Canonical], name: str) -> ArrayProgram:
    elements = _elements(system)
    blocks = tuple(_scalar(substitute(term, elements)) for term in terms)
    shapes = {TIME.name: (), STATE: (len(system.slopes),), **dict.fromkeys(system.parameters, ())}
    sources = {name: Input(name, shape) for name, shape in shapes.items()}
    output = SymbolicArray((len(blocks),), blocks, sources)
    return array_program(name, list(shapes), list(shapes.values()), [output], single=True)


def _scalar(body: Canonical) -> Block:
    return block((), [((), body)])


def _elements(system: Dynamics) -> Mapping[CanonicalSymbol, CanonicalSymbol]:
    """The access for each symbol of the system."""
    found = {TIME: Access(TIME.name, 0, ()).symbol}
    for place, name in enumerate(system.slopes):
        found[CanonicalSymbol(name)] = Access(STATE, place, ()).symbol
    for name in system.parameters:
        found[CanonicalSymbol(name)] = Access(name, 0, ()).symbol
    return found


def initial_state(system: Dynamics, parameters: Mapping[str, Any]) -> Any:
    """The state at the start for values of the parameters, float64."""
    point = {name: Fraction(float(value)) for name, value in parameters.items()}
    return np.array([_value(name, term, point) for name, term in system.initial.items()])


def _value(name: str, term: Canonical, point: Mapping[str, Fraction]) -> float:
    found = evaluate(term, {key: exact(value) for key, value in point.items()})
    if not isinstance(found, arb) or not found.is_finite():
        raise InputError(f"state {name}: its start {term} has no real value")
    return float(found)
