"""Plots as SVG that takes its colours and fonts from the page, light or dark.

matplotlib draws with placeholder colours, which become CSS variables afterwards.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import numpy as np

from evolve.compiled import Floats

_COLORS = {
    "ink": "#010101", "muted": "#020202", "grid": "#030303", "accent": "#040404",
    "series-1": "#050505", "series-2": "#060606", "series-3": "#070707", "series-4": "#080808",
    "series-5": "#090909", "paper": "#0a0a0a",
}  # fmt: skip
_MARKERS = "sD^vP"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BINS = 61

Points = Sequence[tuple[int, float]]


def front_plot(found: Points, baselines: Mapping[str, Points]) -> str:
    """Operations against proved error, logarithmically; the front in the accent colour."""
    with _axes("front", 5.6, 4.1) as (axes, drawn):
        for number, (name, points) in enumerate(baselines.items()):
            color = _COLORS[f"series-{number % 5 + 1}"]
            style = {"marker": _MARKERS[number % 5], "markersize": 4.5, "linewidth": 1.0}
            axes.plot(*zip(*points, strict=True), color=color, label=name, **style)
        style = {"marker": "o", "markersize": 6.5, "linewidth": 2.0, "zorder": 5}
        label = "found in this run"
        axes.plot(*zip(*found, strict=True), color=_COLORS["accent"], label=label, **style)
        axes.set(yscale="log", xlabel="operations on x", ylabel="proved bound on the error")
        axes.yaxis.set_major_formatter(lambda value, _: _power(value))
        axes.yaxis.minorticks_off()
        last = max(x for points in (found, *baselines.values()) for x, _ in points)
        axes.set_xticks(range(1, last + 1))
        axes.legend(frameon=False, labelcolor=_COLORS["ink"], loc="best")
    return drawn("Proved error against the number of operations, with classical approximations")


def error_plot(points: Floats, errors: Floats, bound: float) -> str:
    """The signed error over the domain, between its proved bounds."""
    scale = 10.0 ** np.floor(np.log10(bound)) if bound > 0 else 1.0
    with _axes(f"error{bound!r}", 4.6, 2.9) as (axes, drawn):
        axes.axhline(0.0, color=_COLORS["grid"], linewidth=1.0)
        for side in (-bound, bound):
            axes.axhline(side / scale, color=_COLORS["muted"], linewidth=1.0, linestyle="--")
        axes.plot(points, errors / scale, color=_COLORS["accent"], linewidth=1.6)
        axes.set(xlabel="x", ylabel=f"error × {_power(1 / scale)}", xlim=(points[0], points[-1]))
    return drawn("Error of the program over the domain; dashed lines are the proved bound")


def ulp_plot(ulps: Floats, name: str) -> str:
    """How often the kernel's error has which size."""
    largest = float(np.abs(ulps).max())
    power = np.floor(np.log10(largest)) if largest >= 1000 else 0.0
    scale = 10.0**power
    unit = "ULP" if power == 0 else f"{_power(scale)} ULP"
    with _axes(f"ulp{largest!r}", 4.6, 2.9) as (axes, drawn):
        limit = largest / scale
        axes.hist(ulps / scale, bins=_BINS, range=(-limit, limit), color=_COLORS["accent"])
        axes.axvline(0.0, color=_COLORS["muted"], linewidth=1.0)
        axes.set(xlabel=f"error in {name}, in {unit}", ylabel="points")
        axes.set_xlim(-1.05 * limit, 1.05 * limit)
    return drawn(f"Histogram of the error in {name}, in units in the last place")


def _power(value: float) -> str:
    """A power of ten as people write it; other numbers are left without a label."""
    exponent = round(float(np.log10(value)))
    if abs(np.log10(value) - exponent) > 1e-9:
        return ""
    return "10" + str(exponent).translate(_SUPERSCRIPT)


@contextmanager
def _axes(salt: str, width: float, height: float) -> Iterator[tuple[Any, Callable[[str], str]]]:
    """Axes of a figure in inches, and what makes SVG of them when they are drawn."""
    import matplotlib
    from matplotlib.figure import Figure

    ink, muted = _COLORS["ink"], _COLORS["muted"]
    style: Any = {
        "svg.fonttype": "none", "svg.hashsalt": salt, "font.size": 10, "axes.edgecolor": muted,
        "axes.labelcolor": ink, "xtick.color": muted, "ytick.color": muted, "text.color": ink,
        "xtick.labelcolor": ink, "ytick.labelcolor": ink, "axes.spines.top": False,
        "axes.spines.right": False, "axes.unicode_minus": True, "axes.axisbelow": True,
    }  # fmt: skip
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        axes.grid(color=_COLORS["grid"], linewidth=0.6)
        axes.tick_params(length=0)

        def drawn(label: str) -> str:
            with matplotlib.rc_context(style):
                return _svg(figure, label)

        yield axes, drawn


def _svg(figure: Any, label: str) -> str:
    text = io.StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(text, format="svg", transparent=True, metadata=metadata)
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r' id="(?:figure|axes|patch|line2d|matplotlib|text|xtick|ytick|legend)[\w.]*"',
                 "", svg)  # fmt: skip
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for name, color in _COLORS.items():
        svg = svg.replace(color, f"var(--{name})")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1).strip()
