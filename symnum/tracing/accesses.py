"""Elements of arrays inside terms: a symbol that says which element it reads, by index.

The body of a piece of an array is an ordinary canonical term. Its symbols are *accesses*: the
symbol ``u[33;32,1]`` over a grid of two axes stands for the element at the flat (C-order) position
``33 + 32*i + j`` of the source ``u``, where ``i, j`` is the index of the element being computed.
One term thus describes all elements of a stencil, however large the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.exact import Exact, exact
from symnum.terms.traversal import free_symbols


@dataclass(frozen=True, slots=True)
class Access:
    """An element of a flat source: ``offset + Σ strides[a]·index[a]``.

    The numbers may be fractions where only every n-th index is meant, as after ``u[::2] = v``.
    """

    source: str
    offset: Exact
    strides: tuple[Exact, ...]

    @property
    def symbol(self) -> CanonicalSymbol:
        """The symbol that stands for it in terms."""
        return CanonicalSymbol(f"{self.source}[{self.offset};{','.join(map(str, self.strides))}]")

    def position(self, index: Sequence[int]) -> int:
        """The flat position in the source for one index."""
        return int(self.offset + sum(s * i for s, i in zip(self.strides, index, strict=True)))


@lru_cache(maxsize=2**16)
def access_of(name: str) -> Access:
    """The access that a symbol's name spells.

    >>> access_of("u[33;32,1]")
    Access(source='u', offset=33, strides=(32, 1))
    """
    source, _, rest = name[:-1].partition("[")
    offset, _, strides = rest.partition(";")
    factors = tuple(exact(Fraction(s)) for s in strides.split(",") if s)
    return Access(source, exact(Fraction(offset)), factors)


def accesses(body: Canonical) -> tuple[Access, ...]:
    """What a body reads, in the order of the names."""
    return tuple(sorted((access_of(s.name) for s in free_symbols(body)), key=_order))


def _order(access: Access) -> tuple[str, Exact, tuple[Exact, ...]]:
    return access.source, access.offset, access.strides


@dataclass(frozen=True, slots=True)
class Reindexing:
    """Old indices as affine functions of new ones.

    Args:
        rank: How many new axes there are.
        base: The constant part of each old index.
        parts: For each old index the new axes it depends on, with factors.
    """

    rank: int
    base: tuple[Exact, ...]
    parts: tuple[tuple[tuple[int, Exact], ...], ...]

    def access(self, access: Access) -> Access:
        """The same elements, found by the new index."""
        strides: list[Exact] = [0] * self.rank
        offset = access.offset
        for stride, base, parts in zip(access.strides, self.base, self.parts, strict=True):
            offset += stride * base
            for axis, factor in parts:
                strides[axis] += stride * factor
        return Access(access.source, exact(offset), tuple(exact(s) for s in strides))

    def body(self, body: Canonical) -> Canonical:
        """A body that is evaluated at new indices."""
        changed = {}
        for symbol in free_symbols(body):
            access = access_of(symbol.name)
            moved = self.access(access)
            if moved != access:
                changed[symbol] = moved.symbol
        return substitute(body, changed) if changed else body


def stretched(starts: Sequence[Exact], steps: Sequence[Exact]) -> Reindexing:
    """Old index = start + step · new index, axis by axis."""
    parts = tuple(((axis, step),) for axis, step in enumerate(steps))
    return Reindexing(len(parts), tuple(starts), parts)
