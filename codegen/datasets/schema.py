"""The one shape of a record: every family, perturbation and export is made of it.

Every field is always present and of one type, with an empty value where a family has nothing to
say (``""``, ``[]``, ``-1``), so that JSON Lines and Parquet files need no inference. Terms are
written as text (:func:`symnum.terms.to_text`, read by our own parser) beside their LaTeX.

**What a derivation claims.** For all real values of the symbols that satisfy the domain and the
side conditions recorded up to a step, both sides of the step's equation have a value, the same one.
Names of functions stand for what their premise says. ``integral(e, x)`` is one antiderivative of e
in x on an interval, the same one wherever it is written (think of the integral from some point,
fixed for the record); a constant is that antiderivative minus the one found, which depends on the
other symbols only. Hence a derivative of a constant by its variable is 0 and by another symbol
stays unevaluated, and nothing is known of two constants together. Variables of integration range
over intervals (they are real or positive), and no condition recorded before they are used speaks
of them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from symnum.configuration import Table
from symnum.errors import InputError

SCHEMA_VERSION = 2
Text = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Expression(Table):
    """A term, or an equation or inequality, as text and as LaTeX."""

    text: Text = ""
    latex: Text = ""


class DomainEntry(Table):
    """What is assumed of a symbol."""

    symbol: Name
    assumption: Literal["real", "positive", "nonzero", "integer", "complex"]
    latex: str
    """How the symbol is shown."""


class FunctionEntry(Table):
    """A name that a premise introduces, or an integration constant's."""

    name: Name
    latex: str
    """How the name is shown."""


class Condition(Table):
    """A side condition: a predicate of a term that has to hold from this step on."""

    predicate: Literal["nonzero", "positive", "nonnegative"]
    subject: Expression


class Constant(Table):
    """An integration constant: ``integral = antiderivative + constant``."""

    name: Name
    step: int
    """The step that introduced it, from 1."""
    variable: Name
    """The symbol it does not depend on."""
    arguments: list[Name]
    """The symbols it may depend on; empty for a number."""
    integral: Expression
    antiderivative: Expression


class Step(Table):
    """One step of a derivation, or one line of a trace."""

    operator: str
    inputs: list[int]
    """Numbers of earlier steps, from 1."""
    operand: Expression
    """What the operator is given beside its inputs; empty if nothing."""
    equation: Expression
    side_conditions: list[Condition]
    words: str
    """The step in a sentence for people, empty where the operator says it all."""


class Difficulty(Table):
    """What was measured of a record, and what models made of it."""

    steps: int
    nodes: int
    """Names, numbers and operator signs in the texts of all equations."""
    depth: int
    """Deepest nesting of parentheses in an equation's text."""
    operators: int
    """Distinct operators among the steps."""
    branching: float
    """Mean number of ways in which the checker could have taken a step of this kind (see
    :func:`codegen.datasets.branching.branching`)."""
    trials: int
    """How often models tried the record; 0 if never."""
    solved: int
    """How often they solved it."""


class Perturbation(Table):
    """How a record was changed from its parent."""

    name: str
    """Empty for a record that was generated, not changed."""
    parent: str
    """The parent's id."""
    answer_changes: bool
    """Whether the answer has to differ from the parent's."""
    added: Expression
    """A premise that the problem states and no step uses; empty where nothing was added, and in
    problems in words, where what was added is a clause and no term: ``evidence`` quotes it."""
    evidence: str
    """What was checked so that the line above is known."""


class InjectedError(Table):
    """A step that was made wrong on purpose."""

    kind: str
    """Empty where nothing was injected."""
    label: int
    """The earliest wrong step from 0, as in ProcessBench; -1 if all are right."""
    reason: str
    """Why it is wrong, in words: with what both sides are worth at the counterexample, in as many
    digits as show that they differ; or with the right number beside the wrong one."""
    correction: Expression
    """The equation that would have been right there, be it the step's own and only words wrong."""
    counterexample: str
    """A point of the domain at which the two sides differ for certain, as ``x = 1/2, y = 3``, with
    a number for each integration constant up to the last step that is labelled 0; empty where exact
    arithmetic with numbers shows that the step is false. In topics all that the solution says holds
    there but the wrong step: unknowns are what solves the problem, with roots where these have some
    (``x = sqrt(3) - 2``), functions what they are found to be. Of antiderivatives, and where a step
    brings a constant, derivatives of the sides differ."""


class Provenance(Table):
    """Where a record comes from: with these three lines it can be made again."""

    generator: str
    """Version of the generator: changes when equal config and seed give other bytes."""
    config: str
    """Hash of the resolved configuration."""
    seed: int


class Blank(Table):
    """One of several answers that a problem asks for."""

    kind: Literal["number", "expression", "text", "choice"]
    answer: str
    unit: str
    """Empty for a number without one."""


class RecordData(Table):
    """A record."""

    schema_version: Literal[2]
    id: str
    """Hash of the content: of everything but ``id``, ``index``, ``split``, ``provenance`` and
    the trials of models."""
    index: int
    split: str
    structure: str
    """Hash that renaming symbols, functions and constants does not change: splits go by it."""
    family: str
    template: str
    """What the instances of a template have in common; empty if there is no template."""
    instance: int
    """The number of the instance of its template, from 0; -1 if there is no template."""
    topics: list[str]
    skills: list[str]
    domain: list[DomainEntry]
    functions: list[FunctionEntry]
    constants: list[Constant]
    steps: Annotated[list[Step], Field(max_length=1000)]
    problem: str
    solution: str
    answer: str
    answer_kind: Literal[
        "equation",
        "expression",
        "number",
        "text",
        "choice",
        "counterexample",
        "blanks",
        "state",
    ]
    """``counterexample``: any point at which the statement fails is right (``true`` if there is
    none); ``state``: this expression and no equal one; ``blanks``: the answers of ``blanks`` in
    order, which ``answer`` joins by ``"; "``."""
    blanks: list[Blank]
    """In the order in which the problem asks for them; empty where it asks for one answer."""
    program: str
    """Python source that prints the answer, from the standard library alone; may be empty."""
    lean: str
    """A Lean 4 statement, not verified by Lean; may be empty."""
    step_labels: list[int]
    """1 for a right step, 0 for a wrong one: what each step says is judged by itself.

    A step is right if the problem gives it (premises and new names) or its equation is what its
    operation makes of right equations; a mistake before it does not make it wrong. Where later
    steps go on from a mistake, those that rest on it are false, and 0. Left as they were before,
    they are 1, though the step before would give something else. ``error.label`` is the first 0."""
    difficulty: Difficulty
    perturbation: Perturbation
    error: InjectedError
    provenance: Provenance


def empty(model: type[BaseModel]) -> dict[str, Any]:
    """Every field of a model at its empty value: ``""``, ``[]``, ``0``; of choices the first.

    What counts from 0 and may be missing is -1.
    """
    return {name: _fresh(value) for name, value in _empty_fields(model)}


@cache
def _empty_fields(model: type[BaseModel]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, _EMPTY_BY_NAME[name] if name in _EMPTY_BY_NAME else _empty_value(field.annotation))
        for name, field in model.model_fields.items()
    )


def _fresh(value: Any) -> Any:
    """The value, or a copy of a container, so that it can be filled."""
    if isinstance(value, dict):
        return {name: _fresh(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, list) else value


_EMPTY_BY_NAME: dict[str, Any] = {"instance": -1, "label": -1}


def _empty_value(annotation: Any) -> Any:
    if get_origin(annotation) is Literal:
        return get_args(annotation)[0]
    if get_origin(annotation) is list:
        return []
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return empty(annotation)
    return annotation()


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


def json_value(line: str, source: str) -> Any:
    """The JSON value of a line.

    Raises:
        InputError: it is not JSON.
    """
    try:
        return json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or str(error)
        raise InputError(f"{source}: not a line of JSON: {reason}") from None


def parse_line(line: str, source: str) -> dict[str, Any]:
    """The record on a line, validated.

    Raises:
        InputError: the line is not JSON or not a record; the source and the field are named.
    """
    value = json_value(line, source)
    validated(value, source)
    return dict(value)


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number")
