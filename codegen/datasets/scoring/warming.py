"""What a worker does once, before it forks for answers: so that none of them has to."""

from __future__ import annotations

import gc
from typing import Any

from codegen.datasets.records import blank, expression, sealed
from codegen.datasets.scoring.judging import judge
from symnum.terms.parse import parse

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
    """Judge an answer that uses most of the scorer, and keep what was made out of collections."""
    for family in ("derivation", "algebra"):
        judge(_record(family), _ANSWER)
    gc.collect()
    gc.freeze()


def _record(family: str) -> dict[str, Any]:
    def shown(text: str) -> dict[str, str]:
        return expression(parse(text, functions=("f",))) if text else {"text": "", "latex": ""}

    return sealed(blank(
        family=family,
        domain=[{"symbol": name, "assumption": "positive", "latex": name} for name in "xy"],
        functions=[{"name": "f", "latex": "f"}],
        steps=[{"operator": operator, "inputs": list(inputs), "operand": shown(operand),
                "equation": shown(equation), "side_conditions": [], "words": ""}
               for operator, inputs, operand, equation in _STEPS],
    ))  # fmt: skip
