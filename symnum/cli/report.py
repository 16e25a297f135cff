"""The page of the demo: the front as a picture, a kernel, simplifications and derivations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evolve.report import markup
from evolve.report.markup import Code, Html, Number
from symnum.cli.exporting import interval, reference

if TYPE_CHECKING:
    from evolve import Front, Member

DERIVATIONS_SHOWN = 3


def report_page(summary: dict[str, Any], front: Front) -> str:
    """The whole page as HTML, with nothing loaded from elsewhere."""
    chosen = min(front.members, key=lambda member: abs(member.operations - 5))
    path = Path(summary["derivations"]["path"])
    body = [
        "<h1>What symnum found in this run</h1>",
        f"<p>{summary['seconds']} seconds in all: a search for 2<sup>x</sup> on [0, 1] that began "
        "with nothing, kernels with proofs, two simplifiers over one set of rules, and "
        f"{summary['derivations']['checked']:,} derivations checked step by step.</p>",
        "<h2>Fewer operations, smaller error</h2>",
        front_picture(front),
        front_table(front),
        f"<h2>The program of {chosen.operations} operations in C</h2>",
        markup.source(c_source(front, chosen)),
        "<h2>Kernels, compiled and measured</h2>",
        kernel_table(summary["kernels"]),
        "<h2>Three derivations</h2>",
        *map(derivation, first_records(path, DERIVATIONS_SHOWN)),
        "<h2>Simplifications</h2>",
        simplification_table(summary["simplifications"]),
    ]
    return markup.document("symnum demo", "".join(body))


def front_table(front: Front) -> Html:
    """Operations, error, proof and program of each member."""
    from symnum.numerics.supremum import shown_bound

    return markup.table(
        (Number("operations"), Number("largest seen"), Number("proved bound"), "program"),
        (
            (Number(str(m.operations)), Number(f"{m.max_error:.4e}"),
             Number(shown_bound(m.certified_bound)), Code(m.program))
            for m in front.members
        ),
    )  # fmt: skip


def front_picture(front: Front) -> Html:
    """Operations against proved error, with the textbook approximations beside."""
    from evolve.report.comparison import baselines, curves
    from evolve.report.plots import front_plot

    found = [(m.operations, m.certified_bound) for m in front.members]
    return markup.figure(
        front_plot(found, curves(baselines(front))), "All bounds are proved.", "front"
    )


def c_source(front: Front, member: Member) -> str:
    """The emitted C of one member."""
    from codegen.kernels import kernel

    name = f"exp2_{member.operations}"
    return kernel(member.to_program(), reference(front), *interval(front), "c", name).source


def kernel_table(rows: Iterable[dict[str, Any]]) -> Html:
    """Target, size, measured error and proved bound of each kernel."""
    from symnum.numerics.supremum import shown_bound

    return markup.table(
        ("target", Number("operations"), Number("measured"), Number("proved, with rounding")),
        (
            (r["target"], Number(str(r["operations"])), Number(f"{r['max_error']:.4e}"),
             Number(shown_bound(r["certified_bound"])))
            for r in rows
        ),
    )  # fmt: skip


def simplification_table(rows: Iterable[dict[str, Any]]) -> Html:
    """Each expression with what the two engines made of it."""
    return markup.table(
        ("input", "classical", "e-graph", "equal"),
        (
            (*(Code(r[key]) for key in ("input", "classical", "egraph")),
             "yes" if r["equal"] else "NO")
            for r in rows
        ),
    )  # fmt: skip


def first_records(directory: Path, count: int) -> list[dict[str, Any]]:
    """The first records of a dataset's training split."""
    with min(directory.glob("data/train-*.jsonl")).open(encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]


def derivation(record: dict[str, Any]) -> str:
    """One derivation, typeset in MathML, each equation with how it was obtained."""
    items = []
    for step in record["steps"]:
        sources = ", ".join(str(number) for number in step["inputs"])
        why = step["operator"].replace("_", " ") + (f" ({sources})" if sources else "")
        shown = markup.math(step["equation"]["latex"], display=True)
        note = f'<span class="note">{escape(why)}</span>'
        items.append(f'<li><div class="scroll">{shown}</div>{note}</li>')
    domain = "; ".join(f"{entry['symbol']}: {entry['assumption']}" for entry in record["domain"])
    note = f'<p class="note">{escape(domain)}</p>' if domain else ""
    return f"<ol>{''.join(items)}</ol>{note}"
