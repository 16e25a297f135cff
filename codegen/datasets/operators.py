"""The 18 operators of a derivation and how each is spelled in records.

The names are those of Meadows, Valentino and Freitas (2023). ``get_premise`` introduces a premise;
as the first step of a derivation it is labelled ``premise``. ``substitute_LHS_for_RHS`` with inputs
``[i, j]`` replaces, in equation i, the left side of equation j by its right side;
``substitute_RHS_for_LHS`` replaces the right side of equation j by its left side.
"""

from __future__ import annotations

FIRST_PREMISE = "premise"
GET_PREMISE = "get_premise"
RENAMING = "renaming_premise"
UNARY = ("cos", "sin", "exp", "log")
EXPAND = "expand"
EVALUATE_DERIVATIVES = "evaluate_derivatives"
EVALUATE_INTEGRALS = "evaluate_integrals"
ARITHMETIC = ("add", "minus", "times", "divide", "power")
DIFFERENTIATE = "differentiate"
INTEGRATE = "integrate"
LEFT_FOR_RIGHT = "substitute_LHS_for_RHS"
RIGHT_FOR_LEFT = "substitute_RHS_for_LHS"

OPERATORS = (
    GET_PREMISE, RENAMING, *UNARY, EXPAND, EVALUATE_DERIVATIVES, EVALUATE_INTEGRALS,
    *ARITHMETIC, DIFFERENTIATE, INTEGRATE, LEFT_FOR_RIGHT, RIGHT_FOR_LEFT,
)  # fmt: skip
"""The 18 operators; ``premise`` is how the first ``get_premise`` is labelled."""

INPUTS: dict[str, int] = {
    FIRST_PREMISE: 0, GET_PREMISE: 0, LEFT_FOR_RIGHT: 2, RIGHT_FOR_LEFT: 2,
    **{name: 1 for name in OPERATORS if name not in (GET_PREMISE, LEFT_FOR_RIGHT, RIGHT_FOR_LEFT)},
}  # fmt: skip
"""How many earlier equations a step of each label refers to."""

WITH_OPERAND = frozenset({RENAMING, EVALUATE_INTEGRALS, *ARITHMETIC, DIFFERENTIATE, INTEGRATE})
"""Labels whose steps have an operand: the expression operated with (see :mod:`.records`)."""
