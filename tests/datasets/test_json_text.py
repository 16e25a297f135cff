"""Lines of records are those that Python's own writer of JSON makes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.datasets.json_text import compact, read_back

NUMBERS = st.floats(1e-4, 1e15) | st.floats(-1e15, -1e-4) | st.just(0.0)
LEAVES = st.none() | st.booleans() | st.integers() | NUMBERS | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner)
)


@given(VALUES, st.booleans())
def test_same_text(value: Any, ordered: bool) -> None:
    assert compact(value, ordered=ordered) == json.dumps(
        value, sort_keys=ordered, separators=(",", ":")
    )


@pytest.mark.parametrize(
    "value", [2**63, 2**64, -(2**70), "\x7f", "\ud800", "ж", "\x00\b\f\n\u2028", 1234567.125]
)
def test_odd_values(value: Any) -> None:
    assert compact([value]) == json.dumps([value], separators=(",", ":"))
    assert json.loads(compact(value)) == value


WORDS = st.integers(-(2**63), 2**64 - 1)
RECORDS = st.recursive(
    st.none() | st.booleans() | WORDS | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner),
)


@given(RECORDS)
def test_read_back(value: Any) -> None:
    text = compact(value)
    assert repr(read_back(text)) == repr(json.loads(text)) == repr(value)


def test_halves_of_characters_are_read_back() -> None:
    assert read_back(compact({"a": "\ud800"})) == {"a": "\ud800"}


def test_no_json() -> None:
    with pytest.raises(TypeError):
        compact({1, 2})
