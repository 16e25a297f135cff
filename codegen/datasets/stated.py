"""What the problem of a family states, apart from its wording, its names and the way to its answer.

The structure of such a record is made of it, so that a statement has one structure whoever is
named in it, whichever letters it is written in, and whichever counterexample or solution was
chosen for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"\d+")
_FOR_ALL = re.compile(
    r"For all real numbers .+?(?: such that (.+))? for which both sides have a value, (.+)\. If .+"
)
_POSES = frozenset({"given", "eigenvalue_equation"})
"""Operators of steps that say what the problem is about."""
_NAMES_VALUE = "name_value"
"""The operator of a step that names a value, which the problem asks for as well."""


class Stated(NamedTuple):
    """What a problem states."""

    said: tuple[str, ...]
    """What counts as it is."""
    equations: tuple[str, ...] = ()
    """What counts up to renaming of the record's symbols and functions."""


def stated(record: Mapping[str, Any]) -> Stated:
    """What the problem of a record of a template states.

    Raises:
        KeyError: the record lacks a field.
    """
    return _BY_FAMILY.get(record["family"], _of_topic)(record)


def in_order(text: str, names: Sequence[str]) -> str:
    """The text with these names numbered in the order in which it has them.

    >>> in_order("q + p = q + sin(q)", ["p", "q"])
    'x0 + x1 = x0 + sin(x0)'
    """
    places: dict[str, str] = {}

    def placed(match: re.Match[str]) -> str:
        return places.setdefault(match[0], f"x{len(places)}") if match[0] in names else match[0]

    return NAME.sub(placed, text)


def _symbols(record: Mapping[str, Any]) -> list[str]:
    return [entry["symbol"] for entry in record["domain"]]


def _as_it_is(record: Mapping[str, Any]) -> Stated:
    return Stated((record["family"], record["problem"]))


def _numbers(record: Mapping[str, Any]) -> Stated:
    """A problem in words: who is told of, and what they have, does not matter."""
    return Stated((record["family"], record["template"], *_NUMBER.findall(record["problem"])))


def _factors(record: Mapping[str, Any]) -> Stated:
    """A product: neither the order of its factors matters nor that of its digits."""
    return Stated((record["family"], *sorted(_NUMBER.findall(record["problem"]))))


def _rewritten(record: Mapping[str, Any]) -> Stated:
    """Rules, and the expression to be rewritten, which has letters of its own."""
    head, _, start = record["problem"].rpartition("\n")
    return Stated((record["family"], head, in_order(start, _symbols(record))))


def _for_all(record: Mapping[str, Any]) -> Stated:
    """A statement for all real numbers, whichever point refutes it and whatever it was made of."""
    told = _FOR_ALL.fullmatch(record["problem"])
    said = record["problem"] if told is None else f"{told[2]} if {told[1]}"
    return Stated((record["family"], in_order(said, _symbols(record))))


def _law(record: Mapping[str, Any]) -> Stated:
    """Laws of physics: their letters have meanings."""
    return Stated((record["family"], *_lines(record)))


def _of_topic(record: Mapping[str, Any]) -> Stated:
    """What is given, and what follows: the way between does not matter.

    Numbers count by themselves too, since a sum of numbers is one number in canonical form.
    """
    lines = _lines(record)
    kept = (record["answer_kind"], *sorted(n for line in lines for n in _NUMBER.findall(line)))
    return Stated(kept, lines)


def _lines(record: Mapping[str, Any]) -> tuple[str, ...]:
    steps = record["steps"]
    named = {n for step in steps if step["operator"] == _NAMES_VALUE for n in step["inputs"]}
    kept = [
        step for number, step in enumerate(steps[:-1], start=1)
        if step["operator"] in _POSES or number in named
    ]  # fmt: skip
    said = [step["equation"]["text"] for step in (*kept, *steps[-1:])]
    if record["error"]["kind"] and record["error"]["label"] == len(steps) - 1:
        said[-1] = record["error"]["correction"]["text"]  # the problem is the same
    return tuple(said)


_BY_FAMILY: Mapping[str, Callable[[Mapping[str, Any]], Stated]] = {
    "template": _numbers,
    "refill": _numbers,
    "evaluation": _as_it_is,
    "recursion": _as_it_is,
    "counting": _as_it_is,
    "multiplication": _factors,
    "rewriting": _rewritten,
    "counterexample": _for_all,
    "physics": _law,
}
"""Families that are no topics, and the topic whose letters count."""
