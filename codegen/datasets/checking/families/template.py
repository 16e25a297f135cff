"""Problems in words: numbers are read from the problem's text, and relations solved for the rest.

Of a template this reads the sentences, what its numbers are called in words, and the ``relations``,
which say how the numbers hang together, and never how its solution computes them. A clause without
relations (NoOp) is irrelevant: no relation speaks of its numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from codegen.datasets.checking.families.affine import NotAffine, affine, solved
from codegen.datasets.checking.families.programs import check_program, names_used
from codegen.datasets.checking.families.refusal import Refused, demand, reported
from symnum.errors import InputError
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term

_SLOT = re.compile(r"\{(\w+)\}")
_ATTEMPTS, _FURTHER = 12, 2
"""Rows of other numbers that are tried, and on how many of them a program is run."""
_DATA = files("codegen.datasets") / "families" / "data"


class Statement(NamedTuple):
    """What a template's problem says."""

    pattern: re.Pattern[str]
    numbers: tuple[str, ...]
    relations: tuple[tuple[Term, Term], ...]
    asked: tuple[str, ...]
    irrelevant: tuple[str, ...]
    aside: str
    """The clause with these numbers, with slots; empty if there is none."""
    unit: str
    choices: Mapping[str, tuple[str, str]]
    words: Mapping[str, str]
    """What each number that is computed is, with slots."""

    def in_words(self, name: str, slots: Mapping[str, str]) -> str:
        """What a number is, in a sentence."""
        text = _SLOT.sub(lambda slot: slots.get(slot[1], slot[0]), self.words.get(name, ""))
        return text[:1].upper() + text[1:]

    def answers(self, values: Mapping[str, Fraction]) -> list[str]:
        """The texts of all answers."""
        return [self.answer(name, values) for name in self.asked]

    def answer(self, name: str, values: Mapping[str, Fraction]) -> str:
        """The text of an answer: a number, or A if the first of two values is smaller, else B."""
        if name not in self.choices:
            return str(values[name])
        first, second = (values[side] for side in self.choices[name])
        demand(first != second, "nothing can be chosen between equal values")
        return "A" if first < second else "B"


@cache
def _words() -> dict[str, list[str]]:
    return dict(tomllib.loads((_DATA / "words.toml").read_text(encoding="utf-8")))


@cache
def _rows() -> dict[str, Any]:
    paths = [p for p in (_DATA / "templates").iterdir() if p.name.endswith(".toml")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {row["name"]: row for text in texts for row in tomllib.loads(text)["template"]}


@cache
def statement(name: str) -> Statement:
    """What the problems of a template say, ``name`` being that of a record's template.

    Raises:
        Refused: there is no such template.
    """
    base, _, added = name.partition("+")
    row = _rows().get(base)
    demand(row is not None, f"there is no template {base!r}")
    assert row is not None
    clauses = row.get("clauses", [])
    count = int(added) if added.isdecimal() else 0
    demand(added == "noop" or added in ("", *map(str, range(1, len(clauses) + 1))),
           f"{base} has no variant {added!r}")  # fmt: skip
    pieces = [row, *clauses[:count]]
    stories = [row["story"]]
    if added == "noop":
        stories.append(row["noop"]["story"])
    stories += [clause["story"] for clause in clauses[:count]]
    question = [piece["question"] for piece in pieces if "question" in piece][-1]
    pattern, numbers = _pattern(" ".join([*stories, question]))
    relations = tuple(sides(text) for piece in pieces for text in piece.get("relations", ()))
    noop = tuple(row["noop"]["numbers"]) if added == "noop" else ()
    return Statement(
        pattern,
        numbers,
        relations,
        tuple(pieces[-1]["asked"]),
        noop,
        row["noop"]["story"] if noop else "",
        row.get("unit", ""),
        {name: tuple(sides) for name, sides in row.get("choices", {}).items()},
        dict(_named(text) for piece in pieces for text in piece.get("steps", ())),
    )


def _named(step: str) -> tuple[str, str]:
    """The name and the words of ``name = … : words``."""
    computed, _, words = step.partition(" : ")
    return computed.partition(" = ")[0].strip(), words.strip()


def sides(text: str) -> tuple[Term, Term]:
    """Both sides of an equation.

    Raises:
        InputError: it cannot be read.
    """
    equation = parse(text)
    assert isinstance(equation, Call)
    left, right = equation.arguments
    return left, right


def _pattern(text: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A pattern for the text, with a group for each slot, and the slots that hold numbers."""
    parts: list[str] = []
    numbers: list[str] = []
    seen: set[str] = set()
    place = 0
    for slot in _SLOT.finditer(text):
        parts.append(re.escape(text[place : slot.start()]))
        name, place = slot[1], slot.end()
        if name in seen:
            parts.append(f"(?P={name})")
        elif name in _words():
            parts.append(f"(?P<{name}>{'|'.join(_words()[name])})")
        else:
            parts.append(rf"(?P<{name}>\d{{1,30}})")
            numbers.append(name)
        seen.add(name)
    parts.append(re.escape(text[place:]))
    return re.compile("".join(parts)), tuple(numbers)


def posed(
    record: Mapping[str, Any],
) -> tuple[Statement, Mapping[str, str], dict[str, Fraction]]:
    """What a problem says, the texts in its slots, and the numbers that it determines.

    What is said of the answer, and the program, are looked at.

    Raises:
        Refused: the problem is of no template, or the answer is another.
    """
    said = statement(record["template"])
    told = said.pattern.fullmatch(record["problem"])
    demand(told is not None, "the problem is not one of its template")
    assert told is not None
    values = determined(said, {name: Fraction(told[name]) for name in said.numbers})
    _check_answer(record, said, values)
    known = {name: values[name] for name in said.numbers}
    check_program(record["program"], [known], [record["answer"]], further_rows(said, known))
    return said, told.groupdict(), values


@reported
def check_template(record: Mapping[str, Any]) -> None:
    """Check a problem made of a template.

    Raises:
        Refused: naming the step.
    """
    said, slots, values = posed(record)
    check_steps(record["steps"], values, set(said.numbers))
    check_said(record, said, slots)


def further_rows(
    said: Statement, known: Mapping[str, Fraction]
) -> list[tuple[dict[str, Fraction], str]]:
    """Other numbers than those of a problem, with what the answer is then.

    Raises:
        Refused: nothing follows from any of those that are tried.
    """
    found = []
    for attempt in range(_ATTEMPTS):
        row = {
            name: value + attempt + Fraction(place * place + 1, 1 if attempt % 2 else 7)
            for place, (name, value) in enumerate(known.items())
        }
        with suppress(Refused):
            found.append((row, "; ".join(said.answers(determined(said, row)))))
        if len(found) == _FURTHER:
            return found
    demand(bool(found), "nothing follows from other numbers")
    return found


def check_said(record: Mapping[str, Any], said: Statement, slots: Mapping[str, str]) -> None:
    """Each step has the words of its number, and rests on the steps that the program uses.

    Raises:
        Refused: naming the step.
    """
    places: dict[str, int] = {}
    used = names_used(record["program"])
    for number, step in enumerate(record["steps"], start=1):
        name = step["operand"]["text"]
        demand(step["words"] == said.in_words(name, slots), "it has other words", number)
        inputs = sorted(places[other] for other in used.get(name, ()) if other in places)
        demand(step["inputs"] == inputs, "its inputs are others", number)
        places[name] = number


def determined(said: Statement, known: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The numbers of a problem with those that follow from them.

    Raises:
        Refused: they do not determine the answer, or a clause that should not matter does.
    """
    spoken = {name for sides in said.relations for side in sides for name in names_in(side)}
    demand(not spoken & set(said.irrelevant), "the clause without effect has one")
    values = solved(said.relations, known)
    wanted = {side for name in said.asked for side in said.choices.get(name, (name,))}
    demand(wanted <= set(values), "the answer is not determined")
    return values


def names_in(term: Term) -> set[str]:
    """The names in an expression."""
    if isinstance(term, Symbol):
        return {term.name}
    return set().union(*map(names_in, term.arguments)) if isinstance(term, Call) else set()


def _check_answer(
    record: Mapping[str, Any], said: Statement, values: Mapping[str, Fraction]
) -> None:
    answers = said.answers(values)
    demand(record["answer"] == "; ".join(answers), f"the answer is {'; '.join(answers)}")
    several = len(answers) > 1
    demand(record["answer_kind"] == ("blanks" if several else "number"), "another kind of answer")
    blanks = [
        {"kind": "choice" if name in said.choices else "number", "answer": answer,
         "unit": "" if name in said.choices else said.unit}
        for name, answer in zip(said.asked, answers, strict=True) if several
    ]  # fmt: skip
    demand(list(record["blanks"]) == blanks, "the blanks are not the answer")


def check_steps(steps: list[Any], values: Mapping[str, Fraction], stated: set[str]) -> None:
    """Each step computes the number that it names, and together they compute all there are.

    Raises:
        Refused: naming the step.
    """
    done: set[str] = set()
    for number, step in enumerate(steps, start=1):
        name = step["operand"]["text"]
        demand(name in values and name not in stated and name not in done,
               f"{name} is not what is to be computed", number)  # fmt: skip
        require_computed(step, number, values[name])
        demand(all(1 <= n < number for n in step["inputs"]), "an input is no earlier step", number)
        done.add(name)
    demand(done == set(values) - stated, "a number is not computed", len(steps))


def require_computed(step: Mapping[str, Any], number: int, value: Fraction) -> None:
    """A step computes a number with this value.

    Raises:
        Refused: it does not.
    """
    demand(step["operator"] == "compute", "an unknown operator", number)
    left, right = shown_values(step["equation"]["text"], number)
    demand(left == right, "the two sides are not equal", number)
    demand(right == value, f"{step['operand']['text']} is {value}", number)


def shown_values(text: str, number: int) -> tuple[Fraction, Fraction]:
    """Both sides of an equation between expressions of numbers, which is that of a step.

    Raises:
        Refused: it is none.
    """
    try:
        left, right = (affine(side, {}) for side in sides(text))
    except (InputError, NotAffine, Refused, ValueError, AssertionError):
        raise Refused(number, "it is no computation with numbers") from None
    demand({*left, *right} <= {""}, "it is no computation with numbers", number)
    return left.get("", Fraction(0)), right.get("", Fraction(0))
