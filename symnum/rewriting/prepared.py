"""Rules prepared for matching, once a process: core forms, and what every match contains.

Rules are many and calls short, so what depends on rules alone is remembered, by identity: a rule's
hash is that of both its sides and its guards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from symnum.errors import InputError
from symnum.ops import Operator
from symnum.rewriting.patterns import COLLAPSING, NotBuilt, demanded, instantiate
from symnum.rules import Rule, RuleKind, core, variables_of
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import Exact
from symnum.terms.functions import log
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Number, Term

Demands = tuple[tuple[int, Operator | Exact], ...]
"""For places among the arguments, the operator or the number that must be there."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rule with what matching asks of it.

    Args:
        rule: The rule.
        left: Its left side in core form.
        right: Its right side in core form.
        mask: Operators that every match contains (:func:`~symnum.rewriting.patterns.demanded`).
        heads: What arguments in certain places must be.
        by_construction: Whether terms that keep the ring laws as they are built have both sides
            in one form, so that the rule has nothing to do there.
    """

    rule: Rule
    left: Term
    right: Term
    mask: int
    heads: Demands
    by_construction: bool

    @property
    def call(self) -> Call:
        """The left side.

        Raises:
            InputError: it is a lone variable in core form, so nothing can be matched.
        """
        if not isinstance(self.left, Call):
            raise InputError(f"rule {self.rule.name}: its left side is {self.left} in core form")
        return self.left

    @property
    def is_directed(self) -> bool:
        """Whether the rule leads to a simpler term, and not by its core form alone."""
        return self.rule.kind is RuleKind.DIRECTED and isinstance(self.left, Call)


_REMEMBERED = 8192
_prepared: dict[int, Prepared] = {}  # the rule is kept, so that its id is never used twice
_grouped: dict[int, tuple[tuple[Rule, ...], Mapping[Operator, tuple[Prepared, ...]]]] = {}
_directed: dict[int, tuple[tuple[Rule, ...], tuple[Rule, ...]]] = {}


def prepared(rule: Rule) -> Prepared:
    """The rule, prepared."""
    found = _prepared.get(id(rule))
    if found is None:
        left, right = core(rule.left), core(rule.right)
        found = Prepared(
            rule, left, right, demanded(left), _heads(left), _same_when_built(rule, left, right)
        )
        if len(_prepared) >= _REMEMBERED:
            _prepared.clear()
        _prepared[id(rule)] = found
    return found


def by_operator(rules: tuple[Rule, ...]) -> Mapping[Operator, tuple[Prepared, ...]]:
    """The rules, prepared, by the operator of their left sides.

    Raises:
        InputError: a left side is a lone variable in core form.
    """
    found = _grouped.get(id(rules))
    if found is None:
        groups: dict[Operator, list[Prepared]] = defaultdict(list)
        for rule in rules:
            ready = prepared(rule)
            groups[ready.call.operator].append(ready)
        found = rules, {operator: tuple(group) for operator, group in groups.items()}
        if len(_grouped) >= _REMEMBERED // 64:
            _grouped.clear()
        _grouped[id(rules)] = found
    return found[1]


def directed(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that lead to a simpler term, and not by their core form alone."""
    found = _directed.get(id(rules))
    if found is None:
        found = rules, tuple(rule for rule in rules if prepared(rule).is_directed)
        if len(_directed) >= _REMEMBERED // 64:
            _directed.clear()
        _directed[id(rules)] = found
    return found[1]


def _same_when_built(rule: Rule, left: Term, right: Term) -> bool:
    """Whether both sides are one canonical term, for numbers in place of variables that are to be
    constant, and logarithms, which may be undefined or 0, in place of others."""
    guards: dict[Term, set[str]] = defaultdict(set)
    for guard in rule.where:
        guards[guard.subject].add(guard.predicate)
    bindings: dict[str, Canonical] = {}
    for number, variable in enumerate(variables_of(left)):
        known = guards[variable]
        if "constant" in known:
            value = 2 * number + 3
            bindings[variable.name] = CanonicalNumber(-value if "negative" in known else value)
        else:
            bindings[variable.name] = log(CanonicalSymbol(variable.name))
    adapter = adapter_of(_LIKE)
    try:
        one, other = (instantiate(side, bindings, adapter, _LIKE) for side in (left, right))
    except NotBuilt:
        return False
    return one is other


_LIKE = CanonicalNumber(0)


def _heads(left: Term) -> Demands:
    if not isinstance(left, Call) or left.operator.is_commutative or left.operator.arity is None:
        return ()
    demands: list[tuple[int, Operator | Exact]] = []
    for place, argument in enumerate(left.arguments):
        if isinstance(argument, Number):
            demands.append((place, argument.value))
        elif isinstance(argument, Call) and argument.operator not in COLLAPSING:
            demands.append((place, argument.operator))
    return tuple(demands)
