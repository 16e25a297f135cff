"""Gradients and sparse Jacobians: only the entries whose symbol occurs are ever looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symnum.calculus.differentiate import differentiate, symbol_name
from symnum.calculus.monomials import factors, lowered, monomials
from symnum.errors import InputError
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import Exact
from symnum.terms.interface import name, number
from symnum.terms.ring import linear_combination
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
    return tuple(differentiate(term, symbol) for symbol in symbols)


def jacobian(terms: Sequence[Any], symbols: Sequence[Any]) -> SparseJacobian:
    """The Jacobian of several terms by several symbols, in time proportional to its entries.

    Canonical sums of monomials (mass-action kinetics) are taken apart in one pass for all
    symbols; other terms are differentiated by each symbol that occurs in them.

    Raises:
        InputError: a symbol twice, or as :func:`differentiate`.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> dict(jacobian([x * y, 3 * y], [x, y]).entries)
    {(0, 0): y, (0, 1): x, (1, 1): 3}
    """
    columns = {symbol_name(symbol): place for place, symbol in enumerate(symbols)}
    if len(columns) < len(symbols):
        raise InputError("a symbol stands twice among the columns of the Jacobian")
    entries: dict[tuple[int, int], Any] = {}
    slopes = _Slopes(columns)
    for row, term in enumerate(terms):
        by_column = slopes.canonical(term) if isinstance(term, Canonical) else slopes.any(term)
        for column in sorted(by_column):
            entries[row, column] = by_column[column]
    return SparseJacobian((len(terms), len(symbols)), entries)


class _Slopes:
    """Derivatives of terms by every column; those of a monomial are worked out once."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.known: dict[Canonical, list[tuple[int, Canonical, Exact]]] = {}

    def any(self, term: Any) -> dict[int, Any]:
        found = {}
        for symbol in free_symbols(term):
            column = self.columns.get(name(symbol))
            if column is not None:
                slope = differentiate(term, symbol)
                if number(slope) != 0:
                    found[column] = slope
        return found

    def canonical(self, term: Canonical) -> dict[int, Any]:
        addends: dict[int, list[tuple[Canonical, Exact]]] = {}
        if isinstance(term, CanonicalNumber):
            return {}
        for monomial, coefficient in monomials(term).items():
            parts = self.known.get(monomial)
            if parts is None:
                parts = self.known[monomial] = list(self.of_monomial(monomial))
            for column, slope, scale in parts:
                addends.setdefault(column, []).append((slope, coefficient * scale))
        sums = {column: linear_combination(parts) for column, parts in addends.items()}
        return {column: total for column, total in sums.items() if number(total) != 0}

    def of_monomial(self, monomial: Canonical) -> Iterator[tuple[int, Canonical, Exact]]:
        entries = factors(monomial)
        if not all(isinstance(factor, CanonicalSymbol) for factor in entries):
            yield from ((column, slope, 1) for column, slope in self.any(monomial).items())
            return
        for factor, exponent in entries.items():
            column = self.columns.get(name(factor))
            if column is not None:
                yield column, lowered(entries, factor, exponent), exponent
