"""Proof that a program computes given terms: it is multiplied out and compared, exactly.

Nothing of how the program was found is used: every instruction is carried out on polynomials with
rational coefficients. Functions and quotients are atoms, told apart by their operator and the
polynomials of their arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symnum.factoring.factors import factors_of
from symnum.factoring.forms import leading
from symnum.factoring.systems import Monomial, Polynomial, PolynomialSystem, monomial_product
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.program import Program
from symnum.terms.exact import Exact

LARGEST = 50_000_000
"""Products of two monomials beyond which the proof is given up."""

_HALF = Fraction(1, 2)


class TooLarge(Exception):
    """A program whose polynomials have more terms than can be looked at."""


def computes(program: Program, terms: Sequence[Any], largest: int = LARGEST) -> bool:
    """Whether every output is the term of the same place, as polynomials over atoms.

    Args:
        program: A program, whose inputs are the terms' symbols by name.
        terms: Terms of any family.
        largest: See :data:`LARGEST`.

    Raises:
        TooLarge: it cannot be told within ``largest`` steps.

    >>> from symnum.lowering import lower
    >>> from symnum.terms import plain_symbols
    >>> a, b, c = plain_symbols("a b c")
    >>> computes(lower([a * (b + c)]), [a * b + a * c]), computes(lower([a * (b - c)]), [a * b])
    (True, False)
    """
    expansion = _Expansion(largest)
    wanted = expansion.system(PolynomialSystem.of(terms))
    found = expansion.program(program)
    return len(wanted) == len(found) and all(a == b for a, b in zip(wanted, found, strict=True))


@dataclass(slots=True)
class _Expansion:
    """Polynomials over atoms that are numbered by what they are."""

    left: int
    atoms: dict[Hashable, int] = field(default_factory=dict)

    def system(self, system: PolynomialSystem) -> list[Polynomial]:
        """The outputs of a system, all sums in products multiplied out."""
        values: list[Polynomial] = []
        atoms: list[Polynomial] = []
        for polynomial in system.polynomials:
            while len(atoms) < len(system.atoms) and all(
                n < len(values) for n in system.atoms[len(atoms)].arguments
            ):
                atom = system.atoms[len(atoms)]
                given = [values[n] for n in atom.arguments]
                if atom.symbol is not None:
                    atoms.append(self._symbol(atom.symbol.name))
                elif atom.operator is None:
                    atoms.append(given[0])
                else:
                    atoms.append(self._call(atom.operator, given))
            values.append(self._value(polynomial, atoms))
        return [values[number] for number in system.outputs]

    def _value(self, polynomial: Polynomial, atoms: Sequence[Polynomial]) -> Polynomial:
        total: Polynomial = {}
        for monomial, coefficient in polynomial.items():
            value: Polynomial = {(): coefficient}
            for atom, exponent in monomial:
                value = self._product(value, self._power(atoms[atom], exponent))
            _accumulate(total, value, 1)
        return total

    def program(self, program: Program) -> list[Polynomial]:
        """The outputs of a program."""
        values = [self._symbol(name) for name in program.inputs]
        values += [{(): c} if c else {} for c in program.constants]
        for instruction in program.instructions:
            given = [values[number] for number in instruction.arguments]
            values.append(self._call(instruction.operator, given))
        return [values[output] for output in program.outputs]

    def _symbol(self, name: str) -> Polynomial:
        return {((self._atom(name), 1),): 1}

    def _atom(self, key: Hashable) -> int:
        return self.atoms.setdefault(key, len(self.atoms))

    def _call(self, operator: Operator, given: Sequence[Polynomial]) -> Polynomial:
        if operator in (ADD, SUB):
            total = dict(given[0])
            for polynomial in given[1:]:
                _accumulate(total, polynomial, -1 if operator is SUB else 1)
            return total
        if operator is NEG:
            return {m: -c for m, c in given[0].items()}
        if operator is MUL and all(given):  # zero times what may be undefined is not zero
            product = given[0]
            for polynomial in given[1:]:
                product = self._product(product, polynomial)
            return product
        if operator is DIV and given[1]:
            return self._quotient(*given)
        if operator is POW and given[0] and given[1].keys() == {()}:
            exponent = given[1][()]
            if isinstance(exponent, int) and exponent:
                base = given[0] if exponent > 0 else self._quotient({(): 1}, given[0])
                return self._power(base, abs(exponent))
        if operator is SQRT:
            operator, given = POW, (given[0], {(): _HALF})
        return self._opaque(operator, given)

    def _opaque(self, operator: Operator, given: Sequence[Polynomial]) -> Polynomial:
        keys = [frozenset(polynomial.items()) for polynomial in given]
        # the order of factors is free
        arguments = frozenset(Counter(keys).items()) if operator is MUL else tuple(keys)
        return {((self._atom((operator.name, arguments)), 1),): 1}

    def _quotient(self, above: Polynomial, below: Polynomial) -> Polynomial:
        """Above times the reciprocals of below's irreducible factors: none of them may be zero."""
        constant, factors = factors_of(below) or (Fraction(1), [(below, 1)])
        for factor, exponent in factors:
            lead = Fraction(factor[leading(factor)])
            constant *= lead**exponent
            if factor.keys() == {()}:
                continue
            monic: Polynomial = {m: c / lead for m, c in factor.items()}
            reciprocal = self._opaque(DIV, ({(): 1}, monic))
            above = self._product(above, self._power(reciprocal, exponent))
        return {m: c / Fraction(constant) for m, c in above.items()}

    def _power(self, base: Polynomial, exponent: int) -> Polynomial:
        if len(base) == 1:
            [(monomial, coefficient)] = base.items()
            return {tuple([(a, e * exponent) for a, e in monomial]): coefficient**exponent}
        if exponent == 1:
            return base
        half = self._power(base, exponent // 2)
        square = self._product(half, half)
        return self._product(square, base) if exponent % 2 else square

    def _product(self, one: Polynomial, two: Polynomial) -> Polynomial:
        self.left -= len(one) * len(two)
        if self.left < 0:
            raise TooLarge
        product: dict[Monomial, Exact] = {}
        for first, c in one.items():
            for second, d in two.items():
                monomial = monomial_product(first, second)
                product[monomial] = product.get(monomial, 0) + c * d
        return {m: c for m, c in product.items() if c}


def _accumulate(total: Polynomial, more: Mapping[Monomial, Exact], sign: int) -> None:
    for monomial, coefficient in more.items():
        value = total.get(monomial, 0) + sign * coefficient
        if value:
            total[monomial] = value
        else:
            del total[monomial]
