"""The state of a check: equations accepted so far and all that may be concluded from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from codegen.datasets.checking.comparison import Comparison
from codegen.datasets.checking.knowledge import PREDICATES, Knowledge
from codegen.datasets.checking.meaning import FreeNames, IntegrationConstant
from codegen.datasets.checking.normal_form import NormalForm
from codegen.datasets.checking.reading import Condition, Record, Step, parts_of
from codegen.datasets.checking.rejection import Rejected, require
from codegen.datasets.checking.replacing import Replacement
from codegen.datasets.checking.vetting import Vetting
from symnum.ops import DERIVATIVE, INTEGRAL, function
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import build

__all__ = ["Accepted", "Rejected", "State", "require"]


class Accepted(NamedTuple):
    """A step that was found right, with the normal forms of its equation's sides."""

    step: Step
    forms: tuple[Canonical, Canonical]


class State:
    """What the check of one record knows."""

    def __init__(self, record: Record) -> None:
        self.record, self.symbols = record, record.symbols
        self.forms, self.knowledge, self.names = NormalForm(), Knowledge(), FreeNames()
        self.vetting = Vetting(self.symbols, self.forms, self.knowledge)
        self.definitions: dict[str, Canonical] = {}
        self.constants: dict[str, IntegrationConstant] = {}
        self.conditions: list[Condition] = []
        self.conditioned: set[str] = set()
        self.accepted: list[Accepted] = []
        self.comparison = Comparison(
            self.symbols, self.definitions, self.constants, self.conditions, record.data.id
        )  # fmt: skip

    def free(self, *terms: Canonical) -> tuple[CanonicalSymbol, ...]:
        """The domain's symbols in the terms, in alphabetical order."""
        names = self.names.of(*terms)
        return tuple(self.symbols[name] for name in sorted(names) if name in self.symbols)

    def assume(self, conditions: Iterable[Condition]) -> None:
        """From now on the conditions hold; what equals their subjects shares their signs."""
        for condition in conditions:
            if condition.predicate not in PREDICATES:
                raise Rejected(f"{condition.predicate!r} is not a condition")
            self.vetting.require(condition.subject)
            self.knowledge.learn(self.forms.of(condition.subject), PREDICATES[condition.predicate])
            self.conditions.append(condition)
            self.conditioned |= self.names.of(condition.subject)
            for earlier in self.accepted:
                self.knowledge.equate(*earlier.forms)

    def define(self, left: Canonical, right: Canonical, *, wrong: bool = False) -> None:
        """A new function of exactly the symbols of an expression.

        Of what rests on a wrong step it is not asked whether it has a value.
        """
        (self.vetting.require_introduced if wrong else self.vetting.require)(right)
        if type(left) is not Apply or left.operator.interpreted:
            raise Rejected(f"{left} is not a new function")
        name = left.operator.name
        declared = {constant.name for constant in self.record.constants}
        if name in self.vetting.arguments or name in declared:
            raise Rejected(f"{name} has a meaning already")
        if left.arguments != self.free(right):
            raise Rejected(f"{left} has to be a function of the symbols of {right}")
        self.definitions[name], self.vetting.arguments[name] = right, left.arguments

    def substituted(self, form: Canonical, old: Canonical, new: Canonical) -> Canonical:
        """A normal form with ``old`` replaced wherever it occurs."""
        return Replacement(old, new).of(form)

    def require_interval(self, variable: CanonicalSymbol) -> None:
        """The symbol ranges over an interval: no condition recorded so far cuts it."""
        assumed = variable.assumptions
        if "nonzero" in assumed and "positive" not in assumed:
            raise Rejected(f"{variable} does not range over an interval")
        if variable.name in self.conditioned:
            raise Rejected(f"a side condition restricts {variable}, over which is integrated")

    def can_be_evaluated(self, term: Canonical) -> bool:
        """Whether a derivative outside of integrals could be carried out."""
        if type(term) is Apply:
            if term.operator is INTEGRAL or not term.operator.interpreted:
                return False
            if term.operator is DERIVATIVE and not self._stays(*term.arguments):
                return True
        return any(map(self.can_be_evaluated, parts_of(term)))

    def _stays(self, inner: Canonical, variable: Canonical) -> bool:
        """Whether a derivative of an unknown function, or of an integral over another variable:
        what is added to an antiderivative may depend on all others."""
        assert type(variable) is CanonicalSymbol
        if self._under_another(inner, variable):
            return True
        if variable.name not in self.names.of(inner) or type(inner) is CanonicalSymbol:
            return False
        return type(inner) is Apply and (
            not inner.operator.interpreted or inner.operator is DERIVATIVE
        )

    def _under_another(self, term: Canonical, variable: CanonicalSymbol) -> bool:
        if type(term) is Apply and term.operator is INTEGRAL and term.arguments[1] is not variable:
            return True
        return any(self._under_another(part, variable) for part in parts_of(term))

    def introduce_constant(self, operand: Canonical, source: Accepted) -> IntegrationConstant:
        """The constant that the next step declares, once its antiderivative has been checked."""
        known = self._declared(operand, source)
        integrand, variable = known.integral.arguments
        assert type(variable) is CanonicalSymbol
        self.require_interval(variable)
        self.vetting.require(known.antiderivative)
        slope = build(DERIVATIVE, (known.antiderivative, variable))
        reason = self.comparison.differs([(slope, integrand)], free=True)
        if reason is not None:
            raise Rejected(f"not an antiderivative: {reason}")
        self.constants[known.name] = known
        self.introduce(known.name, known.arguments)
        return known

    def introduce(self, name: str, arguments: Sequence[str]) -> None:
        """From now on a name may be used: a function of symbols, or a number without them."""
        if arguments:
            self.vetting.arguments[name] = tuple(self.symbols[symbol] for symbol in arguments)
        else:
            self.vetting.numbers[name] = None

    def _declared(self, operand: Canonical, source: Accepted) -> IntegrationConstant:
        number = len(self.accepted) + 1
        declared = [c for c in self.record.constants if c.step == number]
        integral = type(operand) is Apply and operand.operator is INTEGRAL
        if len(declared) != 1 or not integral:
            raise Rejected("the operand has to be an integral, with one constant declared")
        assert type(operand) is Apply
        (known,) = declared
        taken = {*self.symbols, *self.constants, *self.vetting.arguments}
        if known.name in taken:
            raise Rejected(f"{known.name} cannot be the name of a new constant")
        variable = operand.arguments[1]
        if known.integral is not operand or variable is not self.symbols.get(known.variable):
            raise Rejected(f"{known.name} is declared for another integral or variable")
        if any(operand is other.integral for other in self.constants.values()):
            raise Rejected(f"{operand} was evaluated before, with another constant")
        names = [s.name for s in self.free(source.step.left, source.step.right)]
        if known.arguments != [name for name in names if name != known.variable]:
            raise Rejected(f"{known.name} has to depend on all symbols but {known.variable}")
        return IntegrationConstant(
            known.name, known.variable, tuple(known.arguments), operand, known.antiderivative
        )

    def constant_term(self, known: IntegrationConstant) -> Canonical:
        """How a constant is written."""
        if not known.arguments:
            return CanonicalSymbol(known.name, frozenset())
        return build(function(known.name), self.vetting.arguments[known.name])


def number_of(term: Canonical) -> int | None:
    """An integer if the term is one."""
    value = term.value if type(term) is CanonicalNumber else None
    return value if isinstance(value, int) else None
