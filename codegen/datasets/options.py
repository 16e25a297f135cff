"""What a dataset's configuration may say of single families, in its table ``options``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from symnum.configuration import Table

Small = Annotated[int, Field(ge=1, le=12)]
Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class FamilyOptions(Table):
    """Sizes and shares of the families; one setting for all records of a dataset."""

    versions: Annotated[int, Field(ge=1, le=1000)] = 5
    """Versions of a template that share the digit lengths of their numbers."""
    refills: Small = 4
    """Rows of values with which a masked problem is asked again."""
    recursion_depth_minimum: Small = 3
    recursion_depth_maximum: Small = 6
    """Digits of binary numbers, entries of lists, heights of trees."""
    expression_operations_minimum: Small = 3
    expression_operations_maximum: Small = 8
    """Operations of an expression whose evaluation is traced."""
    factor_digits_minimum: Small = 2
    factor_digits_maximum: Small = 6
    """Digits of the factors of products; each pair of lengths is equally frequent."""
    reversed_digits: Chance = 0.5
    """Share of products whose digits are asked for from the lowest to the highest."""
    list_length_minimum: Annotated[int, Field(ge=2, le=500)] = 8
    list_length_maximum: Annotated[int, Field(ge=2, le=500)] = 40
    """Words of a list in which something is counted."""
    unusual_words: Chance = 0.3
    """Share of lists whose words are no words of a language."""
    lean: bool = False
    """Whether records of algebra and calculus come with Lean 4 statements, at some 0.6 ms each."""
    true_statements: Chance = 0.4
    """Share of true statements among those that may have a counterexample."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in ("recursion_depth", "expression_operations", "factor_digits", "list_length"):
            if getattr(self, f"{name}_minimum") > getattr(self, f"{name}_maximum"):
                raise ValueError(f"{name}_minimum is above {name}_maximum")
        return self
