"""The ring laws as rewriters: plain terms come out as canonical terms are built."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symnum.ops import ADD, DIV, MUL, SUB
from symnum.rewriting.ring_rewriters import COLLECT, LAWS
from symnum.terms import Call, Number, Term, parse, plain_symbols, symbols, to_canonical, to_text

# fmt: off
CASES = [
    ("x + x",                "2*x"),
    ("x*y*x",                "y*x^2"),
    ("2*3*x + 1 + 1",        "6*x + 2"),
    ("x - x",                "0"),
    ("(x*y)^2",              "x^2*y^2"),
    ("a/a",                  "1"),
    ("(a^(-2))^(-1)",        "a^2"),
    ("x/x",                  "x*x^(-1)"),
    ("1/x - 1/x",            "0*x^(-1)"),
    ("0*x",                  "0"),
    ("0*log(x)",             "0*log(x)"),
    ("(x^(-2))^(-1)",        "(x^(-2))^(-1)"),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_cases(text: str, expected: str) -> None:
    term = parse(text, assumptions={"a": ["nonzero"]})
    collected = COLLECT(term)
    assert to_text(term if collected is None else collected) == expected


LEAVES = st.sampled_from(
    [*plain_symbols("a b", "nonzero"), *plain_symbols("x y"), *map(Number, range(4))]
)
TERMS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda operator, *parts: Call(operator, parts),
        st.sampled_from([ADD, MUL, SUB, DIV]), inner, inner,
    ),
    max_leaves=12,
)  # fmt: skip


@given(TERMS)
@settings(max_examples=100, deadline=None)
def test_values_and_domains_stay(term: Term) -> None:
    after = COLLECT(term)
    assert to_canonical(term if after is None else after) is to_canonical(term)


def test_canonical_terms_have_nothing_to_collect() -> None:
    x, y = symbols("x y")
    term = 3 * x * y + x / y - (x + y) ** 2
    assert COLLECT(term) is None
    assert LAWS(term) is None
