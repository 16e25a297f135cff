"""Matching of a rule's left side against terms of any family.

Patterns are in core form (:func:`symnum.rules.core.core`). Sums and products match up to order,
at every depth; a :class:`~symnum.rules.RestVariable` takes the arguments that are left over.
The search is bounded by a number of steps, so a sum of 600 addends costs no more than its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symnum.ops import MUL, Operator
from symnum.rules import RestVariable, variables_of
from symnum.terms.exact import reduced
from symnum.terms.interface import Adapter
from symnum.terms.plain import Call, Number, PatternVariable, Term
from symnum.terms.traversal import fold, node_count

Bindings = Mapping[str, Any]
"""Terms of the subject's family by the names of pattern variables."""

STEPS = 4000
"""How many comparisons one attempt may take before it counts as no match."""


class BudgetSpent(Exception):
    """The search for a match took too many steps."""


def instantiate(template: Term, bindings: Bindings, adapter: Adapter, like: Any) -> Any:
    """The template with its variables replaced, built in the family of ``like``.

    Raises:
        KeyError: a variable is not bound.
    """

    def leaf(term: Any) -> Any:
        if isinstance(term, PatternVariable):
            return bindings[term.name]
        if isinstance(term, Number):
            return adapter.literal(like, term.value)
        return adapter.symbol(like, term.name, term.assumptions)

    return fold(template, leaf, lambda _, operator, parts: adapter.rebuild(like, operator, parts))


class Matcher:
    """One attempt to match patterns against terms of one family.

    Args:
        adapter: Adapter of the subject's family.
        like: Any term of that family.
        steps: How many comparisons may be made in all.
    """

    def __init__(self, adapter: Adapter, like: Any, steps: int = STEPS) -> None:
        self.adapter, self.like, self.steps = adapter, like, steps

    def match(self, pattern: Term, subject: Any, bound: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Every way to bind the pattern's variables so that it equals the subject."""
        self.steps -= 1
        if self.steps < 0:
            raise BudgetSpent
        if isinstance(pattern, PatternVariable):
            yield from self._variable(pattern, subject, bound)
        elif isinstance(pattern, Number):
            if self.adapter.number(subject) == pattern.value:
                yield bound
        elif isinstance(pattern, Call):
            yield from self._call(pattern, subject, bound)

    def same(self, first: Any, second: Any) -> bool:
        """Whether two terms of the family are the same."""
        return first is second or bool(first == second)

    def _variable(
        self, pattern: PatternVariable, subject: Any, bound: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        known = bound.get(pattern.name)
        if known is None:
            yield {**bound, pattern.name: subject}
        elif self.same(known, subject):
            yield bound

    def _call(self, pattern: Call, subject: Any, bound: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if self._is_determined(pattern, bound) and self.same(
            instantiate(pattern, bound, self.adapter, self.like), subject
        ):
            yield bound
            return
        operator = pattern.operator
        same_operator = self.adapter.is_call(subject) and self.adapter.operator(subject) is operator
        if operator.is_associative and operator.identity is not None:
            if same_operator:
                yield from self.multiset(pattern, self.adapter.arguments(subject), bound)
            elif has_rest(pattern):
                yield from self.multiset(pattern, [subject], bound)
        elif same_operator:
            arguments = self.adapter.arguments(subject)
            if len(arguments) == len(pattern.arguments):
                yield from self._sequence(pattern.arguments, arguments, bound)
                if operator.is_commutative:
                    yield from self._sequence(pattern.arguments, arguments[::-1], bound)

    def _is_determined(self, pattern: Call, bound: dict[str, Any]) -> bool:
        return all(v.name in bound for v in variables_of(pattern))

    def _sequence(
        self, patterns: Sequence[Term], subjects: Sequence[Any], bound: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        if not patterns:
            yield bound
            return
        for extended in self.match(patterns[0], subjects[0], bound):
            yield from self._sequence(patterns[1:], subjects[1:], extended)

    def multiset(
        self, pattern: Call, subjects: Sequence[Any], bound: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Match all arguments of a sum or product in any order."""
        rest, demanded, coefficient = split(pattern)
        scale = Fraction(1)
        if pattern.operator is MUL and rest is not None and coefficient != 1:
            scale, subjects = self.coefficient(subjects)
            scale /= coefficient
        elif coefficient != 1:
            demanded = (*demanded, Number(coefficient))
        for extended, left in self.choose(demanded, list(subjects), bound):
            if rest is not None:
                yield from self._rest(rest, pattern.operator, left, scale, extended)
            elif not left:
                yield extended

    def choose(
        self, patterns: Sequence[Term], subjects: list[Any], bound: dict[str, Any]
    ) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        """Match each pattern with a subject of its own; also what is left over."""
        if not patterns:
            yield bound, subjects
            return
        for place, subject in enumerate(subjects):
            for extended in self.match(patterns[0], subject, bound):
                left = subjects[:place] + subjects[place + 1 :]
                yield from self.choose(patterns[1:], left, extended)

    def coefficient(self, subjects: Sequence[Any]) -> tuple[Fraction, list[Any]]:
        """The product of the numeric factors, and the other factors."""
        coefficient = Fraction(1)
        others: list[Any] = []
        for subject in subjects:
            value = self.adapter.number(subject)
            if value is None:
                others.append(subject)
            else:
                coefficient *= value
        return coefficient, others

    def _rest(
        self, rest: RestVariable, operator: Operator, left: list[Any], scale: Fraction,
        bound: dict[str, Any],
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        parts = list(left)
        if scale != 1:
            parts.insert(0, self.adapter.literal(self.like, reduced(scale)))
        yield from self._variable(rest, self.combined(operator, parts), bound)

    def combined(self, operator: Operator, parts: Sequence[Any]) -> Any:
        """A sum or product of parts; the neutral element if there are none."""
        if not parts:
            return self.adapter.literal(self.like, operator.identity or 0)
        return parts[0] if len(parts) == 1 else self.adapter.rebuild(self.like, operator, parts)


def has_rest(pattern: Call) -> bool:
    """Whether a rest variable is among the arguments."""
    return any(is_rest(pattern, argument) for argument in pattern.arguments)


def is_rest(pattern: Call, argument: Term) -> bool:
    """Whether an argument stands for all that is left over.

    A rest variable that is a common factor elsewhere in a sum is an ordinary addend of it: in
    ``a - a*sin(x)^2`` the first ``a`` is one addend, not the remainder of the sum.
    """
    if not isinstance(argument, RestVariable):
        return False
    others = (other for other in pattern.arguments if other is not argument)
    return all(argument not in variables_of(other) for other in others)


def split(pattern: Call) -> tuple[RestVariable | None, tuple[Term, ...], Fraction]:
    """The rest variable, the other arguments from most to least telling, the coefficient.

    Raises:
        ValueError: two rest variables in one sum or product.
    """
    rests = [a for a in pattern.arguments if is_rest(pattern, a)]
    if len(rests) > 1:
        raise ValueError(f"{pattern} has two rest variables")
    coefficient = Fraction(1)
    demanded: list[Term] = []
    for argument in pattern.arguments:
        if isinstance(argument, Number) and pattern.operator is MUL:
            coefficient *= argument.value
        elif argument not in rests:
            demanded.append(argument)
    demanded.sort(key=lambda term: (isinstance(term, PatternVariable), node_count(term)))
    rest = rests[0] if rests else None
    return rest if isinstance(rest, RestVariable) else None, tuple(demanded), coefficient
