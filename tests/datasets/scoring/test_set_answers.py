"""Answers to inequalities in the notations that there are, right, too small and too large."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.datasets.scoring.judging import judge

ABOVE = [
    (r"\boxed{(1/5, \infty)}", "exact"), ("(1/5, oo)", "exact"), ("x in (1/5, oo)", "exact"),
    (r"$x \in \left(\frac{1}{5}, \infty\right)$", "exact"), (r"]1/5, \infty[", "exact"),
    (r"So the solution is $(0.2, \infty)$.", "exact"), ("#### (1/5, ∞)", "exact"),
    (r"\boxed{\{x : x > 1/5\}}", "exact"), (r"**Answer:** $x \in (1/5, +\infty)$", "exact"),
    ("The solution set is\n\\[\n\\left\\{ x \\in \\mathbb{R} : x > \\frac{1}{5} \\right\\}.\n\\]",
     "exact"),
    ("Therefore $x > \\frac15$.", "exact"), (r"\boxed{x > 0.2}", "exact"),
    ("Hence all $x > \\frac15$ hold, i.e. $x \\in \\left(\\tfrac15, \\infty\\right)$.", "exact"),
    (r"\boxed{[1/5, \infty)}", "wrong"), (r"\boxed{(0, \infty)}", "wrong"),
    (r"\boxed{(1/4, \infty)}", "different"), (r"\boxed{(0.2001, \infty)}", "different"),
    (r"\boxed{5x > 1}", "restated"), (r"\boxed{10x > 2}", "different"),
    (r"\boxed{x < 1/5}", "wrong"), (r"\boxed{(1/5, 2)}", "different"),
    (r"\boxed{\mathbb{R}}", "wrong"), (r"\boxed{\emptyset}", "different"),
    (r"\boxed{(a, \infty)}", "missing"),
]  # fmt: skip
OUTSIDE = [
    (r"\boxed{(-\infty, 1) \cup (4, \infty)}", "exact"), ("(-oo, 1) U (4, oo)", "exact"),
    (r"$x < 1$ or $x > 4$", "exact"), (r"\boxed{x < 1 \text{ or } x > 4}", "exact"),
    (r"\boxed{x<1, x>4}", "exact"), (r"\boxed{\mathbb{R} \setminus [1, 4]}", "equivalent"),
    ("So the solution is $x \\in (-\\infty, 1)$ or $x \\in (4, \\infty)$.", "exact"),
    (r"\boxed{(-\infty, 1] \cup [4, \infty)}", "wrong"), (r"\boxed{(-\infty, 1)}", "different"),
    (r"\boxed{1 < x < 4}", "wrong"), (r"\boxed{x > 4}", "different"),
    ("Test $x = 0$: $(0-1)(0-4) = 4 > 0$. Test $x = 2$: $(2-1)(2-4) = -2 < 0$. Test $x = 5$: "
     "$(5-1)(5-4) = 4 > 0$. So the solution is $(-\\infty, 1) \\cup (4, \\infty)$.", "exact"),
    ("Case 1: $x - 1 > 0$ and $x - 4 > 0$, so $x > 4$. Case 2: $x - 1 < 0$ and $x - 4 < 0$, so "
     "$x < 1$. \\boxed{x < 1 \\lor x > 4}", "exact"),
]  # fmt: skip
BETWEEN = [
    (r"\boxed{[1, 4)}", "exact"), (r"\boxed{1 \le x < 4}", "exact"), ("[1, 4).", "exact"),
    (r"$x \ge 1$ and $x < 4$", "exact"), (r"$1 \leq x$, $x < 4$", "exact"),
    (r"Solution: $[1, 4[$", "exact"), (r"\boxed{[1, 2) \cup [2, 4)}", "equivalent"),
    (r"\boxed{x \ge 1 \text{ or } x < 4}", "wrong"), (r"\boxed{(1, 4)}", "different"),
    (r"\boxed{[1, 4]}", "wrong"), (r"\boxed{[1, 4)} \boxed{(1, 4)}", "different"),
]  # fmt: skip
CASES = [
    *(("above", *case) for case in ABOVE), *(("outside", *case) for case in OUTSIDE),
    *(("between", *case) for case in BETWEEN),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "goal"), CASES, ids=[c[1][:50] for c in CASES])
def test_sets_are_compared(small: dict[str, Any], name: str, answer: str, goal: str) -> None:
    found = judge(small[name], answer)
    assert (found.goal, found.first_error) == (goal, 0 if answer == r"\boxed{x < 1/5}" else -1)
    if goal == "exact":
        assert found.sound and found.problems == (), found


def test_a_point_is_no_interval_elsewhere(small: dict[str, Any]) -> None:
    assert not judge(small["roots"], r"\boxed{(2, 3)}").correct
    assert judge(small["roots"], r"\boxed{\{2, 3\}}").goal == "exact"
    assert judge(small["roots"], r"\boxed{x \in \{3, 2\}}").correct
    assert judge(small["roots"], r"\boxed{\{2, 4\}}").goal == "wrong"
