"""Records as the checker sees them: the shape validated, terms read, nothing believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from symnum.errors import InputError
from symnum.ops import (
    ADD,
    ATAN,
    COS,
    DERIVATIVE,
    DIV,
    EQUATION,
    EXP,
    INTEGRAL,
    LOG,
    MUL,
    NEG,
    POW,
    SIN,
    SQRT,
    SUB,
    function,
    is_operator_name,
    operator_named,
)
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Symbol, Term

DEEPEST = 100
"""Levels of a term beyond which it is refused."""
OPERATORS = frozenset(
    {ADD, SUB, MUL, DIV, NEG, POW, SQRT, EXP, LOG, SIN, COS, ATAN, DERIVATIVE, INTEGRAL}
)
"""What terms are made of: functions with derivatives of every order inside their domains."""
_Assumption = Literal["real", "positive", "nonzero"]
_Text = Annotated[str, Field(max_length=100_000)]
_Names = dict[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], list[_Assumption]]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ExpressionData(_Strict):
    """An expression in its three forms."""

    text: _Text
    latex: _Text
    term: Any


class ConditionData(_Strict):
    """A side condition."""

    predicate: str
    subject: _Text
    term: Any


class StepData(_Strict):
    """A step."""

    operator: str
    inputs: list[int]
    operand: ExpressionData | None
    equation: ExpressionData
    side_conditions: list[ConditionData]


class ConstantData(_Strict):
    """An integration constant."""

    name: str
    step: int
    variable: str
    arguments: list[str]
    integral: ExpressionData
    antiderivative: ExpressionData


class RecordData(_Strict):
    """A record."""

    id: str
    index: int
    seed: int
    generator_version: str
    domain: _Names
    constants: list[ConstantData]
    steps: Annotated[list[StepData], Field(min_length=1, max_length=1000)]
    length: int
    prompt: str
    target: str


class Condition(NamedTuple):
    """A predicate and what it is asked of."""

    predicate: str
    subject: Term


class Step(NamedTuple):
    """A step, read."""

    operator: str
    inputs: list[int]
    operand: Term | None
    left: Term
    right: Term
    conditions: list[Condition]


class Constant(NamedTuple):
    """An integration constant, read."""

    name: str
    step: int
    variable: str
    arguments: list[str]
    integral: Term
    antiderivative: Term


class Record(NamedTuple):
    """A record, read; ``data`` is what it was read from."""

    data: RecordData
    symbols: dict[str, Symbol]
    constants: list[Constant]
    steps: list[Step]


def validated(value: object, source: str) -> RecordData:
    """A record of the right shape, from JSON values.

    Raises:
        InputError: naming the source and the field that is not as it should be.
    """
    try:
        return RecordData.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "record"
        raise InputError(f"{source}: {place}: {first['msg']}") from None


def read(data: RecordData) -> Record:
    """The terms of a record.

    Raises:
        InputError: naming the field with something that is no term over the record's symbols.
    """
    symbols = {n: Symbol(n, frozenset(a) - {"real"}) for n, a in data.domain.items()}
    names = {c.name: Symbol(c.name) for c in data.constants if not c.arguments}
    return Record(
        data,
        symbols,
        _constants(data, {**names, **symbols}),
        [
            _step(step, {**names, **symbols}, f"steps.{place}")
            for place, step in enumerate(data.steps)
        ],
    )


def _constants(data: RecordData, names: Mapping[str, Symbol]) -> list[Constant]:
    read_constants = []
    for place, known in enumerate(data.constants):
        where = f"constants.{place}"
        terms = (
            read_term(part.term, names, f"{where}.{field}")
            for field, part in (
                ("integral.term", known.integral),
                ("antiderivative.term", known.antiderivative),
            )
        )
        read_constants.append(
            Constant(known.name, known.step, known.variable, known.arguments, *terms)
        )
    return read_constants


def _step(step: StepData, names: Mapping[str, Symbol], where: str) -> Step:
    equation = step.equation.term
    if not isinstance(equation, list) or len(equation) != 3 or equation[0] != EQUATION.name:
        raise InputError(f"{where}.equation.term: not an equation")
    left, right = (read_term(side, names, f"{where}.equation.term") for side in equation[1:])
    operand = None
    if step.operand is not None:
        operand = read_term(step.operand.term, names, f"{where}.operand.term")
    conditions = [
        Condition(c.predicate, read_term(c.term, names, f"{where}.side_conditions.{place}.term"))
        for place, c in enumerate(step.side_conditions)
    ]
    return Step(step.operator, step.inputs, operand, left, right, conditions)


def read_term(value: Any, names: Mapping[str, Symbol], where: str, depth: int = 0) -> Term:
    """A plain term from JSON, with symbols that carry the domain's assumptions.

    Raises:
        InputError: not a term, too deep, or a symbol that the record does not declare.
    """
    if type(value) is int:
        return Number(value)
    if isinstance(value, str):
        if value not in names:
            raise InputError(f"{where}: {value!r} is not in the domain")
        return names[value]
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        raise InputError(f"{where}: a term is a name, an integer or a list that begins with a name")
    if depth > DEEPEST:
        raise InputError(f"{where}: deeper than {DEEPEST} levels")
    if value[0] == "ratio":
        return _ratio(value, where)
    arguments = [read_term(part, names, where, depth + 1) for part in value[1:]]
    return _call(value[0], arguments, names, where)


def _ratio(value: list[Any], where: str) -> Number:
    if len(value) != 3 or any(type(part) is not int for part in value[1:]) or value[2] == 0:
        raise InputError(f"{where}: a ratio has two integers, the second not 0")
    return Number(exact(Fraction(value[1], value[2])))


def _call(head: str, arguments: list[Term], names: Mapping[str, Symbol], where: str) -> Term:
    if not head.isidentifier() or head in names:
        raise InputError(f"{where}: {head!r} is not the name of an operator or a function")
    operator = operator_named(head) if is_operator_name(head) else function(head)
    if operator.interpreted and operator not in OPERATORS:
        raise InputError(f"{where}: operator {head} does not occur in derivations")
    if not operator.accepts(len(arguments)):
        raise InputError(f"{where}: {head} does not take {len(arguments)} arguments")
    return Call(operator, tuple(arguments))
