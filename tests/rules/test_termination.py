"""Directed rules lead somewhere: no dearer form, and never back to where they came from."""

from __future__ import annotations

import pytest

from rewrite_rules import FACTS, RULES
from symnum.rewriting.classical import is_classical, strategy
from symnum.rewriting.facts import FactBase
from symnum.rules import STRUCTURAL, Rule
from symnum.terms import Call, Number, PatternVariable, Symbol, Term, fold, to_canonical

LIMIT = 200
DIRECTED = [rule for rule in RULES if is_classical(rule)]


def without_variables(rule: Rule, term: Term) -> Term:
    """The term with a symbol for each variable, and a number where the rule asks for one."""
    asked = {(g.predicate, g.subject) for g in rule.where}

    def value(leaf: Term) -> Term:
        if not isinstance(leaf, PatternVariable):
            return leaf
        if ("constant", leaf) in asked:
            return Number(-7 if ("negative", leaf) in asked else 7)
        return Symbol(leaf.name)

    return fold(term, value, lambda _, operator, parts: Call(operator, tuple(parts)))


def known(rule: Rule) -> FactBase:
    """What the rule's guards say."""
    guards = [g for g in rule.where if g.predicate not in STRUCTURAL]
    return FactBase(
        FACTS, [(g.predicate, to_canonical(without_variables(rule, g.subject))) for g in guards]
    )


@pytest.mark.parametrize("rule", DIRECTED, ids=lambda rule: rule.name)
def test_simplifying_comes_to_an_end_and_not_back(rule: Rule) -> None:
    left, right = (to_canonical(without_variables(rule, side)) for side in (rule.left, rule.right))
    rewrite = strategy(RULES, known(rule), LIMIT)
    found = rewrite(right)
    assert not rewrite.budget.spent
    assert left is right or found is not left


def test_there_are_enough_rules_and_each_says_where_it_is_from() -> None:
    assert len(RULES) >= 300
    assert all(rule.citation for rule in RULES)
    assert len({(rule.left, rule.right, rule.where) for rule in RULES}) == len(RULES)


PLAIN = {
    "add", "sub", "mul", "div", "neg", "pow", "sqrt", "abs", "sign", "min", "max", "pi",
    "euler_gamma",
}  # fmt: skip


def functions(term: Term) -> int:
    """How often functions are called, other than algebraic and piecewise linear ones."""
    calls = fold(
        term,
        lambda leaf: 0,
        lambda _, operator, parts: (operator.name not in PLAIN) + sum(parts),
    )
    assert isinstance(calls, int)
    return calls


@pytest.mark.parametrize("rule", DIRECTED, ids=lambda rule: rule.name)
def test_the_right_side_calls_no_more_functions(rule: Rule) -> None:
    assert functions(rule.right) <= functions(rule.left)
