"""The command ``demo``: the whole pipe once, with a summary for machines and a page for people."""

from __future__ import annotations

import importlib.resources
import json
import shutil
import time
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.output import console, counting, print_text, progress
from symnum.errors import InputError

if TYPE_CHECKING:
    from evolve import Front

EXPRESSIONS = (
    "x + x + y", "sin(x)^2 + cos(x)^2", "3*y*sin(t)^2 + 3*y*cos(t)^2 + 1", "(x + 1)^2 - x^2 - 2*x",
    "exp(x)*exp(-x)", "log(exp(x + y))", "sqrt(x^2)", "cosh(x)^2 - sinh(x)^2", "1 - 2*sin(x)^2",
    "sin(x)*cos(y) + cos(x)*sin(y)", "(exp(x) - exp(-x))/2", "a*b + a*c", "x/x",
    "(x + y)*(x - y) + y^2", "tan(x)*cos(x)/cos(x)", "abs(-3*x)", "erf(x) + erfc(x)",
    "max(x, min(x, y))", "sin(x + 2*pi)", "1/x - 1/x + x^2*x",
)  # fmt: skip
"""Twenty expressions; x/x and 1/x - 1/x are there to stay undefined at 0."""
NETWORK = "receptor.net"
KERNEL_TARGETS = ("c", "jax")
MARK = "summary.json"


def demo(
    output: Annotated[Path, typer.Option(help="Where to put everything.")] = Path("runs/demo"),
    seed: Annotated[int, typer.Option(min=0, help="Seed of the discovery.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Discover a function, certify and compile it, simplify, and derive: in six minutes.

    Writes summary.json and report.html. Whatever an earlier demo left in the directory is
    replaced; a directory with anything else in it is refused.
    """
    started = time.monotonic()
    prepare(output)
    front = discover(output / "discovery", seed, workers)
    kernels = compile_front(front)
    simplifications = simplify_all()
    derivations = derive(output / "derivations", workers)
    summary = {
        "discovery": {"front": [member_row(m) for m in front.members]},
        "kernels": kernels,
        "simplifications": simplifications,
        "derivations": derivations,
        "seconds": round(time.monotonic() - started, 1),
    }
    write(output, summary, front)
    failures = problems(summary)
    for failure in failures:
        print_text(f"FAILED: {failure}")
    print_text(f"{summary['seconds']} s: {output}/summary.json, {output}/report.html")
    raise typer.Exit(1 if failures else 0)


def prepare(output: Path) -> None:
    """An empty directory for the demo.

    Raises:
        InputError: the directory holds something that no demo put there.
    """
    if output.exists() and not output.is_dir():
        raise InputError(f"{output}: a file is in the way of the demo's directory")
    if output.exists() and any(output.iterdir()):
        if not (output / "discovery").is_dir():
            raise InputError(f"{output}: not empty and not an earlier demo; name another directory")
        shutil.rmtree(output)
    output.mkdir(parents=True, exist_ok=True)


def packaged(name: str) -> AbstractContextManager[Path]:
    """A file of this package's configurations."""
    return importlib.resources.as_file(importlib.resources.files("symnum.cli") / "configs" / name)


def heading(text: str) -> None:
    """Say which part begins."""
    console.rule(text, align="left")


def discover(directory: Path, seed: int, workers: int) -> Front:
    """The front for 2^x on [0, 1], found from nothing."""
    import evolve
    from symnum.cli.discovery import watched
    from symnum.cli.fronts import show_front

    heading("discovery: 2^x on [0, 1] from + - * /")
    with packaged("exp2_demo.toml") as path:
        config = evolve.load_config(path, seed=seed)
    result = watched(
        lambda **options: evolve.run(config, directory, workers=workers, **options), None
    )
    if result.front is None:
        print_text(result.message)
        raise typer.Exit(130)
    show_front(result.front)
    return result.front


def member_row(member: Any) -> dict[str, Any]:
    """A front member for the summary."""
    return {
        "operations": member.operations,
        "max_error": member.max_error,
        "certified_bound": member.certified_bound,
        "program": member.program,
    }


def compile_front(front: Front) -> list[dict[str, Any]]:
    """Every member as C and as JAX, compiled, proved and measured."""
    from codegen.kernels import kernel, verify_kernel
    from symnum.cli.exporting import interval, reference

    heading("kernels: compiled, with rounding proved, measured against ball arithmetic")
    rows: list[dict[str, Any]] = []
    jobs = [(member, target) for member in front.members for target in KERNEL_TARGETS]
    with progress() as display:
        task = display.add_task("kernels", total=len(jobs), note="")
        for member, target in jobs:
            low, high = interval(front)
            name = f"exp2_{member.operations}"
            made = kernel(member.to_program(), reference(front), low, high, target, name)
            rows.append(verify_kernel(made.callable, reference(front), made.certificate))
            display.update(task, advance=1, note=f"{target}, {member.operations} operations")
    return rows


def simplify_all() -> list[dict[str, Any]]:
    """Both engines on the expressions and on the equations of a small network."""
    from symnum.interop.bionetgen import read_network
    from symnum.terms import parse, to_canonical

    heading("simplification: two engines over one source of rules")
    resources = importlib.resources.files("symnum.interop") / "examples" / NETWORK
    with importlib.resources.as_file(resources) as path:
        equations = read_network(path).odes()
    terms = [(text, to_canonical(parse(text))) for text in EXPRESSIONS]
    terms += [(str(equation), equation) for equation in equations]
    rows = []
    with progress() as display:
        task = display.add_task("expressions", total=len(terms), note="")
        for text, term in terms:
            rows.append(simplified(text, term))
            display.update(task, advance=1, note="")
    return rows


def simplified(text: str, term: Any) -> dict[str, Any]:
    """What both engines make of a term, and whether all three are equal."""
    from symnum.engines import ENGINES, simplify

    found = {engine: simplify(term, engine) for engine in ENGINES}
    equal = all(agree(term, other) for other in found.values())
    return {"input": text, **{name: str(result) for name, result in found.items()}, "equal": equal}


def agree(first: Any, second: Any) -> bool:
    """Whether two terms have the same value, or none, at every one of 24 points.

    Points in doubt count for nothing; at least one has to be decided.
    """
    import random

    from symnum.numerics.balls import same_value
    from symnum.terms import free_symbols
    from symnum.terms.interface import name

    source = random.Random(1)
    names = sorted({name(s) for term in (first, second) for s in free_symbols(term)})
    verdicts = [
        same_value(first, second, {n: Fraction(source.randint(-40, 40), 8) for n in names})
        for _ in range(24)
    ]
    return False not in verdicts and True in verdicts


def derive(directory: Path, workers: int) -> dict[str, Any]:
    """A thousand derivations, checked as they come and replayed from the file."""
    from codegen import datasets
    from symnum.cli.derivations import generated

    heading("derivations: a thousand, every step checked by code that did not make it")
    with packaged("derivations_demo.toml") as path:
        config = datasets.load_config(path)
    summary = generated(config, directory, workers)
    with counting("replaying the file", summary.generated) as report:
        replayed = datasets.check_dataset(summary.path, workers=workers, progress=report)
    return {
        "generated": summary.generated,
        "checked": replayed.checked,
        "failed": replayed.failed,
        "path": str(summary.path),
    }


def problems(summary: dict[str, Any]) -> list[str]:
    """What a demo that went well does not show."""
    found = []
    for row in summary["discovery"]["front"]:
        if row["max_error"] > row["certified_bound"]:
            found.append(f"error above the proved bound at {row['operations']} operations")
    for row in summary["kernels"]:
        if row["max_error"] > row["certified_bound"]:
            found.append(f"{row['target']} kernel of {row['operations']} operations: above bound")
    found += [f"not equal: {r['input']}" for r in summary["simplifications"] if not r["equal"]]
    counts = summary["derivations"]
    if counts["failed"] or counts["checked"] != counts["generated"]:
        found.append(f"derivations: {counts}")
    return found


def write(output: Path, summary: dict[str, Any], front: Front) -> None:
    """The summary and the page; each appears whole or not at all."""
    from symnum.cli.report import report_page

    for name, text in (
        ("report.html", report_page(summary, front)),
        (MARK, json.dumps(summary, ensure_ascii=False, indent=2) + "\n"),
    ):
        partial = output / f"{name}.partial"
        partial.write_text(text, encoding="utf-8")
        partial.replace(output / name)
