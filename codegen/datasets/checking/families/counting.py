"""Counting: the list is read from the problem and searched by Python's own methods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codegen.datasets.checking.families.refusal import demand, reported

_PROBLEM = re.compile(
    r"Here is a list: ([a-z ]+)\. (?:How many times does ([a-z]+) occur\?"
    r"|At which place, counted from 1, does ([a-z]+) stand for the (\d+)(st|nd|rd|th) time\?)"
)
_TEMPLATE = re.compile(r"(place|count), (usual|unusual) words, length (\d+)")


def posed(record: Mapping[str, Any]) -> tuple[list[str], str, int]:
    """The list, the word, and for the how manieth time its place is asked for; 0 if it is counted.

    What is said of the answer is looked at.

    Raises:
        Refused: the problem has other words, or the answer is another.
    """
    told = _PROBLEM.fullmatch(record["problem"])
    demand(told is not None, "the problem has other words")
    assert told is not None
    listed, target = told[1].split(" "), told[2] or told[3]
    count = Counter(listed)[target]
    answer = count
    if told[4]:
        answer = 0
        for _ in range(int(told[4])):
            demand(target in listed[answer:], "it does not occur that often")
            answer = listed.index(target, answer) + 1
    demand(record["answer"] == str(answer), f"the answer is {answer}")
    demand(record["answer_kind"] == "number", "the answer is of another kind")
    _check_program(record["program"], told[1], target, told[4])
    name = _TEMPLATE.fullmatch(record["template"])
    expected = ("place" if told[4] else "count", str(len(listed)))
    demand(name is not None and (name[1], name[3]) == expected, "the template says something else")
    return listed, target, int(told[4] or 0)


def places(listed: Sequence[str], target: str) -> Iterator[int]:
    """The places of a word in a list, from 1."""
    place = 0
    while target in listed[place:]:
        place = listed.index(target, place) + 1
        yield place


@reported
def check_counting(record: Mapping[str, Any]) -> None:
    """Check a counting problem.

    Raises:
        Refused: naming the step.
    """
    listed, target, _ = posed(record)
    found = list(places(listed, target))
    demand(len(record["steps"]) == len(found), "the steps are not the occurrences")
    for number, (step, place) in enumerate(zip(record["steps"], found, strict=True), start=1):
        demand(step["operator"] == "occurrence", "an unknown operator", number)
        demand(step["operand"]["text"] == str(place), f"it stands at place {place}", number)
        demand(step["words"] == f"{target} stands at place {place}", "other words", number)
        demand(step["equation"]["text"] == str(number), "the running count is wrong", number)
        demand(step["inputs"] == ([number - 1] if number > 1 else []), "other inputs", number)


def _check_program(program: str, listed: str, target: str, ordinal: str | None) -> None:
    """The program searches the list of the problem for the word that it asks for."""
    lines = [f"words = '{listed}'.split()"]
    if ordinal:
        lines.append(f"places = [n for n, w in enumerate(words, start=1) if w == '{target}']")
        lines.append(f"print(places[{int(ordinal) - 1}])")
    else:
        lines.append(f"print(words.count('{target}'))")
    demand(program.splitlines() == lines, "the program computes something else")
