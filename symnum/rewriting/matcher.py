"""Matching of patterns against terms of any family, up to the order of sums and products.

Patterns are in core form (:func:`symnum.rules.core.core`). At every depth sums and products match
in any order; a :class:`~symnum.rules.RestVariable` takes the arguments that are left over, a
:class:`~symnum.rules.SegmentVariable` any run of arguments of any call.

Such matching is NP-complete (Benanav, Kapur and Narendran, Complexity of matching problems, J.
Symbolic Computation 3, 1987), so the order of the search decides. It follows Eker (Single
elementary associative-commutative matching, J. Automated Reasoning 28, 2002) and MatchPy
(Krebber, Barthels and Bientinesi, Efficient pattern matching in Python, PyHPC 2017): arguments
whose variables are all bound are looked up rather than searched for, then the argument with the
fewest candidates is tried, of several the one that binds most; lone variables come last, and a
guard is tested as soon as its variables are bound. Candidates come from an index by operator and
by factor, in the family's order, so matches come in the same order in every process. The search
counts its steps and ends with :class:`BudgetSpent` at a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from symnum.ops import Operator
from symnum.rewriting.patterns import (
    Bindings,
    NotBuilt,
    Operand,
    Segment,
    instantiate,
    is_multiset,
    names_in,
    plan_of,
)
from symnum.rewriting.segments import in_order, shared_out
from symnum.rewriting.subjects import Operands, Places, Subjects
from symnum.rules import SegmentVariable
from symnum.terms.exact import reduced
from symnum.terms.interface import Adapter
from symnum.terms.plain import Call, Number, PatternVariable, Term

Bound = dict[str, Any]
Matches = Iterator[Bound]
Condition = tuple[frozenset[str], Callable[[Bindings], bool]]
"""Names of variables, and what must hold once they are bound."""

STEPS = 10_000
"""How many comparisons one attempt may take before it is given up."""
_NO_TERM = object()


class BudgetSpent(Exception):
    """The search for a match took too many steps."""


class Matcher:
    """One attempt to match patterns against terms of one family.

    Args:
        adapter: Adapter of the subject's family.
        like: Any term of that family.
        steps: How many comparisons may be made in all; what is left of them afterwards.
        subjects: A memory that attempts share.
        conditions: Tested as soon as their variables are bound.
    """

    def __init__(
        self,
        adapter: Adapter,
        like: Any,
        steps: int = STEPS,
        subjects: Subjects | None = None,
        conditions: Sequence[Condition] = (),
    ) -> None:
        self.adapter, self.like, self.steps = adapter, like, steps
        self.subjects = Subjects() if subjects is None else subjects
        self.conditions = conditions
        self.one_form = getattr(adapter, "keeps_ring_laws", False)

    def match(self, pattern: Term, subject: Any, bound: Bound) -> Matches:
        """Every way to bind the pattern's variables so that it equals the subject.

        Raises:
            BudgetSpent: the limit of steps was reached.
        """
        self.step()
        if isinstance(pattern, PatternVariable):
            return self._variable(pattern, subject, bound)
        if isinstance(pattern, Number):
            return iter((bound,) if self.adapter.number(subject) == pattern.value else ())
        if isinstance(pattern, Call):
            return self._call(pattern, subject, bound)
        return iter((bound,) if self._is(pattern, bound, subject) else ())

    def step(self) -> None:
        """Count one comparison."""
        self.steps -= 1
        if self.steps < 0:
            raise BudgetSpent

    def partial(self, pattern: Call, subject: Any) -> Iterator[tuple[Bound, list[Any]]]:
        """Match a sum or product in a subject that may have more arguments, and what these are.

        In a product with a number, the subject's number is split into it and a remainder.
        """
        plan, operands = plan_of(pattern), self.subjects.operands(subject)
        if plan.rests:
            for bound in self._multiset(pattern, operands, {}):
                yield bound, []
            return
        used, remainder = 0, Fraction(1)
        if plan.coefficient != 1:
            scale, used = self._scale(operands)
            if plan.coefficient == 0 != scale:
                return
            remainder = scale / plan.coefficient if plan.coefficient else remainder
        for bound, taken in self._choose(plan.operands, operands, used, {}, pattern.operator):
            left = _left(operands, taken)
            if remainder != 1:
                left.insert(0, self.adapter.literal(self.like, reduced(remainder)))
            yield bound, left

    def _variable(self, pattern: PatternVariable, subject: Any, bound: Bound) -> Matches:
        value = Segment((subject,)) if isinstance(pattern, SegmentVariable) else subject
        return self.bind(pattern, value, bound)

    def bind(self, variable: PatternVariable, value: Any, bound: Bound) -> Matches:
        """The bindings with one more, unless the variable stands for something else."""
        known = bound.get(variable.name)
        if known is None:
            extended = {**bound, variable.name: value}
            if self._admits(bound, extended):
                yield extended
        elif self.subjects.same(known, value):
            yield bound

    def _admits(self, before: Bound, after: Bound) -> bool:
        """Whether the conditions hold of which the last variable has just been bound."""
        for names, holds in self.conditions:
            if names <= after.keys() and not names <= before.keys():
                self.step()
                if not holds(after):
                    return False
        return True

    def _is(self, pattern: Term, bound: Bound, subject: Any) -> bool:
        """Whether a pattern with all its variables bound is the subject as it is built."""
        value = self._built(pattern, bound)
        return value is not _NO_TERM and self.subjects.same(value, subject)

    def _built(self, pattern: Term, bound: Bound) -> Any:
        """The pattern with its variables replaced; what equals no term if that cannot be."""
        try:
            return instantiate(pattern, bound, self.adapter, self.like)
        except NotBuilt:
            return _NO_TERM

    def _call(self, pattern: Call, subject: Any, bound: Bound) -> Matches:
        if names_in(pattern) <= bound.keys():
            if self._is(pattern, bound, subject):
                yield bound
                return
            if self.one_form:
                return
        operator, adapter = pattern.operator, self.adapter
        same_operator = adapter.is_call(subject) and adapter.operator(subject) is operator
        if is_multiset(operator):
            if same_operator:
                yield from self._multiset(pattern, self.subjects.operands(subject), bound)
            elif adapter.number(subject) is not None and _is_negated(pattern):
                yield from self._negated(pattern, subject, bound)
            elif plan_of(pattern).rests:
                yield from self._multiset(pattern, Operands((subject,), self.subjects), bound)
        elif same_operator:
            arguments = adapter.arguments(subject)
            yield from in_order(self, pattern.arguments, arguments, bound)
            if operator.is_commutative:
                yield from in_order(self, pattern.arguments, arguments[::-1], bound)

    def _negated(self, pattern: Call, subject: Any, bound: Bound) -> Matches:
        """``-x`` is a negative number for a positive ``x``."""
        value = self.adapter.number(subject) or 0
        if value < 0:
            opposite = self.adapter.literal(self.like, -value)
            yield from self.match(plan_of(pattern).operands[0].pattern, opposite, bound)

    def _multiset(self, pattern: Call, operands: Operands, bound: Bound) -> Matches:
        """Match all arguments of a sum or product in any order."""
        plan = plan_of(pattern)
        wanted, used, scale = plan.operands, 0, Fraction(1)
        if plan.number is not None and plan.rests:
            found, used = self._scale(operands)
            scale = found / plan.coefficient
        elif plan.number is not None:
            wanted = (plan.number, *wanted)
        spare = len(operands.terms) - len(wanted)
        if spare < 0 or (spare and plan.takes_one_each and plan.lone.isdisjoint(bound)):
            return
        for extended, taken in self._choose(wanted, operands, used, bound, pattern.operator):
            left = _left(operands, taken)
            if not plan.rests:
                if not left:
                    yield extended
                continue
            if scale != 1:
                left.insert(0, self.adapter.literal(self.like, reduced(scale)))
            yield from shared_out(self, plan.rests, pattern.operator, left, extended)

    def _scale(self, operands: Operands) -> tuple[Fraction, int]:
        """The product of the numeric factors, and their places."""
        scale, used = Fraction(1), 0
        for place in operands.numbers:
            scale *= self.adapter.number(operands.terms[place]) or 0
            used |= 1 << place
        return scale, used

    def _choose(
        self, wanted: Sequence[Operand], operands: Operands, used: int, bound: Bound, of: Operator
    ) -> Iterator[tuple[Bound, int]]:
        """Match each argument with operands of its own; also the places that were taken."""
        if not wanted:
            yield bound, used
            return
        best: tuple[tuple[int, int], Operand, Sequence[Places]] | None = None
        for operand in wanted:
            places = self._candidates(operand, operands, used, bound, of)
            if not places:
                return
            unbound = len(operand.names - bound.keys())
            size = len(places) + (operand.is_variable and unbound) * 10**9
            if best is None or (size, -unbound) < best[0]:
                best = (size, -unbound), operand, places
        assert best is not None
        _, first, candidates = best
        others = [operand for operand in wanted if operand is not first]
        determined = first.names <= bound.keys()
        for chosen in candidates:
            taken = used
            for place in chosen:
                taken |= 1 << place
            if determined and (len(chosen) != 1 or self.one_form):
                self.step()
                found: Matches = iter((bound,))
            else:
                found = self.match(first.pattern, operands.terms[chosen[0]], bound)
            for extended in found:
                yield from self._choose(others, operands, taken, extended, of)

    def _candidates(
        self, operand: Operand, operands: Operands, used: int, bound: Bound, of: Operator
    ) -> Sequence[Places]:
        """The sets of places that an argument may take, each usually of one place."""
        if operand.names <= bound.keys():
            exact = self._looked_up(operand, operands, used, bound, of)
            if exact or self.one_form or operand.is_variable:
                return exact
        places = operands.candidates(operand.head, operand.mask)
        for factor in operand.factors:
            if len(places) < 2:
                break
            if self.one_form and names_in(factor) <= bound.keys():
                having = operands.by_factor.get(self._built(factor, bound), ())
                places = having if len(having) < len(places) else places
        return [(place,) for place in places if not used >> place & 1]

    def _looked_up(
        self, operand: Operand, operands: Operands, used: int, bound: Bound, of: Operator
    ) -> Sequence[Places]:
        """Where a value is that all its variables being bound determines.

        A value that is itself a sum inside a sum takes the places of all its addends.
        """
        value = self._built(operand.pattern, bound)
        found = [(p,) for p in operands.by_term.get(value, ()) if not used >> p & 1]
        if found or value is _NO_TERM or _operator(self.adapter, value) is not of:
            return found
        taken: list[int] = []
        for part in self.adapter.arguments(value):
            free = [
                p for p in operands.by_term.get(part, ()) if not used >> p & 1 and p not in taken
            ]
            if not free:
                return []
            taken.append(free[0])
        return [tuple(taken)]


def _is_negated(pattern: Call) -> bool:
    plan = plan_of(pattern)
    return plan.coefficient == -1 and len(plan.operands) == 1 and not plan.rests


def _operator(adapter: Adapter, term: Any) -> Operator | None:
    return adapter.operator(term) if adapter.is_call(term) else None


def _left(operands: Operands, used: int) -> list[Any]:
    return [term for place, term in enumerate(operands.terms) if not used >> place & 1]
