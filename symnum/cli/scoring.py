"""The command ``score``: answers of models judged step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import counting, print_json, print_text, table
from symnum.cli.score_figures import RATES, WRONG_STEP, drops, interval


def score(
    answers: Annotated[
        Path, typer.Argument(help='JSON lines {"id", "answer"}, optionally "model" and "sample".')
    ],
    dataset: Annotated[Path, typer.Option(help="A folder or file of records.")],
    output: Annotated[
        Path | None, typer.Option(help="Folder for scores.jsonl and figures.json.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="An HTML page with all failures.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes; the result is the same for any.")
    ] = 2,
    seconds: Annotated[float, typer.Option(help="Processor time an answer may take.")] = 1.0,
    mebibytes: Annotated[int, typer.Option(help="Memory an answer may take.")] = 512,
    json: JsonOption = False,
) -> None:
    """Judge answers of models: each step, the goal, and figures with 95 % intervals.

    Answers are read, never evaluated, each in a worker that is ended at its limits.
    """
    from codegen.datasets.scoring import scores as scoring
    from symnum.files import write_text

    with counting("judging answers", None) as count:
        found = scoring.score(answers, dataset, workers=workers, seconds=seconds,
                              mebibytes=mebibytes, progress=count)  # fmt: skip
    figures = found.as_json()
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write_text(output / "scores.jsonl", "".join(found.lines()))
        write_text(output / "figures.json", scoring.figures_text(figures))
    if report is not None:
        from symnum.cli.score_page import page

        write_text(report, page(found, figures))
    if json:
        print_json(figures)
        return
    _show(figures)
    for path in filter(None, (output, report)):
        print_text(str(path))


def _show(figures: dict[str, Any]) -> None:
    models = figures["models"]
    columns = {"": "left"} | {name or "answers": "right" for name in models}
    table("rates with 95 % intervals", columns,
          [[label, *(interval(m["rates"][name]) for m in models.values())]
           for name, label in RATES.items()])  # fmt: skip
    named = {name: m["first_wrong_step"] for name, m in models.items() if "first_wrong_step" in m}
    if named:
        table("first wrong step", {"": "left"} | {name or "answers": "right" for name in named},
              [[label, *(interval(part(m)) for m in named.values())]
               for label, part in WRONG_STEP.items()])  # fmt: skip
    for name, model in models.items():
        _show_versions(name, model)
    for title in ("missing", "repeated", "unknown"):
        amount = len(figures[title]) if title != "missing" else sum(
            len(ids) for ids in figures["missing"].values()
        )  # fmt: skip
        if amount:
            print_text(f"{amount:,} {_LEFT_OVER[title]}")
    print_text(f"{figures['answers']:,} answers judged")


_LEFT_OVER = {
    "missing": "records without an answer", "unknown": "answers to no record of the dataset",
    "repeated": "answers beyond the first for a record, model and sample (not judged)",
}  # fmt: skip


def _show_versions(name: str, model: dict[str, Any]) -> None:
    title = f"{name}: " if name else ""
    if "versions" in model:
        rows = [[key, interval(value)] for key, value in model["versions"].items()
                if isinstance(value, dict) and "value" in value]  # fmt: skip
        table(f"{title}versions of templates", {"": "left", "value": "right"}, rows)
    lost = list(drops(model))
    if lost:
        table(
            f"{title}perturbations", {"": "left", "pairs": "right", "goal lost": "right"},
            [[key, f"{drop['pairs']:,}", interval(drop["goal"]["drop"])]
             for key, drop in lost],
        )  # fmt: skip
