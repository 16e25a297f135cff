"""Gradients and sparse Jacobians: only the entries whose symbol occurs are ever looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation
from symnum.calculus.differentiate import columns_of, differentiate, symbol_name
from symnum.terms.canonical import Canonical
from symnum.terms.interface import name, number
from symnum.terms.ring import ZERO
from symnum.terms.traversal import free_symbols


@dataclass(frozen=True)
class SparseJacobian:
    """The entries of a Jacobian matrix that are not identically zero.

    Args:
        shape: Number of rows (terms) and columns (symbols).
        entries: Derivative of term number ``row`` by symbol number ``column``, under
            ``(row, column)``, row by row and by column within a row.
    """

    shape: tuple[int, int]
    entries: Mapping[tuple[int, int], Any]

    def __len__(self) -> int:
        return len(self.entries)

    def by_column(self) -> tuple[list[int], list[int], list[Any]]:
        """Compressed sparse columns: where each column starts, row numbers, and terms.

        Returns:
            ``indptr`` of length columns + 1, ``indices`` and the terms, as
            ``scipy.sparse.csc_array((values, indices, indptr), shape)`` takes them.
        """
        order = sorted(self.entries, key=lambda place: (place[1], place[0]))
        starts = [0] * (self.shape[1] + 1)
        for _, column in order:
            starts[column + 1] += 1
        for column in range(self.shape[1]):
            starts[column + 1] += starts[column]
        return starts, [row for row, _ in order], [self.entries[place] for place in order]


def gradient(term: Any, symbols: Sequence[Any]) -> tuple[Any, ...]:
    """The derivatives of a term by each of the symbols.

    Raises:
        InputError: as :func:`differentiate`.

    >>> from symnum.terms import parse
    >>> gradient(parse("x*y^2"), ["x", "y"])
    (y^2, 2*x*y)
    """
    names = [symbol_name(symbol) for symbol in symbols]
    if not isinstance(term, Canonical):
        return tuple(differentiate(term, name) for name in names)
    found = CanonicalDifferentiation(frozenset(names)).gradient(term)
    return tuple(found.get(name, ZERO) for name in names)


def jacobian(terms: Sequence[Any], symbols: Sequence[Any]) -> SparseJacobian:
    """The Jacobian of several terms by several symbols, in time proportional to its entries.

    Canonical terms are differentiated by all symbols in one walk, in which subterms that rows have
    in common are visited once; other terms by each symbol that occurs in them.

    Raises:
        InputError: a symbol twice, or as :func:`differentiate`.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> dict(jacobian([x * y, 3 * y], [x, y]).entries)
    {(0, 0): y, (0, 1): x, (1, 1): 3}
    """
    columns = columns_of(symbols)
    walk = CanonicalDifferentiation(columns)
    entries: dict[tuple[int, int], Any] = {}
    for row, term in enumerate(terms):
        if isinstance(term, Canonical):
            found: dict[str, Any] = walk.gradient(term)
        else:
            found = _by_each_symbol(term, columns)
        for column_name in sorted(found, key=columns.__getitem__):
            entries[row, columns[column_name]] = found[column_name]
    return SparseJacobian((len(terms), len(symbols)), entries)


def _by_each_symbol(term: Any, wanted: Mapping[str, int]) -> dict[str, Any]:
    names = [name(symbol) for symbol in free_symbols(term)]
    slopes = {name: differentiate(term, name) for name in names if name in wanted}
    return {name: slope for name, slope in slopes.items() if number(slope) != 0}
