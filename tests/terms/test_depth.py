"""Terms 10^5 levels deep, and what shares a digest: nothing recurses, nothing is mixed up."""

from __future__ import annotations

import copy
import gc
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from symnum.calculus import differentiate
from symnum.ops import ADD, SIN
from symnum.terms import interface, node_count, plain_symbols, symbols, to_text
from symnum.terms.canonical import INTERNED, CanonicalSymbol

DEPTH = 100_000
FAMILIES = [symbols, plain_symbols]


def tower(start: Any, depth: int = DEPTH) -> Any:
    for _ in range(depth // 2):
        start = interface.rebuild(start, SIN, (start,)) + 1
    return start


@pytest.mark.parametrize("family", FAMILIES)
def test_pickling_and_copying(family: Callable[[str], Any]) -> None:
    term = tower(family("x")[0])
    loaded = pickle.loads(pickle.dumps(term)) is term
    copied = copy.deepcopy(term) is term is copy.copy(term)
    assert loaded
    assert copied


@pytest.mark.parametrize("family", FAMILIES)
def test_hash_and_comparison(family: Callable[[str], Any]) -> None:
    (x,) = family("x")
    first, second, other = tower(x), tower(x), tower(x) + 1
    found = (first == second, hash(first) == hash(second), first == other)
    assert found == (True, True, False)


def test_differentiation() -> None:
    x, y = symbols("x y")
    (z,) = plain_symbols("z")
    slope = differentiate(tower(z), z)
    count, free = node_count(slope), differentiate(tower(x), y)
    del slope
    assert count > DEPTH
    assert interface.number(free) == 0


def test_pickles_of_every_kind_of_node() -> None:
    x, y = symbols("x y")
    (p,) = symbols("p", "positive")
    term = 3 * x**2 / y - p ** (x + 1) / 2 + 1 / p + (x - x / x) ** 3
    assert pickle.loads(pickle.dumps([term, x, p, x / x])) == [term, x, p, x / x]


def test_terms_with_one_digest_are_told_apart() -> None:
    """The checksums of these two words are the same, so every term made of them collides."""
    x, y = symbols("plumless buckeroo")
    (z,) = symbols("z")
    assert x.digest == y.digest
    assert len({x, y, x + z, y + z, x * z, y * z, x**-1, y**-1}) == 8
    assert y + z is CanonicalSymbol("buckeroo") + z
    assert y * z - x * z != 0 * z
    assert to_text(x * z + y * z) in ("buckeroo*z + plumless*z", "plumless*z + buckeroo*z")
    assert x + y is y + x
    kept = [y, y + z, y * z]
    collided = len(INTERNED)
    del x, y, kept
    gc.collect()
    assert len(INTERNED) < collided


def test_few_terms_share_a_digest() -> None:
    x, y, z = symbols("x y z")
    powers = range(-3, 4)
    terms = [x**i * y**j * z**k for i in powers for j in powers for k in powers]
    terms += [i * x + j * y + k * z for i in powers for j in powers for k in powers]
    distinct = set(terms)
    assert len({term.digest for term in distinct}) == len(distinct)


def test_a_collided_term_outlives_the_first() -> None:
    (x,) = symbols("plumless")
    (y,) = symbols("buckeroo")
    del x
    assert symbols("buckeroo")[0] is y
    assert symbols("plumless")[0] is not y
    assert symbols("buckeroo")[0] is y


def test_deep_terms_are_freed() -> None:
    before = len(INTERNED)
    term = tower(symbols("lone")[0])
    assert len(INTERNED) > before + DEPTH // 2
    del term
    gc.collect()
    assert len(INTERNED) <= before + 10


def test_long_sums_grow_as_if_added_up_at_once() -> None:
    variables = symbols(" ".join(f"w{n}" for n in range(30)))
    once = interface.rebuild(variables[0], ADD, variables)
    total = variables[0]
    for variable in variables[1:]:
        total = total + variable / 2 + 3
        total = total + (variable / 2 - 3)
    assert total is once
    assert total - once is symbols("x")[0] * 0
    assert total - variables[3] + variables[3] is once
    reciprocal = 1 / variables[0]
    assert total + reciprocal - reciprocal is not total
