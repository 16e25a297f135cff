"""Commands of discovery: ``evolve init``, ``run`` and ``resume``; the others by their modules."""

from __future__ import annotations

import importlib.resources
import time
import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli import exporting, fronts
from symnum.cli.display import reporting
from symnum.cli.output import messages, print_text
from symnum.errors import InputError, row_named

if TYPE_CHECKING:
    from evolve import Execution, RunResult

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C stopped."""

app: typer.Typer = typer.Typer(
    no_args_is_help=True,
    help="Discover programs that approximate a function, with certified errors.",
)


class ExecutorName(StrEnum):
    """Who computes."""

    LOCAL = "local"
    DASK = "dask"
    MPI = "mpi"


Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes; the result is the same for any. [default: the config's]"),
]
Executor = Annotated[
    ExecutorName | None,
    typer.Option(help="Who computes; mpi under mpiexec -n 2. [default: the config's, else local]"),
]
Address = Annotated[
    str | None,
    typer.Option(help="A Dask scheduler, such as tcp://host:8786. [default: a cluster of its own]"),
]
Minutes = Annotated[
    float | None,
    typer.Option(min=0, help="Stop after so many minutes; the run can be resumed."),
]
Report = Annotated[bool, typer.Option(help="Write report.html at the end.")]


def packaged() -> dict[str, Any]:
    """The files of configurations that come with symnum, by name, those of discovery."""
    folder = importlib.resources.files("symnum.cli") / "configs"
    texts = {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    parsed = {name: tomllib.loads(texts[name]) for name in sorted(texts)}
    return {name: data for name, data in parsed.items() if "function" in data}


@app.command("init", help=(
    "Write a commented config for one of the functions that come with symnum: "
    f"{', '.join(packaged())}."
))  # fmt: skip
def init(
    name: Annotated[str, typer.Argument(help="Which one.")],
    output: Annotated[Path | None, typer.Option(help="File [default: NAME.toml].")] = None,
) -> None:
    """Write a commented config; never over a file that is there."""
    from evolve.problem.config_text import commented

    chosen = row_named(name, packaged(), "config")
    file = output or Path(f"{name}.toml")
    title = f"A search that symnum evolve run {file.name} starts; what # hides are the defaults."
    try:
        with open(file, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(commented(chosen, title))
    except FileExistsError:
        raise InputError(f"{file}: exists; name another file with --output") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from None
    print_text(f"{file}: start with: symnum evolve run {file}")


@app.command("run")
def run(
    config: Annotated[Path, typer.Argument(help="A TOML file; see symnum evolve init.")],
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the file's seed.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Run directory [default: runs/CONFIG-seedN].")
    ] = None,
    minutes: Minutes = None,
    workers: Workers = None,
    executor: Executor = None,
    address: Address = None,
    report: Report = True,
) -> None:
    """Start a run in a new directory.

    The directory gets the resolved configuration, an event log, checkpoints and at the end
    front.json, tables and report.html. Ctrl-C lets the epoch under way end, a second one abandons
    it; the run can be resumed.
    """
    import evolve

    loaded = evolve.load_config(config, seed=seed)
    directory = output or Path("runs") / f"{config.stem}-seed{loaded.seed}"
    execution = chosen(loaded.execution, executor, workers, address)
    search(
        lambda **options: evolve.run(loaded, directory, execution=execution, **options),
        minutes, report,
    )  # fmt: skip


@app.command("resume")
def resume(
    directory: Annotated[Path, typer.Argument(help="The directory of a stopped run.")],
    minutes: Minutes = None,
    workers: Workers = None,
    executor: Executor = None,
    address: Address = None,
    previous: Annotated[
        bool, typer.Option("--previous", help="From the checkpoint before the last.")
    ] = False,
    finish: Annotated[
        bool,
        typer.Option("--finish", help="End the search here: polish, prove and write its front."),
    ] = False,
    report: Report = True,
) -> None:
    """Go on with a stopped run; the result is the same as if it had never been stopped."""
    import evolve
    from evolve.runs import checkpoint

    execution = checkpoint.configuration(directory).execution
    execution = chosen(execution, executor, workers, address)
    search(
        lambda **options: evolve.resume(
            directory, previous=previous, finish=finish, execution=execution, **options
        ),
        minutes, report,
    )  # fmt: skip


def chosen(
    execution: Execution, executor: ExecutorName | None, workers: int | None, address: str | None
) -> Execution:
    """Who computes: the configuration's choice, with what the options say in its place."""
    from symnum.execution import changed

    name = None if executor is None else executor.value
    return changed(execution, executor=name, workers=workers, address=address)


def search(start: Callable[..., RunResult], minutes: float | None, report: bool) -> None:
    """Run with a progress display, then show the front or how to resume."""
    result = watched(start, minutes)
    if result.served:
        return
    if result.front is None:
        messages.print(result.message, markup=False)
        raise typer.Exit(0 if minutes is not None else INTERRUPTED)
    fronts.show_front(result.front)
    print_text(f"{result.directory}/front.json")
    if report and not (result.directory / "report.html").exists():
        exporting.report(result.directory)


def watched(start: Callable[..., RunResult], minutes: float | None) -> RunResult:
    """Run with a progress display."""
    deadline = None if minutes is None else time.monotonic() + 60 * minutes

    def stop() -> bool:
        return deadline is not None and time.monotonic() > deadline

    with reporting() as report:
        return start(progress=report, stop=stop)


app.command("watch")(fronts.watch)
app.command("show")(fronts.show)
app.command("export")(exporting.export)
app.command("report")(exporting.report)
