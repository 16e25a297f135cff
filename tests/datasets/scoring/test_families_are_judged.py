"""Answers to generated records of every family: the right one is right, others are not."""

from __future__ import annotations

import pytest

from codegen.datasets import Config, judge
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset

WRONG = ("12345678", r"\sqrt{2} + \pi", r"\frac{a}{b}", "no idea")
EARNED = ("exact", "equivalent")


@pytest.fixture(scope="module")
def probes() -> Config:
    return load_preset("probes")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_answer_is_right_and_others_are_not(family: str, probes: Config) -> None:
    for index in range(3):
        made = FAMILIES[family].make(probes, 3, index)
        whole = f"{made['solution']}\n\nThe final answer is \\boxed{{{made['answer']}}}"
        assert judge(made, whole).goal in EARNED, whole
        alone = judge(made, rf"\boxed{{{made['answer']}}}").goal
        assert alone in ((*EARNED, "restated") if stated(made) else EARNED)
        for wrong in WRONG:
            assert not judge(made, rf"So it is \boxed{{{wrong}}}.").correct, (made["answer"], wrong)


def stated(made: dict[str, object]) -> bool:
    """Whether the problem states the answer, which is to be derived."""
    return str(made["answer"]) in str(made["problem"])
