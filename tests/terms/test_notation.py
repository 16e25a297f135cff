"""Calls without an operator that are written as people write them."""

from __future__ import annotations

import pytest

from symnum.terms.latex import to_latex
from symnum.terms.notation import NOTATIONS
from symnum.terms.parse import parse

NAMES = sorted({name for name, _ in NOTATIONS})
SHOWN = {
    "limit(sin(x)/x, x, 0)": r"\lim_{x \to 0} \frac{\sin\left(x\right)}{x}",
    "limit(x + y, x, -1)": r"\lim_{x \to -1} \left(x + y\right)",
    "2*limit(x, x, 0)": r"2 \left(\lim_{x \to 0} x\right)",
    "limit(x, x, 0)*2": r"\left(\lim_{x \to 0} x\right) \cdot 2",
    "limit(x, x, 0)^2": r"\left(\lim_{x \to 0} x\right)^{2}",
    "infinite_sum(3*q^k, k, 2)": r"\sum_{k=2}^{\infty} 3 q^{k}",
    "infinite_sum(a^k - b^k, k, 0)": r"\sum_{k=0}^{\infty} \left(a^{k} - b^{k}\right)",
    "infinite_sum(a^k, k, 0) - infinite_sum(b^k, k, 0)":
        r"\sum_{k=0}^{\infty} a^{k} - \sum_{k=0}^{\infty} b^{k}",
    "definite_integral(x + 1, x, a, 2)": r"\int_{a}^{2} \left(x + 1\right)\, dx",
    "limit(x, x)": r"\operatorname{limit}\left(x, x\right)",
}  # fmt: skip


@pytest.mark.parametrize("text", SHOWN)
def test_notations(text: str) -> None:
    assert to_latex(parse(text, functions=NAMES)) == SHOWN[text]


def test_a_name_of_ones_own_goes_first() -> None:
    term = parse("limit(x, y, z)", functions=NAMES)
    assert to_latex(term, {"limit": r"\ell"}) == r"\ell\left(x, y, z\right)"
