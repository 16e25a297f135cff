"""Commands about datasets as files: ``dataset export``, ``join``, ``rates`` and ``sample``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from symnum.cli.derivations import written_format
from symnum.cli.output import print_text
from symnum.errors import unknown

app: typer.Typer = typer.Typer(
    no_args_is_help=True, help="Export, join and sample datasets of checked records."
)
Dataset = Annotated[Path, typer.Argument(help="A dataset's directory, or a file of records.")]
Seed = Annotated[int, typer.Option(min=0, help="Chooses the sample.")]


@app.command("export")
def export(
    dataset: Dataset,
    to: Annotated[str, typer.Option(help="Whose columns; --to list names them all.")],
    output: Annotated[Path | None, typer.Option(help="The folder to write.")] = None,
) -> None:
    """Write a dataset in the columns of another tool, a file of JSON lines a split."""
    from codegen.datasets.exports import CONVENTIONS
    from codegen.datasets.exports import export as exported

    if to == "list":
        for row in CONVENTIONS.values():
            print_text(f"{row.name}: {row.description}")
        return
    folder = output or dataset.with_name(f"{dataset.name}-{to}")
    counts = exported(dataset, to, folder)
    shown = ", ".join(f"{number:,} {split}" for split, number in counts.items())
    print_text(f"{folder}: {shown}")


@app.command("join")
def join(
    slices: Annotated[list[Path], typer.Argument(help="The directories of all slices.")],
    output: Annotated[Path, typer.Option(help="The directory of the whole.")],
    format: Annotated[str, typer.Option(help="jsonl, parquet or both.")] = "jsonl",
) -> None:
    """Put slices together: the same bytes as if the dataset had been made in one piece."""
    from codegen.datasets.joining import join as joined

    facts = joined(slices, output, written_format(format))
    print_text(f"{output}: {facts['records']:,} records")


@app.command("rates")
def rates(
    dataset: Dataset,
    scores: Annotated[Path, typer.Argument(help="scores.jsonl, as symnum score writes it.")],
    output: Annotated[Path, typer.Option(help="The directory of the new dataset.")],
) -> None:
    """Add trials of models to a dataset: how often each record was tried and solved."""
    from codegen.datasets.rewriting import update_rates

    changed = update_rates(dataset, scores, output)
    print_text(f"{output}: {changed:,} records have new trials")


@app.command("sample")
def sample(
    dataset: Dataset,
    by: Annotated[str, typer.Option(help="uniform, prop2diff or curriculum.")],
    output: Annotated[Path, typer.Option(help="A file of JSON lines.")],
    count: Annotated[int | None, typer.Option(min=1, help="Records. [default: all]")] = None,
    seed: Seed = 0,
) -> None:
    """Draw records by measured difficulty, or put them in order from easy to hard.

    The records are held in memory, some ten kilobytes each.
    """
    from codegen.datasets.exports.writing import records_in
    from codegen.datasets.records import line_of
    from codegen.datasets.sampling import curriculum, drawn
    from symnum.files import write_text

    records = [record for _, record in records_in(dataset)]
    if by == "curriculum":
        found = curriculum(records)[:count]
    elif by in ("uniform", "prop2diff"):
        found = drawn(records, by, count or len(records), seed)  # type: ignore[arg-type]
    else:
        raise unknown(by, ("uniform", "prop2diff", "curriculum"), "way to choose (--by)")
    write_text(output, "".join(line_of(dict(record)) for record in found))
    print_text(f"{output}: {len(found):,} records")
