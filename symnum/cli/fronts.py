"""Commands that look at runs: ``evolve show`` and ``evolve watch``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symnum.cli.display import details, front_so_far, headline, reporting
from symnum.cli.expressions import JsonOption
from symnum.cli.output import console, print_json, print_text, table

if TYPE_CHECKING:
    from evolve import Front, Member, Progress

_MANY_ULPS = 1e4
"""From here on only the leading digits of an error in ULPs are shown."""
Directory = Annotated[Path, typer.Argument(help="The directory of a run.")]


def show(directory: Directory, json: JsonOption = False) -> None:
    """Show the front of a run: operations, error, proved bound and program.

    Of a run that is not finished, show how far it is and the best errors so far, not yet proved.
    """
    import evolve
    from evolve.runs import checkpoint

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
    from evolve.runs import checkpoint
    from evolve.search.population import best_errors

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
    print_text(advice(directory))
    print_text("or prove what it has found so far, and end it, with --finish after that")


def advice(directory: Path) -> str:
    """How to go on with an unfinished run."""
    from evolve.runs.runner import is_running

    if is_running(directory):
        return f"it is running: symnum evolve watch {directory}"
    return f"go on with: symnum evolve resume {directory}"


def show_front(front: Front) -> None:
    """The front as a table."""
    from symnum.numerics.supremum import shown_bound

    rows = [
        [str(m.operations), f"{m.max_error:.3e}", shown_bound(m.certified_bound),
         *machine_error(front, m), m.program]
        for m in front.members
    ]  # fmt: skip
    columns = ("operations", "error", "proved bound", *machine_error(front, None))
    low, high = front.domain
    table(
        f"{front.function} on [{low}, {high}], {front.objective} error, seed {front.seed}, "
        f"{front.evaluations:,} programs fitted",
        {**dict.fromkeys(columns, "right"), "program": "left"},
        rows,
    )


def machine_error(front: Front, member: Member | None) -> list[str]:
    """The column of errors in float32, or its head; none if no member has one."""
    from codegen.verification.result import shown_up
    from symnum.numerics.supremum import shown_bound

    if all(m.float32 is None for m in front.members):
        return []
    if member is None:
        return ["float32 ULP"]
    found = member.float32
    if found is None:
        return [""]
    shown = shown_up if found.max_ulp < _MANY_ULPS else shown_bound
    return [f"{shown(found.max_ulp)} ({found.kind})"]


def watch(
    directory: Directory,
    once: Annotated[bool, typer.Option(help="Show where the run is now, and end.")] = False,
    interval: Annotated[float, typer.Option(min=0.05, help="Seconds between looks.")] = 1.0,
    json: JsonOption = False,
) -> None:
    """Look on from another terminal until the run ends, finished or stopped.

    The front so far is measured on the points of the fit; what is proved comes at the end.
    """
    if once or json:
        glance(directory, json)
        return
    with reporting() as report:
        for state in states(directory, interval):
            report(state)
    conclude(directory)


def glance(directory: Path, json: bool) -> None:
    """Where a run is now."""
    from evolve.runs.progress import read_status
    from evolve.runs.runner import is_running

    state = read_status(existing(directory))
    if json:
        known = {} if state is None else asdict(state)
        print_json({"running": is_running(directory), **known})
    elif state is None:
        print_text(f"{directory}: nothing is known yet; {advice(directory)}")
    elif state.phase == "finished":
        conclude(directory)
    else:
        print_text(headline(state))
        print_text(details(state))
        if state.front:
            console.print(front_so_far(state))
        print_text(advice(directory))


def existing(directory: Path) -> Path:
    """The directory, if it is a run's.

    Raises:
        InputError: it is none, or its configuration is damaged.
    """
    from evolve.runs import checkpoint

    checkpoint.configuration(directory)
    return directory


def states(directory: Path, interval: float) -> Iterator[Progress]:
    """Each new state of a run, as long as a process works at it."""
    from evolve.runs.progress import read_status
    from evolve.runs.runner import is_running

    latest: Progress | None = None
    existing(directory)
    while True:
        running = is_running(directory)
        state = read_status(directory)
        if state is not None and state != latest:
            latest = state
            yield state
        if not running:
            return
        time.sleep(interval)


def conclude(directory: Path) -> None:
    """How the run that was watched has ended."""
    import evolve

    if (directory / "front.json").exists():
        show_front(evolve.load_front(directory))
    else:
        print_text(f"the run has stopped; {advice(directory)}")
