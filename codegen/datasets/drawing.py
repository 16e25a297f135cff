"""What a configuration says of the choices that derivations are drawn with: steps and premises."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from codegen.datasets.operators import OPERATORS
from symnum.configuration import Table
from symnum.errors import require_known

Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Weights = Annotated[tuple[Weight, ...], Field(min_length=1, max_length=6, strict=False)]


STANDARD: Mapping[str, float] = {
    "cos": 2, "sin": 2, "exp": 2, "log": 9, "expand": 4, "evaluate_derivatives": 8,
    "evaluate_integrals": 8, "add": 1.5, "minus": 1.5, "times": 1.5, "divide": 1.5, "power": 2.5,
    "differentiate": 2.5, "integrate": 2.5, "substitute_LHS_for_RHS": 6,
    "substitute_RHS_for_LHS": 6, "renaming_premise": 1.5, "get_premise": 1.5,
}  # fmt: skip
"""Relative frequency with which an operator is tried where a configuration does not say."""


def _of_operators(figures: dict[str, float]) -> dict[str, float]:
    for name in figures:
        require_known(name, OPERATORS, "operator")
    return figures


OfOperators = AfterValidator(_of_operators)
"""Sees to it that the names of a table are those of operators."""


class Weights(Table):
    """Relative frequency with which each operator is tried where it is possible."""

    operators: Annotated[dict[str, Weight], OfOperators] = Field(default_factory=dict)

    def of(self, operator: str) -> float:
        """The weight of an operator."""
        return self.operators.get(operator, STANDARD[operator])

    @cached_property
    def in_order(self) -> tuple[float, ...]:
        """The weights of all operators, as :data:`OPERATORS` lists them."""
        return tuple(map(self.of, OPERATORS))


class Numbers(Table):
    """Numbers in premises."""

    least: Annotated[int, Field(ge=0, le=4)] = 2
    """Numbers in each premise; without them short derivations soon repeat each other."""
    share: Chance = 0.1
    """Chance that a symbol of a premise has a coefficient beyond that."""
    fractions: Chance = 0.5
    """Share of quotients among numbers; the others are integers above 1."""
    digits: _Weights = (1, 4, 5)
    """Relative frequency of integers with one digit, two digits and so on."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if sum(self.digits) <= 0:
            raise ValueError("digits: at least one weight must be above 0")
        return self


class Premises(Table):
    """How the expressions of premises are drawn (algorithm 2 of Meadows et al., 2023)."""

    unary: Chance = 0.5
    """Share of functions of one symbol; the others are operations on two."""
    layers: _Weights = (1, 3, 2)
    """Relative frequency of 0, 1, 2, … further functions or operations around that."""
    numbers: Numbers = Numbers()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if sum(self.layers) <= 0:
            raise ValueError("layers: at least one weight must be above 0")
        return self
