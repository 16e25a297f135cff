"""On random terms a simplification keeps the value and the domain, by ball arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from rewrite_rules import FACTS, RULES
from symnum.egraphs import Limits, cost_model, node_count, simplify, simplify_all
from symnum.numerics.balls import same_value
from symnum.ops import operator_named
from symnum.terms import Call, Number, Symbol, Term, to_canonical, to_text

UNARY = (
    "neg", "sqrt", "abs", "sign", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh",
    "asin", "acos", "atan", "asinh", "acosh", "atanh", "exp2", "log2", "log1p", "expm1", "erf",
    "erfc", "floor",
)  # fmt: skip
BINARY = ("add", "sub", "mul", "div", "mul", "div", "add", "sub", "min", "max", "hypot")
LEAVES = (
    *(Number(value) for value in (0, 1, -1, 2, -2, 3, Fraction(1, 2), Fraction(-2, 3))),
    *(Symbol("x"), Symbol("y")) * 5,
    *(Symbol("p", frozenset({"positive"})), Symbol("n", frozenset({"integer"}))) * 2,
)
EXPONENTS = (-3, -2, -1, 0, 1, 2, 3, 4, Fraction(1, 2), Fraction(-1, 2), Fraction(3, 2))
POINTS = tuple(Fraction(value) for value in ("0", "1", "-1", "2", "-1/2", "7/3", "-5/2", "1/3"))
LIMITS = Limits(nodes=1500, seconds=60)


def random_term(source: random.Random, depth: int, made: list[Term]) -> Term:
    """A random term that repeats some of its parts, so that there is something to simplify."""
    if depth == 0 or source.random() < 0.1:
        return source.choice(LEAVES)
    if made and source.random() < 0.25:
        return source.choice(made)
    first = random_term(source, depth - 1, made)
    kind = source.random()
    if kind < 0.35:
        term = Call(operator_named(source.choice(UNARY)), (first,))
    elif kind < 0.55:
        literal = source.random() < 0.85
        exponent = Number(source.choice(EXPONENTS)) if literal else random_term(source, 1, made)
        term = Call(operator_named("pow"), (first, exponent))
    elif kind < 0.6:
        condition = Call(operator_named("less"), (first, random_term(source, 1, made)))
        branches = (random_term(source, depth - 1, made), random_term(source, depth - 1, made))
        term = Call(operator_named("select"), (condition, *branches))
    else:
        second = random_term(source, depth - 1, made)
        term = Call(operator_named(source.choice(BINARY)), (first, second))
    made.append(term)
    return term


def random_point(source: random.Random) -> dict[str, Fraction]:
    """A point at which zeros, signs and poles show; ``p`` is positive and ``n`` an integer."""
    return {
        "x": source.choice(POINTS),
        "y": source.choice(POINTS),
        "p": abs(source.choice(POINTS[1:])),
        "n": Fraction(source.randint(-2, 3)),
    }


@pytest.mark.parametrize("seed", range(300))
def test_value_and_domain_are_kept(seed: int) -> None:
    source = random.Random(seed)
    term: Any = random_term(source, 3, [])
    if seed % 2:
        term = to_canonical(term)
    result = simplify(term, RULES, FACTS, limits=LIMITS)
    assert node_count.tree(result.term) <= node_count.tree(term)
    for _ in range(8):
        point = random_point(source)
        verdict = same_value(term, result.term, point, cap=512)
        assert verdict is not False, f"{to_text(term)} -> {to_text(result.term)} at {point}"


@pytest.mark.parametrize("seed", range(60))
def test_several_terms_together_keep_value_and_domain(seed: int) -> None:
    """Shared parts paid for once; e-graphs so small that the terms are cut, too."""
    source = random.Random(1000 + seed)
    made: list[Term] = []
    terms = [random_term(source, 3, made) for _ in range(3)]
    model, limits = cost_model("published"), Limits(nodes=(100, 600)[seed % 2], seconds=600)
    result = simplify_all(terms, RULES, FACTS, limits=limits, cost=model)
    assert model.together(result.terms) <= model.together(terms)
    for _ in range(4):
        point = random_point(source)
        for before, after in zip(terms, result.terms, strict=True):
            verdict = same_value(before, after, point, cap=512)
            assert verdict is not False, f"{to_text(before)} -> {to_text(after)} at {point}"


def test_the_random_terms_are_decided_and_simplified_often_enough() -> None:
    changed = decided = points = 0
    for seed in range(40):
        source = random.Random(seed)
        term = random_term(source, 3, [])
        found = simplify(term, RULES, FACTS, limits=LIMITS).term
        changed += found is not term
        for _ in range(8):
            points += 1
            decided += same_value(term, found, random_point(source), cap=512) is not None
    assert changed >= 10
    assert decided >= 0.9 * points
