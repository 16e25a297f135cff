"""What a dataset is mixed from: shares of families, of changed records, and of splits."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from symnum.configuration import Table

Portion = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Splits(Table):
    """Sizes of the splits, relative to each other."""

    train: Portion = 0.9
    validation: Portion = 0.05
    test: Portion = 0.05

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.train + self.validation + self.test <= 0:
            raise ValueError("at least one split must be above 0")
        return self

    def shares(self) -> dict[str, float]:
        """Share of each split, in order; they add up to 1."""
        given = {"train": self.train, "validation": self.validation, "test": self.test}
        total = sum(given.values())
        return {name: portion / total for name, portion in given.items()}


class Changes(Table):
    """Records that are added beside those they were made from."""

    names: list[str] = Field(default_factory=list)
    """Which changes; ``symnum derive --list`` names them all."""
    share: Chance = 1.0
    """Of the records, how many get them."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        repeated = sorted({name for name in self.names if self.names.count(name) > 1})
        if repeated:
            raise ValueError(f"names: {repeated[0]} is listed twice")
        return self
