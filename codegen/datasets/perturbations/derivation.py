"""Derivations as their records hold them: names, sides, what rests on what, parts that stand alone.

Steps are numbered from 1 here, as ``inputs`` do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from codegen.datasets.operators import OPERATORS
from symnum.ops import EQUATION
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_text

Record = dict[str, Any]
Step = dict[str, Any]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
EQUALS = " = "
_LABELS = frozenset({*OPERATORS, "premise"})


def is_derivation(record: Record) -> bool:
    """Whether the record is a right derivation with the 18 operators, as generated."""
    return (
        record["family"] == "derivation"
        and record["answer_kind"] == "equation"
        and not record["error"]["kind"]
        and not record["perturbation"]["name"]
        and all(step["operator"] in _LABELS for step in record["steps"])
    )


def shown_names(record: Record) -> dict[str, str]:
    """How symbols and functions are shown in LaTeX."""
    symbols = {entry["symbol"]: entry["latex"] for entry in record["domain"]}
    return {**symbols, **{entry["name"]: entry["latex"] for entry in record["functions"]}}


def written(term: Canonical | Term, names: Mapping[str, str]) -> dict[str, str]:
    """A term as a record holds it."""
    plain = to_plain(term)
    return {"text": to_text(plain), "latex": to_latex(plain, names)}


def equation(
    left: Canonical | Term, right: Canonical | Term, names: Mapping[str, str]
) -> dict[str, str]:
    """An equation as a record holds it."""
    return written(Call(EQUATION, (to_plain(left), to_plain(right))), names)


def called(record: Record) -> list[str]:
    """Names that are applied to arguments: functions, and constants that depend on symbols."""
    numbers = {c["name"] for c in record["constants"] if not c["arguments"]}
    return [entry["name"] for entry in record["functions"] if entry["name"] not in numbers]


def assumed(record: Record) -> dict[str, tuple[str, ...]]:
    """What is assumed of each symbol."""
    facts = ((entry["symbol"], entry["assumption"]) for entry in record["domain"])
    return {name: () if fact == "real" else (fact,) for name, fact in facts}


def canonical(record: Record, text: str) -> Canonical:
    """The canonical term that a text of the record spells."""
    return _read(text, tuple(called(record)), tuple(assumed(record).items()))


@lru_cache(maxsize=4096)
def _read(
    text: str, functions: tuple[str, ...], assumptions: tuple[tuple[str, tuple[str, ...]], ...]
) -> Canonical:
    return parse(text, functions=functions, assumptions=dict(assumptions), canonical=True)


def plain(record: Record, text: str) -> Term:
    """The plain term that a text of the record spells."""
    return parse(text, functions=called(record), assumptions=assumed(record))


def sides(step: Step) -> tuple[str, str]:
    """The texts of both sides of a step's equation."""
    left, right = step["equation"]["text"].split(EQUALS)
    return left, right


def history(steps: Sequence[Step], number: int) -> list[int]:
    """The step and all that it rests on, in order."""
    found = {number}
    for place in range(number, 0, -1):
        if place in found:
            found.update(steps[place - 1]["inputs"])
    return sorted(found)


def resting_on(steps: Sequence[Step], number: int) -> list[int]:
    """Later steps that rest on a step, in order."""
    found = {number}
    for place in range(number + 1, len(steps) + 1):
        if found.intersection(steps[place - 1]["inputs"]):
            found.add(place)
    return sorted(found - {number})


def mentioned(steps: Iterable[Step]) -> set[str]:
    """Every name in the texts of some steps."""
    names: set[str] = set()
    for step in steps:
        texts = [step["equation"]["text"], step["operand"]["text"]]
        texts += [condition["subject"]["text"] for condition in step["side_conditions"]]
        names.update(name for text in texts for name in NAME.findall(text))
    return names


def restricted(record: Record, steps: Sequence[Step], numbers: Collection[int]) -> Record:
    """Fields of the derivation that consists of some steps, which all their inputs are among.

    Returns:
        ``steps``, ``domain``, ``functions`` and ``constants``, without what is not used.
    """
    kept = sorted(numbers)
    new = {old: place for place, old in enumerate(kept, start=1)}
    taken = [
        {**steps[old - 1], "inputs": [new[n] for n in steps[old - 1]["inputs"]]} for old in kept
    ]
    names = mentioned(taken)
    constants = [{**c, "step": new[c["step"]]} for c in record["constants"] if c["step"] in new]
    names.update(c["name"] for c in constants)
    return {
        "steps": taken,
        "domain": [entry for entry in record["domain"] if entry["symbol"] in names],
        "functions": [entry for entry in record["functions"] if entry["name"] in names],
        "constants": constants,
    }
