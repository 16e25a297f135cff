"""Deep, wide and shared terms: no recursion, no quadratic work, no trees out of DAGs."""

from __future__ import annotations

import pickle
import sys
import threading
from typing import Any

import pytest

from symnum.ops import ADD, COS, MUL, SIN
from symnum.rewriting.substitution import substitute
from symnum.terms import (
    Call,
    Number,
    Symbol,
    apply,
    convert,
    interface,
    node_count,
    parse,
    symbols,
    to_canonical,
    to_latex,
    to_plain,
    to_text,
)
from symnum.terms.canonical import INTERNED, Apply, Sum
from symnum.terms.functions import sin

DEPTH = 100_000


def tower(start: Any, depth: int) -> Any:
    for _ in range(depth):
        start = interface.rebuild(start, SIN, (start,)) + 1
    return start


def test_deep_plain_terms() -> None:
    term = tower(Symbol("x"), DEPTH // 2)
    assert node_count(term) == DEPTH + 2
    text = to_text(term)
    assert len(text) == 1 + DEPTH // 2 * len("sin() + 1")
    assert parse(text) is term
    assert to_latex(term).startswith(r"\sin\left(\sin")


def test_deep_canonical_terms() -> None:
    term = tower(symbols("x")[0], DEPTH // 2)
    plain = to_plain(term)
    assert plain is tower(Symbol("x"), DEPTH // 2)
    assert to_canonical(plain) is term


def test_deep_tuples() -> None:
    term = tower(Symbol("x"), 20_000)
    assert convert(convert(term, "x"), Number(0)) is term


def test_deep_texts() -> None:
    depth = DEPTH // 10
    assert node_count(parse("(" * depth + "x" + ")" * depth)) == 1
    assert node_count(parse("-" * depth + "x")) == depth + 1
    assert node_count(parse("x^" * depth + "x")) == depth + 1
    assert node_count(parse("x+" * depth + "x")) == depth + 1
    assert to_text(to_canonical(parse("x+" * depth + "x"))) == f"{depth + 1}*x"


def test_shared_terms_stay_shared() -> None:
    term: Any = Symbol("x")
    for _ in range(60):
        term = Call(MUL, (Call(SIN, (term,)), Call(ADD, (term, Number(1)))))
    counts = [node_count(t) for t in (term, to_canonical(term), to_plain(to_canonical(term)))]
    written = node_count(term, shared=False)
    del term  # a failing assertion would write it out
    assert counts[0] == 182
    assert max(counts) < 10_000
    assert written > 2**60


@pytest.mark.parametrize("operator", [ADD, MUL], ids=repr)
def test_wide_sums_and_products(operator: Any) -> None:
    variables = symbols(" ".join(f"v{n}" for n in range(20_000)))
    together = apply(operator, *variables)
    assert apply(operator, *reversed(variables)) is together
    assert len(interface.arguments(together)) == 20_000
    assert len(to_text(together).split("v")) == 20_001


def test_interning_is_thread_safe() -> None:
    made: list[Any] = []

    def work() -> None:
        x, y = symbols("x y")
        made.append([x * n + y**n for n in range(1, 300)])

    kept = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(kept)
    assert len(made) == 4
    for terms in zip(*made, strict=True):
        assert all(term is terms[0] for term in terms)


def test_terms_are_freed() -> None:
    before = len(INTERNED)
    variables = symbols(" ".join(f"temporary{n}" for n in range(1000)))
    total = apply(ADD, *variables)
    assert len(INTERNED) >= before + 1001
    del variables, total
    assert len(INTERNED) <= before + 10


def test_pickling_shares() -> None:
    term: Any = Symbol("x")
    for _ in range(60):
        term = Call(ADD, (term, term))
    written = pickle.dumps(term)
    same = pickle.loads(written) is term
    del term  # a failing assertion would write it out
    assert len(written) < 10_000
    assert same


def test_substitution_sees_shared_parts_once() -> None:
    """Written out, the term has 2^200 leaves, whether parts are kept elsewhere or not."""
    x, y, z = symbols("x y z")

    def tower(bottom: Any) -> Any:
        for _ in range(200):
            bottom = sin(3 * bottom + y) * (bottom + 1)
            arguments = (bottom * y,)  # a tuple and a dictionary in two terms
            bottom = Apply(SIN, arguments) + Apply(COS, arguments)
            bottom += Sum(1, (3 * bottom + y).entries)
        return bottom

    assert substitute(tower(x), {"x": 2 * z, "y": z}) is substitute(tower(2 * z), {"y": z})
