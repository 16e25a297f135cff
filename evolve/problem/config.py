"""What a run is told: a TOML file, validated field by field."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from evolve.fits.fitting import LANES
from evolve.programs.genome import OPERATORS
from evolve.programs.pricing import FMA, PER_CONSTANT, Pricing
from symnum.configuration import Table, read_configuration, validated_configuration
from symnum.egraphs.cost_tables import cost_table
from symnum.errors import InputError, unknown
from symnum.execution import Execution
from symnum.lowering import lower
from symnum.numerics.domains import interval_end
from symnum.numerics.objective_text import objective_from
from symnum.ops import operator_named
from symnum.terms.exact import Exact
from symnum.terms.parse import parse

Count = Annotated[int, Field(ge=1)]


def _end(is_upper: bool) -> BeforeValidator:
    """Reads an end of the domain: a TOML number, or text such as "1/3" or "pi/4"."""

    def read(value: object) -> Exact:
        try:
            return interval_end(value, is_upper=is_upper)
        except InputError as error:
            raise ValueError(str(error).removeprefix("domain: ")) from None

    return BeforeValidator(read)


Price = Annotated[int, Field(ge=1, le=1000)]


def _prices(value: object) -> object:
    """The latencies of a named cost table, in whole multiples of the cheapest, as a table."""
    if not isinstance(value, str):
        return value
    table = cost_table(value)
    figures = {
        name: table.price(operator_named(name), "latency") for name in (*OPERATORS, FMA)
    }  # fmt: skip
    unit = min(figures.values())
    return {name: max(1, round(figure / unit)) for name, figure in figures.items()}


class Population(Table):
    """How programs are kept."""

    islands: Annotated[int, Field(ge=1, le=256)] = 4
    """Populations that live apart; each is a task of its own."""
    per_size: Annotated[int, Field(ge=2, le=100_000)] = 160
    """Programs of each size on an island."""
    per_niche: Count = 6
    """Programs of one size and one shape (see :mod:`evolve.search.population`)."""
    migrants: Annotated[int, Field(ge=0)] = 3
    """Programs of each size that visit the next island."""
    migration_interval: Count = 3
    """Epochs between migrations."""
    patience: Count = 8
    """Epochs without progress after which an island starts again from nothing."""


class Budget(Table):
    """How long the search goes on, in work and never in time."""

    epochs: Annotated[int, Field(ge=1, le=1_000_000)]
    """After each, a checkpoint is written."""
    generations: Count = 20
    """Generations in an epoch, on every island."""
    offspring: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    """Programs made in a generation."""


class Fit(Table):
    """How constants are fitted."""

    nodes: Annotated[int, Field(ge=LANES, le=512, multiple_of=LANES)] = 40
    """Chebyshev nodes of the fit."""
    checks: Annotated[int, Field(ge=2, le=10_000)] = 161
    """Points on which errors are compared."""
    starts: Annotated[int, Field(ge=2, le=64)] = 8
    """Sets of constants from which a fit begins; the better half goes on, until two are left."""
    first_steps: Count = 5
    """Levenberg-Marquardt steps of every start, and of every half that goes on."""
    steps: Count = 30
    """Steps of the last two."""
    long_steps: Count = 100
    """Steps of a program that is near a place in the population."""
    valley_steps: Annotated[int, Field(ge=0)] = 25
    """Steps along narrow valleys of the error."""
    doublings: Annotated[int, Field(ge=0, le=8)] = 5
    """Part of the fits from random starts begin on a domain up to so many times doubled, as far as
    the function has values there, and come down to the wanted one step by step; with 0 none do."""
    leveling_rounds: Annotated[int, Field(ge=0)] = 8
    """Rounds of reweighting that level the largest errors."""


class Polish(Table):
    """What happens to the best programs at the end."""

    candidates: Count = 6
    """Programs of each size to polish."""
    samples: Annotated[int, Field(ge=16, le=1_000_000)] = 2000
    """Points on which the error of a finished program is sampled."""


class Config(Table):
    """A run: what to approximate, with which operations, and how hard to search."""

    function: str
    """An expression in x."""
    domain: tuple[Annotated[int | Fraction, _end(False)], Annotated[int | Fraction, _end(True)]]
    """The interval: two numbers, or text such as "1/3" or "pi/4" (which is rounded outwards)."""
    objective: str = "absolute"
    """What errors are measured in: "absolute", "relative", "ulp float32" (units in the last place),
    "frozen-ulp float32 at 3/2" (the unit at one value) or "weighted 1/(1 + x)"."""
    operations: Annotated[
        tuple[Literal["add", "sub", "mul", "div", "sqrt", "fma"], ...],
        Field(min_length=1, strict=False),
    ] = ("add", "sub", "mul", "div")
    """What programs are made of; "fma" fuses a product with the one sum that uses it."""
    costs: Annotated[dict[str, Price], BeforeValidator(_prices)] = Field(default={})
    """Whole prices of operations, 1 where nothing is said: a table such as {div = 4}, or the name
    of a cost table such as "network" or "calibrated", whose latencies are taken relative to the
    cheapest of the operations. A price for "constant" is paid for every constant, else they are
    free."""
    maximum_operations: Annotated[int, Field(ge=1, le=24)]
    """Operations of the largest programs; those that depend on x count, shared ones once."""
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    """Of all random numbers: the same seed gives the same bytes."""
    search: Literal["evolution", "random"] = "evolution"
    """Random search is the control under the same budget."""
    arithmetic: Literal["real", "float32"] = "real"
    """With "float32" every member of the front also gets a float32 record: the best program of its
    cost when every operation rounds to float32, with constants searched on the float32 grid."""
    budget: Budget
    population: Population = Population()
    fit: Fit = Fit()
    polish: Polish = Polish()
    execution: Execution = Execution()

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("domain"), list):
            return {**data, "domain": tuple(data["domain"])}
        return data

    @field_validator("function")
    @classmethod
    def _is_expression_in_x(cls, text: str) -> str:
        lower([parse(text, source=repr(text))], inputs=("x",))
        return text

    @field_validator("objective")
    @classmethod
    def _is_objective(cls, text: str) -> str:
        objective_from(text)
        return text

    @property
    def pricing(self) -> Pricing:
        """What programs cost."""
        return Pricing.of_table(self.costs, self.operations)

    @property
    def maximum_rows(self) -> int:
        """Operations of the largest programs before any are fused."""
        return min(2 * self.maximum_operations, 32) if self.pricing.fuses else (
            self.maximum_operations
        )  # fmt: skip

    @property
    def maximum_cost(self) -> int:
        """A bound on what a program may cost."""
        *operations, constant = self.pricing.prices
        return self.maximum_rows * (max(operations) + constant)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.domain[0] < self.domain[1]:
            raise ValueError("domain: the lower end must be below the upper end")
        if len(set(self.operations)) != len(self.operations):
            raise ValueError("operations: the same operation is listed twice")
        if FMA in self.operations and not {"add", "mul"} <= set(self.operations):
            raise ValueError("operations: 'fma' fuses 'mul' with 'add', which must be listed too")
        known = (*OPERATORS, FMA, PER_CONSTANT)
        for name in sorted(set(self.costs) - {*known}):
            raise ValueError(f"costs: {unknown(name, known, 'operation')}")
        return self

    def resolved(self) -> dict[str, Any]:
        """Every field, defaults included, as plain JSON values; it validates back to the same."""
        data = self.model_dump()
        ends = (e if isinstance(e, int) else str(e) for e in self.domain)
        return {**data, "domain": list(ends), "operations": list(self.operations)}


def load_config(path: str | Path, seed: int | None = None) -> Config:
    """Read a run's configuration.

    Args:
        path: A TOML file.
        seed: Replaces the file's seed.

    Raises:
        InputError: the file cannot be read, or a field is unknown, missing or not allowed.
    """
    return read_configuration(Config, path, seed=seed)


def validated(data: object, source: str) -> Config:
    """A configuration from plain data; ``source`` names it in errors.

    Raises:
        InputError: naming the source, the field and what is allowed.
    """
    return validated_configuration(Config, data, source)
