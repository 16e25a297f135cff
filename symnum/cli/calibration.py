"""The command ``calibrate``: measure what operators cost on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_text, progress, table
from symnum.errors import InputError

if TYPE_CHECKING:
    from symnum.egraphs.cost_tables import CostTable


def calibrate(
    output: Annotated[
        Path | None,
        typer.Option(
            help="File to save the costs in [default: below ~/.cache/symnum/costs, where "
            'cost_model("calibrated") finds them].'
        ),
    ] = None,
    target: Annotated[str, typer.Option(help="Whose operators: c.")] = "c",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="An operator to measure, such as add; may be given again. Without it all."
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(help="How long to measure, beside compiling.", show_default="20"),
    ] = None,
    quick: Annotated[bool, typer.Option(help="Measure for 3 seconds: rough figures.")] = False,
    json: JsonOption = False,
) -> None:
    """Measure the operators of C on this machine and save the costs as a table.

    For each operator: latency in a chain of dependent results, time of one result among
    independent ones, and the same in loops that the compiler may vectorise. With --only, nothing
    is saved unless --output says where.
    """
    from codegen.kernels import calibration
    from symnum.egraphs.cost_tables import calibrated_path

    if seconds is None:
        seconds = calibration.QUICK if quick else calibration.SECONDS
    elif quick:
        raise InputError("--quick says how long to measure: leave out --seconds")
    path = output or (None if only else calibrated_path())
    if path is not None:
        calibration.check_writable(path)
    made = measured(target, only, seconds)
    if path is not None:
        calibration.write_table(made, path)
    if json:
        costs = made.model_dump(mode="json", exclude_none=True)
        print_json({"path": None if path is None else str(path), "table": costs})
        return
    show(made)
    print_text(str(path) if path is not None else "not saved: give --output to save some operators")


def measured(target: str, only: list[str] | None, seconds: float) -> CostTable:
    """Measure with a progress display."""
    from codegen.kernels import calibration

    with progress() as display:
        task = display.add_task("compiling", total=None, note="")

        def report(operator: str, done: int, total: int) -> None:
            display.update(
                task, description="measuring", total=total, completed=done, note=operator
            )

        return calibration.calibrate(target, only, seconds, report)


def show(made: CostTable) -> None:
    """A measured table in cycles and nanoseconds."""
    machine = made.machine
    assert machine is not None
    rate = machine.cycles_per_nanosecond
    rows = [
        [name, *(f"{rate * f:.2f} / {f:.2f}" for f in figures)]
        for name, price in made.operators.items()
        if any(figures := (price.latency, price.throughput, price.vectorised or 0.0))
    ]
    table(
        f"cycles / nanoseconds on {machine.cpu} by {machine.compiler}, at {rate:.2f} cycles a "
        f"nanosecond: {machine.frequency}",
        {"operator": "left", "latency": "right", "throughput": "right", "vectorised": "right"},
        rows,
    )
