"""The e-graph of the forms in which polynomials can be computed.

Each class stands for one polynomial, up to a coefficient; its nodes are sums and products of
classes. Forms of one polynomial are equal because their polynomials are: no rule has to prove it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from symnum.factoring.systems import Monomial, Polynomial
from symnum.terms.exact import Exact, quotient


class Form(NamedTuple):
    """A node: an atom, a number, or a sum or product of classes.

    Attributes:
        kind: What it is.
        parts: Classes with their coefficients (sums) or exponents (products).
        content: The atom's number, or the value.
    """

    kind: Literal["atom", "number", "sum", "product"]
    parts: tuple[tuple[int, Exact], ...] = ()
    content: Exact = 0


@dataclass(slots=True)
class FormGraph:
    """Classes by polynomial.

    Args:
        scales: Whether polynomials are divided by their most frequent size of coefficients, if
            that saves multiplications; those with one size always are.

    Attributes:
        polynomials: The polynomial of each class; its leading coefficient is positive.
        forms: The nodes of each class, in the order in which they were found.
    """

    scales: bool = True
    polynomials: list[Polynomial] = field(default_factory=list)
    forms: list[list[Form]] = field(default_factory=list)
    _classes: dict[frozenset[tuple[Monomial, Exact]], int] = field(default_factory=dict)
    _unseen: int = 0

    def class_of(self, polynomial: Mapping[Monomial, Exact]) -> tuple[int, Exact]:
        """The class of a polynomial that is not zero, and the polynomial's coefficient."""
        unit = _unit(polynomial, self.scales)
        if unit != 1:
            polynomial = {m: quotient(c, unit) for m, c in polynomial.items()}
        key = frozenset(polynomial.items())
        found = self._classes.get(key)
        if found is None:
            found = self._classes[key] = len(self.polynomials)
            self.polynomials.append(dict(polynomial))
            self.forms.append([])
        return found, unit

    def add(self, class_: int, form: Form) -> int:
        """Put a form into a class, unless it is there or made of the class itself; its place."""
        forms = self.forms[class_]
        if any(part == class_ for part, _ in form.parts):
            return 0
        if form not in forms:
            forms.append(form)
        return forms.index(form)

    def sum_of(self, polynomials: Iterable[Mapping[Monomial, Exact]]) -> Form:
        """The sum of polynomials without a monomial in common."""
        return Form("sum", tuple(map(self.class_of, polynomials)))

    def unseen(self) -> int | None:
        """The next class that was not given out yet."""
        if self._unseen == len(self.polynomials):
            return None
        self._unseen += 1
        return self._unseen - 1


def _unit(polynomial: Mapping[Monomial, Exact], scales: bool) -> Exact:
    """What to divide by: the most frequent size of coefficients, with the leading sign.

    The leading monomial of a product is the product of the leading ones.
    """
    sign = 1 if polynomial[leading(polynomial)] > 0 else -1
    sizes: Counter[Exact] = Counter([size_of(value) for value in polynomial.values()])
    if len(sizes) == 1:
        return sign * next(iter(sizes))
    most = max(sizes.values())
    size = min(value for value, count in sizes.items() if count == most)
    return sign * size if scales and most > sizes[1] + 1 else sign


def leading(polynomial: Mapping[Monomial, Exact]) -> Monomial:
    """The last monomial in lexicographic order."""
    return max(polynomial, key=_lexicographic)


def _lexicographic(monomial: Monomial) -> list[tuple[int, int]]:
    """The place of a monomial in the lexicographic order, in which lower atoms weigh more."""
    return [(-atom, exponent) for atom, exponent in monomial]


def size_of(value: Exact) -> Exact:
    """The absolute value, of the same type."""
    return -value if value < 0 else value


def common_factor(monomials: Sequence[Monomial]) -> Monomial:
    """The largest monomial that divides all of them.

    >>> common_factor([((0, 2), (1, 1)), ((0, 1), (1, 3))])
    ((0, 1), (1, 1))
    """
    common = dict(monomials[0])
    for monomial in monomials[1:]:
        if not common:
            break
        exponents = dict(monomial)
        common = {a: min(e, exponents[a]) for a, e in common.items() if a in exponents}
    return tuple(sorted(common.items()))


def divided(monomial: Monomial, factor: Monomial) -> Monomial:
    """A monomial by one of its divisors.

    >>> divided(((0, 2), (1, 1)), ((0, 1), (1, 1)))
    ((0, 1),)
    """
    less = dict(factor)
    return tuple([(a, e - less.get(a, 0)) for a, e in monomial if e != less.get(a, 0)])
