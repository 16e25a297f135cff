"""Any certain counterexample is right, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from codegen.datasets import Config
from codegen.datasets.checking.families.counterexample import read_point, refutes
from codegen.datasets.checking.families.real_values import NoValue, value_at
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.states import read_state
from codegen.datasets.families import FAMILIES

TAIL = "If this is true, answer true; if not, give a counterexample."
ROOT = f"For all real numbers x for which both sides have a value, sqrt(x^2) = x. {TAIL}"
LOG = (
    "For all real numbers x, y such that x - y > 0 for which both sides have a value, "
    f"log(x^2) = 2*log(x) + y. {TAIL}"
)

POINTS = (
    (ROOT, "x = -1", True),
    (ROOT, "x = -7/3.", True),
    (ROOT, " x=-0.5 ", True),
    (ROOT, "x = 2", False),
    (ROOT, "x = 0", False),
    (ROOT, "y = -1", False),
    (ROOT, "x = -1, y = 2", False),
    (LOG, "x = 2, y = 1", True),
    (LOG, "x = 2 and y = -1/7", True),
    (LOG, "x = 1, y = 2", False),  # the condition fails
    (LOG, "x = 1, y = 1", False),
    (LOG, "x = 3, y = 0", False),  # both sides are equal
    (LOG, "x = -1, y = -2", False),  # the right side has no value
    (LOG, "x = 2", False),
)


@pytest.mark.parametrize(("problem", "answer", "right"), POINTS)
def test_points(problem: str, answer: str, right: bool) -> None:
    point = read_point(answer)
    assert point is not None
    assert refutes(problem, point) is right


@pytest.mark.parametrize(
    "text", ["", "true", "x", "x = ", "x = 1/0", "x = 1, x = 2", "x = y", "x = 10**9", "x = 1e400",
             "x = nan", "x = __import__('os')", "x = " + "9" * 5000],
)  # fmt: skip
def test_texts_that_are_no_point(text: str) -> None:
    assert read_point(text) is None


def test_a_problem_of_another_family() -> None:
    with pytest.raises(Refused):
        refutes("What is 1 + 1?", {"x": Fraction(1)})


VALUES = (
    ("sqrt(x^2)", "-3/2", Fraction(3, 2)),
    ("x^(1/2)", "9/4", Fraction(3, 2)),
    ("x^-2", "-2", Fraction(1, 4)),
    ("exp(x)", "0", Fraction(1)),
    ("log(x)", "1", Fraction(0)),
    ("acosh(x)", "1", Fraction(0)),
    ("floor(x)", "-3/2", Fraction(-2)),
    ("max(x, 2)", "7/3", Fraction(7, 3)),
    ("sign(x)", "0", Fraction(0)),
    ("1/x", "0", None),
    ("0*log(x)", "-1", None),
    ("sqrt(x)", "-1", None),
    ("x^(1/3)", "-8", None),
    ("acosh(x)", "1/2", None),
    ("asin(x)", "3/2", None),
    ("tan(pi/2)", "0", None),
    ("1/(sin(pi)*x)", "1", None),
    ("atanh(x)", "1", None),
    ("x^1000", "2", None),
)


@pytest.mark.parametrize(("text", "x", "value"), VALUES)
def test_values_are_exact_or_unknown(text: str, x: str, value: Fraction | None) -> None:
    tree, point = read_state(text), {"x": Fraction(x)}
    if value is None:
        with pytest.raises(NoValue):
            value_at(tree, point)
    else:
        assert value_at(tree, point) == value


def test_both_kinds_of_statements_are_made(config: Config) -> None:
    made = [FAMILIES["counterexample"].make(config, 2, index) for index in range(100)]
    true = [record for record in made if record["answer"] == "true"]
    assert 25 <= len(true) <= 55
    for record in made:
        if record["answer"] != "true":
            point = read_point(record["answer"])
            assert point is not None and refutes(record["problem"], point)


def test_a_true_statement_is_not_true_without_its_condition(config: Config) -> None:
    planted = 0
    for index in range(200):
        record = FAMILIES["counterexample"].make(config, 3, index)
        before, mark, after = record["problem"].partition(" such that ")
        if record["answer"] == "true" and mark:
            problem = before + " for which" + after.split(" for which", 1)[1]
            planted += 1
            assert not FAMILIES["counterexample"].check({**record, "problem": problem}).ok
    assert planted >= 20
