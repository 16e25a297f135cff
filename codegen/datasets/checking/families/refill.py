"""Masked problems: every row is solved by the relations of its template, as single problems are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from codegen.datasets.checking.families.affine import NotAffine, affine
from codegen.datasets.checking.families.programs import check_program
from codegen.datasets.checking.families.refusal import Refused, demand, reported
from codegen.datasets.checking.families.template import (
    Statement,
    determined,
    further_rows,
    names_in,
    sides,
    statement,
)
from symnum.errors import InputError
from symnum.terms.plain import Symbol

_ROW = re.compile(r"(\d+)\. (N\d+ = \d{1,30}(?:, N\d+ = \d{1,30})*)")
_MASK = re.compile(r"N\d+")
_HEAD = "Answer for each of these rows of values:"


@reported
def check_refill(record: Mapping[str, Any]) -> None:
    """Check a masked problem with its rows of values.

    Raises:
        Refused: naming the step.
    """
    said = statement(record["template"])
    masked, *lines = record["problem"].split("\n")
    demand(len(lines) > 1 and lines[0] == _HEAD, "the problem has other words")
    rows = [row_values(said, masked, line, place) for place, line in enumerate(lines[1:], start=1)]
    answers = ["; ".join(str(values[name]) for name in said.asked) for values in rows]
    demand(record["answer"] == "; ".join(answers), f"the answer is {'; '.join(answers)}")
    demand(record["answer_kind"] == "blanks", "another kind of answer")
    blanks = [{"kind": "number", "answer": text, "unit": said.unit}
              for row in answers for text in row.split("; ")]  # fmt: skip
    demand(list(record["blanks"]) == blanks, "the blanks are not the answer")
    masked_names = [{n: v for n, v in values.items() if _MASK.fullmatch(n)} for values in rows]
    further = [_masked_row(said, masked, row) for row in further_rows(said, _stated(said, rows[0]))]
    check_program(record["program"], masked_names, answers, further)
    _check_steps(record, rows, set(said.numbers), answers)
    slots = {**_words_of(said, masked), **_masks(said, masked)}
    for number, step in enumerate(record["steps"][:-2], start=1):
        name = step["equation"]["text"].partition(" = ")[0]
        demand(step["words"] == said.in_words(name, slots), "it has other words", number)


def _stated(said: Statement, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: values[name] for name in said.numbers}


def _told(said: Statement, masked: str) -> re.Match[str]:
    """What the slots of a masked problem are: of numbers those of their masks."""
    told = said.pattern.fullmatch(re.sub(r"\bN(\d+)", r"\1", masked))
    demand(told is not None, "the problem is not one of its template")
    assert told is not None
    return told


def _masks(said: Statement, masked: str) -> dict[str, str]:
    """The mask of each number of a template."""
    told = _told(said, masked)
    return {name: f"N{told[name]}" for name in said.numbers}


def _words_of(said: Statement, masked: str) -> dict[str, str]:
    return dict(_told(said, masked).groupdict())


def _masked_row(
    said: Statement, masked: str, row: tuple[dict[str, Fraction], str]
) -> tuple[dict[str, Fraction], str]:
    """Numbers under the names that the program has for them."""
    values, line = row
    return {mask: values[name] for name, mask in _masks(said, masked).items()}, line


def row_values(said: Statement, masked: str, line: str, place: int) -> dict[str, Fraction]:
    """The numbers of a row under the names of the template, those of the program, and the rest.

    Raises:
        Refused: the row says something else, or the answer does not follow.
    """
    told = _ROW.fullmatch(line)
    demand(told is not None and told[1] == str(place), "a row has other words")
    assert told is not None
    given = dict(pair.split(" = ") for pair in told[2].split(", "))
    names = [f"N{n}" for n in range(1, len(said.numbers) + 1)]
    demand(list(given) == names, "a row has other names")
    text = re.sub(r"\bN\d+", lambda name: given.get(name[0], "?"), masked)
    filled = said.pattern.fullmatch(text)
    demand(filled is not None, "the problem is not one of its template")
    assert filled is not None
    known = {name: Fraction(filled[name]) for name in said.numbers}
    values = determined(said, known)
    return {**values, **{name: Fraction(text) for name, text in given.items()}}


def _check_steps(
    record: Mapping[str, Any], rows: list[dict[str, Fraction]], stated: set[str], answers: list[str]
) -> None:
    demand(len(record["steps"]) > 2, "steps are missing")
    *definitions, code, output = record["steps"]
    known = {name for name in rows[0] if _MASK.fullmatch(name)}
    places: dict[str, int] = {}
    for number, step in enumerate(definitions, start=1):
        demand(step["operator"] == "define", "an unknown operator", number)
        try:
            left, right = sides(step["equation"]["text"])
            assert isinstance(left, Symbol) and left.name not in known
            inputs = sorted({places[name] for name in names_in(right) if name in places})
            demand(step["inputs"] == inputs, "its inputs are others", number)
            for values in rows:
                seen = {name: values[name] for name in known}
                demand(affine(right, seen) == {"": values[left.name]}, "a row fails it", number)
        except (InputError, NotAffine, KeyError, ValueError, AssertionError):
            raise Refused(number, "it is no definition by earlier names") from None
        known.add(left.name)
        places[left.name] = number
    count = len(definitions)
    demand(code["inputs"] == [count], "its inputs are others", count + 1)
    demand(output["inputs"] == [count + 1], "its inputs are others", count + 2)
    demand(known == set(rows[0]) - stated, "a number is not defined", count)
    demand(code["operator"] == "code" and code["words"] == f"```python\n{record['program']}```",
           "the code is not the program", count + 1)  # fmt: skip
    lines = "\n".join(answers)
    demand(output["operator"] == "output" and output["words"] == f"```output\n{lines}\n```",
           "the output is not the answer", count + 2)  # fmt: skip
