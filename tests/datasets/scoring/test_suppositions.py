"""What is supposed or denied is told from the words beside it, and only from clear ones."""

from __future__ import annotations

import pytest

from codegen.datasets.scoring.reference.context import Statement
from codegen.datasets.scoring.steps.lines import Line
from codegen.datasets.scoring.steps.suppositions import roles
from symnum.terms.plain import Number, Symbol

SAID = Statement(Symbol("x"), Number(1))
CASES = [
    ("If $x = 1$ then", "supposed"), ("Case 1: $x = 1$.", "supposed"),
    ("Check $x = 1$:", "supposed"),
    ("Now test the point x = 1", "supposed"), ("Suppose that x = 1", "supposed"),
    ("Plugging in $x = 1$", "supposed"), ("| x = 1 | yes |", "supposed"),
    ("Let's try x = 1", "supposed"), ("solutions of the form $x = 1$", "supposed"),
    ("The minimum is attained at $x = 1$", "supposed"), ("Setting x = 1", "supposed"),
    ("x = 1 is extraneous", "denied"), ("$x = 1$ does not satisfy it.", "denied"),
    ("We discard $x = 1$", "denied"), ("x = 1, a contradiction", "denied"), ("x = 1 ✗", "denied"),
    ("So x = 1", ""), ("We get x = 1 if we divide", ""), ("x = 1 is not extraneous", ""),
    ("x = 1, but the other one is extraneous", ""), ("It holds for x = 1", ""),
    ("so x = 1. If not, it fails", ""), ("Therefore x = 1 works and the rest fails.", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role"), CASES)
def test_roles(text: str, role: str) -> None:
    start = text.find("x = 1")
    lines = [Line("x = 1", start, start + 5, SAID)] if start >= 0 else []
    assert roles(text, lines) == [role][: len(lines)]


def test_a_chain_has_one_role() -> None:
    text = "If $x = 1 = 1$, fine"
    lines = [Line("", 4, 9, SAID), Line("", 8, 13, SAID, chained=True)]
    assert roles(text, lines) == ["supposed", "supposed"]


def test_long_texts_take_no_time() -> None:
    text = "if the case when for at " * 4000 + "x = 1"
    assert roles(text, [Line("x = 1", len(text) - 5, len(text), SAID)]) == [""]
