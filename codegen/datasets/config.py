"""What a dataset is told: a TOML file, validated field by field."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from codegen.datasets.drawing import OfOperators, Premises, Weight, Weights
from codegen.datasets.mixture import Changes, Portion, Splits
from codegen.datasets.options import FamilyOptions
from codegen.datasets.vocabulary import Vocabulary
from symnum.configuration import Table, validated_configuration

SHORTEST, LONGEST = 3, 10
Share = Annotated[float, Field(ge=0, le=0.04, allow_inf_nan=False)]
"""18 operators have to share the steps, and most need others before them."""


class Symbols(Table):
    """How many symbols a derivation has, and relative frequencies of what is assumed of them."""

    minimum: Annotated[int, Field(ge=1, le=3)] = 1
    maximum: Annotated[int, Field(ge=1, le=3)] = 3
    positive: Weight = 6
    real: Weight = 3
    nonzero: Weight = 1

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("minimum is above maximum")
        if self.positive <= 0:
            raise ValueError("positive: must be above 0, since logarithms need positive symbols")
        return self


class Quotas(Table):
    """Least share of all steps that each operator has to have."""

    default: Share = 0.02
    operators: Annotated[dict[str, Share], OfOperators] = Field(default_factory=dict)

    def share(self, operator: str) -> float:
        """The quota of an operator."""
        return self.operators.get(operator, self.default)

    @property
    def some(self) -> bool:
        """Whether any operator has a quota."""
        return self.default > 0 or any(self.operators.values())


class Limits(Table):
    """Where equations get too long to be useful."""

    latex_characters: Annotated[int, Field(ge=120, le=5000)] = 350
    nodes: Annotated[int, Field(ge=20, le=1000)] = 60


class Sampling(Table):
    """How the skills are drawn that a problem of a topic needs."""

    mode: Literal["single", "pair", "walk"] = "single"
    """One skill, with problems of one part; two that the problem needs together; or as many as
    possible of those that a random walk over the graph of skills meets. The last two pose problems
    that join parts of several topics as well."""
    walk: Annotated[int, Field(ge=1, le=20)] = 4
    """Steps of such a walk."""


_ELSEWHERE = frozenset({"count", "seed", "splits", "shard_rows"})
"""Settings that no record depends on but for its split, or that its provenance names by itself."""


class Config(Table):
    """A dataset of derivations."""

    count: Annotated[int, Field(ge=1, le=100_000_000)]
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    lengths: dict[Annotated[int, Field(ge=SHORTEST, le=LONGEST)], Weight]
    """Relative frequency of each number of equations."""
    vocabulary: Vocabulary
    symbols: Symbols = Symbols()
    quotas: Quotas = Quotas()
    weights: Weights = Weights()
    premises: Premises = Premises()
    limits: Limits = Limits()
    options: FamilyOptions = FamilyOptions()
    families: dict[str, Portion] = Field(default_factory=lambda: {"derivation": 1.0})
    """How often each family is drawn, relative to the others."""
    perturbations: Changes = Changes()
    errors: Changes = Changes()
    splits: Splits = Splits()
    shard_rows: Annotated[int, Field(ge=1, le=1_000_000)] = 5000
    """Records in a file of the dataset."""
    sampling: Sampling = Sampling()

    @model_validator(mode="before")
    @classmethod
    def _integer_lengths(cls, data: Any) -> Any:
        lengths = data.get("lengths") if isinstance(data, dict) else None
        if not isinstance(lengths, dict):
            return data
        numbers = {int(k) if str(k).isdecimal() else k: v for k, v in lengths.items()}
        return {**data, "lengths": numbers}

    @model_validator(mode="after")
    def _some_length(self) -> Self:
        if sum(self.lengths.values()) <= 0:
            raise ValueError("lengths: at least one weight must be above 0")
        if sum(self.families.values()) <= 0:
            raise ValueError("families: at least one must be above 0")
        return self

    def resolved(self) -> dict[str, Any]:
        """Every field, defaults included, as plain JSON values."""
        return self.model_dump(mode="json")

    @cached_property
    def digest(self) -> str:
        """A hash of everything that record i depends on beside the seed."""
        kept = {k: v for k, v in self.resolved().items() if k not in _ELSEWHERE}
        text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:20]


def validated(data: object, source: str) -> Config:
    """A configuration from plain data; ``source`` names it in errors.

    Raises:
        InputError: naming the source, the field and what is allowed.
    """
    return validated_configuration(Config, data, source)
