"""The page of the demo: the front as a picture, a kernel, simplifications and derivations."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latex2mathml.converter import convert

from symnum.cli.discovery import interval, reference

if TYPE_CHECKING:
    from evolve import Front, Member

TAYLOR_DEGREES = (1, 2, 3, 4, 5)
RATIONAL_DEGREES = (1, 2, 3)
DERIVATIONS_SHOWN = 3

STYLE = """
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; max-width: 60rem; margin: 2rem auto;
       padding: 0 1rem; color: #222; background: #fdfdfb; }
h1, h2 { font-weight: normal; line-height: 1.2; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; font-size: .9rem; margin: 1rem 0; }
th { text-align: left; border-bottom: 2px solid #888; padding: .25rem .75rem .25rem 0; }
td { border-bottom: 1px solid #ddd; padding: .25rem .75rem .25rem 0; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font: .85rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
pre { background: #f3f3ee; padding: 1rem; overflow-x: auto; }
ol.derivation { padding-left: 1.5rem; } ol.derivation li { margin: .4rem 0; }
ol.derivation math { display: inline math; font-size: 1.1rem; math-style: normal; }
.why { color: #666; font-size: .85rem; } svg { max-width: 100%; height: auto; }
"""


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
        f"<pre>{escape(c_source(front, chosen))}</pre>",
        "<h2>Kernels, compiled and measured</h2>",
        kernel_table(summary["kernels"]),
        "<h2>Three derivations</h2>",
        *map(derivation, first_records(path, DERIVATIONS_SHOWN)),
        "<h2>Simplifications</h2>",
        simplification_table(summary["simplifications"]),
    ]
    head = f"<meta charset='utf-8'><title>symnum demo</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(body)}</body></html>"


def html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell that starts with ``#`` is a number, one with ``<`` is HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    lines = ("".join(map(_cell, row)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    if text.startswith("#"):
        return f"<td class='n'>{escape(text[1:])}</td>"
    return f"<td>{text if text.startswith('<') else escape(text)}</td>"


def front_table(front: Front) -> str:
    """Operations, error, proof and program of each member."""
    from symnum.numerics.supremum import shown_bound

    return html_table(
        ("operations", "largest error seen", "proved bound", "program"),
        (
            (f"#{m.operations}", f"#{m.max_error:.4e}", f"#{shown_bound(m.certified_bound)}",
             f"<code>{escape(m.program)}</code>")
            for m in front.members
        ),
    )  # fmt: skip


def baselines(front: Front) -> dict[str, list[tuple[int, float]]]:
    """Operations and proved error of the textbook approximations of the same function."""
    from evolve.baselines import minimax_polynomial, minimax_rational, taylor
    from symnum.numerics.supremum import supremum_error

    wanted, (low, high) = reference(front), interval(front)
    made = {
        "Taylor at 0": [taylor(wanted, d) for d in TAYLOR_DEGREES],
        "minimax polynomial": [minimax_polynomial(wanted, low, high, d) for d in TAYLOR_DEGREES],
        "minimax rational": [minimax_rational(wanted, low, high, d) for d in RATIONAL_DEGREES],
    }
    return {
        name: [(p.operations, supremum_error(p, wanted, low, high).bound) for p in programs]
        for name, programs in made.items()
    }


def front_picture(front: Front) -> str:
    """Operations against proved error, with the textbook approximations beside, as SVG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for (name, points), marker in zip(baselines(front).items(), "^sD", strict=True):
        axes.plot(*zip(*points, strict=True), marker=marker, linewidth=1, label=name, alpha=0.7)
    found = [(m.operations, m.certified_bound) for m in front.members]
    axes.plot(*zip(*found, strict=True), "o-", color="black", label="found in this run")
    axes.set(yscale="log", xlabel="operations on x", ylabel="proved bound on |error|")
    axes.set_xticks(range(1, max(2 * max(TAYLOR_DEGREES), found[-1][0]) + 1))
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    text = io.StringIO()
    figure.savefig(text, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
    return text.getvalue()[text.getvalue().index("<svg") :]


def c_source(front: Front, member: Member) -> str:
    """The emitted C of one member."""
    from codegen.kernels import kernel

    name = f"exp2_{member.operations}"
    return kernel(member.to_program(), reference(front), *interval(front), "c", name).source


def kernel_table(rows: Iterable[dict[str, Any]]) -> str:
    """Target, size, measured error and proved bound of each kernel."""
    from symnum.numerics.supremum import shown_bound

    return html_table(
        ("target", "operations", "largest error measured", "proved bound, rounding included"),
        (
            (r["target"], f"#{r['operations']}", f"#{r['max_error']:.4e}",
             f"#{shown_bound(r['certified_bound'])}")
            for r in rows
        ),
    )  # fmt: skip


def simplification_table(rows: Iterable[dict[str, Any]]) -> str:
    """Each expression with what the two engines made of it."""
    return html_table(
        ("input", "classical", "e-graph", "equal"),
        (
            (*(f"<code>{escape(r[key])}</code>" for key in ("input", "classical", "egraph")),
             "yes" if r["equal"] else "NO")
            for r in rows
        ),
    )  # fmt: skip


def first_records(path: Path, count: int) -> list[dict[str, Any]]:
    """The first records of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]


def derivation(record: dict[str, Any]) -> str:
    """One derivation, typeset in MathML, each equation with how it was obtained."""
    items = []
    for step in record["steps"]:
        sources = ", ".join(str(number) for number in step["inputs"])
        why = step["operator"].replace("_", " ") + (f" ({sources})" if sources else "")
        shown = convert(step["equation"]["latex"], display="block")
        items.append(f"<li>{shown} <span class='why'>{escape(why)}</span></li>")
    domain = "; ".join(f"{k}: {', '.join(v)}" for k, v in record["domain"].items() if v)
    note = f"<p class='why'>{escape(domain)}</p>" if domain else ""
    return f"<ol class='derivation'>{''.join(items)}</ol>{note}"
