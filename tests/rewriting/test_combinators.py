"""Combinators on a rewriter that halves even numbers: small enough to see every step."""

from __future__ import annotations

from typing import Any

import pytest

from symnum.ops import ADD, SIN
from symnum.rewriting.combinators import (
    Budget,
    Chain,
    Choice,
    Fixpoint,
    If,
    IfElse,
    PassThrough,
    Postwalk,
    Prewalk,
    RestartedChain,
)
from symnum.terms.interface import UnregisteredTerm
from symnum.terms.plain import Call, Number, Term, plain_symbols

(x,) = plain_symbols("x")


def number_of(term: Term) -> int | None:
    return term.value if isinstance(term, Number) and isinstance(term.value, int) else None


def halve(term: Term) -> Term | None:
    value = number_of(term)
    return Number(value // 2) if value and value % 2 == 0 else None


def increment(term: Term) -> Term | None:
    value = number_of(term)
    return None if value is None or value > 6 else Number(value + 1)


def is_even(term: Term) -> bool:
    value = number_of(term)
    return value is not None and value % 2 == 0


def forever(term: Term) -> Term | None:
    value = number_of(term)
    return None if value is None else Number(-value)


@pytest.mark.parametrize(
    ("rewriter", "before", "after"),
    [
        (Chain((halve, increment)), 8, 5),
        (Chain((halve, increment)), 9, None),
        (Choice((halve, increment)), 8, 4),
        (Choice((halve, increment)), 5, 6),
        (RestartedChain((halve,)), 8, 1),
        (If(is_even, increment), 4, 5),
        (If(is_even, increment), 3, None),
        (IfElse(is_even, halve, increment), 3, 4),
        (PassThrough(halve), 3, 3),
        (Fixpoint(halve), 48, 3),
        (Fixpoint(forever), 5, -5),
        (Fixpoint(halve, limit=1), 48, 24),
    ],
)
def test_on_a_leaf(rewriter: Any, before: int, after: int | None) -> None:
    assert rewriter(Number(before)) is (None if after is None else Number(after))


def test_walks_reach_every_subterm_once() -> None:
    shared = Call(SIN, (Number(8),))
    term = Call(ADD, (shared, shared))
    visits: list[Term] = []

    def watch(subterm: Term) -> None:
        visits.append(subterm)

    assert Postwalk(watch)(term) is None
    assert visits == [Number(8), shared, term]
    visits.clear()
    assert Prewalk(watch)(term) is None
    assert visits == [term, shared, Number(8)]
    assert str(Postwalk(halve)(term)) == "sin(4) + sin(4)"


def test_a_budget_ends() -> None:
    budget = Budget(halve, 2)
    assert Fixpoint(budget)(Number(64)) is Number(16)
    assert budget.spent
    assert budget(Number(64)) is None


def test_depth_is_no_limit() -> None:
    term: Term = Number(8)
    for _ in range(100_000):
        term = Call(SIN, (term,))
    result = Postwalk(halve)(term)
    assert result is not None
    assert result is not term


def test_an_unregistered_type_raises() -> None:
    with pytest.raises(UnregisteredTerm):
        Postwalk(halve)(object())
