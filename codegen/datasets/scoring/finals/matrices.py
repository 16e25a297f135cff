r"""A matrix as the values of its entries: ``\begin{pmatrix} a & b \\ c & d \end{pmatrix}``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.steps.answers import read_term
from codegen.datasets.scoring.verdicts.solutions import Solution
from symnum.ops import MUL
from symnum.terms.plain import Call, Term

LONGEST = 5000
_ENTRY = re.compile(r"[A-Za-z]+_?(?P<row>\d)(?P<column>\d)$")
_MATRIX = re.compile(
    r"(?P<factor>[^=]*?)\\begin\{(?P<kind>[pbBv]?matrix|array)\}(?:\{[^{}]*\})?(?P<inner>.*?)"
    r"\\end\{(?P=kind)\}[\s.$]*$",
    re.DOTALL,
)
_AROUND = re.compile(r"\\(?:left|right)\s*[\[\](){}]|\\[,;!]|\$|\\\[|\\\]|\\cdot")


def read_matrix(text: str, context: Context, names: Sequence[str]) -> Solution:
    """The entries of the matrix that a text ends with, by their names; empty if it is none.

    Args:
        text: The final answer, perhaps with a number as a factor before the matrix.
        context: The record.
        names: Names such as ``v_12`` of what is asked for.
    """
    places = [_ENTRY.match(name) for name in names]
    found = _MATRIX.match(text.rpartition("=")[2]) if len(text) <= LONGEST else None
    if found is None or not all(places):
        return {}
    rows = [
        row.split("&") for row in re.split(r"\\\\(?:\[[^\]]*\])?", found["inner"]) if row.strip()
    ]
    lead = _AROUND.sub(" ", found["factor"]).strip()
    factor = read_term(lead, context) if lead else None
    entries: dict[str, Term] = {}
    for name, place in zip(names, places, strict=True):
        row, column = (int(place[part]) - 1 for part in ("row", "column")) if place else (-1, -1)
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            return {}
        term = read_term(rows[row][column].strip(), context)
        if term is None or (lead and factor is None):
            return {}
        entries[name] = term if factor is None else Call(MUL, (factor, term))
    whole = sum(map(len, rows)) == len(names)
    return entries if whole else {}
