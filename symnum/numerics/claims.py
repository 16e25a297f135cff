"""Claims about approximations, and what a fresh proof says of them.

A claim is a program with its number of operations, its largest error and a bound on it. Everything
is recomputed from the program alone: nothing that a search left behind is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from symnum.configuration import validated_configuration
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.domains import interval
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import Objective, certified_error, certify_objective
from symnum.numerics.program_rows import program_from_rows
from symnum.numerics.program_text import program_from_text
from symnum.numerics.rational import NotCertified, rational_form
from symnum.numerics.supremum import ErrorBound
from symnum.program import Program
from symnum.terms.exact import Exact
from symnum.terms.parse import parse

GAP = 0.004
SAMPLING_TOLERANCE = 0.01
"""How far a largest error on samples may be below a proved error at one point, relatively."""
ULP_TOLERANCE = 0.51
"""The same in units in the last place: samples may miss where values are just below powers of 2."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Claim(_Record):
    """One program with what is claimed of it."""

    operations: Annotated[int, Field(ge=0)]
    max_error: Annotated[float, Field(ge=0)]
    certified_bound: Annotated[float, Field(ge=0)]
    seed: int | None = None
    program: str | None = None
    constants: tuple[str, ...] = ()
    """Binary64 numbers as hexadecimal text, for ``instructions``."""
    instructions: tuple[tuple[str, tuple[int, ...]], ...] | None = None

    def programs(self) -> tuple[Program, ...]:
        """The program from text and from instructions, whichever are there.

        Raises:
            InputError: neither is there, or one does not make a program.
        """
        found = []
        if self.instructions is not None:
            found.append(program_from_rows(self.constants, self.instructions))
        if self.program is not None:
            found.append(program_from_text(self.program))
        if not found:
            raise InputError("'program' or 'instructions' is needed")
        return tuple(found)


class _File(_Record):
    """What both formats have in common: a run has members, a benchmark rows."""

    function: str
    domain: tuple[Any, Any]
    objective: Any = "absolute"
    members: tuple[Claim, ...] | None = None
    rows: tuple[Claim, ...] | None = None


@dataclass(frozen=True)
class Claims:
    """What a file claims.

    Args:
        source: The file's name, for messages.
        function: Text of the function, and ``reference`` the function as a program.
        low: Left end of the interval; ``high`` the right end.
        objective: What errors are measured in.
        entries: The programs.
    """

    source: str
    function: str
    reference: Program
    low: Exact
    high: Exact
    objective: Objective
    entries: tuple[Claim, ...]


@dataclass(frozen=True)
class Verdict:
    """What a fresh proof says of a claim.

    Args:
        claim: What was claimed.
        bound: The new bound; ``None`` where nothing could be proved.
        failures: What does not hold, in words; none if all holds.
    """

    claim: Claim
    bound: ErrorBound | None
    failures: tuple[str, ...]


def read_claims(path: str | Path) -> Claims:
    """The claims of a run's ``front.json``, or of the JSON of ``benchmarks/exp2_front.py``.

    Raises:
        InputError: the file cannot be read or does not say enough; names file and field.
    """
    source = str(path)
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{source}: not valid JSON in UTF-8") from None
    file = validated_configuration(_File, data, source)
    entries = file.members if file.members is not None else file.rows
    if entries is None:
        raise InputError(f"{source}: 'members' (of a run) or 'rows' (of a benchmark) is needed")
    try:
        reference = lower([parse(file.function, source="function")], inputs=("x",))
        low, high = interval(*file.domain)
        objective = objective_from(file.objective)
    except InputError as error:
        raise InputError(f"{source}: {error}") from None
    return Claims(source, file.function, reference, low, high, objective, entries)


def verdicts(claims: Claims) -> Iterator[Verdict]:
    """A verdict on every claim, in the order of the file.

    Raises:
        InputError: an entry without a valid program; names file and entry.
    """
    for number, claim in enumerate(claims.entries):
        try:
            programs = claim.programs()
        except InputError as error:
            raise InputError(f"{claims.source}: entry {number}: {error}") from None
        yield _verdict(claims, claim, programs)


def _verdict(claims: Claims, claim: Claim, programs: tuple[Program, ...]) -> Verdict:
    failures = [
        f"the program has {program.operations} operations, not {claim.operations}"
        for program in programs
        if program.operations != claim.operations
    ]
    forms = {_form(program) for program in programs}
    if len(forms) > 1 and None not in forms:
        failures.append("the text and the instructions are different functions")
    bounds: list[ErrorBound] = []
    for program in programs[:1] if len(forms) == 1 and None not in forms else programs:
        try:
            _prove(claims, claim, program, bounds)
        except NotCertified as error:
            failures.append(str(error))
    bound = max(bounds, key=lambda b: b.bound, default=None)
    if bound is not None:
        in_ulps = claims.objective.kind == "ulp"
        failures += _misstated(claim, bound, ULP_TOLERANCE if in_ulps else SAMPLING_TOLERANCE)
    return Verdict(claim, bound, tuple(dict.fromkeys(failures)))


def _form(program: Program) -> tuple[str, str] | None:
    """What equal programs of + − × ÷ have in common; ``None`` for others, which are proved each."""
    try:
        form = rational_form(program)
    except NotCertified:
        return None
    return None if form is None else (str(form.numerator), str(form.denominator))


def _prove(claims: Claims, claim: Claim, program: Program, bounds: list[ErrorBound]) -> None:
    """Add a proved bound, which is at most the claimed one.

    Raises:
        NotCertified: there is none; where there is a larger one, that was added.
    """
    given = (program, claims.reference, claims.objective, claims.low, claims.high)
    bounds.append(certified_error(*given, gap=GAP))
    if bounds[-1].bound > claim.certified_bound:
        bounds[-1] = certify_objective(*given, claim.certified_bound)


def _misstated(claim: Claim, bound: ErrorBound, tolerance: float) -> Iterator[str]:
    """What is wrong with the error that was measured on samples."""
    if claim.max_error > claim.certified_bound:
        yield "the largest error is above the bound"
    if claim.max_error < bound.lower * (1 - tolerance):
        yield f"the largest error is at least {bound.lower:.4e}"
