"""S-expressions, JSON and pickles: lossless, and refused in one line where malformed."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symnum.errors import InputError
from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, POW, SIN, SUB, function
from symnum.terms import (
    Call,
    Number,
    Symbol,
    Term,
    convert,
    exact,
    from_json,
    node_count,
    postorder,
    to_json,
)


@st.composite
def terms(draw: st.DrawFn, depth: int = 4) -> Term:
    shape = draw(st.integers(0, 5)) if depth else draw(st.integers(0, 1))
    if shape == 0:
        return Symbol(draw(st.sampled_from(["x", "y", "a_1"])))
    if shape == 1:
        return Number(exact(draw(st.fractions(max_denominator=50))))
    row = draw(st.sampled_from([ADD, MUL, SUB, DIV, POW, SIN, DERIVATIVE, INTEGRAL, function("f")]))
    count = row.arity or draw(st.integers(1, 3))
    return Call(row, tuple(draw(terms(depth - 1)) for _ in range(count)))


@given(terms())
@settings(deadline=None)
def test_json_and_tuples_are_lossless(term: Term) -> None:
    assert from_json(json.loads(json.dumps(to_json(term)))) is term
    assert convert(convert(term, "x"), Number(0)) is term
    assert pickle.loads(pickle.dumps(term)) is term


@given(terms())
@settings(deadline=None)
def test_counts(term: Term) -> None:
    sizes = [term]
    written = 0
    while sizes:
        part = sizes.pop()
        written += 1
        sizes.extend(part.arguments if isinstance(part, Call) else ())
    assert node_count(term, shared=False) == written
    assert node_count(term) == len({id(part) for part, _ in postorder([term])}) <= written


BAD_JSON: list[Any] = [
    [], {}, None, 1.5, True, "two words", "", ["ratio", 1, 0], ["ratio", "1", 2], [1, "x"],
    ["sin"], ["sin", "x", "y"], ["sin", {}], ["add"], [["add", "x"], "y"], "__class__.x",
    ["not a name", "x"],
]  # fmt: skip


@pytest.mark.parametrize("value", BAD_JSON, ids=repr)
def test_malformed_json(value: Any) -> None:
    with pytest.raises(InputError, match=r"^record 3: not a term in JSON form: .+"):
        from_json(value, "record 3")


def test_deep_json_is_an_error_not_a_crash() -> None:
    value: Any = "x"
    for _ in range(100_000):
        value = ["sin", value]
    try:
        assert node_count(from_json(value)) == 100_001
    except InputError as error:
        assert "not a term in JSON form" in str(error)
