"""Values of terms at a point, with unevaluated derivatives and integrals among them.

``derivative(e, x)`` is the coefficient of a fresh ε in e at x + ε. ``integral(e, x)`` is an
antiderivative: near the point it is K + ∫ e dx from the point on, where K is some function of the
other symbols, the same for equal integrands; it is made up from a fingerprint of the integrand, so
that a statement holds only if it holds for any choice of antiderivatives. An integration constant
is its integral minus its antiderivative, at the point's value of its variable.

Names of functions have the values their premises say, or are made up too (``free``): what holds for
free functions holds whatever they are. Then K depends on all symbols, else as its integrand does.
Where no symbol is moved by an ε, values are plain balls, and each is computed once for a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb

from codegen.datasets.checking import nilpotents
from codegen.datasets.checking.balls import ball, call_value, checked_power, made_up, rounded
from codegen.datasets.checking.meaning import FreeNames, IntegrationConstant, MovingNames
from codegen.datasets.checking.nilpotents import Nilpotent, Undecided
from symnum.ops import DERIVATIVE, EXP, INTEGRAL, LOG, POW
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

__all__ = ["Evaluator", "IntegrationConstant"]

_ROUNDING = 1e-15


@dataclass(slots=True)
class _Environment:
    """Symbols moved from the point, and what has been evaluated with them."""

    symbols: dict[str, Nilpotent]
    memo: dict[Canonical, Nilpotent] = field(default_factory=dict)

    def moved(self, name: str, value: Nilpotent) -> _Environment:
        """Another one in which a symbol has a value of its own."""
        return _Environment({**self.symbols, name: value})


_ROOT = _Environment({})


class Evaluator:
    """Evaluates terms of any family at one point.

    Args:
        point: A number for each symbol.
        reference: Another point, at which integrands are told apart.
        definitions: What names of functions stand for.
        constants: What integration constants stand for.
        salt: Chooses the made-up functions.
        free: Whether functions and constants are made up instead of looked up.
        opaque: Whether derivatives are made up, too: then only what surrounds them counts.
        fixed: Definitions that hold even so.
        names: A memory of the symbols in terms, to share with others.
    """

    def __init__(
        self,
        point: Mapping[str, Fraction],
        reference: Mapping[str, Fraction],
        definitions: Mapping[str, Any],
        constants: Mapping[str, IntegrationConstant],
        salt: int,
        *,
        free: bool = False,
        opaque: bool = False,
        fixed: Mapping[str, Any] | None = None,
        names: FreeNames | None = None,
    ) -> None:
        self.base = {name: ball(value) for name, value in point.items()}
        self.definitions, self.constants, self.salt = definitions, constants, salt
        self.free, self.opaque, self.other = free, opaque, reference
        self.fixed = fixed or {}
        self.bits = 0
        self.memo: dict[Canonical, arb] = {}
        self.names = names or FreeNames()
        self.moving = MovingNames(frozenset(self.base)) if free else self.names
        self.prints: dict[Canonical, bytes] = {}
        self.dependencies: dict[Canonical, tuple[str, ...]] = {}
        self._reference: Evaluator | None = self if reference is point else None

    @property
    def reference(self) -> Evaluator:
        """The evaluator at the reference point."""
        if self._reference is None:
            self._reference = Evaluator(
                self.other, self.other, self.definitions, self.constants, self.salt,
                free=self.free, opaque=self.opaque, fixed=self.fixed, names=self.names,
            )  # fmt: skip
        return self._reference

    def value(self, term: Any) -> arb:
        """An enclosure of the term's value.

        Raises:
            Undecided: it cannot be told at this point.
        """
        found = self.plain(to_canonical(term))
        if not found.is_finite():
            raise Undecided
        return found

    def plain(self, term: Canonical) -> arb:
        """The value where no symbol is moved."""
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self._plain(term)
        return found

    def _plain(self, term: Canonical) -> arb:
        plain = self.plain
        if type(term) is Apply:
            return self._plain_call(term)
        if type(term) is Sum:
            total = ball(term.constant)
            for addend, size in term.entries.items():
                total += plain(addend) * (size if type(size) is int else ball(size))
            return total
        if type(term) is Product:
            product: arb | None = None
            for factor, exponent in term.entries.items():
                value = plain(factor) if exponent == 1 else checked_power(plain(factor), exponent)
                product = value if product is None else product * value
            return arb(1) if product is None else product
        if type(term) is Reciprocal:
            return checked_power(plain(term.base), -1)
        if type(term) is CanonicalNumber:
            return ball(term.value)
        assert type(term) is CanonicalSymbol
        found = self.base.get(term.name)
        return self._constant(term.name, _ROOT)[0] if found is None else found

    def _plain_call(self, term: Apply) -> arb:
        operator = term.operator
        if operator is DERIVATIVE or operator is INTEGRAL or not operator.interpreted:
            return self._general_call(term, _ROOT)[0]
        return call_value(operator, [self.plain(argument) for argument in term.arguments])

    def _value(self, term: Canonical, environment: _Environment) -> Nilpotent:
        if environment.symbols.keys().isdisjoint(self.moving.of(term)):
            return {0: self.plain(term)}
        found = environment.memo.get(term)
        if found is None:
            found = environment.memo[term] = self._computed(term, environment)
        return found

    def _computed(self, term: Canonical, environment: _Environment) -> Nilpotent:
        if type(term) is CanonicalSymbol:
            return environment.symbols[term.name]
        if type(term) is Sum:
            total: Nilpotent = {0: ball(term.constant)}
            for addend, size in term.entries.items():
                value = self._value(addend, environment)
                total = nilpotents.add(total, nilpotents.scale(value, ball(size)))
            return total
        if type(term) is Product:
            product: Nilpotent = {0: arb(1)}
            for factor, exponent in term.entries.items():
                value = nilpotents.raise_to(self._value(factor, environment), exponent)
                product = nilpotents.multiply(product, value)
            return product
        if type(term) is Reciprocal:
            return nilpotents.invert(self._value(term.base, environment))
        assert type(term) is Apply
        return self._general_call(term, environment)

    def _general_call(self, term: Apply, environment: _Environment) -> Nilpotent:
        operator = term.operator
        if operator is DERIVATIVE:
            return self._derivative(term, environment)
        if operator is INTEGRAL:
            return self._integral(term, environment)
        if not operator.interpreted:
            return self._function(term, environment)
        first = self._value(term.arguments[0], environment)
        if operator is not POW:
            return nilpotents.apply(operator, first)
        exponent = self._value(term.arguments[1], environment)
        logarithm = nilpotents.apply(LOG, first)
        return nilpotents.apply(EXP, nilpotents.multiply(exponent, logarithm))

    def _fresh(self) -> int:
        self.bits += 1
        return 1 << (self.bits - 1)

    def _at(self, name: str, environment: _Environment) -> Nilpotent:
        if name not in self.base:
            raise Undecided
        moved = environment.symbols.get(name)
        return {0: self.base[name]} if moved is None else moved

    def _derivative(self, term: Apply, environment: _Environment) -> Nilpotent:
        inner, variable = term.arguments
        assert type(variable) is CanonicalSymbol
        if self.opaque:
            return made_up(b"derivative" + self._fingerprint(term), self.salt, [])
        bit = self._fresh()
        moved = nilpotents.add(self._at(variable.name, environment), {bit: arb(1)})
        shifted = self._value(inner, environment.moved(variable.name, moved))
        slope = {mask ^ bit: part for mask, part in shifted.items() if mask & bit}
        return {0: arb(0), **slope}

    def _integral(self, term: Apply, environment: _Environment) -> Nilpotent:
        """K plus Σ ∂ᵏe νᵏ⁺¹/(k+1)!, with ν the nilpotent part of the variable."""
        integrand, variable = term.arguments
        assert type(variable) is CanonicalSymbol
        name = variable.name
        start = self._start(term, environment)
        nu = {m: part for m, part in self._at(name, environment).items() if m}
        degree = nilpotents.order(nu)
        if not degree:
            return start
        bits = [self._fresh() for _ in range(degree - 1)]
        moved = {0: self.base[name], **{bit: arb(1) for bit in bits}}
        values = self._value(integrand, environment.moved(name, moved))
        power, result = nu, start
        for step in range(degree):
            slope = nilpotents.without(values, sum(bits[:step]), sum(bits))
            result = nilpotents.add(result, nilpotents.multiply(slope, power))
            power = nilpotents.scale(nilpotents.multiply(power, nu), arb(1) / (step + 2))
        return result

    def _start(self, term: Apply, environment: _Environment) -> Nilpotent:
        """The antiderivative at the point's value of its variable: K of the other symbols."""
        values = [self._at(name, environment) for name in self._dependencies(term)]
        return made_up(b"integral" + self._fingerprint(term), self.salt, values)

    def _dependencies(self, term: Apply) -> tuple[str, ...]:
        """The other symbols that K depends on: as a function, however the integrand is written."""
        found = self.dependencies.get(term)
        if found is None:
            integrand, variable = term.arguments
            names = (self.moving.of(term) & self.base.keys()) - self.names.of(variable)
            keep = partial(self.reference.depends, integrand) if not self.free else bool
            found = self.dependencies[term] = tuple(filter(keep, sorted(names)))
        return found

    def depends(self, term: Canonical, name: str) -> bool:
        """Whether the term changes with a symbol, at the point.

        Raises:
            Undecided: it cannot be told.
        """
        bit = self._fresh()
        slope = self._value(term, _Environment({name: {0: self.base[name], bit: arb(1)}})).get(bit)
        if slope is None or not slope.contains(0):
            return slope is not None
        if not slope.rad() < _ROUNDING:
            raise Undecided
        return False

    def _fingerprint(self, term: Apply) -> bytes:
        """What is the same for equal integrands (or arguments of a derivative)."""
        found = self.prints.get(term)
        if found is None:
            inner, variable = term.arguments
            assert type(variable) is CanonicalSymbol
            value = rounded(self.reference.value(inner), _ROUNDING)
            found = self.prints[term] = f" {variable.name} {value}".encode()
        return found

    def _function(self, term: Apply, environment: _Environment) -> Nilpotent:
        name = term.operator.name
        definition = (self.fixed if self.free else self.definitions).get(name)
        if definition is None and self.free:
            values = [self._value(argument, environment) for argument in term.arguments]
            return made_up(name.encode(), self.salt, values)
        if definition is None:
            return self._constant(name, environment)
        return self._value(to_canonical(definition), environment)

    def _constant(self, name: str, environment: _Environment) -> Nilpotent:
        if self.free:
            return made_up(name.encode(), self.salt, [])
        if name not in self.constants:
            raise Undecided
        known = self.constants[name]
        kept = {n: value for n, value in environment.symbols.items() if n != known.variable}
        frozen = _Environment(kept) if kept else _ROOT
        whole = self._value(to_canonical(known.integral), frozen)
        found = self._value(to_canonical(known.antiderivative), frozen)
        return nilpotents.add(whole, nilpotents.scale(found, -1))
