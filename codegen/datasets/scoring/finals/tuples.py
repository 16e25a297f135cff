r"""Solutions of systems as tuples: ``(x, y) = (4, 8)``, ``(4, 8)``, ``(1, 2), (3, 4)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.datasets.reading.finals import parts
from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.steps.answers import read_term
from codegen.datasets.scoring.verdicts.solutions import Solution
from symnum.terms.plain import Term
from symnum.terms.traversal import free_symbols

LONGEST = 2000
_MARKUP = re.compile(r"\\(?:left|right|quad|,|;|!)|[$*`]")
_TUPLE = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_BETWEEN = re.compile(r"(?:\s|,|;|\.|and|or|\\text\{\s*(?:and|or)\s*\})*")
_NAMES = re.compile(r"^.{0,60}?\(([A-Za-z_{}0-9,\s]+)\)\s*(?:=|\\in\s*\\\{)\s*|^\s*\\\{")


def read_tuples(text: str, context: Context, names: Sequence[str]) -> list[Solution]:
    """The solutions that a text gives as tuples of numbers; none if it has anything else.

    Args:
        text: The final answer.
        context: The record.
        names: Its unknowns, in the order of the tuples unless the text has another.
    """
    plain = _MARKUP.sub(" ", text) if len(names) > 1 and len(text) <= LONGEST else ""
    lead = _NAMES.match(plain)
    order = list(names)
    if lead is not None:
        if lead[1]:
            order = [part.strip() for part in lead[1].split(",")]
        plain = plain[lead.end() :]
    found: list[Solution] = []
    place = 0
    for match in _TUPLE.finditer(plain):
        values = _values(match[1], context)
        between = _BETWEEN.fullmatch(plain, place, match.start())
        if between is None or len(values) != len(order) or set(order) != set(names):
            return []
        found.append(dict(zip(order, values, strict=True)))
        place = match.end()
    rest = plain[place:].replace("\\}", "")
    return found if _BETWEEN.fullmatch(rest) else []


def _values(text: str, context: Context) -> list[Term]:
    terms = [read_term(part, context) for part in parts(text)]
    return [term for term in terms if term is not None and not free_symbols(term)]
