"""Where Jacobians and Hessians can be nonzero, without differentiating.

Every subterm gets the set of symbols on which it depends differentiably, a bit mask; products and
nonlinear functions that the result depends on make their arguments' symbols interact. As in
A. Walther, Computing sparse Hessians with automatic differentiation, ACM TOMS 34 (2008) 3; the
walk back from the result is that of R. M. Gower, M. P. Mello, ACM TOMS 40 (2014) 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from symnum.calculus.differentiate import columns_of, differentiate
from symnum.errors import InputError
from symnum.ops import ARGUMENT_NAMES, DERIVATIVE, INTEGRAL, Operator
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol, Product, Reciprocal, Sum
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import ZERO, build

Pattern = tuple[tuple[int, int], ...]
"""Places (row, column), row by row."""


def jacobian_sparsity(terms: Sequence[Any], symbols: Sequence[Any]) -> Pattern:
    """The places where the Jacobian may have entries that are not identically zero.

    Args:
        terms: The rows.
        symbols: The columns.

    Raises:
        InputError: a column that is no symbol, or a symbol twice.

    >>> from symnum.terms import symbols
    >>> x, y, z = symbols("x y z")
    >>> jacobian_sparsity([x * y, y + 2], [x, y, z])
    ((0, 0), (0, 1), (1, 1))
    """
    columns, masks = columns_of(symbols), _Masks()
    rows = [masks.of(to_canonical(term), columns) for term in terms]
    return tuple((row, column) for row, mask in enumerate(rows) for column in _bits(mask))


def hessian_sparsity(term: Any, symbols: Sequence[Any]) -> Pattern:
    """The places where the Hessian may have entries that are not identically zero.

    The pattern is symmetric. It contains every entry that :func:`symnum.hessian` finds, and more
    only where second derivatives cancel.

    Raises:
        InputError: a column that is no symbol, or a symbol twice.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import sin
    >>> x, y, z = symbols("x y z")
    >>> hessian_sparsity(sin(x) + y * z + z, [x, y, z])
    ((0, 0), (1, 2), (2, 1))
    """
    root, columns, masks = to_canonical(term), columns_of(symbols), _Masks()
    masks.of(root, columns)
    rows = [0] * len(columns)
    done: set[tuple[int, int]] = set()
    for first, second in masks.interactions(root):
        if first and second and (first, second) not in done:
            done |= {(first, second), (second, first)}
            for one, other in ((first, second), (second, first)):
                for column in _bits(one):
                    rows[column] |= other
    return tuple((row, column) for row, mask in enumerate(rows) for column in _bits(mask))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class _Masks:
    """The symbols on which subterms depend, as sets of bits."""

    def __init__(self) -> None:
        self.known: dict[Canonical, int] = {}

    def of(self, root: Canonical, columns: Mapping[str, int]) -> int:
        stack = [root]
        while stack:
            term = stack[-1]
            parts = list(_active_parts(term))
            missing = [part for part in parts if part not in self.known]
            if missing:
                stack += missing
                continue
            stack.pop()
            mask = 0
            if isinstance(term, CanonicalSymbol) and term.name in columns:
                mask = 1 << columns[term.name]
            for part in parts:
                mask |= self.known[part]
            self.known[term] = mask
        return self.known[root]

    def interactions(self, root: Canonical) -> Iterator[tuple[int, int]]:
        """Pairs of masks of which all symbols interact, for all subterms that matter."""
        seen, stack = {root}, [root]
        while stack:
            term = stack.pop()
            yield from self._within(term)
            for part in _active_parts(term):
                if part not in seen and self.known[part]:
                    seen.add(part)
                    stack.append(part)

    def _within(self, term: Canonical) -> Iterator[tuple[int, int]]:
        if isinstance(term, Reciprocal):
            yield self.known[term.base], self.known[term.base]
        elif isinstance(term, Product):
            before = 0
            for factor, exponent in term.entries.items():
                mask = self.known[factor]
                yield mask, before
                if exponent != 1:
                    yield mask, mask
                before |= mask
        elif isinstance(term, Apply):
            yield from self._of_call(term)

    def _of_call(self, term: Apply) -> Iterator[tuple[int, int]]:
        places = range(len(term.arguments))
        interact = _interaction(term.operator)
        for one in places:
            for other in places[one:]:
                if interact(one, other):
                    yield self.known[term.arguments[one]], self.known[term.arguments[other]]


def _active_parts(term: Canonical) -> Iterator[Canonical]:
    """The parts by which a term has a derivative that is not 0 everywhere."""
    if isinstance(term, Sum):
        yield from (monomial for monomial, scale in term.entries.items() if scale)
    elif isinstance(term, Product):
        yield from term.entries
    elif isinstance(term, Reciprocal):
        yield term.base
    elif isinstance(term, Apply):
        slopes = term.operator.derivatives
        if slopes is None or term.operator in (DERIVATIVE, INTEGRAL):
            yield from term.arguments
        else:
            yield from (a for a, slope in zip(term.arguments, slopes, strict=True) if slope != 0)


@cache
def _interaction(operator: Operator) -> Callable[[int, int], bool]:
    """Whether the second derivative by two arguments is not 0 everywhere."""
    if operator.derivatives is None or operator in (DERIVATIVE, INTEGRAL):
        return lambda one, other: True
    names = ARGUMENT_NAMES[: operator.arity or 0]
    call = build(operator, [CanonicalSymbol(name) for name in names])
    found: set[tuple[int, int]] = set()
    for one, first in enumerate(names):
        for other, second in enumerate(names[one:], one):
            try:
                slope = differentiate(differentiate(call, first), second)
            except InputError:
                slope = call
            if slope is not ZERO:
                found.add((one, other))
    return lambda one, other: (one, other) in found
