"""Reasons for a wrong step count if they name the error's kind or the equation that was meant."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.datasets.errors.alterations import IN_WORDS
from codegen.datasets.scoring.finals.named_steps import reason_named
from codegen.datasets.scoring.judging import judge

CORRECT = {
    "text": "derivative(f(x, y), x) = 2*x",
    "latex": r"\frac{\partial}{\partial x} f(x, y) = 2 x",
}


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("First wrong step: 2. A number is wrong.", True),
        ("First wrong step: 2, the coefficient should be 2.", True),
        (r"First wrong step: 2. It should be $\frac{\partial}{\partial x} f(x, y) = 2x$.", True),
        (r"First wrong step: 2, since $2x = \frac{\partial}{\partial x} f(x, y)$.", True),
        ("First wrong step: 2", False),
        ("First wrong step number 2", False),
        ("First wrong step: 2. A sign is wrong.", False),
        (r"First wrong step: 2. It should be $\frac{\partial}{\partial x} f(x, y) = x$.", False),
        (r"First wrong step: 2: $\frac{\partial}{\partial x} f(x, y) = 3x$ is wrong.", False),
        ("First wrong step: 2. A value, a sign, or a missing term.", False),
        ("First wrong step: 1. A number is wrong.", False),
        ("All steps are correct.", False),
    ],
)
def test_reason(small: dict[str, Any], answer: str, right: bool) -> None:
    faulty = small["faulty"]
    record = {**faulty, "error": {**faulty["error"], "correction": CORRECT}}
    assert judge(record, answer).reason_right == right


@pytest.mark.parametrize("kind", IN_WORDS)
def test_our_own_words_name_one_kind(kind: str) -> None:
    named = {other for other in IN_WORDS if reason_named(IN_WORDS[kind], other)}
    values = {"value", "related_values"}
    assert named == (values if kind in values else {kind})
