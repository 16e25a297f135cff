"""What a record is filed under: topics, skills, and the number of the instance of its template.

Of kinds of problems a table says what they need; of traces it is what occurs in them. All of it is
read off the finished record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from codegen.datasets.families.rewriting import equations
from codegen.datasets.families.templates import templates, variants
from codegen.datasets.families.writing import shown
from codegen.datasets.topics.topics import TOPICS, topics_of
from rewrite_rules import RULES
from symnum.terms.parse import parse
from symnum.terms.plain import Call

Record = Mapping[str, Any]
_RULE = re.compile(r"Rule (\d+) for ")
_CONSTRUCTORS = frozenset({"b0", "b1", "cons", "node", "end", "nil", "leaf"})


class Labels(NamedTuple):
    """What a record is filed under."""

    topics: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


def misfiled(record: Record) -> str:
    """What is wrong with the labels of a record; empty if nothing is.

    Args:
        record: One that the checker accepts, so that its family, template and steps are known.
    """
    family = record["family"]
    labels = _LABELS[family](record) if family in _LABELS else Labels()
    for field, expected in labels._asdict().items():
        if record[field] != [*expected]:
            return f"{field} of this problem are {_listed(expected)}"
    template, instance = _place(record)
    told = record["template"]
    if record["perturbation"]["name"]:  # it may have other clauses than what it was made from
        template, told = template.partition("+")[0], told.partition("+")[0]
    if (told, record["instance"]) != (template, instance):
        return f"at index {record['index']} there is instance {instance} of {template!r}"
    return ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _place(record: Record) -> tuple[str, int]:
    """The template and the number of its instance at the index of a record."""
    chosen, index = _in_turn(record["family"]), record["index"]
    if chosen:
        return chosen[index % len(chosen)], index // len(chosen)
    return record["template"], index if record["template"] else -1


@cache
def _in_turn(family: str) -> tuple[str, ...]:
    """The variants of templates that take turns, for families in which they do."""
    if family == "template":
        return tuple(variant.name for variant in variants())
    if family == "refill":
        plain = (v for v in variants() if not (v.noop or v.template.choices))
        return tuple(variant.name for variant in plain)
    return ()


def _evaluated(record: Record) -> Labels:
    terms = (parse(step["operand"]["text"]) for step in record["steps"][1:])
    used = {term.operator.name for term in terms if isinstance(term, Call)}
    return Labels(("arithmetic",), ("evaluation", *sorted(used)))


def _rewritten(record: Record) -> Labels:
    """The rules that are applied, found by what the problem says of them."""
    stated = record["problem"].split("\n")
    numbers = (_RULE.match(step["words"]) for step in record["steps"][1:])
    lines = (stated[int(number[1])] for number in numbers if number is not None)
    used = {_rules_by_text()[line.partition(". ")[2]] for line in lines}
    return Labels(("rewriting",), ("rewriting by rules", *sorted(used)))


@cache
def _rules_by_text() -> Mapping[str, str]:
    return {f"{shown(e.left)} = {shown(e.right)}": name for name, e in equations()}


def _unfolded(record: Record) -> Labels:
    called = (entry["name"] for entry in record["functions"])
    functions = (name for name in called if name not in _CONSTRUCTORS)
    return Labels(("recursion",), ("structural recursion", *functions))


def _counted(record: Record) -> Labels:
    ordinal = record["template"].startswith("place")
    return Labels(("counting",), ("counting", *(["positions"] if ordinal else [])))


def _judged(record: Record) -> Labels:
    rule = record["template"].partition(", ")[0]
    return Labels(("real functions",), ("counterexamples", _tags()[rule]))


@cache
def _tags() -> Mapping[str, str]:
    return {rule.name: rule.tag.value for rule in RULES}


def _in_words(record: Record, more: Iterable[str] = ()) -> Labels:
    needed = _skills_of_templates()[record["template"].partition("+")[0]]
    return Labels(("word problems",), (*more, *needed))


@cache
def _skills_of_templates() -> Mapping[str, tuple[str, ...]]:
    return {template.name: template.skills for template in templates()}


def _of_topic(record: Record) -> Labels:
    return _needed(record["family"], record["template"])


@cache
def _needed(topic: str, template: str) -> Labels:
    """What a kind of problem needs."""
    problem = next(p for p in TOPICS[topic].every if p.name == template)
    return Labels((*topics_of(TOPICS[topic], problem),), problem.skills)


_LABELS: Mapping[str, Callable[[Record], Labels]] = {
    "template": _in_words,
    "refill": partial(_in_words, more=("programs",)),
    "evaluation": _evaluated,
    "rewriting": _rewritten,
    "recursion": _unfolded,
    "multiplication": lambda record: Labels(("arithmetic",), ("multiplication", "carrying")),
    "counting": _counted,
    "counterexample": _judged,
    **dict.fromkeys(TOPICS, _of_topic),
}
"""Labels by family; derivations and questions about them have none."""
