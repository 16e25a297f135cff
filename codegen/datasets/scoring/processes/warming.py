"""What a worker does once, before it forks for answers: so that none of them has to.

Answers to records of topics need calculus and the rules, which take longer to import than all that
judges derivations: a worker imports them if there are such records.
"""

from __future__ import annotations

import gc
import importlib
from typing import Any

from codegen.datasets.scoring.judging import judge
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.text import to_text

_STEPS = (
    ("premise", (), "", "f(x, y) = x^2*sin(y)/(y + 2)"),
    ("integrate", (1,), "x", "integral(f(x, y), x) = integral(x^2*sin(y)/(y + 2), x)"),
    ("differentiate", (2,), "x",
     "derivative(integral(f(x, y), x), x) = derivative(integral(x^2*sin(y)/(y + 2), x), x)"),
)  # fmt: skip
_ANSWER = r"""An answer, with $f(x, y) = \frac{x^{2} \sin\left(y\right)}{y + 2}$:
\[\int f(x, y)\,dx = x + C\] so we get $2 \int f(x, y)\,dx = e^{x} + \log(y)$, hence
\boxed{\frac{\partial}{\partial x} f(x, y) = x^{2}}."""


def warm_up() -> None:
    """Get ready for any record: judge answers that use most of the scorer."""
    warm_up_for_derivations()
    importlib.import_module("symnum.calculus")
    judge(_record("algebra"), _ANSWER)
    gc.collect()
    gc.freeze()


def warm_up_for_derivations() -> None:
    """Get ready for records that are of no topic."""
    judge(_record("derivation"), _ANSWER)
    gc.collect()
    gc.freeze()  # what was made stays: no collection has to look at it again


def _record(family: str) -> dict[str, Any]:
    """The fields of a record that judging looks at."""

    def shown(text: str) -> dict[str, str]:
        if not text:
            return {"text": "", "latex": ""}
        term = parse(text, functions=("f",))
        return {"text": to_text(term), "latex": to_latex(term)}

    steps = [
        {"operator": operator, "inputs": list(inputs), "operand": shown(operand),
         "equation": shown(equation), "side_conditions": [], "words": ""}
        for operator, inputs, operand, equation in _STEPS
    ]  # fmt: skip
    goal = steps[-1]["equation"]
    assert isinstance(goal, dict)
    return {
        "id": "warm", "family": family, "template": "", "answer_kind": "equation", "blanks": [],
        "problem": f"Obtain {goal['latex']}", "answer": goal["latex"], "solution": goal["latex"],
        "domain": [{"symbol": name, "assumption": "positive", "latex": name} for name in "xy"],
        "functions": [{"name": "f", "latex": "f"}], "constants": [], "steps": steps,
        "step_labels": [1] * len(steps),
        "error": {"kind": "", "label": -1, "correction": {"text": "", "latex": ""}},
    }  # fmt: skip
