"""Values of terms at a point, with unevaluated derivatives and integrals among them.

``derivative(e, x)`` is the coefficient of a fresh ε in e at x + ε. ``integral(e, x)`` is an
antiderivative: near the point it is K + ∫ e dx from the point on, where K is some function of the
other symbols, the same for equal integrands; it is made up from a fingerprint of the integrand, so
that a statement holds only if it holds for any choice of antiderivatives. An integration constant
is its integral minus its antiderivative, at the point's value of its variable.

Names of functions either have the values their premises say (``defined``), or are made up too
(``free``): what holds for free functions holds whatever they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from flint import arb, fmpq

from codegen.datasets.checking import nilpotents
from codegen.datasets.checking.nilpotents import Nilpotent, Undecided
from symnum.ops import ADD, DERIVATIVE, DIV, EXP, INTEGRAL, LOG, MUL, NEG, POW, SUB
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols

_LARGEST_EXPONENT = 64
_FINGERPRINT_DIGITS = 10
_ROUNDING = 1e-15


@dataclass(frozen=True, slots=True)
class IntegrationConstant:
    """What a constant stands for: ``integral(integrand, variable) - antiderivative``."""

    name: str
    variable: str
    arguments: tuple[str, ...]
    integral: Call
    antiderivative: Term


@dataclass(slots=True)
class _Environment:
    """Values of the symbols, and of what has been evaluated with them."""

    symbols: dict[str, Nilpotent]
    memo: dict[Term, Nilpotent] = field(default_factory=dict)


class Evaluator:
    """Evaluates terms at one point.

    Args:
        point: A number for each symbol.
        reference: Another point, at which integrands are told apart.
        definitions: What names of functions stand for.
        constants: What integration constants stand for.
        salt: Chooses the made-up functions.
        free: Whether functions and constants are made up instead of looked up.
        opaque: Whether derivatives are made up, too: then only what surrounds them counts.
    """

    def __init__(
        self,
        point: Mapping[str, Fraction],
        reference: Mapping[str, Fraction],
        definitions: Mapping[str, Term],
        constants: Mapping[str, IntegrationConstant],
        salt: int,
        *,
        free: bool = False,
        opaque: bool = False,
    ) -> None:
        self.base = {name: nilpotents.constant(_ball(value)) for name, value in point.items()}
        self.definitions, self.constants, self.salt = definitions, constants, salt
        self.free, self.opaque = free, opaque
        self.bits = 0
        self.root = _Environment(dict(self.base))
        self.prints: dict[Term, int] = {}
        self.dependencies: dict[Term, tuple[str, ...]] = {}
        self.reference = None if reference is point else Evaluator(
            reference, reference, definitions, constants, salt, free=free, opaque=opaque
        )  # fmt: skip

    def value(self, term: Term) -> arb:
        """An enclosure of the term's value.

        Raises:
            Undecided: it cannot be told at this point.
        """
        found: arb = self._value(term, self.root)[0]
        if not found.is_finite():
            raise Undecided
        return found

    def _value(self, term: Term, environment: _Environment) -> Nilpotent:
        found = environment.memo.get(term)
        if found is None:
            found = environment.memo[term] = self._computed(term, environment)
        return found

    def _computed(self, term: Term, environment: _Environment) -> Nilpotent:
        if isinstance(term, Number):
            return nilpotents.constant(_ball(term.value))
        if isinstance(term, Symbol):
            known = environment.symbols.get(term.name)
            return self._constant(term.name, environment) if known is None else known
        assert isinstance(term, Call)
        if term.operator is DERIVATIVE:
            return self._derivative(term, environment)
        if term.operator is INTEGRAL:
            return self._integral(term, environment)
        if not term.operator.interpreted:
            return self._function(term, environment)
        return self._interpreted(term, environment)

    def _interpreted(self, term: Call, environment: _Environment) -> Nilpotent:
        operator, exponent = term.operator, term.arguments[-1]
        first = self._value(term.arguments[0], environment)
        if operator is POW and isinstance(exponent, Number) and isinstance(exponent.value, int):
            if abs(exponent.value) > _LARGEST_EXPONENT:
                raise Undecided
            return nilpotents.raise_to(first, exponent.value)
        rest = [self._value(argument, environment) for argument in term.arguments[1:]]
        if operator is NEG:
            return nilpotents.scale(first, -1)
        if operator is POW:
            product = nilpotents.multiply(rest[0], nilpotents.apply(LOG, first))
            return nilpotents.apply(EXP, product)
        if len(term.arguments) == 1 and operator not in (ADD, MUL):
            return nilpotents.apply(operator, first)
        for other in rest:
            if operator is ADD:
                first = nilpotents.add(first, other)
            elif operator is SUB:
                first = nilpotents.add(first, nilpotents.scale(other, -1))
            elif operator is MUL:
                first = nilpotents.multiply(first, other)
            elif operator is DIV:
                first = nilpotents.multiply(first, nilpotents.invert(other))
            else:
                raise Undecided
        return first

    def _fresh(self) -> int:
        self.bits += 1
        return 1 << (self.bits - 1)

    def _derivative(self, term: Call, environment: _Environment) -> Nilpotent:
        inner, variable = term.arguments
        assert isinstance(variable, Symbol)
        if self.opaque:
            return self._made_up(f"derivative {self._fingerprint(term)}", [])
        bit = self._fresh()
        moved = nilpotents.add(environment.symbols[variable.name], {bit: arb(1)})
        symbols = {**environment.symbols, variable.name: moved}
        shifted = self._value(inner, _Environment(symbols))
        slope = {mask ^ bit: part for mask, part in shifted.items() if mask & bit}
        return {0: arb(0), **slope}

    def _integral(self, term: Call, environment: _Environment) -> Nilpotent:
        """K plus Σ ∂ᵏe νᵏ⁺¹/(k+1)!, with ν the nilpotent part of the variable."""
        integrand, variable = term.arguments
        assert isinstance(variable, Symbol)
        name = variable.name
        start = self._start(term, environment)
        nu = {m: part for m, part in environment.symbols[name].items() if m}
        degree = nilpotents.order(nu)
        if not degree:
            return start
        bits = [self._fresh() for _ in range(degree - 1)]
        moved = {**self.base[name], **{bit: arb(1) for bit in bits}}
        values = self._value(integrand, _Environment({**environment.symbols, name: moved}))
        power, result = nu, start
        for step in range(degree):
            done = sum(bits[:step])
            slope = _without(values, done, sum(bits))
            result = nilpotents.add(result, nilpotents.multiply(slope, power))
            power = nilpotents.scale(nilpotents.multiply(power, nu), arb(1) / (step + 2))
        return result

    def _start(self, term: Call, environment: _Environment) -> Nilpotent:
        """The antiderivative at the point's value of its variable: K of the other symbols."""
        values = [environment.symbols[name] for name in self._dependencies(term)]
        return self._made_up(f"integral {self._fingerprint(term)}", values)

    def _dependencies(self, term: Call) -> tuple[str, ...]:
        """The other symbols on which the integrand depends as a function, however written."""
        found = self.dependencies.get(term)
        if found is None:
            evaluator = self.reference or self
            integrand, variable = term.arguments
            names = [s.name for s in free_symbols(integrand) if s is not variable]
            depends = evaluator.depends
            found = tuple(n for n in names if n in self.base and depends(integrand, n))
            self.dependencies[term] = found
        return found

    def depends(self, term: Term, name: str) -> bool:
        """Whether the term changes with a symbol, at the point.

        Raises:
            Undecided: it cannot be told.
        """
        bit = self._fresh()
        moved = {**self.base, name: {**self.base[name], bit: arb(1)}}
        slope = self._value(term, _Environment(moved)).get(bit)
        if slope is None or not slope.contains(0):
            return slope is not None
        if not slope.rad() < _ROUNDING:
            raise Undecided
        return False

    def _fingerprint(self, term: Call) -> int:
        """A number that is the same for equal integrands (or arguments of a derivative)."""
        found = self.prints.get(term)
        if found is None:
            evaluator = self.reference or self
            inner, variable = term.arguments
            found = self.prints[term] = zlib.crc32(
                f"{variable} {_rounded(evaluator.value(inner))}".encode()
            )
        return found

    def _function(self, term: Call, environment: _Environment) -> Nilpotent:
        name = term.operator.name
        if not self.free and name in self.definitions:
            return self._value(self.definitions[name], environment)
        if not self.free:
            return self._constant(name, environment)
        return self._made_up(name, [self._value(a, environment) for a in term.arguments])

    def _constant(self, name: str, environment: _Environment) -> Nilpotent:
        if self.free:
            return self._made_up(name, [])
        known = self.constants[name]
        there = {**environment.symbols, known.variable: self.base[known.variable]}
        frozen = _Environment(there)
        whole = self._value(known.integral, frozen)
        return nilpotents.add(
            whole, nilpotents.scale(self._value(known.antiderivative, frozen), -1)
        )

    def _made_up(self, label: str, arguments: Sequence[Nilpotent]) -> Nilpotent:
        """Some positive smooth function of the arguments; the same for the same label."""
        random = Random(f"{label} {self.salt}")
        inner = nilpotents.constant(arb(random.randint(-16, 16)) / 16)
        joint = nilpotents.constant(arb(random.randint(1, 8)) / 16)
        for argument in arguments:
            slope, bend = arb(random.randint(1, 16)) / 32, arb(random.randint(1, 16)) / 64
            inner = nilpotents.add(inner, nilpotents.scale(argument, slope))
            square = nilpotents.multiply(argument, argument)
            inner = nilpotents.add(inner, nilpotents.scale(square, -bend))
            joint = nilpotents.multiply(joint, argument)
        if arguments:
            inner = nilpotents.add(inner, joint)
        return nilpotents.apply(EXP, inner)


def _rounded(value: arb) -> str:
    """A number's leading digits; tiny ones are taken for 0.

    Raises:
        Undecided: the ball is too wide to tell.
    """
    if value.rad() > abs(value).upper() * _ROUNDING and value.rad() > _ROUNDING:
        raise Undecided
    if abs(value).upper() < _ROUNDING:
        return "0"
    # rational values may lie halfway between two roundings; multiples of π do not
    return (value * arb.pi()).mid().str(_FINGERPRINT_DIGITS, radius=False)


def _without(values: Nilpotent, wanted: int, all_bits: int) -> Nilpotent:
    """The coefficient of the ε ``wanted`` where none of the other ``all_bits`` occurs."""
    found = {m ^ wanted: part for m, part in values.items() if m & all_bits == wanted}
    return {0: arb(0), **found}


def _ball(value: int | Fraction) -> arb:
    value = Fraction(value)
    return arb(fmpq(value.numerator, value.denominator))
