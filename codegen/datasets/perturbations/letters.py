"""Other letters in problems of topics: unknowns, variables and functions, one for one.

Only names that are one letter and shown as it are exchanged, with each other or with letters that
the record does not show, and symbols stay in alphabetical order. What is written in LaTeX is
rewritten letter by letter, so that every sentence and notation of a topic stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from string import ascii_lowercase
from typing import Any

from codegen.datasets.perturbations.derivation import NAME
from codegen.datasets.perturbations.perturbation import Record, Way, child_of
from symnum.ops import is_reserved_name

FAMILIES = (
    "algebra", "calculus", "trigonometry", "series", "differential_equations", "inequalities",
    "linear_algebra", "complex_numbers",
)  # fmt: skip
"""Topics whose letters have no meaning, as those of physics have."""
_LETTERS = tuple(n for n in ascii_lowercase if n not in "deilo" and not is_reserved_name(n))
"""Without those of differentials, of Euler's number and of the imaginary unit, and those that look
like digits."""
_SYMBOLS = tuple(letter for letter in _LETTERS if letter not in "fgh")
_FUNCTIONS = tuple("fghpquvwy")
"""Letters that are given to symbols and to functions."""
_IN_ORDER = frozenset({"trigonometry"})
"""Topics with rules that are matched in an order which names decide: of several symbols none is
renamed."""
_MATHEMATICS = re.compile(r"\$[^$]*\$")
_WORD = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")
_DIFFERENTIAL = re.compile(r"d([a-z])")


def _renamed(record: Record, random: Random) -> Record | None:
    if record["perturbation"]["name"] or record["error"]["kind"]:
        return None
    mapping = _mapping(record, random)
    return None if mapping is None else rewritten(record, mapping)


def _mapping(record: Record, random: Random) -> dict[str, str] | None:
    """New letters for all names that are letters; functions and symbols do not exchange theirs."""
    symbols = sorted(_letters(record["domain"], "symbol"))
    functions = _letters(record["functions"], "name")
    several = len(record["domain"]) > 1 and record["family"] in _IN_ORDER
    shown = _shown(record)
    called = [letter for letter in _FUNCTIONS if letter not in shown]
    if not symbols or several or len(called) < len(functions):
        return None
    new = random.sample(called, len(functions))
    free = [letter for letter in _SYMBOLS if letter not in shown and letter not in new]
    if len(free) < len(symbols):
        return None
    new = [*sorted(random.sample(free, len(symbols))), *new]
    return dict(zip([*symbols, *functions], new, strict=True))


def _letters(entries: list[dict[str, str]], field: str) -> list[str]:
    return [e[field] for e in entries if e[field] == e["latex"] and e[field] in _LETTERS]


def _shown(record: Record) -> set[str]:
    """Every letter that stands alone somewhere in the record."""
    texts = [record["problem"], record["answer"], *(s["words"] for s in record["steps"])]
    texts += [step["equation"]["text"] for step in record["steps"]]
    return {word for text in texts for word in re.findall(r"[A-Za-z]+", text)}


def rewritten(record: Record, mapping: Mapping[str, str]) -> Record:
    """The record in other letters."""

    def latex(text: str) -> str:
        return _WORD.sub(lambda word: _latex(word[0], mapping), text)

    def sentence(text: str) -> str:
        return _MATHEMATICS.sub(lambda shown: latex(shown[0]), text)

    def expression(shown: dict[str, str]) -> dict[str, str]:
        text = NAME.sub(lambda name: mapping.get(name[0], name[0]), shown["text"])
        return {"text": text, "latex": latex(shown["latex"])}

    def step(old: dict[str, Any]) -> dict[str, Any]:
        conditions = [{**c, "subject": expression(c["subject"])} for c in old["side_conditions"]]
        return {
            **old, "operand": expression(old["operand"]), "equation": expression(old["equation"]),
            "side_conditions": conditions, "words": sentence(old["words"]),
        }  # fmt: skip

    def constant(old: dict[str, Any]) -> dict[str, Any]:
        names = [mapping.get(name, name) for name in old["arguments"]]
        return {
            **old, "variable": mapping.get(old["variable"], old["variable"]), "arguments": names,
            "integral": expression(old["integral"]),
            "antiderivative": expression(old["antiderivative"]),
        }  # fmt: skip

    return child_of(
        record,
        domain=[_entry(entry, "symbol", mapping) for entry in record["domain"]],
        functions=[_entry(entry, "name", mapping) for entry in record["functions"]],
        constants=[constant(old) for old in record["constants"]],
        steps=[step(old) for old in record["steps"]],
        problem=sentence(record["problem"]),
        answer=latex(record["answer"]),
    )


def _latex(word: str, mapping: Mapping[str, str]) -> str:
    """A command, a name, or ``dx``, in other letters."""
    differential = _DIFFERENTIAL.fullmatch(word)
    if differential is not None:
        return f"d{mapping.get(differential[1], differential[1])}"
    return mapping.get(word, word)


def _entry(entry: dict[str, str], field: str, mapping: Mapping[str, str]) -> dict[str, str]:
    new = mapping.get(entry[field])
    return entry if new is None else {**entry, field: new, "latex": new}


def _renamed_back(parent: Record, child: Record) -> str | None:
    """Letters are exchanged one for one, and with them the answer is the parent's."""
    pairs = [
        (old[field], new[field])
        for part, field in (("domain", "symbol"), ("functions", "name"))
        for old, new in zip(parent[part], child[part], strict=True)
        if old[field] != new[field]
    ]
    back = {new: old for old, new in pairs}
    again = _WORD.sub(lambda word: _latex(word[0], back), child["answer"])
    if len(back) != len(pairs) or again != parent["answer"]:
        return None
    shown = ", ".join(f"{old} -> {new}" for old, new in pairs)
    return f"with the names {shown} the answer is the parent's"


OTHER_LETTERS = dict.fromkeys(FAMILIES, Way(_renamed, _renamed_back))
"""How problems of topics get other letters."""
