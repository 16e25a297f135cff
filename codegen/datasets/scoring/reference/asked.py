"""What a record's last statement is about."""

from __future__ import annotations

from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols


def solved_for(term: Term) -> Symbol | None:
    """The symbol that every part of a statement compares with a number; None if there is none."""
    try:
        sides = [atom.arguments for atom in atoms(term)]
    except (Unsupported, AssertionError):
        return None
    symbols = {s for pair in sides for side in pair for s in free_symbols(side)}
    alone = all(any(isinstance(side, Symbol) for side in pair) for pair in sides)
    numbers = all(any(not free_symbols(side) for side in pair) for pair in sides)
    found = symbols.pop() if len(symbols) == 1 and alone and numbers else None
    return found if isinstance(found, Symbol) else None
