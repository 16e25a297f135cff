"""The command ``simulate``: a file with a model to a table and a picture of its states."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import messages, print_json, print_or_write, print_text
from symnum.errors import InputError, row_named

if TYPE_CHECKING:
    from codegen.simulation import ODESystem, Solution

MOST_CURVES = 12
"""Curves in a picture: the last ones of the table."""

Curves = dict[str, Any]
File = Annotated[
    Path, typer.Argument(help="A model: .net (BioNetGen), .xml or .sbml, .ode or .txt (equations).")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--parameter", help="name=value; what depends on it follows. Repeat."),
]
Names = Annotated[
    list[str] | None,
    typer.Option("--only", help="A state or observable to write. Repeat. [default: all]"),
]


def simulate(
    file: File,
    t_end: Annotated[float, typer.Option(help="The end of the interval of time.")],
    t_start: Annotated[float, typer.Option(help="Its start.")] = 0.0,
    points: Annotated[int, typer.Option(min=2, help="Times, evenly spaced, with both ends.")] = 101,
    backend: Annotated[str, typer.Option(help="scipy, sundials or diffrax.")] = "scipy",
    method: Annotated[
        str | None, typer.Option(help="The solver's name for it, such as BDF or Radau.")
    ] = None,
    rtol: Annotated[float, typer.Option(help="Relative tolerance.")] = 1e-6,
    atol: Annotated[float, typer.Option(help="Absolute tolerance.")] = 1e-9,
    parameter: Settings = None,
    only: Names = None,
    output: Annotated[Path | None, typer.Option(help="A CSV file; else the terminal.")] = None,
    plot: Annotated[
        Path | None, typer.Option(help="A picture (.png, .svg, .pdf) of the last 12 columns.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Solve the differential equations of a model and write its states over time.

    The columns are time, states, and then observables and definitions of the file. Times and
    amounts are in the units of the file.
    """
    import numpy as np

    from codegen.simulation import SolveError, ode

    times = _times(t_start, t_end, points)
    for name, tolerance in (("--rtol", rtol), ("--atol", atol)):
        if not 0 < tolerance < math.inf:
            raise InputError(f"{name}: {tolerance} is not allowed; it has to be above 0")
    format = None if plot is None else _picture_format(plot)
    system = ode(file, parameters=_values(parameter or []))
    try:
        found = system.solve(
            (t_start, t_end), times=np.array(times), backend=backend, method=method, rtol=rtol,
            atol=atol,
        )  # fmt: skip
    except SolveError as error:
        raise InputError(f"{file}: not solved: {error}") from None
    curves = _chosen(_curves(system, found), only or [])
    if json:
        print_json(_facts(system, found, curves))
    else:
        print_or_write(_table(found.times.tolist(), curves), output)
        messages.print(_summary(system, found), markup=False)
    if plot is not None and format is not None:
        _draw(plot, format, found, curves)
        print_text(str(plot))


def _times(start: float, end: float, points: int) -> list[float]:
    if not -math.inf < start < end < math.inf:
        raise InputError(f"--t-end: {end} has to be a number after {start}")
    inner = [start + (end - start) * k / (points - 1) for k in range(1, points - 1)]
    return [start, *inner, end]


def _values(settings: list[str]) -> dict[str, float]:
    """``name=value`` by name."""
    found: dict[str, float] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not sign or not math.isfinite(value):
            raise InputError(f"--parameter: {setting!r} should be a name, = and a number")
        if name.strip() in found:
            raise InputError(f"--parameter: {name.strip()!r} has two values")
        found[name.strip()] = value
    return found


def _curves(system: ODESystem, found: Solution) -> Curves:
    """States, and what can be watched, by name."""
    watched = system.watch(found)
    return {**{name: found[name] for name in found.names}, **watched}


def _chosen(curves: Curves, only: list[str]) -> Curves:
    return {name: row_named(name, curves, "curve (--only)") for name in only} or curves


def _table(times: list[float], curves: Curves) -> str:
    """CSV with the shortest decimals that read back as the same numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time", *curves])
    writer.writerows(zip(times, *(curve.tolist() for curve in curves.values()), strict=True))
    return stream.getvalue().rstrip("\n")


def _summary(system: ODESystem, found: Solution) -> str:
    took = found.statistics
    steps = f"{took.steps} steps, " if took.steps >= 0 else ""
    return (
        f"{found.backend}: {system.size} states, {steps}{took.rhs_evaluations} right sides, "
        f"{took.jacobian_evaluations} Jacobians, {took.seconds:.3g} s"
    )


def _facts(system: ODESystem, found: Solution, curves: Curves) -> Mapping[str, Any]:
    took = found.statistics
    return {
        "model": system.name, "solver": found.backend, "parameters": dict(found.parameters),
        "steps": took.steps, "rhs_evaluations": took.rhs_evaluations,
        "jacobian_evaluations": took.jacobian_evaluations, "seconds": took.seconds,
        "time": found.times.tolist(),
        "curves": {name: curve.tolist() for name, curve in curves.items()},
    }  # fmt: skip


def _picture_format(path: Path) -> str:
    format = path.suffix.removeprefix(".").lower()
    if format not in ("png", "svg", "pdf"):
        raise InputError(f"--plot: {path} should end with .png, .svg or .pdf")
    return format


def _draw(path: Path, format: str, found: Solution, curves: Curves) -> None:
    from matplotlib.figure import Figure

    from symnum.files import write_bytes

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    shown = list(curves)[-MOST_CURVES:]
    for name in shown:
        axes.plot(found.times, curves[name], label=name)
    axes.set(xlabel="time", ylabel="value", title=found.backend)
    if len(shown) > 1:
        axes.legend(fontsize="small")
    stream = io.BytesIO()
    figure.savefig(stream, format=format, dpi=150)
    write_bytes(path, stream.getvalue())
