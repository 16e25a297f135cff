"""What a problem of a topic asks and what its steps say, sentence by sentence.

The sentences are a list of the checker's own (``sentences.toml``), so that nothing can be added to
a problem: no condition, and no other question. Formulas between them are looked at by the topics;
here it is asked that they are not more than one formula.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from codegen.datasets.checking.topics.context import Context
from codegen.datasets.checking.topics.lines import Line, require

_FORMULA = re.compile(r"\$([^$]+)\$")
_RELATION = re.compile(r"[=<>]|\\(?:leq?|geq?|neq?|approx)\b")
_BELOW = re.compile(r"_\{[^{}]*\}")
"""What stands below a sum, where a sign of equality is no statement."""
_JOINED = re.compile(r"\\(?:text|mbox|quad|qquad|land|lor|wedge|vee|mid|forall|not)\b|[,;:]")
_IN_PARENTHESES = re.compile(r"\\left\((?:(?!\\left\(|\\right\)).)*\\right\)")
_PLACE = re.compile(r"\\\$|\\#|\\\{(\w+)\\\}")
_NUMBER = r"-?\d{1,30}(?:/\d{1,30})?"
_ANSWERED = frozenset({"$i^{2} = -1$.", "Powers of $i$ repeat after four."})
"""Sentences in which a formula is no place for another one."""


@cache
def _list() -> Mapping[str, Any]:
    text = (files(__package__) / "sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words() -> Mapping[str, str]:
    """What stands for each name of a place, as patterns."""
    laws, units = _list()["physics"]["laws"], _list()["physics"]["units"]
    pairs = ((quantity, unit) for unit, measured in units.items() for quantity in measured)
    one = rf"\$[^$]+\$ \({_any(f'{quantity}, in {unit}' for quantity, unit in pairs)}\)"
    return {
        "law": _any(laws), "unit": _any(units), "told": rf"{one}(?:, {one})*",
        "quantity": _any(quantity for measured in units.values() for quantity in measured),
        "rule": r"[a-z][a-z-]*",
    }  # fmt: skip


def _any(words: Any) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _pattern(sentences: Sequence[str]) -> re.Pattern[str]:
    """What any of some sentences may be."""

    def place(match: re.Match[str]) -> str:
        if match[1]:
            return _words()[match[1]]
        return r"\$[^$]+\$" if match[0] == r"\$" else _NUMBER

    escaped = (
        re.escape(text) if text in _ANSWERED else _PLACE.sub(place, re.escape(text))
        for text in sentences
    )
    return re.compile("|".join(f"(?:{text})" for text in escaped))


@cache
def _asked() -> Mapping[str, re.Pattern[str]]:
    """What problems of each template ask."""
    return {
        template: _pattern(row["sentences"])
        for row in _list()["problems"]
        for template in row["templates"]
    }


@cache
def _said() -> Mapping[str, re.Pattern[str]]:
    """What steps by each operator may say."""
    return {operator: _pattern(sentences) for operator, sentences in _list()["words"].items()}


def require_words(line: Line) -> None:
    """A step says nothing, or what steps of its kind say.

    Raises:
        Rejected: it says something else.
    """
    pattern = _said().get(line.operator)
    fits = not line.words or (pattern is not None and pattern.fullmatch(line.words) is not None)
    require(fits, "{} says {!r}", line.operator, line.words)


def require_question(context: Context) -> None:
    """The problem is a question of its template, and each formula in it is one.

    Raises:
        Rejected: it is not.
    """
    record = context.record
    pattern = _asked().get(record["template"])
    asked = pattern is not None and pattern.fullmatch(record["problem"]) is not None
    require(asked, "the problem has other words")
    known = {step["equation"]["latex"] for step in record["steps"]}
    positive = (entry for entry in record["domain"] if entry["assumption"] == "positive")
    known.update(f"{entry['latex']} > 0" for entry in positive)
    most = 1 if record["family"] == "differential_equations" else 0
    for formula in _FORMULA.findall(record["problem"]):
        require(_JOINED.search(_outside(formula)) is None, "{} is more than a formula", formula)
        relations = len(_RELATION.findall(_BELOW.sub("", formula)))
        require(formula in known or relations <= most, "{} is not stated by a step", formula)


def _outside(formula: str) -> str:
    """A formula without what stands in parentheses, where arguments are told apart by commas."""
    text, shorter = "", formula.replace(r"\,", " ")
    while text != shorter:
        text, shorter = shorter, _IN_PARENTHESES.sub("", shorter)
    return text
