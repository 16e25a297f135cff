"""Sets of numbers in usual notation say what the comparisons say; pairs of names are none."""

from __future__ import annotations

import pytest

from codegen.datasets.reading import Names
from codegen.datasets.reading.solution_sets import EVERYTHING, NOTHING, is_set, read_set
from symnum.terms.plain import Symbol

NAMES = Names.of("x a")
X = Symbol("x")
SETS = [
    (r"(1/5, \infty)", "1/5 < x"),
    (r"\left(-\infty, \frac{1}{2}\right]", "x <= 1/2"),
    (r"$[2, 3)$", "2 <= x and x < 3"),
    ("]2, 3[", "2 < x and x < 3"),
    ("[2, 3[", "2 <= x and x < 3"),
    (r"\left]2; 3\right]", "2 < x and x <= 3"),
    ("(-oo, 1) U (4, oo)", "x < 1 or 4 < x"),
    (r"x \in (-\infty, 1) \cup [4, +\infty)", "x < 1 or 4 <= x"),
    ("x ∈ (−∞, 1) ∪ (4, ∞)", "x < 1 or 4 < x"),
    (r"x \in (1, 2) \text{ or } x \in (3, 4)", "1 < x and x < 2 or 3 < x and x < 4"),
    (r"\{x : x > 3\}", "3 < x"),
    (r"\{ x \in \mathbb{R} \mid 1 \le x < 2 \}", "1 <= x and x < 2"),
    (r"\left\{x \in \mathbb R : x < 1 \text{ or } x > 4\right\}", "x < 1 or 4 < x"),
    (r"\{2, -\frac{1}{3}\}", "x == 2 or x == -1/3"),
    (r"\mathbb{R} \setminus \{1\}", "0 <= 0 and (x < 1 or 1 < x)"),
    (r"\mathbb{R} \setminus [1, 4)", "0 <= 0 and (x < 1 or 4 <= x)"),
    (r"(0, 1) \cup \{5\}", "0 < x and x < 1 or x == 5"),
]
NONE = [
    "(1, 2", "(1, 2, 3)", "(a, 2)", "(1, 2) + 1", "x = 1", r"(\infty, 1)", "(1, 2,345)", "12", "",
    r"\{a, b\}", r"\{y : y > 1\}", "(1 2)", r"(1, 2) \cap (0, 3)", "(", "[)",
    r"\{x : x \approx 2\}", r"\mathbb{Q}", "(-oo, 1) U", "[1, 2)(3, 4)", r"\foo(1, 2)",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SETS, ids=[s[0] for s in SETS])
def test_it_says(text: str, wanted: str) -> None:
    assert str(read_set(text, NAMES, X)) == wanted
    assert is_set(text.strip("$"), NAMES, "\\" in text or "$" in text)


@pytest.mark.parametrize("text", NONE)
def test_it_is_no_set(text: str) -> None:
    assert read_set(text, NAMES, X) is None


def test_all_and_nothing() -> None:
    assert read_set(r"\mathbb{R}", NAMES, X) == EVERYTHING
    assert read_set(r"(-\infty, \infty)", NAMES, X) == EVERYTHING
    assert read_set("∅", NAMES, X) == read_set(r"\{\}", NAMES, X) == NOTHING
