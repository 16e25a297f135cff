"""What is known of a term for all values of its symbols: signs, zeros, integers, definedness.

Facts are derived bottom-up by the inferences that the e-graph also uses, once per subterm, beside
an interval with exact ends: signs cut intervals, and intervals decide signs (``2 + sin(x)`` is
positive).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symnum.ops import Kind, Operator
from symnum.rewriting.bounds import Bounds, by_signs, signs
from symnum.rewriting.intervals import REALS, Interval, point
from symnum.rewriting.patterns import instantiate
from symnum.rules import STRUCTURAL, Guard, Inference, core
from symnum.terms.assumptions import closure
from symnum.terms.exact import Exact
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, PatternVariable
from symnum.terms.traversal import free_symbols

Facts = frozenset[str]
_DEPTH = 40
"""How deep derivations of facts about derived terms may nest."""


def number_facts(value: Exact) -> Facts:
    """What a number's value says."""
    held = {
        "positive": value > 0,
        "nonnegative": value >= 0,
        "negative": value < 0,
        "nonzero": value != 0,
        "integer": isinstance(value, int),
        "even": isinstance(value, int) and value % 2 == 0,
        "odd": isinstance(value, int) and value % 2 == 1,
    }
    return closure(name for name, holds in held.items() if holds)


class FactBase:
    """Facts about terms, derived on demand and remembered.

    Args:
        inferences: How facts follow from facts.
        assuming: Facts about subterms that the caller vouches for: pairs of predicate and term.
    """

    def __init__(
        self, inferences: Iterable[Inference], assuming: Iterable[tuple[str, Any]] = ()
    ) -> None:
        self._by_operator: dict[Operator, list[tuple[Inference, Call]]] = defaultdict(list)
        for inference in inferences:
            subject = inference.conclusion.subject
            if isinstance(subject, Call):
                self._by_operator[subject.operator].append((inference, subject))
        self._known: dict[int, tuple[Any, Facts, Interval]] = {}
        self._pairs: dict[tuple[Operator, Facts, Facts], Facts] = {}
        self._assumed: list[tuple[str, Any]] = list(assuming)
        self._bounds = Bounds(self._assumed)
        self._depth = 0

    def holds(self, predicate: str, term: Any) -> bool:
        """Whether the predicate is known to hold of the term."""
        return predicate in self.facts(term)

    def satisfied(self, guard: Guard, subjects: Sequence[Any]) -> bool:
        """Whether a guard holds of terms, one for each of its subjects."""
        if guard.predicate in STRUCTURAL:
            return _structural(guard.predicate, subjects)
        return self.holds(guard.predicate, subjects[0])

    def facts(self, term: Any) -> Facts:
        """Every predicate known to hold of the term."""
        found = self._known.get(id(term))
        if found is not None:
            return found[1]
        known = self._known
        stack: list[tuple[Any, Sequence[Any] | None]] = [(term, None)]
        while stack:
            part, children = stack.pop()
            if id(part) in known:
                continue
            if children is None:
                adapter = adapter_of(part)
                children = adapter.arguments(part) if adapter.is_call(part) else ()
                waiting = [(child, None) for child in children if id(child) not in known]
                if waiting:
                    stack.append((part, children))
                    stack.extend(waiting)
                    continue
            # the term is kept beside its facts, so that its id is never used twice
            known[id(part)] = (part, *self._known_of(part, children))
        return known[id(term)][1]

    def interval(self, term: Any) -> Interval:
        """An interval in which the term's values lie, wherever it has one.

        >>> from rewrite_rules import FACTS
        >>> from symnum.terms import symbols
        >>> from symnum.terms.functions import sin
        >>> (x,) = symbols("x")
        >>> print(FactBase(FACTS).interval(2 + sin(x)), FactBase(FACTS).interval(x**2 - x))
        [1, 3] [-1/4, inf)
        """
        self.facts(term)
        return self._known[id(term)][2]

    def _known_of(self, term: Any, children: Sequence[Any]) -> tuple[Facts, Interval]:
        """Facts and bounds, each made sharper by the other."""
        adapter = adapter_of(term)
        value = adapter.number(term)
        if value is not None:
            return number_facts(value), point(value)
        facts = self._derive(term, children)
        if not adapter.is_call(term):
            bounds = self._bounds.assumed(term)
        elif adapter.symtype(term) is Kind.BOOLEAN:
            return facts, REALS
        else:
            inside = [self._known[id(child)][2] for child in children]
            bounds = self._bounds.of_call(term, children, inside)
        bounds = by_signs(facts, bounds)
        if "defined" in facts and bounds.bounded:
            facts = closure_of(facts | signs(bounds))
        return facts, bounds

    def _derive(self, term: Any, children: Sequence[Any]) -> Facts:
        adapter = adapter_of(term)
        given = closure_of(name for name, subject in self._assumed if same(subject, term))
        if not adapter.is_call(term):
            return given | closure(adapter.metadata(term).get("assumptions", frozenset()))
        operator = adapter.operator(term)
        if not operator.interpreted:
            defined = all("defined" in self.facts(child) for child in children)
            return given | (frozenset({"defined"}) if defined else frozenset())
        if operator.arity is None:
            return given | self._pairwise(operator, children, term)
        return given | self._concluded(operator, children, term)

    def _pairwise(self, operator: Operator, children: Sequence[Any], term: Any) -> Facts:
        """Facts of a sum or product, its arguments taken in one after another."""
        result = self.facts(children[0])
        for child in children[1:]:
            other = self.facts(child)
            found = self._pairs.get((operator, result, other))
            if found is None:
                found = self._pair(operator, result, other) | self._pair(operator, other, result)
                self._pairs[operator, result, other] = found
            result = found
        return result

    def _pair(self, operator: Operator, first: Facts, second: Facts) -> Facts:
        concluded = set()
        for inference, subject in self._by_operator[operator]:
            names = [a.name for a in subject.arguments if isinstance(a, PatternVariable)]
            known = dict(zip(names, (first, second), strict=True))
            if all(p.predicate in known.get(_variable(p), ()) for p in inference.premises):
                concluded.add(inference.conclusion.predicate)
        return closure_of(concluded)

    def _concluded(self, operator: Operator, children: Sequence[Any], term: Any) -> Facts:
        concluded: set[str] = set()
        for inference, subject in self._by_operator[operator]:
            names = (a.name for a in subject.arguments if isinstance(a, PatternVariable))
            bindings = dict(zip(names, children, strict=True))
            if inference.conclusion.predicate not in concluded and all(
                self._premise(premise, bindings, term, concluded) for premise in inference.premises
            ):
                concluded |= closure_of({inference.conclusion.predicate})
        return frozenset(concluded)

    def _premise(
        self, premise: Guard, bindings: Mapping[str, Any], term: Any, concluded: set[str]
    ) -> bool:
        name = _variable(premise)
        if name:
            return premise.predicate in self.facts(bindings[name])
        if self._depth > _DEPTH:
            return False
        subject = instantiate(core(premise.subject), bindings, adapter_of(term), term)
        if same(subject, term):
            return premise.predicate in concluded
        self._depth += 1
        try:
            return premise.predicate in self.facts(subject)
        finally:
            self._depth -= 1


def _variable(guard: Guard) -> str:
    """The name of the variable that a guard is about; empty if it is about a call."""
    return guard.subject.name if isinstance(guard.subject, PatternVariable) else ""


def closure_of(names: Iterable[str]) -> Facts:
    """The facts named with everything they imply; no facts imply nothing.

    Something both nonzero and nonnegative is positive.
    """
    collected = set(names)
    if {"nonzero", "nonnegative"} <= collected:
        collected.add("positive")
    return closure(collected) if collected else frozenset()


def same(first: Any, second: Any) -> bool:
    """Whether two terms, of any families, are the same term of one."""
    return first is second or (type(first) is type(second) and bool(first == second))


def _structural(predicate: str, subjects: Sequence[Any]) -> bool:
    adapter = adapter_of(subjects[0])
    if predicate == "constant":
        return adapter.number(subjects[0]) is not None
    name = adapter_of(subjects[1]).name(subjects[1])
    return all(adapter_of(s).name(s) != name for s in free_symbols(subjects[0]))
