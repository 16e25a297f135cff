"""What masked problems with other numbers claim of their parents, by rows and by relations."""

from __future__ import annotations

import re
from typing import NamedTuple

from codegen.datasets.checking.families.refill import row_values
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.template import statement
from codegen.datasets.checking.rejection import Rejected, require
from codegen.datasets.checking.word_problems import require_same_place
from codegen.datasets.schema import RecordData

_GIVEN = re.compile(r"(N\d+) = (\d{1,30})")


class _Told(NamedTuple):
    """A masked problem, read."""

    masked: str
    rows: list[dict[str, str]]
    """Numbers as they are written, by their masks."""
    answers: list[str]
    """Of each row, by the relations of the template."""


def _told(data: RecordData) -> _Told:
    said = statement(data.template)
    masked, *others = data.problem.split("\n")
    lines = others[1:]
    rows = [dict(_GIVEN.findall(line)) for line in lines]
    fine = all(text == str(int(text)) for row in rows for text in row.values())
    require(fine, "a number begins with 0")
    solved = [row_values(said, masked, line, place) for place, line in enumerate(lines, start=1)]
    answers = ["; ".join(str(values[name]) for name in said.asked) for values in solved]
    require(data.answer == "; ".join(answers), "the answer is {}", "; ".join(answers))
    return _Told(masked, rows, answers)


def other_rows(parent: RecordData, child: RecordData) -> None:
    """Numbers of the same lengths, another answer to each row; the program is the parent's.

    Raises:
        Rejected: saying what differs besides.
    """
    require_same_place(parent, child)
    require(parent.template == child.template, "the template is not the parent's")
    try:
        old, new = _told(parent), _told(child)
    except Refused as refused:
        raise Rejected(str(refused)) from None
    require(old.masked == new.masked, "a word is not the parent's")
    lengths = [
        [{mask: len(text) for mask, text in row.items()} for row in told.rows]
        for told in (old, new)
    ]
    require(lengths[0] == lengths[1], "a number has another length")
    same = any(a == b for a, b in zip(old.answers, new.answers, strict=True))
    require(not same, "the answer to a row does not change")
    require(parent.steps[:-2] == child.steps[:-2], "a definition is not the parent's")
    functions = [record.program.rpartition("\n\n\n")[0] for record in (parent, child)]
    require(functions[0] == functions[1], "the program is not the parent's")
    said = f"worked out exactly the answer is {child.answer}, the parent's is {parent.answer}"
    require(child.perturbation.evidence == said, "the evidence says something else")
