"""Rules and inferences: plain values that every engine reads.

A rule says that two terms are equal wherever its guard holds: both sides have the same value, and
one is undefined where the other is. Terms on both sides are ordinary plain terms with pattern
variables, so one rule can be matched, sent to an e-graph, tested numerically, printed and
serialised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from symnum.errors import InputError
from symnum.rules.guard import Guard, defined, variables_of
from symnum.terms.plain import Call, PatternVariable, Term


class RuleKind(Enum):
    """How a rule may be used.

    A directed rule leads to a simpler term, and the classical engine applies it left to right. A
    two-way rule has no better side, and an expanding rule makes terms larger: both are for
    e-graphs. A float-only rule leads to a form that is better in floating point, not in algebra.
    """

    DIRECTED = "→"
    TWO_WAY = "↔"
    EXPANDING = "⇢"
    FLOAT_ONLY = "float"


class Tag(Enum):
    """The theme of a rule."""

    ALGEBRA = "algebra"
    POWERS = "powers"
    EXPONENTIAL = "exponential"
    LOGARITHM = "logarithm"
    TRIGONOMETRY = "trigonometry"
    HYPERBOLIC = "hyperbolic"
    ORDER = "order"
    LOGIC = "logic"
    PIECEWISE = "piecewise"
    SPECIAL = "special"
    FLOATING = "floating"


class RestVariable(PatternVariable):
    """A variable for all remaining arguments of a sum or product, possibly none.

    With ``a = rest("a")`` the pattern ``a * sin(x)`` matches ``3*y*sin(x)`` with ``a`` as
    ``3*y``, and ``sin(x)`` itself with ``a`` as 1.
    """

    __slots__ = ()


class SegmentVariable(PatternVariable):
    """A variable for any number of neighbouring arguments of one call, possibly none.

    With ``xs, ys = segment("xs"), segment("ys")`` the pattern ``f(xs, a, ys)`` matches
    ``f(1, 2, 3)`` in three ways. In a sum or product, where arguments have no order, it stands for
    any of them. On a right side its arguments are spliced in where it stands.
    """

    __slots__ = ()


def variables(names: str) -> tuple[PatternVariable, ...]:
    """Pattern variables from names separated by spaces."""
    return tuple(PatternVariable(name) for name in names.split())


def rest(name: str) -> RestVariable:
    """A variable for the remaining arguments of a sum or product."""
    found = RestVariable(name)
    assert isinstance(found, RestVariable)
    return found


def segment(name: str) -> SegmentVariable:
    """A variable for a segment of a call's arguments."""
    found = SegmentVariable(name)
    assert isinstance(found, SegmentVariable)
    return found


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One equation with its guard.

    A variable that the right side drops must at least be defined, or the right side would have a
    value where the left has none; that guard is added by itself.

    Args:
        name: Unique, in kebab-case.
        left: What is matched; not a bare variable.
        right: What replaces it; its variables all occur on the left.
        where: Guards, all of which must hold.
        kind: How it may be used.
        tag: Theme.
        citation: Where it is found; DLMF section numbers are of the NIST Digital Library of
            Mathematical Functions.

    Raises:
        InputError: the rule is refused; the message names it and says why.
    """

    name: str
    left: Term
    right: Term
    where: tuple[Guard, ...] = ()
    kind: RuleKind = RuleKind.DIRECTED
    tag: Tag = Tag.ALGEBRA
    citation: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise InputError(f"rule name {self.name!r} is not in kebab-case")
        if not isinstance(self.left, Call):
            raise InputError(f"rule {self.name}: the left side must be a call, not {self.left}")
        if not isinstance(self.tag, Tag):
            raise InputError(f"rule {self.name}: {self.tag!r} is not a Tag")
        bound, used = set(variables_of(self.left)), set(variables_of(self.right))
        free = used - bound | set(variables_of(*_subjects(self.where))) - bound
        if free:
            raise InputError(f"rule {self.name}: {_names(free)} not bound by the left side")
        if self.kind is RuleKind.TWO_WAY and bound != used:
            raise InputError(f"rule {self.name}: a two-way rule binds the same on both sides")
        dropped = [v for v in variables_of(self.left) if v not in used and v not in self._guarded()]
        object.__setattr__(self, "where", (*self.where, *map(defined, dropped)))

    def _guarded(self) -> set[Term]:
        """Variables that a guard already demands a value of."""
        return {g.subject for g in self.where if g.predicate != "free_of"}

    def reversed(self) -> Rule:
        """The rule from right to left.

        Raises:
            InputError: that direction is not a rule.
        """
        return replace(self, name=f"{self.name}-reversed", left=self.right, right=self.left)

    def __str__(self) -> str:
        guard = f"  where {' and '.join(map(repr, self.where))}" if self.where else ""
        return f"{self.name}: {self.left} {self.kind.value} {self.right}{guard}"


def _subjects(guards: Iterable[Guard]) -> list[Term]:
    return [subject for guard in guards for subject in guard.subjects]


def _names(terms: Iterable[Term]) -> str:
    return ", ".join(sorted(map(repr, terms)))


@dataclass(frozen=True, slots=True)
class Inference:
    """``conclusion`` holds if all ``premises`` do: how engines come to know guards.

    The conclusion is about a call on distinct variables; sums and products of more than two
    arguments are taken two by two.
    """

    conclusion: Guard
    premises: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        subject = self.conclusion.subject
        if not isinstance(subject, Call):
            raise InputError(f"inference of {self.conclusion}: the subject must be a call")
        bound = set(variables_of(subject))
        free = set(variables_of(*_subjects(self.premises))) - bound
        if free:
            raise InputError(f"inference of {self.conclusion}: {_names(free)} not bound")

    def __str__(self) -> str:
        return f"{self.conclusion} if {' and '.join(map(repr, self.premises)) or 'always'}"


def rule_set(*groups: Rule | Iterable[Rule]) -> tuple[Rule, ...]:
    """One tuple of rules from rules and tuples of rules.

    Raises:
        InputError: two different rules have one name.
    """
    rules: list[Rule] = []
    for group in groups:
        rules.extend([group] if isinstance(group, Rule) else group)
    unique: dict[str, Rule] = {}
    for rule in rules:
        if unique.setdefault(rule.name, rule) is not rule:
            raise InputError(f"two rules are called {rule.name!r}")
    return tuple(unique.values())
