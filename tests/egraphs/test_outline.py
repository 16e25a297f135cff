"""Terms cut into definitions, groups of terms, and what terms cost together."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symnum.egraphs import CostModel, node_count
from symnum.egraphs.grouping import gathered
from symnum.egraphs.ledger import Ledger
from symnum.egraphs.outline import outline
from symnum.ops import ADD, MUL, SIN
from symnum.rules import core
from symnum.terms import Call, Term, parse, plain_symbols, postorder
from symnum.terms.functions import derivative

SYMBOLS = plain_symbols("a b c d e")
TERMS = st.recursive(
    st.sampled_from(SYMBOLS),
    lambda inner: st.builds(
        lambda operator, parts: (
            Call(SIN, (parts[0],)) if operator is SIN else Call(operator, tuple(parts))
        ),
        st.sampled_from((ADD, MUL, SIN)),
        st.lists(inner, min_size=2, max_size=10),
    ),
    max_leaves=60,
)


def nothing(term: Term) -> frozenset[str]:
    return frozenset()


def size(term: Term) -> int:
    return sum(1 for _ in postorder([term]))


@given(st.lists(TERMS, min_size=1, max_size=4), st.sampled_from((None, 4, 10, 30)))
@settings(max_examples=150, deadline=None)
def test_what_is_cut_can_be_put_together(terms: list[Term], window: int | None) -> None:
    roots = [core(term) for term in terms]
    cut = outline(roots, window, nothing)
    assert cut.expanded(cut.roots) == roots
    seen: set[Term] = set()
    for level in cut.levels:
        for atom in level:
            inside = {part for part, _ in postorder([cut.definitions[atom]])}
            assert inside & cut.definitions.keys() <= seen
        seen.update(level)
    assert seen == cut.definitions.keys()


def test_a_window_is_the_most_that_a_definition_has() -> None:
    term = parse("a")
    for number in range(200):
        term = parse("sin(b)*x", assumptions={}) + Call(SIN, (term * SYMBOLS[number % 5],))
    cut = outline([core(term)], 20, nothing)
    assert len(cut.definitions) > 20
    assert max(size(definition) for definition in cut.definitions.values()) <= 20
    assert cut.expanded(cut.roots) == [core(term)]


def test_large_sums_get_a_level_for_every_one_inside() -> None:
    inner = "+".join(f"x{i}" for i in range(9))
    middle = "*".join(f"(y{i} + 1)" for i in range(8))
    cut = outline([core(parse(f"sin(({inner})*{middle})"))], None, nothing)
    assert [len(level) for level in cut.levels] == [1, 1]
    assert size(cut.roots[0]) == 2


def test_nothing_inside_a_derivative_is_cut() -> None:
    inner = parse("+".join(f"x{i}*x0" for i in range(12)))
    term = core(derivative(inner, parse("x0")))
    assert outline([term], 5, nothing).roots == [term]


def test_facts_are_those_of_what_an_atom_stands_for() -> None:
    term = core(parse("+".join(f"x{i}^2" for i in range(9))))
    cut = outline([term], None, lambda t: frozenset({"nonnegative"} if t is term else ()))
    (atom,) = cut.definitions
    assert [(g.predicate, g.subject) for g in cut.facts_in(cut.roots)] == [("nonnegative", atom)]
    assert cut.facts_in([term]) == []


@given(st.lists(TERMS, max_size=8), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_groups_have_all_terms_and_fit(terms: list[Term], largest: int) -> None:
    groups = gathered(terms, largest)
    assert sorted(place for group in groups for place in group) == list(range(len(terms)))
    for group in groups:
        together = sum(1 for _ in postorder([terms[place] for place in group]))
        assert len(group) == 1 or together <= largest


@given(st.lists(TERMS, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_a_ledger_knows_what_terms_cost_together(terms: list[Term], source: random.Random) -> None:
    ledger = Ledger(node_count, terms)
    assert ledger.total == (node_count.together(terms), 0)
    kept = terms[: len(terms) // 2]
    for term in source.sample(terms[len(kept) :], len(terms) - len(kept)):
        ledger.release(term)
    assert ledger.total == (node_count.together(kept), 0)


def test_an_exchange_that_does_not_pay_is_undone() -> None:
    a, b, c, *_ = SYMBOLS
    model = CostModel("thirds", {"add": 1 / 3, "mul": 1 / 7}, leaf=0)
    ledger = Ledger(model, [a * b + a * c, (a * b) * c])
    before = ledger.total
    assert not ledger.exchanged([a * b + a * c], [(a + b) * (a + c) * (b + c)])
    assert ledger.total == before
    assert not ledger.exchanged([a * b + a * c], [a * (b + c)])  # the product a*b is needed
    ledger.release((a * b) * c)
    assert ledger.exchanged([a * b + a * c], [a * (b + c)])
    assert ledger.total == pytest.approx((1 / 3 + 1 / 7, 0))
