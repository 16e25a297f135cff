"""LaTeX written from texts in one walk is that of the terms."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.datasets.checking import typesetting
from codegen.datasets.checking.frame import expressions, names_shown
from codegen.datasets.checking.typesetting import Typesetter
from codegen.datasets.schema import validated

NAMES = {"x": "x", "E": r"\mathbf{E}", "a": r"a^{\dagger}", "f": "f", "H": r"\hat{H}^{2}",
         "J": "ж", "K": "ж"}  # fmt: skip
compiled = pytest.mark.skipif(typesetting.typeset is None, reason="nothing is compiled here")
TEXTS = [
    "x", "-x^2", "-1/2", "1/2*x", "x^(1/2)", "(1/2)^x", "(-3)^x", "x*2*x", "2*3^x", "x - (x - 1)",
    "x/(x + 1)/x", "a^2", "H(x)^2", "exp(x)^2", "sqrt(x)^x", "E*H(x, E)*f(x)", "-(x + E)*x",
    "integral(x + E, x) = x*(E - 1)", "derivative(integral(f(x), x), x) + 2", "x^x^x", "x^-2*x",
    "derivative(f(x), x)^2", "2*integral(x, x)", "sin(-x)*cos(2*x) = -0*x", "3*(-2)", "x*(1/3)",
    "0.5*x", "2/4", "pi*x", "(-1)/2", "x**2", "abs(x)", "12345678901234567890123/7", "0/7", "x/1",
    "123456789012345678/5", "J*x", "K(x)", " + ".join(["x"] * 300), "f(" * 60 + "x" + ")" * 60,
    "(x + 1)^" * 40 + "2 = " + "x/" * 90 + "3", "-(" * 50 + "x" + ")" * 50, "f(x, E, 2, x + 1) = E",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_walk_agrees_with_terms(text: str) -> None:
    typesetter = Typesetter(NAMES, {"f", "H", "K"})
    assert typesetter.latex(text) == typesetter.generally(text)


@compiled
def test_usual_texts_are_taken_by_the_walk(made: list[dict[str, Any]]) -> None:
    for record in made[:60]:
        data = validated(record, "record")
        numbers = {known.name for known in data.constants if not known.arguments}
        functions = {entry.name for entry in data.functions} - numbers
        typesetter = Typesetter(names_shown(data), functions)
        for text, shown in expressions(data):
            found = typesetting.typeset(text, typesetter.names, typesetter.rows)
            assert found == typesetter.generally(text) == shown


@compiled
@pytest.mark.parametrize("text", ["", "x +", "(x", "x)", "f(x", "f()", "x = x = x", "ж", "x y"])
def test_what_is_unusual_is_left_to_the_general_way(text: str) -> None:
    typesetter = Typesetter(NAMES, {"f", "H"})
    assert typesetting.typeset(text, typesetter.names, typesetter.rows) is None
