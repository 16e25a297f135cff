"""The checker's normal form: canonical terms in which what cancels on the domain has cancelled.

An equation that is accepted has a value wherever it is claimed, so ``u/u`` is 1 there, ``0*u`` is 0
and ``exp(log(u))`` is ``u``. Equal normal forms prove that two terms are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from symnum.ops import ADD, ATAN, COS, DIV, EXP, LOG, MUL, NEG, POW, SIN, SUB, Operator
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
from symnum.terms.exact import Exact, reduced
from symnum.terms.ring import ONE, ZERO, build, content, linear_combination, product

_INVERSE = {EXP: LOG, LOG: EXP}
_KNOWN: dict[tuple[Operator, Canonical], Canonical] = {
    (SIN, ZERO): ZERO, (COS, ZERO): ONE, (ATAN, ZERO): ZERO, (EXP, ZERO): ONE, (LOG, ONE): ZERO,
}  # fmt: skip
_LARGEST_EXPONENT = 64
_Powers = list[tuple[Canonical, int]]


class NormalForm:
    """Normal forms of terms, remembered; those of other families are made canonical first."""

    def __init__(self) -> None:
        self._memo: dict[Canonical, Canonical] = {}

    def of(self, term: Any) -> Canonical:
        """The normal form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._computed(term)
        return found

    def _computed(self, term: Canonical) -> Canonical:
        if type(term) is Sum:
            return self._sum(term)
        if type(term) is Product:
            return self._product(term)
        if type(term) is Apply:
            arguments = tuple(map(self.of, term.arguments))
            return called(term.operator, arguments) if arguments else term  # a constant: pi
        if type(term) is Reciprocal:
            return cancelled(((self.of(term.base), -1),))
        return term if isinstance(term, Canonical) else self.of(to_canonical(term))

    def _sum(self, term: Sum) -> Canonical:
        of, changed = self.of, False
        parts: list[tuple[Canonical, Exact]] = []
        for addend, size in term.entries.items():
            form = of(addend)
            changed = changed or form is not addend or not size
            parts.append((form, size))
        if not changed:
            return term
        return combined([*(part for part in parts if part[1]), (ONE, term.constant)])

    def _product(self, term: Product) -> Canonical:
        of, changed = self.of, False
        parts: _Powers = []
        for factor, exponent in term.entries.items():
            form = of(factor)
            changed = changed or form is not factor or not _is_plain_factor(form)
            parts.append((form, exponent))
        return cancelled(parts) if changed else term

    def bases(self, term: Canonical) -> list[Canonical]:
        """The term and its factors, in normal form."""
        form = self.of(term)
        return [form, *(base for base, _ in _powers(form, 1))]


def _is_plain_factor(form: Canonical) -> bool:
    """Whether nothing can cancel against it but itself."""
    return type(form) is CanonicalSymbol or (type(form) is Apply and form.operator is not POW)


def rebuilt(operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    """A call on arguments in normal form, in normal form."""
    if operator is ADD:
        return combined([(argument, 1) for argument in arguments])
    if operator is SUB:
        return combined([(arguments[0], 1), (arguments[1], -1)])
    if operator is NEG:
        return combined([(arguments[0], -1)])
    if operator is MUL:
        return cancelled([(argument, 1) for argument in arguments])
    if operator is DIV:
        return cancelled([(arguments[0], 1), (arguments[1], -1)])
    return power(*arguments) if operator is POW else called(operator, arguments)


def combined(addends: Iterable[tuple[Canonical, Exact]]) -> Canonical:
    """A sum of terms in normal form, without ``0*u``."""
    term = linear_combination(addends)
    if type(term) is not Sum or 0 not in term.entries.values():
        return term
    kept = [(addend, c) for addend, c in term.entries.items() if c]
    return linear_combination([*kept, (ONE, term.constant)])


def power(base: Canonical, exponent: Canonical) -> Canonical:
    """A power of terms in normal form."""
    value = exponent.value if type(exponent) is CanonicalNumber else None
    if type(value) is int and 0 < abs(value) <= _LARGEST_EXPONENT:
        return cancelled([(base, value)])
    return build(POW, (base, exponent))


def called(operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    """A call that is no sum or product, of terms in normal form."""
    inner = arguments[0]
    opposite = _INVERSE.get(operator)
    if opposite is not None and type(inner) is Apply and inner.operator is opposite:
        return inner.arguments[0]
    known = _KNOWN.get((operator, inner)) if len(arguments) == 1 else None
    if known is not None:
        return known
    return power(*arguments) if operator is POW else build(operator, arguments)


def cancelled(factors: Iterable[tuple[Canonical, int]]) -> Canonical:
    """A product in which each base occurs once, whatever the signs of its exponents."""
    exponents: dict[Canonical, int] = {}
    numbers: _Powers = []
    for factor, exponent in factors:
        for whole, degree in _powers(factor, exponent):
            size, base = content_of(whole)
            if size != 1:
                numbers.append((CanonicalNumber(size), degree))
                if size == 0 and degree > 0:
                    return ZERO
            if base is not ONE:
                exponents[base] = exponents.get(base, 0) + degree
    return product([*numbers, *((b, e) for b, e in exponents.items() if e)])


def content_of(term: Canonical) -> tuple[Exact, Canonical]:
    """A number, and what remains: of ``4*x - 6``, 2 and ``2*x - 3``."""
    if type(term) is CanonicalNumber:
        return term.value, ONE
    if type(term) is not Sum:
        return 1, term
    size = content(term)
    if size == 1:
        return 1, term
    inverse = reduced(Fraction(size.denominator, size.numerator))
    return size, linear_combination([(term, inverse)])


def _powers(term: Canonical, exponent: int) -> Iterator[tuple[Canonical, int]]:
    """The factors of a term with integer exponents."""
    if type(term) is Product:
        for factor, degree in term.entries.items():
            yield from _powers(factor, degree * exponent)
    elif type(term) is Reciprocal:
        yield from _powers(term.base, -exponent)
    elif type(term) is Sum and term.is_scaled:
        ((monic, coefficient),) = term.entries.items()
        yield CanonicalNumber(coefficient), exponent
        yield from _powers(monic, exponent)
    elif type(term) is Apply and term.operator is POW and _degree(term):
        yield from _powers(term.arguments[0], _degree(term) * exponent)
    else:
        yield term, exponent


def _degree(term: Apply) -> int:
    """The exponent if it is an integer, else 0."""
    exponent = term.arguments[1]
    value = exponent.value if type(exponent) is CanonicalNumber else 0
    return value if isinstance(value, int) else 0
