"""The equations of a record as one program: both sides of every step from numbers alone.

Functions are replaced by what their premises say and derivatives are carried out. An integral that
some step evaluates is its antiderivative plus its constant, and constants are inputs; any other
integral is an input of its own, and so is what is known of neither: a derivative of one of them by
a symbol that it depends on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from codegen.datasets.checking.normal_form import NormalForm
from symnum.calculus import differentiate
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.polynomials import expand
from symnum.program import Program
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.parse import parse
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product

_NO_FACTS: frozenset[str] = frozenset()
_Key = tuple[Canonical, str]
"""What equal integrals have in common: the integrand's form and the variable."""


class RecordProgram(NamedTuple):
    """A program whose outputs are left and right side of each step, in order.

    ``inputs`` are the program's, each with what it stands for; ``steps`` the steps (from 1) that
    the outputs belong to. A step without a value, such as a line of a trace, is left out.
    """

    program: Program
    inputs: dict[str, str]
    steps: tuple[int, ...]


@dataclass
class _Opaque:
    """An input that is no symbol of the domain: what its derivatives are by each symbol."""

    symbol: CanonicalSymbol
    meaning: str
    slopes: dict[str, Canonical] = field(default_factory=dict)
    depends: frozenset[str] = _NO_FACTS


def record_program(record: Mapping[str, Any]) -> RecordProgram:
    """The equations of a record as a program.

    Args:
        record: A record of the schema.

    Raises:
        InputError: no step of it is an equation between values.
    """
    reader = Reader(record)
    pairs: dict[int, list[Canonical]] = {}
    for number, step in enumerate(record["steps"], start=1):
        with suppress(InputError):
            pairs[number] = reader.sides(step)
    inputs = dict(reader.inputs)
    try:
        program = _program(pairs, inputs)
    except InputError:  # some side has no value, or there is none at all
        pairs = {number: pair for number, pair in pairs.items() if _has_values(pair, inputs)}
        if not pairs:
            known = record["id"]
            raise InputError(f"record {known}: there is no equation to evaluate in it") from None
        program = _program(pairs, inputs)
    return RecordProgram(program, inputs, tuple(pairs))


def _program(pairs: Mapping[int, Sequence[Canonical]], inputs: Mapping[str, str]) -> Program:
    return lower([side for pair in pairs.values() for side in pair], [*inputs])


def _has_values(pair: Sequence[Canonical], inputs: Mapping[str, str]) -> bool:
    try:
        lower(pair, [*inputs])
    except InputError:
        return False
    return True


class Reader:
    """Terms of one record without names of functions, derivatives and integrals."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.assumed = {e["symbol"]: {e["assumption"]} - {"real", "complex"}
                        for e in record["domain"]}  # fmt: skip
        self.inputs = {e["symbol"]: f"symbol, {e['assumption']}" for e in record["domain"]}
        self.definitions: dict[str, Canonical] = {}
        self.opaque: dict[str, _Opaque] = {}
        self.forms = NormalForm()
        self.integrals: dict[_Key, Canonical] = {}
        self.declared: dict[str, tuple[_Key, Canonical]] = {}
        self.first: dict[_Key, str] = {}
        self.constants = {known["name"]: known for known in record["constants"]}
        numbers = {name for name, known in self.constants.items() if not known["arguments"]}
        self.functions = {entry["name"] for entry in record["functions"]} - numbers
        self.bodies = self._bodies(record["steps"])

    def parsed(self, text: str) -> Canonical:
        """A text of the record as a term."""
        return parse(text, functions=self.functions, assumptions=self.assumed, canonical=True)

    def _bodies(self, steps: Sequence[Mapping[str, Any]]) -> dict[str, Canonical]:
        """What each name stands for, by the premise that introduces it."""
        found: dict[str, Canonical] = {}
        names = self.functions - set(self.constants)
        for step in steps:
            with suppress(InputError):
                pair = self._pair(step) if step["operator"].endswith("premise") else []
                for name, body in (pair, pair[::-1]) if pair else ():
                    if type(name) is Apply and name.operator.name in names - set(found):
                        found[name.operator.name] = body
                        break
        return found

    def _pair(self, step: Mapping[str, Any]) -> list[Canonical]:
        left, sign, right = step["equation"]["text"].partition(" = ")
        if not sign:
            raise InputError("not an equation")
        return [self.parsed(left), self.parsed(right)]

    def sides(self, step: Mapping[str, Any]) -> list[Canonical]:
        """Both sides of a step's equation."""
        return [self.resolved(side) for side in self._pair(step)]

    def resolved(self, term: Canonical) -> Canonical:
        """A term of inputs alone."""
        if type(term) is CanonicalSymbol:
            return self._constant(term.name) if term.name in self.constants else term
        if type(term) is Sum:
            parts = [(self.resolved(part), size) for part, size in term.entries.items()]
            return linear_combination([*parts, (ONE, term.constant)])
        if type(term) is Product:
            return product([(self.resolved(part), e) for part, e in term.entries.items()])
        if type(term) is Reciprocal:
            return product([(self.resolved(term.base), -1)])
        return self._call(term) if type(term) is Apply else term

    def _call(self, term: Apply) -> Canonical:
        name = term.operator.name
        if not term.operator.interpreted:
            if name in self.constants:
                return self._constant(name)
            return self._definition(name)
        if term.operator not in (DERIVATIVE, INTEGRAL):
            return build(term.operator, [self.resolved(part) for part in term.arguments])
        inner, variable = self.resolved(term.arguments[0]), term.arguments[1]
        if type(variable) is not CanonicalSymbol:
            raise InputError(f"{term} is not by a symbol")
        if term.operator is DERIVATIVE:
            return self.derivative(inner, variable)
        return self._integral(inner, variable)

    def _definition(self, name: str) -> Canonical:
        """Looked up when it is asked for: integrals speak of names that are introduced later."""
        if name not in self.definitions:
            body = self.bodies.pop(name, None)  # gone while it is looked up, so not its own part
            if body is None:
                raise InputError(f"{name} has no definition")
            self.definitions[name] = self.resolved(body)
        return self.definitions[name]

    def derivative(self, inner: Canonical, variable: CanonicalSymbol) -> Canonical:
        """By the chain rule through inputs that depend on the variable."""
        total: Canonical = differentiate(inner, variable)
        for known in list(self.opaque.values()):
            outer: Canonical = differentiate(inner, known.symbol)
            if outer is not ZERO:
                inside = self._slope(known, variable)
                total = linear_combination([(total, 1), (product([(outer, 1), (inside, 1)]), 1)])
        return total

    def _slope(self, known: _Opaque, variable: CanonicalSymbol) -> Canonical:
        name = variable.name
        if name not in known.depends:
            return ZERO
        if name not in known.slopes:
            meaning = f"derivative of {known.symbol} by {name}"
            known.slopes[name] = self._new(f"{known.symbol}_by_{name}", meaning, known.depends)
        return known.slopes[name]

    def _new(self, name: str, meaning: str, depends: frozenset[str]) -> CanonicalSymbol:
        while name in self.inputs or name in self.functions:
            name += "_"
        symbol = CanonicalSymbol(name, _NO_FACTS)
        self.opaque[name] = _Opaque(symbol, meaning, depends=depends)
        self.inputs[name] = meaning
        return symbol

    def _constant(self, name: str) -> Canonical:
        """An input; but of equal integrals the first one's constant tells the others'."""
        if name in self.opaque:
            return self.opaque[name].symbol
        key, antiderivative = self._declared(name)
        first = self.first.setdefault(key, name)
        if first != name:
            other = self._declared(first)[1]
            return linear_combination(
                [(other, 1), (self._constant(first), 1), (antiderivative, -1)]
            )  # fmt: skip
        known = self.constants[name]
        symbol = CanonicalSymbol(name, _NO_FACTS)
        meaning = f"constant of {known['integral']['text']}"
        self.opaque[name] = _Opaque(symbol, meaning, depends=frozenset(known["arguments"]))
        self.inputs[name] = meaning
        return symbol

    def _declared(self, name: str) -> tuple[_Key, Canonical]:
        """What a constant belongs to: its integral, and the antiderivative beside it."""
        if name not in self.declared:
            known = self.constants[name]
            integral = self.parsed(known["integral"]["text"])
            if type(integral) is not Apply or integral.operator is not INTEGRAL:
                raise InputError(f"{name} is not the constant of an integral")
            key = self._form(self.resolved(integral.arguments[0])), known["variable"]
            antiderivative = self.resolved(self.parsed(known["antiderivative"]["text"]))
            self.declared[name] = key, antiderivative
        return self.declared[name]

    def _belongs(self, name: str, key: _Key) -> bool:
        """Whether a constant is that of an integral; not if it has none to be told."""
        if self.constants[name]["variable"] != key[1]:
            return False
        try:
            return self._declared(name)[0] == key
        except InputError:
            return False

    def _integral(self, inner: Canonical, variable: CanonicalSymbol) -> Canonical:
        """By the antiderivative that the record declares, else an input."""
        key = self._form(inner), variable.name
        if key in self.integrals:
            return self.integrals[key]
        name = next((n for n in self.constants if self._belongs(n, key)), None)
        if name is not None:
            antiderivative = self._declared(name)[1]
            value = linear_combination([(antiderivative, 1), (self._constant(name), 1)])
            self.integrals[key] = value
            return value
        number = 1 + sum(name.startswith("integral_") for name in self.inputs)
        depends = frozenset(self._names(inner)) | {variable.name}
        symbol = self._new(f"integral_{number}", f"integral of {inner} by {variable}", depends)
        self.opaque[symbol.name].slopes[variable.name] = inner
        self.integrals[key] = symbol
        return symbol

    def _form(self, integrand: Canonical) -> Canonical:
        """What integrands have in common that are equal."""
        return self.forms.of(expand(self.forms.of(integrand)))

    def _names(self, term: Canonical) -> set[str]:
        if type(term) is CanonicalSymbol:
            known = self.opaque.get(term.name)
            return {term.name} if known is None else set(known.depends)
        parts: Sequence[Canonical] = ()
        if type(term) is Sum or type(term) is Product:
            parts = [*term.entries]
        elif type(term) is Apply:
            parts = term.arguments
        elif type(term) is Reciprocal:
            parts = [term.base]
        return {name for part in parts for name in self._names(part)}
