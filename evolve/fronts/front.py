"""The front of a finished run: the best program of every size, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from evolve.programs.lineage import Birth
from evolve.programs.translation import infix
from symnum.errors import InputError
from symnum.files import read_json
from symnum.numerics.objective_text import objective_from
from symnum.numerics.program_rows import program_from_rows
from symnum.numerics.supremum import ErrorBound
from symnum.program import Program
from symnum.terms.exact import Exact

FRONT = "front.json"
"""Name of the file in a run directory."""

_OVERFLOW = 2.0**128
_Value = Annotated[int, Field(ge=0)]


_Row = tuple[str, tuple[_Value, ...]]


def _tuples(rows: Any) -> Any:
    if isinstance(rows, list) and all(isinstance(r, list) and len(r) == 2 for r in rows):
        return tuple((n, tuple(a) if isinstance(a, list) else a) for n, a in rows)
    return rows


_Instructions = Annotated[tuple[_Row, ...], BeforeValidator(_tuples), Field(strict=False)]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Certificate(_Record):
    """How the bound of a member was proved."""

    kind: str
    subintervals: Annotated[int, Field(ge=1)]
    removable: tuple[str, ...] = Field(strict=False)
    """Removable singularities, as exact fractions."""


class Step(_Record):
    """One change on the way to a program, and what its fit led to."""

    change: str
    operations: Annotated[int, Field(ge=1)]
    error: float


class Float32Record(_Record):
    """A program whose operations all round to float32, and its largest error there.

    ``max_ulp`` is in units in the last place of the true value, over ``inputs`` float32 numbers of
    the domain: a sample, or all of them where ``kind`` is ``range``. The program need not be the
    member's: the best over the reals is seldom the best in float32.
    """

    max_ulp: Annotated[float, Field(ge=0)]
    kind: Literal["sampled", "range"]
    inputs: Annotated[int, Field(ge=1)]
    constants: tuple[str, ...] = Field(strict=False)
    """Float32 numbers as hexadecimal text."""
    program: str
    instructions: _Instructions

    @field_validator("constants")
    @classmethod
    def _are_float32(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            value = float.fromhex(text)
            if not abs(value) < _OVERFLOW or float(np.float32(value)) != value:
                raise ValueError(f"{text} is not a float32 number")
        return texts

    def to_program(self) -> Program:
        """The program of ``x``, to be run in float32.

        Raises:
            InputError: its instructions do not make one.
        """
        return program_from_rows(self.constants, self.instructions)


class Member(_Record):
    """One program of the front.

    ``max_error`` is the largest error on ``samples`` points, in high precision;
    ``certified_bound`` bounds the error everywhere on the domain. ``instructions`` number values
    as :class:`symnum.program.Program` does: the input, the constants, the operations. ``lineage``
    has the last changes that led to it (:mod:`evolve.programs.lineage`).
    """

    operations: Annotated[int, Field(ge=1)]
    max_error: float
    samples: Annotated[int, Field(ge=1)]
    certified_bound: float
    certificate: Certificate
    constants: tuple[str, ...] = Field(strict=False)
    """Binary64 numbers as hexadecimal text."""
    program: str
    instructions: _Instructions
    lineage: tuple[Step, ...] = Field(default=(), strict=False)
    cost: Annotated[int, Field(ge=1)] | None = None
    """By the prices of the run, if it had any."""
    float32: Float32Record | None = None
    """The best program of this cost in float32, if the run asked for it."""

    @property
    def price(self) -> int:
        """What the program costs: by the prices of its run, else its operations."""
        return self.operations if self.cost is None else self.cost

    def to_program(self) -> Program:
        """The member as a program of ``x``.

        Raises:
            InputError: its instructions or constants do not make one.
        """
        return program_from_rows(self.constants, self.instructions)


class Front(_Record):
    """Programs of which none is both longer and worse than another, the shortest first."""

    function: str
    domain: tuple[str, str] = Field(strict=False)
    """Ends of the interval, as exact fractions."""
    objective: str
    """What errors are measured in, as :mod:`symnum.numerics.objective_text` reads it."""
    seed: int
    evaluations: Annotated[int, Field(ge=0)]
    members: tuple[Member, ...] = Field(strict=False)

    @field_validator("objective")
    @classmethod
    def _is_objective(cls, text: str) -> str:
        objective_from(text)
        return text

    def member(self, operations: int) -> Member:
        """The member with so many operations, the most accurate if prices tell several apart.

        Raises:
            InputError: there is none; the message lists those there are.
        """
        found = [member for member in self.members if member.operations == operations]
        if found:
            return min(found, key=lambda member: member.max_error)
        there = ", ".join(str(m.operations) for m in self.members)
        raise InputError(f"no member has {operations} operations; there are: {there}")


def member(
    program: Program, max_error: float, samples: int, bound: ErrorBound,
    lineage: tuple[Birth, ...] = (), cost: int | None = None,
) -> Member:  # fmt: skip
    """A front member from a program and everything known about its error."""
    certificate = Certificate(
        kind=bound.kind,
        subintervals=bound.subintervals,
        removable=tuple(str(point) for point in bound.removable),
    )
    return Member(
        operations=program.operations,
        max_error=max_error,
        samples=samples,
        certified_bound=bound.bound,
        certificate=certificate,
        constants=tuple(float(constant).hex() for constant in program.constants),
        program=infix(program),
        instructions=tuple((i.operator.name, i.arguments) for i in program.instructions),
        lineage=tuple(Step(**birth._asdict()) for birth in lineage),
        cost=cost,
    )


def non_dominated(members: list[Member]) -> tuple[Member, ...]:
    """Those that are more accurate than everything cheaper, the cheapest first."""
    kept: list[Member] = []
    for entry in sorted(members, key=lambda m: (m.price, m.max_error)):
        if not kept or entry.max_error < kept[-1].max_error:
            kept.append(entry)
    return tuple(kept)


def load_front(directory: str | Path) -> Front:
    """Read and check the front of a finished run.

    Raises:
        InputError: the directory has no front, or a malformed one; names file and field.
    """
    path = Path(directory) / FRONT
    try:
        front = Front.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {place}: {first['msg']}") from None
    for number, entry in enumerate(front.members):
        _check(path, number, entry)
    return front


def _check(path: Path, number: int, entry: Member) -> None:
    place = f"{path}: members.{number}"
    try:
        operations = entry.to_program().operations
        if entry.float32 is not None:
            entry.float32.to_program()
    except InputError as error:
        raise InputError(f"{place}.{error}") from None
    if operations != entry.operations:
        raise InputError(
            f"{place}.operations: {entry.operations}, but the program has {operations}"
        )
    if not 0 <= entry.max_error <= entry.certified_bound:
        raise InputError(f"{place}.certified_bound: must be at least max_error")


def ends(domain: tuple[Exact, Exact]) -> tuple[str, str]:
    """The ends of an interval as exact text."""
    return str(domain[0]), str(domain[1])
