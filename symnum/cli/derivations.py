"""Commands about derivations: ``derive`` and ``check``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_text, progress, table

Workers = Annotated[int, typer.Option(min=1, help="Processes; the result is the same for any.")]


def derive(
    config: Annotated[Path, typer.Argument(help="A TOML file; see configs/derivations_demo.toml.")],
    count: Annotated[int | None, typer.Option(min=1, help="Replaces the file's count.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the file's seed.")] = None,
    workers: Workers = 2,
    output: Annotated[
        Path | None, typer.Option(help="Output directory [default: runs/CONFIG-seedN].")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Generate derivations, each step checked by code that did not make it.

    The same configuration and seed give the same bytes whatever the number of workers.
    """
    from codegen import datasets

    loaded = datasets.load_config(config, count=count, seed=seed)
    directory = output or Path("runs") / f"{config.stem}-seed{loaded.seed}"
    summary = generated(loaded, directory, workers)
    if json:
        print_json({
            "generated": summary.generated, "checked": summary.checked, "failed": summary.failed,
            "path": str(summary.path), "operators": dict(summary.operator_counts),
            "lengths": {str(k): v for k, v in summary.length_counts.items()},
            "seconds": summary.seconds,
        })  # fmt: skip
        return
    table("steps by operator", {"operator": "left", "steps": "right"},
          [[name, f"{steps:,}"] for name, steps in summary.operator_counts.items()])  # fmt: skip
    print_text(
        f"{summary.generated:,} derivations generated, {summary.checked:,} checked, "
        f"{summary.failed} failed, in {summary.seconds:.1f} s: {summary.path}"
    )


def generated(config: Any, directory: Path, workers: int) -> Any:
    """Generate with a progress display."""
    from codegen import datasets

    with counting("deriving and checking", config.count) as report:
        return datasets.generate(config, directory, workers=workers, progress=report)


class counting:  # noqa: N801
    """A progress display that counts up; gives the function to call with the count."""

    def __init__(self, description: str, total: int | None) -> None:
        self.description, self.total = description, total

    def __enter__(self) -> Callable[[int], None]:
        """Start the display."""
        self._context = progress()
        display = self._context.__enter__()
        task = display.add_task(self.description, total=self.total, note="")
        return lambda done: display.update(task, completed=done)

    def __exit__(self, *reason: Any) -> None:
        """End the display."""
        self._context.__exit__(*reason)


def check(
    file: Annotated[Path, typer.Argument(help="A derivations.jsonl file.")],
    json: JsonOption = False,
) -> None:
    """Replay every record with the independent checker; exit code 1 if one fails."""
    from codegen import datasets

    with counting("checking", None) as count:
        summary = datasets.check_file(file, progress=count)
    if json:
        print_json({"checked": summary.checked, "failed": summary.failed,
                    "failures": [
                        {"line": line, "step": report.step, "reason": report.reason}
                        for line, report in summary.failures
                    ]})  # fmt: skip
    else:
        for line, report in summary.failures:
            step = f"step {report.step}: " if report.step else ""
            print_text(f"{file}:{line}: {step}{report.reason}")
        print_text(f"{summary.checked:,} checked, {summary.failed} failed: {file}")
    if summary.failed:
        raise typer.Exit(1)
