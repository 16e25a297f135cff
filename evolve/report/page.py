"""The page itself, from the whole front down to the last constant."""

from __future__ import annotations

import math as mathematics
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from evolve.fronts.front import Front, Member
from evolve.programs.typeset import formula
from evolve.report import markup
from evolve.report.comparison import Families, baselines, best, curves
from evolve.report.evidence import Evidence, evidence
from evolve.report.markup import Cell, Code, Html, Number
from evolve.report.plots import error_plot, front_plot, ulp_plot
from evolve.runs.checkpoint import CONFIG
from evolve.runs.environment import sessions
from symnum.numerics.supremum import shown_bound
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.plain import Symbol


def page(directory: Path, front: Front) -> str:
    """The whole page of a front as HTML."""
    rivals = baselines(front)
    body = [
        *_heading(front),
        _front_figure(front, rivals),
        _front_table(front, rivals),
        *(_article(evidence(front, member)) for member in front.members),
        _footer(directory, front),
    ]
    low, high = front.domain
    return markup.document(f"{front.function} on [{low}, {high}]", "\n".join(body))


def _heading(front: Front) -> Iterator[str]:
    low, high = front.domain
    wanted = markup.math(to_latex(parse(front.function)))
    yield f"<h1>Approximations of {wanted} on [{low}, {high}]</h1>"
    yield (
        f'<p class="lead">{len(front.members)} programs, each the most accurate of its length '
        f"that {front.evaluations:,} fitted candidates led to (seed {front.seed}).</p>"
        f"<p>{_measure(front.objective)} The largest error seen is a measurement at many points "
        "in high precision; the proved bound holds everywhere on the interval, by ball "
        "arithmetic and Taylor models. Operations are those that depend on x, shared ones "
        "once.</p>"
    )


def _measure(objective: str) -> str:
    if objective in ("absolute", "relative"):
        return f"Errors are {objective}."
    return f"Errors are measured in: {escape(objective)}."


def _front_figure(front: Front, rivals: Families) -> Html:
    found = [(m.operations, m.certified_bound) for m in front.members]
    caption = "Further down and further left is better. All bounds are proved, the baselines' too."
    return markup.figure(front_plot(found, curves(rivals)), caption, "front") if found else Html("")


def _front_table(front: Front, rivals: Families) -> Html:
    columns = (
        "operations", Number("largest seen"), Number("proved bound"),
        Number("digits" if _has_digits(front) else ""), "best baseline", Number("its error"),
    )  # fmt: skip
    rows = (
        (
            Html(f'<a href="#{_place(m)}">{_length(m)}</a>'),
            Number(f"{m.max_error:.3e}"),
            Number(shown_bound(m.certified_bound)),
            Number(f"{-mathematics.log10(m.certified_bound):.1f}" if _has_digits(front) else ""),
            *_against(m, rivals),
        )
        for m in front.members
    )
    return markup.table(columns, rows)


def _has_digits(front: Front) -> bool:
    return front.objective in ("absolute", "relative")


def _against(member: Member, rivals: Families) -> tuple[Cell, Cell]:
    """The best baseline of at most as many operations, and its error as a multiple."""
    rival = best(rivals, member.operations)
    if rival is None:
        return "none", Number("")
    ratio = rival.error.bound / member.certified_bound
    return rival.name, Number(f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.3g} ×")


def _article(found: Evidence) -> Html:
    """One member with all its evidence."""
    member = found.member
    bound, length = shown_bound(member.certified_bound), _length(member, _count(member.operations))
    parts = [
        f"<h2>{length} <small>error at most {bound}</small></h2>",
        _formula(found),
        f'<div class="pair">{"".join(_plots(found))}</div>',
        "<h3>Certificate</h3>",
        markup.definitions(_certificate(found)),
        markup.folded("Constants in decimal and hexadecimal", _constants(found)),
        markup.folded("Program in C", markup.source(found.source)),
        markup.folded("Lineage: the changes that led to it", _lineage(member)),
    ]
    return Html(f'<article id="{_place(member)}">{"".join(parts)}</article>')


def _place(member: Member) -> str:
    """The member's name on the page: prices may tell several of the same length apart."""
    price = "" if member.cost is None else f"-cost-{member.cost}"
    return f"operations-{member.operations}{price}"


def _length(member: Member, operations: str | None = None) -> str:
    """Operations, and what they cost if they have prices."""
    shown = str(member.operations) if operations is None else operations
    return shown if member.cost is None else f"{shown}, cost {member.cost}"


def _count(operations: int) -> str:
    return "1 operation" if operations == 1 else f"{operations} operations"


def _formula(found: Evidence) -> Html:
    written = formula(found.program)
    lines = (
        markup.math(f"{left} = {right}", display=True) for left, right in written.equations(r"f(x)")
    )
    where = ", ".join(
        f"{markup.math(to_latex(Symbol(name)))} ≈ {_rounded(float(value))}"
        for name, value in written.constants.items()
    )
    note = f'<p class="note">with {where}</p>' if where else ""
    return Html(
        f'<div class="formula">{"".join(f"<div>{line}</div>" for line in lines)}</div>{note}'
    )


def _rounded(value: float) -> str:
    return f"{value:.10g}".replace("-", "−")


def _plots(found: Evidence) -> Iterator[Html]:
    bound = found.member.certified_bound
    caption = "Error over the interval, in exact arithmetic; dashed: the proved bound."
    yield markup.figure(error_plot(found.points, found.errors, bound), caption)
    if found.ulps.size:
        name = found.number_format.name
        largest = float(np.abs(found.ulps).max())
        caption = (
            f"Error at {found.ulps.size:,} random points in {name}; at most {largest:.3g} ULP."
        )
        yield markup.figure(ulp_plot(found.ulps, name), caption)


def _certificate(found: Evidence) -> Iterator[tuple[str, str]]:
    member, kernel = found.member, found.certificate
    pieces = f"{member.certificate.subintervals:,} subintervals"
    bound = shown_bound(member.certified_bound)
    yield "approximation", f"at most {bound} ({member.certificate.kind}, {pieces})"
    if member.certificate.removable:
        points = ", ".join(member.certificate.removable)
        yield "removable points", f"x = {points}: divisions by zero there have a limit, proved"
    yield "largest error seen", f"{member.max_error:.6e} at {member.samples:,} points"
    if kernel is None:
        yield "float64", "no finite result is proved for every point of the interval"
        return
    yield "float64 rounding", f"at most {shown_bound(kernel.rounding)} ({kernel.rounding_kind})"
    name = {"c": "C", "numpy": "NumPy"}.get(kernel.target, kernel.target)
    yield f"{name} kernel in all, absolute", f"at most {shown_bound(kernel.certified_bound)}"


def _constants(found: Evidence) -> Html:
    rows = (
        (Html(markup.math(f"c_{{{k}}}")), Code(repr(float.fromhex(text))), Code(text))
        for k, text in enumerate(found.member.constants, start=1)
    )
    return markup.table(("", "decimal", "hexadecimal"), rows)


def _lineage(member: Member) -> Html:
    note = '<p class="note">The last changes, each fitted before it was measured; polishing comes '
    note += "after them.</p>"
    rows = (
        (step.change, Number(str(step.operations)), Number(f"{step.error:.3e}"))
        for step in member.lineage
    )
    return Html(note + markup.table(("change", Number("operations"), Number("error")), rows))


def _footer(directory: Path, front: Front) -> Html:
    parts = [markup.folded("How it was computed", _sessions(sessions(directory)))]
    config = directory / CONFIG
    if config.exists():
        text = config.read_text(encoding="utf-8")
        parts.append(markup.folded("Configuration: the same gives the same", markup.source(text)))
    return Html(f"<footer>{''.join(parts)}</footer>")


def _sessions(found: Iterable[dict[str, Any]]) -> Html:
    columns = ("started", Number("from epoch"), "computed by", "on", "with")
    rows = (
        (
            str(row.get("started")), Number(str(row.get("from_epoch"))),
            f"{row.get('executor')}, {row.get('workers')} workers", str(row.get("cpu")),
            ", ".join(f"{name} {value}" for name, value in row.get("versions", {}).items()),
        )
        for row in found
    )  # fmt: skip
    return markup.table(columns, rows)
