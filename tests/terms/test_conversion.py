"""Plain terms in canonical form: the same whether parts of them were converted before."""

from __future__ import annotations

from random import Random

import pytest

from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, PI, POW, SIN, SUB, function
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import canonical_by, to_canonical
from symnum.terms.plain import Call, Number, Symbol, Term

OPERATORS = (ADD, SUB, MUL, DIV, POW, SIN, DERIVATIVE, INTEGRAL, function("f"))
LEAVES = (Symbol("x"), Symbol("y"), Number(2), Number(-1), Call(PI, ()))


def growing(seed: int, count: int) -> list[Term]:
    """Terms of earlier ones, as the lines of a derivation are."""
    random = Random(seed)
    found: list[Term] = list(LEAVES)
    while len(found) < count:
        operator = random.choice(OPERATORS)
        arguments = [random.choice(found[-12:]) for _ in range(operator.arity or 2)]
        if operator in (DERIVATIVE, INTEGRAL):
            arguments[1] = LEAVES[random.randrange(2)]
        elif operator is POW:
            arguments[1] = Number(random.choice((-2, -1, 2, 3)))
        found.append(Call(operator, tuple(arguments)))
    return found


def outcome(term: Term, known: dict[Term, Canonical] | None) -> Canonical | type[Exception]:
    try:
        return to_canonical(term) if known is None else canonical_by(known, term)
    except ArithmeticError as error:
        return type(error)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_converted_before_changes_nothing(seed: int) -> None:
    known: dict[Term, Canonical] = {}
    for term in growing(seed, 45):
        assert outcome(term, known) is outcome(term, None), term


def test_the_term_and_its_leaves_are_remembered() -> None:
    known: dict[Term, Canonical] = {}
    term = LEAVES[0] * LEAVES[1] + 2
    assert canonical_by(known, term) is known[term]
    assert set(known) == {term, *LEAVES[:3]}
