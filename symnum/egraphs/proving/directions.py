"""In which directions rules are used by the search, and how their sides are written for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symnum.ops import MUL, Operator
from symnum.rewriting.prepared import prepared
from symnum.rules import RestVariable, Rule, RuleKind, core, variables_of
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import Exact, reduced
from symnum.terms.interface import adapter_of, is_call
from symnum.terms.plain import Call, Number, PatternVariable, Term
from symnum.terms.traversal import fold, postorder


@dataclass(frozen=True, eq=False)
class Direction:
    """A rule as it is matched, and the rule behind it.

    Args:
        matched: What is matched from left to right.
        rule: The rule behind it.
        reverse: Whether it is used from right to left.
        fixed: Variables of the rule behind it that stand for one number.
    """

    matched: Rule
    rule: Rule
    reverse: bool
    fixed: Mapping[str, Canonical]


def forwards(rule: Rule) -> tuple[Direction, ...]:
    """A rule from left to right; nothing if its left side is a lone variable in core form."""
    return (Direction(rule, rule, False, {}),) if isinstance(core(rule.left), Call) else ()


def backwards(rule: Rule) -> tuple[Direction, ...]:
    """A rule from right to left, where that is a rule.

    A common factor such as ``a`` in ``a*cos(2*x)`` takes up the rest of a product. Where there is
    no product there is no rest, so the rule is used without it, too.

    >>> from rewrite_rules import RULES
    >>> (rule,) = (rule for rule in RULES if rule.name == "cosh-from-exp")
    >>> [(direction.matched.left, direction.fixed) for direction in backwards(rule)]
    [(2*a*cosh(x), {}), (cosh(x), {'a': 1/2})]
    """
    if set(variables_of(rule.left)) != set(variables_of(rule.right)):
        return ()
    if not isinstance(core(rule.right), Call):
        return ()
    turned = rule.reversed()
    return Direction(turned, rule, True, {}), *_without_factor(turned, rule)


def _without_factor(turned: Rule, rule: Rule) -> tuple[Direction, ...]:
    product = core(turned.left)
    assert isinstance(product, Call)
    found = [part for part in product.arguments if isinstance(part, RestVariable)]
    if product.operator is not MUL or len(found) != 1:
        return ()
    numbers = [part.value for part in product.arguments if isinstance(part, Number)]
    others = [p for p in product.arguments if not isinstance(p, Number) and p is not found[0]]
    if not others or not all(numbers):
        return ()
    left = others[0] if len(others) == 1 else Call(MUL, tuple(others))
    if not isinstance(left, Call):
        return ()
    factor = _inverse(numbers)

    def filled(term: Term) -> Term:
        return _with(term, found[0], Number(factor))

    where = tuple(
        replace(guard, subjects=tuple(map(filled, guard.subjects))) for guard in turned.where
    )
    matched = replace(
        turned, name=f"{turned.name}-alone", left=left, right=filled(turned.right), where=where
    )
    return (Direction(matched, rule, True, {found[0].name: CanonicalNumber(factor)}),)


def _inverse(numbers: Sequence[Exact]) -> Exact:
    product = Fraction(1)
    for number in numbers:
        product *= number
    return reduced(1 / product)


def _with(term: Term, variable: Term, value: Term) -> Term:
    def call(original: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    result: Term = fold(term, lambda leaf: value if leaf is variable else leaf, call)
    return result


KIN: tuple[frozenset[str], ...] = tuple(map(frozenset, (
    ("sin", "cos", "tan"), ("exp", "sinh", "cosh", "tanh"), ("exp", "log"), ("abs", "sign"),
    ("abs", "min", "max"), ("asin", "acos", "atan"), ("asinh", "acosh", "atanh", "log"),
    ("erf", "erfc"), ("less", "less_equal", "equal", "negation", "conjunction", "disjunction"),
)))  # fmt: skip
"""Operators that are written in terms of each other on the way between two terms."""
_ALWAYS = frozenset({"add", "mul", "pow"})


def vocabulary(terms: Iterable[Canonical]) -> frozenset[str]:
    """Names of operators that a proof about some terms may bring in from right to left."""
    present = frozenset(_operators(terms))
    return _ALWAYS.union(present, *(kin for kin in KIN if kin & present))


def _operators(terms: Iterable[Any]) -> Iterator[str]:
    for term, _ in postorder([*terms]):
        if is_call(term):
            yield adapter_of(term).operator(term).name


@lru_cache(maxsize=64)
def in_search(
    rules: tuple[Rule, ...], words: frozenset[str], all_backwards: bool
) -> tuple[Direction, ...]:
    """The rules from left to right, and from right to left those that have no better side or lead
    to larger terms, or all that can be.

    Rules for floating point are left out, and from right to left those that bring in operators
    outside of ``words``.
    """
    used: list[Direction] = []
    for rule in rules:
        if rule.kind is not RuleKind.FLOAT_ONLY:
            used += forwards(rule)
            wanted = all_backwards or rule.kind is not RuleKind.DIRECTED
            if wanted and words.issuperset(_operators([core(rule.left)])):
                used += backwards(rule)
    return tuple(used)


@lru_cache(maxsize=32)
def nested_operators(directions: tuple[Direction, ...]) -> frozenset[tuple[Operator, Operator]]:
    """Pairs of operators of which a side that is matched has the second inside the first."""
    found: set[tuple[Operator, Operator]] = set()
    for direction in directions:
        inside: dict[object, frozenset[Operator]] = {}
        for term, children in postorder([prepared(direction.matched).left]):
            below = frozenset().union(*(inside[id(child)] for child in children))
            if isinstance(term, Call) and not isinstance(term, PatternVariable):
                found |= {(term.operator, operator) for operator in below}
                below |= {term.operator}
            inside[id(term)] = below
    return frozenset(found)
