"""Arguments and subterms by compiled walks: those of the general ones, in the same order."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from symnum.ops import COS, EXP, function
from symnum.terms import apply, arguments, is_call, parse, symbols
from symnum.terms.canonical import COMPILED, Canonical, CanonicalSymbol
from symnum.terms.interface import adapter_of
from symnum.terms.traversal import postorder
from symnum.terms.walks import arguments_of, names_among, subterms_of

compiled = pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")


def terms(seed: int, count: int) -> list[Canonical]:
    random = Random(seed)
    made: list[Any] = [*symbols("x y"), *symbols("p", "positive"), *symbols("n", "nonzero")]
    makers = [
        lambda a, b, n: a + b, lambda a, b, n: a - 2 * b, lambda a, b, n: a * b,
        lambda a, b, n: a / b, lambda a, b, n: n * a / 6, lambda a, b, n: (a + n) ** -n,
        lambda a, b, n: n * a - 0 * b + n / 4, lambda a, b, n: a**b, lambda a, b, n: 1 / (a * b),
        lambda a, b, n: apply(function("f"), a, b),
        lambda a, b, n: apply(random.choice((COS, EXP)), a),
    ]  # fmt: skip
    while len(made) < count:
        a, b = random.choices(made, k=2)
        new = random.choice(makers)(a, b, random.randint(1, 4))
        if sum(1 for _ in postorder([new])) < 60:
            made.append(new)
    return made


@compiled
@pytest.mark.parametrize("seed", range(3))
def test_arguments(seed: int) -> None:
    for term in terms(seed, 400):
        found = arguments_of(term)
        if is_call(term):
            general = adapter_of(term).general_arguments  # type: ignore[attr-defined]
            assert found == general(term) == arguments(term)
        else:
            assert found == ()


@compiled
@pytest.mark.parametrize("seed", range(3))
def test_subterms_and_names(seed: int) -> None:
    for term in terms(seed, 400):
        found = subterms_of(term)
        assert found is not None
        assert list(found) == [part for part, _ in postorder([term])]
        assert names_among(found) == {p.name for p in found if isinstance(p, CanonicalSymbol)}


@compiled
def test_deep_terms_are_left_to_the_general_way() -> None:
    deep = parse("sin(1 + " * 2000 + "x" + ")" * 2000, canonical=True)
    assert subterms_of(deep) is None
    shallow = parse("sin(1 + " * 50 + "x" + ")" * 50, canonical=True)
    assert len(subterms_of(shallow) or ()) == 102


def test_leaves_have_no_arguments() -> None:
    for leaf in (CanonicalSymbol("x"), parse("3/2", canonical=True)):
        assert arguments_of(leaf) == (() if COMPILED else None)
        with pytest.raises(TypeError, match="is not a call"):
            arguments(leaf)
