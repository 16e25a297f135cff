"""Systems of differential equations as terms: what readers of files make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from symnum.errors import InputError
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.traversal import free_symbols

TIME = CanonicalSymbol("t")


@dataclass(frozen=True)
class Dynamics:
    """``d state/dt = slope`` for each state; symbols are those of states, parameters and ``t``.

    Args:
        name: Of the system.
        slopes: A term for each state, by its name, in order.
        initial: The value of each state at the start: a term over parameters.
        parameters: Values of the parameters that can be set.
        definitions: Further names with terms over states, parameters, ``t`` and each other; they
            are written out in ``slopes`` already, and can be watched.
    """

    name: str
    slopes: Mapping[str, Canonical]
    initial: Mapping[str, Canonical]
    parameters: Mapping[str, float]
    definitions: Mapping[str, Canonical] = field(default_factory=dict)


def written_out(definitions: Mapping[str, Canonical], source: str) -> dict[str, Canonical]:
    """Definitions in each other's place, so that none uses another.

    Args:
        definitions: A term for each name.
        source: Names the file in errors.

    Raises:
        InputError: names that are defined by each other.
    """
    known = set(definitions)
    graph = {
        name: [s.name for s in free_symbols(term) if s.name in known]
        for name, term in definitions.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise InputError(f"{source}: {' -> '.join(error.args[1])}: defined by each other") from None
    done: dict[str, Canonical] = {}
    for name in order:
        term = definitions[name]
        inner = {s: done[s.name] for s in free_symbols(term) if s.name in done}
        done[name] = substitute(term, inner) if inner else term
    return {name: done[name] for name in definitions}


def put_in(term: Canonical, definitions: Mapping[str, Canonical]) -> Canonical:
    """A term with written-out definitions in the place of their names."""
    inner = {s: definitions[s.name] for s in free_symbols(term) if s.name in definitions}
    return substitute(term, inner) if inner else term
