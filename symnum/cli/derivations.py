"""Commands about derivations: ``derive`` and ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from symnum.cli.discovery import Address, Executor, chosen
from symnum.cli.expressions import JsonOption
from symnum.cli.output import counting, print_json, print_text, table
from symnum.errors import InputError, require_known

Workers = Annotated[int, typer.Option(min=1, help="Processes; the result is the same for any.")]


def derive(
    config: Annotated[
        str | None,
        typer.Argument(help="A TOML file or the name of a preset; --list shows what there is."),
    ] = None,
    count: Annotated[int | None, typer.Option(min=1, help="Replaces the file's count.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the file's seed.")] = None,
    workers: Workers = 2,
    executor: Executor = None,
    address: Address = None,
    format: Annotated[str, typer.Option(help="jsonl, parquet or both.")] = "jsonl",
    family: Annotated[
        list[str] | None,
        typer.Option(help="Only this family or topic, or NAME=SHARE; may be repeated."),
    ] = None,
    slice: Annotated[str, typer.Option(help="i/n: the i-th of n parts.")] = "1/1",
    kernels: Annotated[
        str, typer.Option(help="c or jax: ship modules that evaluate all equations.")
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a run stopped.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Output directory [default: runs/CONFIG-seedN].")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show presets, families, perturbations and errors.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Generate derivations, each step checked by code that did not make it.

    The same configuration and seed give the same bytes whatever the number of workers and whoever
    computes; slices 1/n, 2/n, … together are the whole.
    """
    if list_:
        show_choices(json)
        return
    if config is None:
        raise InputError("CONFIG: a TOML file or a preset is needed; --list shows what there is")
    loaded = with_families(configuration(config, count, seed), family or [])
    part = "" if slice == "1/1" else f"-slice{slice.replace('/', 'of')}"
    directory = output or Path("runs") / f"{Path(config).stem}-seed{loaded.seed}{part}"
    summary = generated(
        loaded, directory, workers, written=written_format(format), slice_=numbers(slice),
        execution=execution(executor, workers, address), resume=resume, kernels=kernels,
    )  # fmt: skip
    if summary is not None:
        show(summary, json)


def configuration(source: str, count: int | None, seed: int | None) -> Any:
    """A configuration from a file, or a preset by its name; a folder of that name is neither."""
    from codegen.datasets import presets

    path = Path(source)
    if source.endswith(".toml") or (path.exists() and not path.is_dir()):
        return presets.load_config(source, count=count, seed=seed)
    return presets.load_preset(source, count=count, seed=seed)


def with_families(config: Any, given: list[str]) -> Any:
    """The configuration with these families in place of its own."""
    if not given:
        return config
    shares: dict[str, float] = {}
    for text in given:
        name, _, share = text.partition("=")
        try:
            shares[name] = float(share or 1)
        except ValueError:
            raise InputError(f"--family: {text!r} is not NAME or NAME=SHARE") from None
    from codegen.datasets import validated

    return validated({**config.resolved(), "families": shares}, "--family")


def written_format(text: str) -> Any:
    """A format of files by its name."""
    require_known(text, ("jsonl", "parquet", "both"), "format of files (--format)")
    return text


def numbers(text: str) -> tuple[int, int]:
    """The numbers of a slice such as ``2/8``."""
    number, _, slices = text.partition("/")
    if not (number.isdecimal() and slices.isdecimal() and 1 <= int(number) <= int(slices)):
        raise InputError(f"--slice: {text!r} is not i/n with i from 1 to n")
    return int(number), int(slices)


def execution(executor: Any, workers: int, address: str | None) -> Any:
    """Who computes."""
    from symnum.execution import Execution

    return chosen(Execution(), executor, workers, address)


def show(summary: Any, as_json: bool) -> None:
    """What was generated, for machines or for people."""
    if as_json:
        print_json({
            "generated": summary.generated, "checked": summary.checked, "failed": summary.failed,
            "path": str(summary.path), "operators": summary.operator_counts,
            "lengths": {str(k): v for k, v in summary.length_counts.items()},
            "families": summary.facts["counts"].get("families", {}),
            "splits": {name: s["examples"] for name, s in summary.facts["splits"].items()},
            "duplicates": summary.facts["duplicates"], "seconds": summary.seconds,
            "left_out": summary.left_out,
        })  # fmt: skip
        return
    rows = [[name, f"{steps:,}"] for name, steps in summary.operator_counts.items()]
    table("steps by operator", {"operator": "left", "steps": "right"}, rows)
    splits = ", ".join(f"{s['examples']:,} {name}" for name, s in summary.facts["splits"].items())
    print_text(
        f"{summary.generated:,} derivations generated, {summary.checked:,} records checked, "
        f"{summary.failed} failed, {summary.facts['duplicates']:,} duplicates, "
        f"in {summary.seconds:.1f} s: {summary.path} ({splits})"
    )
    for change, number in summary.left_out.items():
        print_text(f"left out, since the checker did not accept them: {number:,} of {change}")


def show_choices(as_json: bool) -> None:
    """What configurations can name."""
    from codegen.datasets import presets
    from codegen.datasets.errors import KINDS
    from codegen.datasets.families import FAMILIES
    from codegen.datasets.perturbations import PERTURBATIONS

    families = {name: family.description for name, family in FAMILIES.items()}
    perturbations = {name: row.description for name, row in PERTURBATIONS.items()}
    if as_json:
        print_json({"presets": presets.PRESETS, "families": families,
                    "perturbations": perturbations, "errors": KINDS})  # fmt: skip
        return
    print_text(f"presets: {', '.join(presets.PRESETS)}")
    for title, rows in (("families", families), ("perturbations", perturbations)):
        columns = {title: "left", "what they are": "left"}
        table(title, columns, [[name, text] for name, text in rows.items()])
    print_text(f"kinds of errors: {', '.join(KINDS)}")


def generated(config: Any, directory: Path, workers: int, **options: Any) -> Any:
    """Generate with a progress display, which begins once all that is named is known to exist."""
    from codegen import datasets
    from codegen.datasets.generation import require_possible

    require_possible(config, workers, options.get("kernels", ""))
    number, slices = options.get("slice_", (1, 1))
    total = config.count * number // slices - config.count * (number - 1) // slices
    with counting("deriving and checking", total) as report:
        return datasets.generate(config, directory, workers=workers, progress=report, **options)


def check(
    path: Annotated[
        Path, typer.Argument(help="A .jsonl or .parquet file, or a dataset's directory.")
    ],
    workers: Workers = 2,
    kernels: Annotated[
        str | None,
        typer.Option(
            help="c, jax or none: run all equations on modules as well "
            "[default: what the dataset ships]."
        ),
    ] = None,
    points: Annotated[
        int, typer.Option(min=1, max=100_000, help="Points at which modules are run.")
    ] = 32,
    remake: Annotated[
        str | None,
        typer.Option(help="Make the records of so many indices, or of all, again and compare."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Replay every record with the independent checker; exit code 1 if one fails.

    Changed records are compared with their parents, which stand before them; those of a single
    file without their parents are counted. Of a directory all files are checked, that no structure
    is in two splits, that no parent is missing, and that all is as dataset.json says. With
    --remake records are made again from its configuration and seed and compared byte by byte. With
    --kernels the equations of each batch of records become one module, which is run at many points
    of their domains; where machine numbers do not agree, balls decide.
    """
    from codegen import datasets

    again = wanted(remake)
    with counting("checking", None) as count:
        report = datasets.check_dataset(
            path, workers=workers, progress=count, points=points,
            kernels="" if kernels == "none" else kernels, remake=again,
        )  # fmt: skip
    if json:
        print_json(told(report))
    else:
        for line in lines_of(report, path):
            print_text(line)
    if report.failed:
        raise typer.Exit(1)


def wanted(text: str | None) -> Any:
    """How many indices are made again: a number, or all."""
    if text is None or text == "all":
        return text or 0
    if not (text.isdecimal() and int(text)):
        raise InputError(f"--remake: {text!r} is neither a number of indices nor all")
    return int(text)


def lines_of(report: Any, path: Path) -> Iterator[str]:
    """A report for people."""
    for place, found in report.failures:
        step = f"step {found.step}: " if found.step else ""
        yield f"{place}: {step}{found.reason}"
    if report.kernels:
        yield agreed(report)
    if report.remade:
        yield f"{report.remade:,} indices made again from configuration and seed"
    if path.is_dir() and not report.promised:
        yield f"{path}: without dataset.json, origin, splits, order and counts are not verified"
    if report.unrelated:
        yield (
            f"{report.unrelated:,} changed records without their parents: what they claim of these "
            "is not verified"
        )
    yield f"{report.checked:,} checked, {report.failed} failed: {path}"


def told(report: Any) -> dict[str, Any]:
    """A report for machines."""
    found = report.agreement
    numeric = {
        "kernels": report.kernels, "points": report.points, "equations": found.equations,
        "agree_in_machine_numbers": found.machine, "agree_in_balls": found.balls,
        "undecided": found.undecided,
    }  # fmt: skip
    failures = [
        {"record": place, "step": failure.step, "reason": failure.reason}
        for place, failure in report.failures
    ]
    return {
        "checked": report.checked, "failed": report.failed, "files": report.files,
        "related": report.related, "unrelated": report.unrelated, "remade": report.remade,
        "promised": report.promised,
        "numeric": numeric if report.kernels else None, "failures": failures,
    }  # fmt: skip


def agreed(report: Any) -> str:
    """What modules said, for people."""
    found = report.agreement
    return (
        f"modules ({report.kernels}, {report.points} points): of {found.equations:,} equations "
        f"{found.machine:,} agree in machine numbers, {found.balls:,} in balls, "
        f"{found.undecided:,} are undecided"
    )
