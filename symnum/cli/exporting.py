"""Commands that take programs out of a run: ``evolve export``, ``kernel`` and ``evolve report``."""

from __future__ import annotations

import json as json_text
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_text
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.rational import NotCertified
from symnum.program import Program
from symnum.terms import Exact, exact, parse

if TYPE_CHECKING:
    from codegen.kernels import Certificate, Kernel
    from evolve import Front, Member

Finished = Annotated[Path, typer.Argument(help="The directory of a finished run.")]
Operations = Annotated[int, typer.Option(min=1, help="Which member of the front.")]
Name = Annotated[str, typer.Option(help="Name of the function.")]


class TargetName(StrEnum):
    """What kernels are written for."""

    C = "c"
    JAX = "jax"
    NUMPY = "numpy"


class ArithmeticName(StrEnum):
    """What a member of a front is computed in."""

    FLOAT64 = "float64"
    FLOAT32 = "float32"


class ExportName(StrEnum):
    """What members of a front are written as."""

    C = "c"
    JAX = "jax"
    NUMPY = "numpy"
    JSON = "json"
    LATEX = "latex"
    SYMPY = "sympy"


def export(
    directory: Finished,
    operations: Operations,
    target: Annotated[ExportName, typer.Option(help="What to write.")] = ExportName.C,
    name: Name = "approximation",
    output: Annotated[Path | None, typer.Option(help="File, instead of the terminal.")] = None,
    arithmetic: Annotated[
        ArithmeticName, typer.Option(help="float32: for c, of a run with that arithmetic.")
    ] = ArithmeticName.FLOAT64,
) -> None:
    """Write a member of the front: as a kernel with its certificate, as data or as a formula.

    c, jax and numpy state the proved bound on the error, rounding included, in a comment. The
    float32 header states the largest error in ULPs, and over which inputs.
    """
    from symnum.files import write_text

    if arithmetic is ArithmeticName.FLOAT32:
        text = float32_header(directory, operations, target, name)
    else:
        text = exported(directory, operations, target, name)
    if output is None:
        print(text, end="")
    else:
        write_text(output, text)
        print_text(str(output))


def exported(directory: Path, operations: int, target: ExportName, name: str) -> str:
    """A member of a front as text.

    Raises:
        InputError: the front has no member of that size, a bad name, or float64 cannot compute it.
    """
    from evolve.programs import typeset

    if target.value in set(TargetName):
        return member_kernel(directory, operations, target.value, name).source.rstrip("\n") + "\n"
    front, chosen = member(directory, operations)
    if not name.isidentifier():
        raise InputError(f"--name: {name!r} is not a name; letters, digits and _ are allowed")
    if target is ExportName.LATEX:
        return typeset.latex(chosen.to_program(), rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}")
    if target is ExportName.SYMPY:
        return typeset.sympy_source(chosen.to_program(), name, claim(front, chosen))
    head = {"function": front.function, "domain": list(front.domain), "objective": front.objective}
    return json_text.dumps({**head, **chosen.model_dump(mode="json")}, indent=2) + "\n"


def float32_header(directory: Path, operations: int, target: ExportName, name: str) -> str:
    """The C header of a member's program in float32.

    Raises:
        InputError: the target is not c, a bad name, or the member has no such program.
    """
    from codegen.kernels.c import check_name
    from evolve.float32.emission import header_of

    front, chosen = member(directory, operations)
    if target is not ExportName.C:
        raise InputError(f"--arithmetic float32: only --target c is there, not {target.value}")
    if chosen.float32 is None:
        raise InputError(
            f"{directory}: the program of {operations} operations has no float32 record; "
            'runs with arithmetic = "float32" make them'
        )
    check_name(name)
    return header_of(front, chosen.float32, name)


def claim(front: Front, chosen: Member) -> list[str]:
    """What is proved of a member, in a line."""
    from symnum.numerics.supremum import shown_bound

    low, high = front.domain
    return [
        f"{front.function} on [{low}, {high}]: {front.objective} error at most "
        f"{shown_bound(chosen.certified_bound)} ({chosen.certificate.kind}), without rounding."
    ]


def kernel(
    directory: Finished,
    operations: Operations,
    target: Annotated[TargetName, typer.Option(help="What to write.")] = TargetName.C,
    name: Name = "approximation",
    json: JsonOption = False,
) -> None:
    """Write the source of a discovered function with its certificate, like evolve export.

    The comment in the source states the proved bound on the error, rounding included.
    """
    made = member_kernel(directory, operations, target.value, name)
    if json:
        print_json({"source": made.source, "certificate": certificate_row(made.certificate)})
    else:
        print_text(made.source)


def member(directory: Path, operations: int) -> tuple[Front, Member]:
    """A front and its member of so many operations.

    Raises:
        InputError: there is no such member, or no front.
    """
    import evolve

    front = evolve.load_front(directory)
    same = [m for m in front.members if m.operations == operations]
    chosen = min(same, key=lambda m: m.max_error, default=None)
    if chosen is None:
        sizes = ", ".join(str(m.operations) for m in front.members)
        raise InputError(f"{directory}: no program of {operations} operations; there are {sizes}")
    return front, chosen


def member_kernel(directory: Path, operations: int, target: str, name: str) -> Kernel:
    """The kernel of a front's member.

    Raises:
        InputError: the front has no member of that size, or float64 cannot compute it.
    """
    from codegen.kernels import kernel as make_kernel

    front, chosen = member(directory, operations)
    try:
        return make_kernel(chosen.to_program(), reference(front), *interval(front), target, name)
    except NotCertified as error:
        raise InputError(f"{directory}: the program of {operations} operations: {error}") from None


def certificate_row(certificate: Certificate) -> dict[str, Any]:
    """A kernel's certificate for machines."""
    return {
        "operations": certificate.operations,
        "interval": [str(certificate.low), str(certificate.high)],
        "certified_bound": certificate.certified_bound,
        "approximation": certificate.approximation.bound,
        "approximation_kind": certificate.approximation.kind,
        "subintervals": certificate.approximation.subintervals,
        "removable": [str(point) for point in certificate.approximation.removable],
        "rounding": certificate.rounding,
        "rounding_kind": certificate.rounding_kind,
    }


def reference(front: Front) -> Program:
    """The function that a front approximates, as a program of ``x``."""
    return lower([parse(front.function)], inputs=("x",))


def interval(front: Front) -> tuple[Exact, Exact]:
    """The interval on which a front's errors are claimed."""
    low, high = (exact(Fraction(end)) for end in front.domain)
    return low, high


def report(directory: Finished) -> None:
    """Write report.html: the front against baselines, and every member with all its evidence."""
    from evolve.report import write_report

    print_text(str(write_report(directory)))
