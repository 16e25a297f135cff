"""What a step's label makes of the equations that it refers to, whatever these are.

The generator's moves choose what to do; here it is given, so that a derivation can be carried on
from other premises or from a wrong equation. Results are tidied as the generator's are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from codegen.datasets.generator import canonical_steps
from codegen.datasets.generator.canonical_steps import (
    expanded,
    tidy,
    with_derivatives_evaluated,
)
from codegen.datasets.generator.parts import subterms
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EXPAND,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    RIGHT_FOR_LEFT,
)
from symnum.ops import (
    ADD,
    COS,
    DERIVATIVE,
    DIV,
    EXP,
    INTEGRAL,
    LOG,
    MUL,
    POW,
    SIN,
    SUB,
    Operator,
)
from symnum.terms.canonical import Canonical
from symnum.terms.ring import build

Equation = tuple[Canonical, Canonical]
"""Left and right side."""
_UNARY: Mapping[str, Operator] = {"cos": COS, "sin": SIN, "exp": EXP, "log": LOG}
_WITH_OPERAND: Mapping[str, Operator] = {
    "add": ADD, "minus": SUB, "times": MUL, "divide": DIV, "power": POW,
    DIFFERENTIATE: DERIVATIVE, INTEGRATE: INTEGRAL,
}  # fmt: skip


def carried_out(
    label: str, sources: Sequence[Equation], operand: Canonical | None
) -> Equation | None:
    """The equation that follows.

    Args:
        label: One of the operators but premises.
        sources: The equations that the step refers to, in order.
        operand: What it is given beside these; for ``evaluate_integrals`` see :func:`replaced`.

    Returns:
        ``None`` if nothing does follow: what is to be replaced or evaluated does not occur, or
        the result is too long.
    """
    if label in (LEFT_FOR_RIGHT, RIGHT_FOR_LEFT):
        old, new = sources[1] if label == LEFT_FOR_RIGHT else reversed(sources[1])
        return replaced(sources[0], old, new)
    left, right = (_changed(label, side, operand) for side in sources[0])
    if left is None or right is None:
        return None
    unchanged = label in (EXPAND, EVALUATE_DERIVATIVES) and (left, right) == tuple(sources[0])
    return None if unchanged else (left, right)


def _changed(label: str, side: Canonical, operand: Canonical | None) -> Canonical | None:
    evaluated: Mapping[str, Callable[[Canonical], Canonical | None]] = {
        EXPAND: expanded, EVALUATE_DERIVATIVES: with_derivatives_evaluated,
    }  # fmt: skip
    if label in evaluated:
        changed = evaluated[label](side)
        return None if changed is None else tidy(changed)
    if label in _UNARY:
        return tidy(build(_UNARY[label], [side]))
    assert operand is not None, label
    return tidy(build(_WITH_OPERAND[label], [side, operand]))


def replaced(equation: Equation, old: Canonical, new: Canonical) -> Equation | None:
    """The equation with a term replaced wherever it occurs; ``None`` if it does not."""
    if not any(old in subterms(side) for side in equation):
        return None
    left, right = (tidy(canonical_steps.replaced(side, old, new)) for side in equation)
    return left, right
