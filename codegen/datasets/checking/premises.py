"""What an expression may be that a premise gives a name to."""

from __future__ import annotations

from codegen.datasets.checking.reading import parts_of
from codegen.datasets.checking.rejection import require
from codegen.datasets.checking.state import State
from symnum.ops import INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol


def require_closed(term: Canonical) -> None:
    """No names of functions are in a term."""
    if type(term) is Apply:
        require(term.operator.interpreted, "{} cannot be part of a premise", term)
    for part in parts_of(term):
        require_closed(part)


def require_intervals(state: State, term: Canonical) -> None:
    """Integrals in a term are by symbols that range over intervals."""
    if type(term) is Apply and term.operator is INTEGRAL:
        variable = term.arguments[1]
        assert type(variable) is CanonicalSymbol
        state.require_interval(variable)
    for part in parts_of(term):
        require_intervals(state, part)
