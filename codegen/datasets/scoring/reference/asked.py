"""What a record's last statement is about."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder


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


def solved_or_alone(term: Term, symbols: Mapping[str, Symbol]) -> Symbol | None:
    """The symbol that a statement says something to be, or the only one in it; None where there
    are others, or functions that are only names.

    Args:
        term: The statement.
        symbols: Those that may be alone in it.
    """
    solved = solved_for(term)
    if solved is not None:
        return solved
    found: list[Symbol] = []
    for part, _ in postorder([term]):
        if isinstance(part, Symbol):
            found.append(part)
        elif isinstance(part, Call) and not part.operator.interpreted:
            return None
    return found[0] if len(found) == 1 and found[0].name in symbols else None
