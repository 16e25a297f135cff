"""Terms as polynomials over atoms: what is no sum, product or natural power counts as an atom.

Atoms have arguments, which are polynomials of the same system; so a system holds everything that
its terms compute, each distinct part once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from symnum.ops import DIV, MUL, Operator
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO

Monomial = tuple[tuple[int, int], ...]
"""Atoms with their exponents, which are positive, in the order of the atoms' numbers."""
Polynomial = dict[Monomial, Exact]
"""Coefficients by monomial, none of them zero."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What a polynomial counts as one thing.

    Attributes:
        symbol: The symbol that it is, if it is one.
        operator: The operator that makes it; ``None`` for a symbol, or for a sum that occurs as a
            factor, which is its one argument itself.
        arguments: Numbers of the polynomials of its arguments.
    """

    symbol: CanonicalSymbol | None
    operator: Operator | None
    arguments: tuple[int, ...]


@dataclass(slots=True)
class PolynomialSystem:
    """Polynomials over common atoms.

    Attributes:
        atoms: By number; the arguments of an atom use atoms of lower numbers only.
        polynomials: By number, each once.
        outputs: The polynomials that were asked for.

    >>> from symnum.terms import functions, symbols
    >>> x, y = symbols("x y")
    >>> system = PolynomialSystem.of([x * y + 2 * functions.sin(x * y)])
    >>> system.polynomials[system.outputs[0]]
    {((0, 1), (1, 1)): 1, ((2, 1),): 2}
    """

    atoms: list[Atom] = field(default_factory=list)
    polynomials: list[Polynomial] = field(default_factory=list)
    outputs: tuple[int, ...] = ()
    _atoms: dict[Any, int] = field(default_factory=dict)
    _polynomials: dict[Canonical, int] = field(default_factory=dict)

    @staticmethod
    def of(terms: Iterable[Any]) -> PolynomialSystem:
        """The system of some terms of any family."""
        system = PolynomialSystem()
        system.outputs = tuple([system._number(to_canonical(term)) for term in terms])
        return system

    def _number(self, root: Canonical) -> int:
        stack: list[tuple[Canonical, bool]] = [(root, False)]
        while stack:
            term, ready = stack.pop()
            if term in self._polynomials:
                continue
            if ready:
                self._polynomials[term] = len(self.polynomials)
                self.polynomials.append(self._polynomial(term))
            else:
                stack.append((term, True))
                stack.extend((part, False) for part in _parts_of_atoms(term))
        return self._polynomials[root]

    def _polynomial(self, term: Canonical) -> Polynomial:
        if isinstance(term, CanonicalNumber):
            return {(): term.value} if term.value else {}
        if not isinstance(term, Sum):
            return {self._monomial(term): 1}
        found: Polynomial = {(): term.constant} if term.constant else {}
        for part, coefficient in term.entries.items():
            if coefficient:
                found[self._monomial(part)] = coefficient
            else:  # zero times what may be undefined
                found[((self._call(MUL, ZERO, part), 1),)] = 1
        return dict(sorted(found.items()))

    def _monomial(self, term: Canonical) -> Monomial:
        factors = term.entries.items() if isinstance(term, Product) else [(term, 1)]
        return tuple(sorted((self._factor(base, e), abs(e)) for base, e in factors))

    def _factor(self, base: Canonical, exponent: int) -> int:
        if exponent < 0:
            return self._call(DIV, ONE, base)
        if isinstance(base, CanonicalSymbol):
            return self._atom(base, Atom(base, None, ()))
        if isinstance(base, Reciprocal):
            return self._call(DIV, ONE, base.base)
        if isinstance(base, Apply):
            return self._call(base.operator, *base.arguments)
        return self._atom((base,), Atom(None, None, (self._polynomials[base],)))

    def _call(self, operator: Operator, *arguments: Canonical) -> int:
        numbers = tuple([self._polynomials[argument] for argument in arguments])
        return self._atom((operator, numbers), Atom(None, operator, numbers))

    def _atom(self, key: Any, atom: Atom) -> int:
        number = self._atoms.get(key)
        if number is None:
            number = self._atoms[key] = len(self.atoms)
            self.atoms.append(atom)
        return number


def monomial_product(first: Monomial, second: Monomial) -> Monomial:
    """The product of two monomials.

    >>> monomial_product(((0, 1),), ((0, 2), (1, 1)))
    ((0, 3), (1, 1))
    """
    if not first or not second:
        return first or second
    exponents = dict(first)
    for atom, exponent in second:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items()))


def _parts_of_atoms(term: Canonical) -> Iterator[Canonical]:
    """The arguments of the atoms of a term's polynomial."""
    for part, coefficient in _addends(term):
        if not coefficient:
            yield from (ZERO, part)
            continue
        factors = part.entries.items() if isinstance(part, Product) else [(part, 1)]
        for base, exponent in factors:
            if exponent < 0:
                yield from (ONE, base)
            elif isinstance(base, Reciprocal):
                yield from (ONE, base.base)
            elif isinstance(base, Apply):
                yield from base.arguments
            elif isinstance(base, Sum):
                yield base


def _addends(term: Canonical) -> Sequence[tuple[Canonical, Exact]]:
    if isinstance(term, Sum):
        return list(term.entries.items())
    return [] if isinstance(term, CanonicalNumber) else [(term, 1)]
