"""Hessians, dense and sparse: the Jacobian of the gradient, each pair of symbols once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, overload

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation
from symnum.calculus.differentiate import columns_of, differentiate
from symnum.calculus.jacobian import SparseJacobian
from symnum.calculus.sparsity import hessian_sparsity
from symnum.terms.canonical import Canonical
from symnum.terms.interface import adapter_of, number


@overload
def hessian(
    term: Any, symbols: Sequence[Any], sparse: Literal[False] = False
) -> tuple[tuple[Any, ...], ...]: ...
@overload
def hessian(term: Any, symbols: Sequence[Any], sparse: Literal[True]) -> SparseJacobian: ...
def hessian(term: Any, symbols: Sequence[Any], sparse: bool = False) -> Any:
    """The matrix of second derivatives of a term.

    Args:
        term: A term of any registered type.
        symbols: The symbols, one for each row and column.
        sparse: Whether to return only the entries that are not identically zero, both triangles,
            with the indices of compressed columns on demand: a :class:`SparseJacobian`, that of
            the gradient. Its time is proportional to what differs from 0.

    Returns:
        Rows of terms, or with ``sparse`` the entries by place.

    Raises:
        InputError: a symbol twice, or as :func:`differentiate`.

    >>> from symnum.terms import symbols
    >>> x, y, z = symbols("x y z")
    >>> hessian(x**2 * y + z, [x, y])
    ((2*y, 2*x), (2*x, 0))
    >>> dict(hessian(x**2 * y + z, [x, y, z], sparse=True).entries)
    {(0, 0): 2*y, (0, 1): 2*x, (1, 0): 2*x}
    """
    columns = columns_of(symbols)
    if isinstance(term, Canonical):
        upper = _of_canonical(term, columns)
    else:
        upper = _of_any(term, list(columns), hessian_sparsity(term, symbols))
    entries = dict(upper)
    entries.update(((column, row), slope) for (row, column), slope in upper.items())
    size = len(columns)
    if sparse:
        return SparseJacobian((size, size), dict(sorted(entries.items(), key=lambda e: e[0])))
    zero = adapter_of(term).literal(term, 0)
    return tuple(
        tuple(entries.get((row, column), zero) for column in range(size)) for row in range(size)
    )


def _of_canonical(term: Canonical, columns: dict[str, int]) -> dict[tuple[int, int], Any]:
    walk = CanonicalDifferentiation(columns)
    upper: dict[tuple[int, int], Any] = {}
    for name, slope in walk.gradient(term).items():
        row = columns[name]
        for other, second in walk.gradient(slope).items():
            if columns[other] >= row:
                upper[row, columns[other]] = second
    return upper


def _of_any(term: Any, names: list[str], pattern: Any) -> dict[tuple[int, int], Any]:
    upper: dict[tuple[int, int], Any] = {}
    slopes: dict[int, Any] = {}
    for row, column in pattern:
        if column < row:
            continue
        if row not in slopes:
            slopes[row] = differentiate(term, names[row])
        second = differentiate(slopes[row], names[column])
        if number(second) != 0:
            upper[row, column] = second
    return upper
