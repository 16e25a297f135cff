"""What a record is once it is read, for terms of one family or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:  # workers that score topics need no pydantic
    from codegen.datasets.schema import Expression, RecordData
    from codegen.datasets.schema import Step as StepData


TermType = TypeVar("TermType")
SymbolType = TypeVar("SymbolType")
Read = TypeVar("Read", covariant=True)


class Condition(NamedTuple, Generic[TermType]):
    """A predicate and what it is asked of."""

    predicate: str
    subject: TermType


class Step(NamedTuple, Generic[TermType]):
    """A step, read."""

    operator: str
    inputs: list[int]
    operand: TermType | None
    left: TermType
    right: TermType
    conditions: list[Condition[TermType]]


class Constant(NamedTuple, Generic[TermType]):
    """An integration constant, read."""

    name: str
    step: int
    variable: str
    arguments: list[str]
    integral: TermType
    antiderivative: TermType


class Record(NamedTuple, Generic[TermType, SymbolType]):
    """A record, read; ``data`` is what it was read from."""

    data: RecordData
    symbols: dict[str, SymbolType]
    constants: list[Constant[TermType]]
    steps: list[Step[TermType]]


class TermReader(Protocol[Read, SymbolType]):
    """Reads the expressions of one record as terms of a family."""

    symbols: dict[str, SymbolType]

    def term(self, shown: Expression, where: str) -> Read:
        """An expression's term."""
        ...

    def sides(self, shown: Expression, where: str) -> tuple[Read, Read]:
        """The sides of an equation."""
        ...


def read_step(
    reader: TermReader[TermType, SymbolType], step: StepData, where: str
) -> Step[TermType]:
    """A step, whose equation is one.

    Raises:
        InputError: what the reader raises.
    """
    operand = reader.term(step.operand, f"{where}.operand") if step.operand.text else None
    conditions = [
        Condition(c.predicate, reader.term(c.subject, f"{where}.side_conditions.{number}"))
        for number, c in enumerate(step.side_conditions)
    ]
    left, right = reader.sides(step.equation, f"{where}.equation")
    return Step(step.operator, step.inputs, operand, left, right, conditions)


def read_record(
    reader: TermReader[TermType, SymbolType], data: RecordData
) -> Record[TermType, SymbolType]:
    """All terms of a record.

    Raises:
        InputError: what the reader raises.
    """
    constants = [
        Constant(
            known.name,
            known.step,
            known.variable,
            known.arguments,
            reader.term(known.integral, f"constants.{place}.integral"),
            reader.term(known.antiderivative, f"constants.{place}.antiderivative"),
        )
        for place, known in enumerate(data.constants)
    ]
    steps = [read_step(reader, step, f"steps.{place}") for place, step in enumerate(data.steps)]
    return Record(data, reader.symbols, constants, steps)
