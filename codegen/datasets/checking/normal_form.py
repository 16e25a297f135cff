"""The checker's normal form: canonical terms in which what cancels on the domain has cancelled.

An equation that is accepted has a value wherever it is claimed, so ``u/u`` is 1 there, ``0*u`` is 0
and ``exp(log(u))`` is ``u``. Equal normal forms prove that two terms are equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from symnum.ops import ADD, ATAN, COS, DIV, EXP, LOG, MUL, NEG, POW, SIN, SUB, Operator
from symnum.terms import interface
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import Exact, exact
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.ring import build, linear_combination, product

_INVERSE = {EXP: LOG, LOG: EXP}
_KNOWN: dict[tuple[Operator, object], int] = {
    (SIN, 0): 0, (COS, 0): 1, (ATAN, 0): 0, (EXP, 0): 1, (LOG, 1): 0,
}  # fmt: skip
_LARGEST_EXPONENT = 64


class NormalForm:
    """Normal forms of plain terms, remembered."""

    def __init__(self) -> None:
        self._memo: dict[Term, Canonical] = {}

    def of(self, term: Term) -> Canonical:
        """The normal form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._computed(term)
        return found

    def _computed(self, term: Term) -> Canonical:
        if isinstance(term, Number):
            return CanonicalNumber(term.value)
        if isinstance(term, Symbol):
            return CanonicalSymbol(term.name, term.assumptions)
        assert isinstance(term, Call)
        return _combined(term.operator, [self.of(argument) for argument in term.arguments])

    def bases(self, term: Term) -> list[Canonical]:
        """The term and its factors, in normal form."""
        form = self.of(term)
        return [form, *(base for base, _ in _powers(form, 1))]

    def rebuilt(self, operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
        """A call on arguments in normal form, in normal form."""
        return _combined(operator, arguments)


def _combined(operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    if operator in (ADD, SUB, NEG):
        signs = (-1,) if operator is NEG else (1, -1) if operator is SUB else (1,) * len(arguments)
        return _without_zeros(linear_combination(zip(arguments, signs, strict=True)))
    if operator is MUL:
        return _cancelled([(argument, 1) for argument in arguments])
    if operator is DIV:
        return _cancelled([(arguments[0], 1), (arguments[1], -1)])
    if operator is POW:
        exponent = interface.number(arguments[1])
        if isinstance(exponent, int) and 0 < abs(exponent) <= _LARGEST_EXPONENT:
            return _cancelled([(arguments[0], exponent)])
    inner = arguments[0] if len(arguments) == 1 else None
    if inner is not None and (value := interface.number(inner)) in (0, 1):
        known = _KNOWN.get((operator, value))
        if known is not None:
            return CanonicalNumber(known)
    opposite = _INVERSE.get(operator)
    if inner is not None and opposite is not None and interface.is_call(inner):
        return _first(inner) if interface.operator(inner) is opposite else build(operator, [inner])
    return build(operator, arguments)


def _first(term: Canonical) -> Canonical:
    argument: Canonical = interface.arguments(term)[0]
    return argument


def _without_zeros(term: Canonical) -> Canonical:
    """``0*u`` dropped from a sum."""
    if not interface.is_call(term) or interface.operator(term) not in (ADD, MUL):
        return term
    addends: Sequence[Any] = [term]
    if interface.operator(term) is ADD:
        addends = interface.arguments(term)
    kept = [a for a in addends if not _is_zero_multiple(a)]
    return term if len(kept) == len(addends) else linear_combination((a, 1) for a in kept)


def _is_zero_multiple(term: Canonical) -> bool:
    if not interface.is_call(term) or interface.operator(term) is not MUL:
        return False
    return any(interface.number(factor) == 0 for factor in interface.arguments(term))


def _cancelled(factors: Sequence[tuple[Canonical, int]]) -> Canonical:
    """A product in which each base occurs once, whatever the signs of its exponents."""
    exponents: dict[Canonical, int] = {}
    numbers: list[tuple[Canonical, int]] = []
    for factor, exponent in factors:
        for whole, power in _powers(factor, exponent):
            content, base = content_of(whole)
            numbers.append((CanonicalNumber(content), power))
            exponents[base] = exponents.get(base, 0) + power
    if any(interface.number(base) == 0 for base, power in numbers if power > 0):
        return CanonicalNumber(0)
    return product([*numbers, *((b, e) for b, e in exponents.items() if e)])


def content_of(term: Canonical) -> tuple[Exact, Canonical]:
    """A number, and what remains: of ``4*x - 6``, 2 and ``2*x - 3``; its first sign is +."""
    value = interface.number(term)
    if value is not None:
        return value, CanonicalNumber(1)
    if not interface.is_call(term) or interface.operator(term) is not ADD:
        return 1, term
    leading = [_coefficient(addend) for addend in interface.arguments(term)]
    content = reduce(_common, leading) * (-1 if leading[0] < 0 else 1)
    return exact(content), linear_combination([(term, exact(1 / content))])


def _coefficient(addend: Canonical) -> Fraction:
    value = interface.number(addend)
    if value is None and interface.is_call(addend) and interface.operator(addend) is MUL:
        value = interface.number(interface.arguments(addend)[0])
    return Fraction(1 if value is None else value)


def _common(first: Fraction, second: Fraction) -> Fraction:
    """The greatest rational of which both are integer multiples."""
    lower = math.lcm(first.denominator, second.denominator)
    return Fraction(math.gcd(int(first * lower), int(second * lower)), lower)


def _powers(term: Canonical, exponent: int) -> list[tuple[Canonical, int]]:
    """The factors of a term with integer exponents."""
    if interface.is_call(term):
        operator, arguments = interface.operator(term), interface.arguments(term)
        if operator is MUL:
            return [pair for argument in arguments for pair in _powers(argument, exponent)]
        if operator is POW:
            power = interface.number(arguments[1])
            if isinstance(power, int) and power:
                return _powers(arguments[0], power * exponent)
    return [(term, exponent)]
