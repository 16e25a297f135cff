"""Prices of operators as data: the tables in ``costs/``, and those that were measured here.

A table is a TOML file. For each operator it has a price, or two: the *latency*, after which a
result can be used, and the reciprocal *throughput*, the time one result takes where many are
computed that do not wait for each other. A measured table says which machine and compiler it is
of, and may have a third price, of one result in a loop that the compiler vectorised.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator

from symnum.configuration import Table, read_configuration
from symnum.egraphs.limits import CostModel
from symnum.errors import InputError, require_known, unknown
from symnum.ops import Operator, is_operator_name
from symnum.program import Program

Kind = Literal["throughput", "latency", "vectorised"]
"""``throughput`` where many points are computed one by one, so that prices add up; ``vectorised``
in loops that the compiler vectorises; ``latency`` where each result is waited for."""
CALIBRATED = "calibrated"
"""The name of the table that ``symnum calibrate`` saves."""
_FOLDER = files("symnum.egraphs") / "costs"

Figure = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False, strict=False)]
Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False, strict=False)]


class Price(Table):
    """What one use of an operator costs, in the table's unit."""

    latency: Figure
    """From argument to result."""
    throughput: Figure
    """Of one result among independent ones."""
    vectorised: Figure | None = None
    """The same in a loop that the compiler vectorised if it could."""
    latency_spread: Figure | None = None
    """Distance between the quartiles of the repeats; likewise for the other two."""
    throughput_spread: Figure | None = None
    vectorised_spread: Figure | None = None


def _price(value: object) -> object:
    """A bare number is both latency and throughput."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"latency": value, "throughput": value}
    return value


class Machine(Table):
    """Where and how a table was measured."""

    cpu: Annotated[str, Field(min_length=1)]
    compiler: Annotated[str, Field(min_length=1)]
    scalar_flags: str
    vectorised_flags: str
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """Year, month and day."""
    cycles_per_nanosecond: Positive
    frequency: str
    """How ``cycles_per_nanosecond`` was obtained."""
    repeats: Annotated[int, Field(ge=1)]
    """Repeats of each measurement; prices are their medians."""


class CostTable(Table):
    """The prices of a machine, or of a model of one.

    Attributes:
        name: For reports.
        source: Where the figures are from: a citation, or how they were measured.
        unit: Of all prices.
        operators: The price of each operator that is listed, by name.
        other: The price of an operator that is not.
        leaf: The price of a number or symbol.
        integer_powers: Whether ``x^2`` costs a call of ``pow``, or the multiplications, division
            and square root that lowering makes of such powers.
        machine: Where it was measured, if it was.
    """

    name: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    unit: Literal["nodes", "cycles", "nanoseconds"]
    other: Positive
    leaf: Figure
    integer_powers: Literal["calls", "multiplications"] = "calls"
    machine: Machine | None = None
    operators: dict[str, Annotated[Price, BeforeValidator(_price)]] = Field(default_factory=dict)

    @field_validator("operators")
    @classmethod
    def _operators_exist(cls, prices: dict[str, Price]) -> dict[str, Price]:
        for name in prices:
            if not is_operator_name(name):
                raise ValueError(f"no operator is called {name!r}")
        return prices

    def price(self, operator: Operator, kind: Kind = "throughput") -> float:
        """The price of one use of an operator.

        Raises:
            InputError: a kind of price that the table does not have for this operator.
        """
        return self._figure(operator.name, kind)

    def _figure(self, name: str, kind: Kind) -> float:
        require_known(kind, get_args(Kind), "kind of cost")
        row = self.operators.get(name)
        figure: float | None = self.other if row is None else getattr(row, kind)
        if figure is None:
            raise InputError(f"cost table {self.name}: no {kind} price of {name}")
        return figure

    def model(self, kind: Kind = "throughput") -> CostModel:
        """The table as prices for the extraction of terms.

        Whole prices are integers. Raises as :func:`cost_model`.
        """
        return CostModel(
            f"{self.name}, {kind}" if self.machine else self.name,
            {name: _exact(self._figure(name, kind)) for name in self.operators},
            other=_exact(self.other),
            leaf=_exact(self.leaf),
            powers_as_calls=self.integer_powers == "calls",
        )


def _exact(price: float) -> float:
    return int(price) if price == int(price) else price


def table_names() -> tuple[str, ...]:
    """Names of the tables that come with symnum.

    >>> "network" in table_names()
    True
    """
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def calibrated_path() -> Path:
    """Where ``symnum calibrate`` saves its table: ``$XDG_CACHE_HOME/symnum/costs`` or below
    ``~/.cache``."""
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(home) / "symnum" / "costs" / f"{CALIBRATED}.toml"


def cost_table(table: str | Path) -> CostTable:
    """A table by its name or file.

    Args:
        table: A name of :func:`table_names`; ``calibrated`` for the one that ``symnum calibrate``
            saved; or a file, as a ``Path`` or as text that ends in ``.toml``.

    Raises:
        InputError: there is none, or it is not valid; names file and field.

    >>> cost_table("published").operators["sin"].latency
    134.0
    """
    if isinstance(table, Path) or table.endswith(".toml"):
        return read_configuration(CostTable, table)
    if table == CALIBRATED:
        path = calibrated_path()
        if not path.exists():
            raise InputError(
                f"no calibrated costs at {path}: run `symnum calibrate` to measure this machine"
            )
        return read_configuration(CostTable, path)
    if table not in table_names():
        allowed = (*table_names(), CALIBRATED)
        raise InputError(f"{unknown(table, allowed, 'cost table')}, or give a .toml file")
    return read_configuration(CostTable, str(_FOLDER / f"{table}.toml"))


def cost_model(table: str | Path, kind: Kind = "throughput") -> CostModel:
    """The prices of a table for the extraction of terms.

    Args:
        table: As :func:`cost_table`.
        kind: Which of its prices.

    Raises:
        InputError: no such table, it is not valid, or it has no such prices.

    >>> cost_model("network").operators["div"]
    24
    """
    return cost_table(table).model(kind)


def throughput_bound(table: CostTable, program: Program, kind: Kind = "throughput") -> float:
    """The time of one point of a program where many are computed: the sum over its operations.

    Operations that no input reaches are left out, since compilers compute them beforehand.

    Raises:
        InputError: as :meth:`CostTable.price`.
    """
    return sum(
        table.price(instruction.operator, kind)
        for number, instruction in program.numbered()
        if number in program.input_dependent
    )


def latency_bound(table: CostTable, program: Program) -> float:
    """The time from inputs to outputs of a program if nothing but arguments is waited for.

    It is the longest path through the operations, each with its latency.
    """
    ready = [0.0] * program.first_instruction
    for number, instruction in program.numbered():
        start = max((ready[argument] for argument in instruction.arguments), default=0.0)
        own = table.price(instruction.operator, "latency")
        ready.append(start + own if number in program.input_dependent else 0.0)
    return max(ready[output] for output in program.outputs)
