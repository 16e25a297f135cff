"""The equations of a record as one program: both sides of every step from numbers alone.

Functions are replaced by what their premises say and derivatives are carried out. An integral that
some step evaluates is its antiderivative plus its constant, and constants are inputs; any other
integral is an input of its own, and so is what is known of neither: a derivative of one of them by
a symbol that it depends on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    reader = _Reader(record)
    sides: list[Canonical] = []
    steps: list[int] = []
    for number, step in enumerate(record["steps"], start=1):
        try:
            pair = reader.sides(step)
            lower(pair, [*reader.inputs])
        except InputError:
            continue
        sides += pair
        steps.append(number)
    if not steps:
        raise InputError(f"record {record['id']}: there is no equation to evaluate in it")
    inputs = dict(reader.inputs)
    return RecordProgram(lower(sides, [*inputs]), inputs, tuple(steps))


class _Reader:
    """Terms of one record without names of functions, derivatives and integrals."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.assumed = {e["symbol"]: {e["assumption"]} - {"real", "complex"}
                        for e in record["domain"]}  # fmt: skip
        self.inputs = {e["symbol"]: f"symbol, {e['assumption']}" for e in record["domain"]}
        self.definitions: dict[str, Canonical] = {}
        self.opaque: dict[str, _Opaque] = {}
        self.forms = NormalForm()
        self.integrals: dict[tuple[Canonical, str], Canonical] = {}
        self.constants = {known["name"]: known for known in record["constants"]}
        numbers = {name for name, known in self.constants.items() if not known["arguments"]}
        self.functions = {entry["name"] for entry in record["functions"]} - numbers

    def _parsed(self, text: str) -> Canonical:
        return parse(text, functions=self.functions, assumptions=self.assumed, canonical=True)

    def sides(self, step: Mapping[str, Any]) -> list[Canonical]:
        """Both sides of a step's equation; a premise's name is defined by it."""
        left, sign, right = step["equation"]["text"].partition(" = ")
        if not sign:
            raise InputError("not an equation")
        pair = [self._parsed(left), self._parsed(right)]
        if step["operator"].endswith("premise"):
            for name, body in (pair, reversed(pair)):
                if type(name) is Apply and name.operator.name in self._undefined():
                    self.definitions[name.operator.name] = self.resolved(body)
                    break
        return [self.resolved(side) for side in pair]

    def _undefined(self) -> set[str]:
        return self.functions - set(self.definitions) - set(self.constants)

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
            if name not in self.definitions:
                raise InputError(f"{name} has no definition")
            return self.definitions[name]
        if term.operator not in (DERIVATIVE, INTEGRAL):
            return build(term.operator, [self.resolved(part) for part in term.arguments])
        inner, variable = self.resolved(term.arguments[0]), term.arguments[1]
        if type(variable) is not CanonicalSymbol:
            raise InputError(f"{term} is not by a symbol")
        if term.operator is DERIVATIVE:
            return self.derivative(inner, variable)
        return self._integral(inner, variable)

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
        if name not in self.opaque:
            known = self.constants[name]
            meaning = f"constant of {known['integral']['text']}"
            self.opaque[name] = _Opaque(
                CanonicalSymbol(name, _NO_FACTS), meaning, depends=frozenset(known["arguments"])
            )
            self.inputs[name] = meaning
        return self.opaque[name].symbol

    def _integral(self, inner: Canonical, variable: CanonicalSymbol) -> Canonical:
        """By the antiderivative that the record declares, else an input."""
        key = self._form(inner), variable.name
        if key in self.integrals:
            return self.integrals[key]
        for name, known in self.constants.items():
            declared = self._parsed(known["integral"]["text"])
            if type(declared) is not Apply or known["variable"] != variable.name:
                continue
            if self._form(self.resolved(declared.arguments[0])) is key[0]:
                found = self.resolved(self._parsed(known["antiderivative"]["text"]))
                value = linear_combination([(found, 1), (self._constant(name), 1)])
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
