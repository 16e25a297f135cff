"""Slots: the places of a canonical term at which equals may be put for equals, one level down.

A slot of a sum holds a monic addend, whatever its coefficient; a slot of a product holds a factor,
whatever its exponent. So what is known of ``x*y`` serves in ``1 - 2*x*y`` too, where ``x*y`` is no
argument as the term interface counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, Product, Reciprocal, Sum
from symnum.terms.interface import adapter_of
from symnum.terms.ordering import sorted_addends, sorted_factors
from symnum.terms.ring import build, linear_combination, product

_BINDING = (DERIVATIVE, INTEGRAL)
_NUMBER = CanonicalNumber(0)


class Place(Protocol):
    """A place in a term, with what stands there."""

    @property
    def term(self) -> Canonical:
        """The term around."""

    @property
    def child(self) -> Canonical:
        """What stands there."""

    def plug(self, value: Canonical) -> Canonical:
        """The term with something else there, in canonical form."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A monic addend of a sum, a factor of a product, or an argument of a call.

    Args:
        term: The term around.
        child: What stands there.
        number: Of an argument, the how many-th it is.
    """

    term: Canonical
    child: Canonical
    number: int = 0

    def plug(self, value: Canonical) -> Canonical:
        """The term with something else in the slot, in canonical form."""
        term = self.term
        if isinstance(term, Sum):
            addends = [(value if t is self.child else t, c) for t, c in term.entries.items()]
            return linear_combination([*addends, (CanonicalNumber(term.constant), 1)])
        if isinstance(term, Product):
            return product((value if f is self.child else f, e) for f, e in term.entries.items())
        if isinstance(term, Reciprocal):
            return product([(value, -1)])
        assert isinstance(term, Apply)
        arguments = list(term.arguments)
        arguments[self.number] = value
        return build(term.operator, arguments)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a term, as the term interface counts."""

    term: Canonical
    number: int

    @property
    def child(self) -> Canonical:
        """The argument."""
        found: Canonical = adapter_of(self.term).arguments(self.term)[self.number]
        return found

    def plug(self, value: Canonical) -> Canonical:
        """The term with another argument there, in canonical form."""
        adapter = adapter_of(self.term)
        arguments: Sequence[Canonical] = list(adapter.arguments(self.term))
        arguments = [*arguments[: self.number], value, *arguments[self.number + 1 :]]
        return build(adapter.operator(self.term), arguments)


@dataclass(frozen=True, slots=True)
class Square:
    """Two of the equal factors of a product that has more.

    Args:
        term: The product.
        factor: The factor.
    """

    term: Product
    factor: Canonical

    @property
    def child(self) -> Canonical:
        """The square of the factor."""
        return product([(self.factor, 2)])

    def plug(self, value: Canonical) -> Canonical:
        """The product with something else in place of the square."""
        entries = self.term.entries.items()
        others = [(f, e - 2 if f is self.factor else e) for f, e in entries]
        return product([(value, 1), *((f, e) for f, e in others if e)])


@dataclass(frozen=True, slots=True)
class Cofactor:
    """A part of a product, all of it but one factor.

    Args:
        term: The product.
        child: The part.
        other: The factor.
    """

    term: Canonical
    child: Canonical
    other: Canonical

    def plug(self, value: Canonical) -> Canonical:
        """The product with something else in place of the part."""
        return product([(value, 1), (self.other, 1)])


def squares(term: Canonical) -> tuple[Square, ...]:
    """The squares in a term that is no square itself.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> [square.plug(y) for square in (*squares(x**3), *squares(x**2 * y), *squares(x**2))]
    [x*y, y^2]
    """
    if not isinstance(term, Product) or (len(term.entries) == 1 and 2 in term.entries.values()):
        return ()
    return tuple(Square(term, factor) for factor, e in sorted_factors(term) if e >= 2)


def trace(term: Canonical) -> Canonical | None:
    """The ``x`` of ``0*x``, which recalls where a term is undefined."""
    if isinstance(term, Sum) and term.constant == 0 and len(term.entries) == 1:
        ((part, coefficient),) = term.entries.items()
        return part if coefficient == 0 else None
    return None


def slots(term: Canonical) -> tuple[Slot, ...]:
    """The slots of a term, in the order in which it shows its parts.

    There is none inside derivatives and integrals, which are about an expression rather than a
    value, none for numbers, and none for addends with coefficient 0, which only recall where a
    term is undefined.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> [slot.child for slot in slots(1 - 2 * x * y + x**2)]
    [x^2, x*y]
    """
    if isinstance(term, Sum):
        return tuple(Slot(term, addend) for addend, c in sorted_addends(term) if c != 0)
    if isinstance(term, Product):
        return tuple(Slot(term, factor) for factor, _ in sorted_factors(term))
    if isinstance(term, Reciprocal):
        return (Slot(term, term.base),)
    if isinstance(term, Apply) and term.operator not in _BINDING:
        return tuple(
            Slot(term, argument, number)
            for number, argument in enumerate(term.arguments)
            if not isinstance(argument, CanonicalNumber)
        )
    return ()
