"""Pieces of HTML: text is escaped, what is HTML already says so by its type."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from latex2mathml.converter import convert


class Html(str):
    """Text that is HTML already."""


class Number(NamedTuple):
    """A cell that is aligned to the right."""

    text: str


class Code(NamedTuple):
    """A cell in a fixed pitch."""

    text: str


Cell = str | Html | Number | Code


def safe(text: str) -> str:
    """Text for HTML, escaped unless it is HTML."""
    return text if isinstance(text, Html) else escape(text)


def table(columns: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Html:
    """A table that scrolls by itself where it is too wide."""
    head = "".join(_cell("th", name) for name in columns)
    body = "".join(f"<tr>{''.join(_cell('td', cell) for cell in row)}</tr>" for row in rows)
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return Html(f'<div class="scroll"><table>{inner}</table></div>')


def _cell(tag: str, cell: Cell) -> str:
    if isinstance(cell, Number):
        return f'<{tag} class="n">{escape(cell.text)}</{tag}>'
    if isinstance(cell, Code):
        return f'<{tag} class="code">{escape(cell.text)}</{tag}>'
    return f"<{tag}>{safe(cell)}</{tag}>"


def definitions(pairs: Iterable[tuple[str, str]]) -> Html:
    """Names with what they mean."""
    return Html(f"<dl>{''.join(f'<dt>{safe(n)}</dt><dd>{safe(v)}</dd>' for n, v in pairs)}</dl>")


def math(latex: str, display: bool = False) -> Html:
    """LaTeX as MathML."""
    return Html(convert(latex, display="block" if display else "inline"))


def figure(svg: str, caption: str, kind: str = "") -> Html:
    """A plot with its caption."""
    name = f' class="{kind}"' if kind else ""
    return Html(f"<figure{name}>{svg}<figcaption>{safe(caption)}</figcaption></figure>")


def folded(title: str, content: str) -> Html:
    """Something to be unfolded."""
    return Html(f"<details><summary>{safe(title)}</summary>{safe(content)}</details>")


def source(text: str) -> Html:
    """Code as it is."""
    return Html(f"<pre><code>{escape(text)}</code></pre>")


def document(title: str, body: str) -> str:
    """A whole page with the style of all pages; it loads nothing."""
    style = (importlib.resources.files("evolve.report") / "report.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{style}</style>'
        f"</head>\n<body>{body}</body></html>\n"
    )
