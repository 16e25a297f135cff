"""Commands of discovery: ``evolve run``, ``evolve resume``, ``evolve show`` and ``kernel``."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import messages, print_json, print_text, progress, table
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.rational import NotCertified
from symnum.program import Program
from symnum.terms import Exact, exact, parse

if TYPE_CHECKING:
    from codegen.kernels import Certificate, Kernel
    from evolve import Front, Progress, RunResult

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C stopped."""

app = typer.Typer(
    no_args_is_help=True,
    help="Discover programs that approximate a function, with certified errors.",
)
Workers = Annotated[int, typer.Option(min=1, help="Processes; the result is the same for any.")]
Minutes = Annotated[
    float | None,
    typer.Option(min=0, help="Stop after so many minutes; the run can be resumed."),
]


class TargetName(StrEnum):
    """What kernels are written for."""

    C = "c"
    JAX = "jax"
    NUMPY = "numpy"


@app.command("run")
def run(
    config: Annotated[Path, typer.Argument(help="A TOML file; see configs/exp2_demo.toml.")],
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the file's seed.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Run directory [default: runs/CONFIG-seedN].")
    ] = None,
    minutes: Minutes = None,
    workers: Workers = 2,
) -> None:
    """Start a run in a new directory.

    The directory gets the resolved configuration, an event log, checkpoints and at the end
    front.json. Ctrl-C stops cleanly; nothing is lost but the epoch under way.
    """
    import evolve

    loaded = evolve.load_config(config, seed=seed)
    directory = output or Path("runs") / f"{config.stem}-seed{loaded.seed}"
    search(lambda **options: evolve.run(loaded, directory, **options), minutes, workers)


@app.command("resume")
def resume(
    directory: Annotated[Path, typer.Argument(help="The directory of a stopped run.")],
    minutes: Minutes = None,
    workers: Workers = 2,
) -> None:
    """Go on with a stopped run; the result is the same as if it had never been stopped."""
    import evolve

    search(lambda **options: evolve.resume(directory, **options), minutes, workers)


@app.command("show")
def show(
    directory: Annotated[Path, typer.Argument(help="The directory of a run.")],
    json: JsonOption = False,
) -> None:
    """Show the front of a run: operations, error, proved bound and program.

    Of a run that is not finished, show how far it is and the best errors so far, not yet proved.
    """
    import evolve
    from evolve import checkpoint

    if (directory / checkpoint.CONFIG).exists() and not (directory / "front.json").exists():
        show_unfinished(directory, json)
        return
    front = evolve.load_front(directory)
    if json:
        print_json(front.model_dump(mode="json"))
    else:
        show_front(front)


def show_unfinished(directory: Path, json: bool) -> None:
    """How far a run is that has no front yet."""
    from evolve import checkpoint
    from evolve.population import best_errors

    config, state = checkpoint.inspect(directory)
    best = best_errors(state.archive)
    if json:
        print_json({
            "finished": False, "epoch": state.epoch, "epochs": config.budget.epochs,
            "evaluations": state.evaluations, "best": {str(k): v for k, v in best.items()},
        })  # fmt: skip
        return
    table(
        f"{config.function}: epoch {state.epoch} of {config.budget.epochs}, not finished",
        {"operations": "right", "error, not yet proved": "right"},
        [[str(size), f"{error:.3e}"] for size, error in best.items()],
    )
    print_text(f"go on with: symnum evolve resume {directory}")


def search(start: Callable[..., RunResult], minutes: float | None, workers: int) -> None:
    """Run with a progress display, then show the front or how to resume."""
    result = watched(start, minutes, workers)
    if result.front is None:
        messages.print(result.message, markup=False)
        raise typer.Exit(0 if minutes is not None else INTERRUPTED)
    show_front(result.front)
    print_text(f"{result.directory}/front.json")


def watched(start: Callable[..., RunResult], minutes: float | None, workers: int) -> RunResult:
    """Run with a progress display."""
    deadline = None if minutes is None else time.monotonic() + 60 * minutes
    with progress() as display:
        task = display.add_task("searching", total=None, note="")

        def report(state: Progress) -> None:
            best = "  ".join(f"{size}: {error:.1e}" for size, error in sorted(state.front.items()))
            name = "searching" if state.phase == "search" else "polishing and certifying"
            display.update(
                task, description=name, total=state.epochs, completed=state.epoch, note=best
            )

        def stop() -> bool:
            return deadline is not None and time.monotonic() > deadline

        return start(workers=workers, progress=report, stop=stop)


def show_front(front: Front) -> None:
    """The front as a table."""
    from symnum.numerics.supremum import shown_bound

    rows = [
        [str(m.operations), f"{m.max_error:.3e}", shown_bound(m.certified_bound), m.program]
        for m in front.members
    ]
    low, high = front.domain
    table(
        f"{front.function} on [{low}, {high}], {front.objective} error, seed {front.seed}, "
        f"{front.evaluations:,} programs fitted",
        {"operations": "right", "error": "right", "proved bound": "right", "program": "left"},
        rows,
    )


def kernel(
    directory: Annotated[Path, typer.Argument(help="The directory of a finished run.")],
    operations: Annotated[int, typer.Option(min=1, help="Which member of the front.")],
    target: Annotated[TargetName, typer.Option(help="What to write.")] = TargetName.C,
    name: Annotated[str, typer.Option(help="Name of the function.")] = "approximation",
    json: JsonOption = False,
) -> None:
    """Write the source of a discovered function with its certificate.

    The comment in the source states the proved bound on the error, rounding included.
    """
    made = member_kernel(directory, operations, target.value, name)
    if json:
        print_json({"source": made.source, "certificate": certificate_row(made.certificate)})
    else:
        print_text(made.source)


def member_kernel(directory: Path, operations: int, target: str, name: str) -> Kernel:
    """The kernel of a front's member.

    Raises:
        InputError: the front has no member of that size, or float64 cannot compute it.
    """
    import evolve
    from codegen.kernels import kernel as make_kernel

    front = evolve.load_front(directory)
    chosen = next((m for m in front.members if m.operations == operations), None)
    if chosen is None:
        sizes = ", ".join(str(m.operations) for m in front.members)
        raise InputError(f"{directory}: no program of {operations} operations; there are {sizes}")
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
