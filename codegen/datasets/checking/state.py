"""The state of a check: equations accepted so far and all that may be concluded from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from codegen.datasets.checking.comparison import Comparison
from codegen.datasets.checking.evaluation import IntegrationConstant
from codegen.datasets.checking.knowledge import NONZERO, POSITIVE, Knowledge
from codegen.datasets.checking.normal_form import NormalForm
from codegen.datasets.checking.reading import Condition, Record, Step
from symnum.ops import DERIVATIVE, INTEGRAL, function
from symnum.terms import interface
from symnum.terms.canonical import Canonical
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder


class Rejected(Exception):
    """A step is not what it claims to be."""


def require(condition: bool, reason: str, *terms: object) -> None:
    """Reject with a reason, into which the terms are written only if it is needed."""
    if not condition:
        raise Rejected(reason.format(*terms))


class Accepted(NamedTuple):
    """A step that was found right, with the normal forms of its equation's sides."""

    step: Step
    forms: tuple[Canonical, Canonical]


class State:
    """What the check of one record knows."""

    def __init__(self, record: Record) -> None:
        self.record, self.symbols = record, record.symbols
        self.forms = NormalForm()
        self.knowledge = Knowledge(self.forms)
        self.definitions: dict[str, Term] = {}
        self.arguments: dict[str, tuple[Term, ...]] = {}
        self.constants: dict[str, IntegrationConstant] = {}
        self.conditions: list[Condition] = []
        self.conditioned: set[str] = set()
        self.accepted: list[Accepted] = []
        self.comparison = Comparison(
            self.symbols, self.definitions, self.constants, self.conditions, record.data.id
        )
        self._parts: dict[Term, dict[Term, None]] = {}

    def parts(self, term: Term) -> dict[Term, None]:
        """Every distinct subterm."""
        found = self._parts.get(term)
        if found is None:
            found = self._parts[term] = {part: None for part, _ in postorder([term])}
        return found

    def free(self, *terms: Term) -> tuple[Symbol, ...]:
        """The domain's symbols in the terms, in alphabetical order."""
        parts = {part for term in terms for part in self.parts(term)}
        found = (s for s in self.symbols.values() if s in parts)
        return tuple(sorted(found, key=lambda symbol: symbol.name))

    def undefined(self, term: Term) -> Term | None:
        """A part that may have no value."""
        return self.knowledge.undefined_part(term)

    def assume(self, conditions: Iterable[Condition]) -> None:
        """From now on the conditions hold; what equals their subjects shares their signs."""
        for condition in conditions:
            if condition.predicate not in ("positive", "nonzero"):
                raise Rejected(f"{condition.predicate!r} is not a condition")
            if self.undefined(condition.subject) is not None:
                raise Rejected(f"the condition on {condition.subject} may have no value")
            sign = POSITIVE if condition.predicate == "positive" else NONZERO
            self.knowledge.learn(self.forms.of(condition.subject), sign)
            self.conditions.append(condition)
            self.conditioned |= {s.name for s in self.free(condition.subject)}
            for earlier in self.accepted:
                self.knowledge.equate(*earlier.forms)

    def check_scope(self, term: Term, allowed: str | None = None) -> None:
        """Names are used as they were introduced; derivatives and integrals are by symbols."""
        for part in self.parts(term):
            if isinstance(part, Symbol):
                if part.name not in {*self.symbols, *self.constants, allowed}:
                    raise Rejected(f"{part} is not introduced yet")
            elif isinstance(part, Call) and part.operator in (DERIVATIVE, INTEGRAL):
                variable = part.arguments[1]
                if variable not in self.symbols.values():
                    raise Rejected(f"{part} is not by a symbol of the domain")
            elif isinstance(part, Call) and not part.operator.interpreted:
                name = part.operator.name
                if name != allowed and self.arguments.get(name) != part.arguments:
                    raise Rejected(f"{part} is not a function introduced before")

    def define(self, left: Term, right: Term) -> None:
        """A new function of exactly the symbols of an expression."""
        if not isinstance(left, Call) or left.operator.interpreted:
            raise Rejected(f"{left} is not a new function")
        name = left.operator.name
        if name in self.arguments or name in self.symbols or name in self._constant_names():
            raise Rejected(f"{name} has a meaning already")
        if left.arguments != self.free(right):
            raise Rejected(f"{left} has to be a function of the symbols of {right}")
        self.definitions[name], self.arguments[name] = right, left.arguments

    def _constant_names(self) -> set[str]:
        return {constant.name for constant in self.record.constants}

    def occurs(self, term: Term, where: Accepted) -> bool:
        """Whether the term is a subterm of the equation's normal forms."""
        form = self.forms.of(term)
        return any(part is form for part, _ in postorder(where.forms))

    def substituted(self, term: Canonical, old: Canonical, new: Canonical) -> Canonical:
        """The term with ``old`` replaced wherever it occurs."""
        if term is old:
            return new
        if not interface.is_call(term):
            return term
        arguments = interface.arguments(term)
        changed = [self.substituted(argument, old, new) for argument in arguments]
        if all(a is b for a, b in zip(arguments, changed, strict=True)):
            return term
        return self.forms.rebuilt(interface.operator(term), changed)

    def require_interval(self, variable: Symbol) -> None:
        """The symbol ranges over an interval: no condition recorded so far cuts it."""
        assumed = variable.assumptions
        if "nonzero" in assumed and "positive" not in assumed:
            raise Rejected(f"{variable} does not range over an interval")
        if variable.name in self.conditioned:
            raise Rejected(f"a side condition restricts {variable}, over which is integrated")

    def require_uncut(self, old: Term, target: Accepted) -> None:
        """Under an integral, equality has to hold on all of an interval."""
        form = self.forms.of(old)
        for part, arguments in postorder(target.forms):
            if arguments and part is not form and interface.operator(part) is INTEGRAL:
                inside, variable = arguments
                if any(inner is form for inner, _ in postorder([inside])):
                    self.require_interval(self.symbols[interface.name(variable)])

    def can_be_evaluated(self, term: Term) -> bool:
        """Whether a derivative outside of integrals could be carried out."""
        if not isinstance(term, Call) or term.operator is INTEGRAL:
            return False
        if term.operator is DERIVATIVE and not self._stays(*term.arguments):
            return True
        return any(self.can_be_evaluated(argument) for argument in term.arguments)

    def _stays(self, inner: Term, variable: Term) -> bool:
        """Whether a derivative of an unknown function, or under another variable's integral."""
        if variable not in self.parts(inner) or not isinstance(inner, Call):
            return False
        if not inner.operator.interpreted or inner.operator is DERIVATIVE:
            return True
        return any(
            isinstance(part, Call)
            and part.operator is INTEGRAL
            and part.arguments[1] is not variable
            and variable in self.parts(part)
            for part in self.parts(inner)
        )

    def introduce_constant(self, operand: Term, source: Accepted) -> IntegrationConstant:
        """The constant that the next step declares, once its antiderivative has been checked."""
        known = self._declared(operand, source)
        integrand, variable = known.integral.arguments
        assert isinstance(variable, Symbol)
        self.require_interval(variable)
        self.check_scope(known.antiderivative)
        if self.undefined(known.antiderivative) is not None:
            raise Rejected(f"{known.antiderivative} may have no value")
        slope = Call(DERIVATIVE, (known.antiderivative, variable))
        reason = self.comparison.differs([(slope, integrand)], free=True)
        if reason is not None:
            raise Rejected(f"not an antiderivative: {reason}")
        self.constants[known.name] = known
        if known.arguments:
            self.arguments[known.name] = tuple(self.symbols[name] for name in known.arguments)
        return known

    def _declared(self, operand: Term, source: Accepted) -> IntegrationConstant:
        number = len(self.accepted) + 1
        declared = [c for c in self.record.constants if c.step == number]
        if len(declared) != 1 or not isinstance(operand, Call) or operand.operator is not INTEGRAL:
            raise Rejected("the operand has to be an integral, with one constant declared")
        (known,) = declared
        fresh = known.name not in {*self.symbols, *self.constants, *self.arguments}
        if not fresh or not known.name.isidentifier():
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

    def constant_term(self, known: IntegrationConstant) -> Term:
        """How a constant is written."""
        if not known.arguments:
            return Symbol(known.name)
        return Call(function(known.name), self.arguments[known.name])
