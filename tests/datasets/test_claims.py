"""Records that say something false beside their steps, made whole again: each is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from codegen.datasets import Config
from codegen.datasets.checker import StreamChecker
from codegen.datasets.checking.claims import CLAIMS, MAY_SAY
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record, records
from codegen.datasets.records import identity, line_of
from codegen.datasets.structure import structure
from codegen.datasets.topics.topics import TOPICS

Record = dict[str, Any]
COUNT = 4
FAMILIES = sorted(set(MAY_SAY) - {"step_classification", "calculus_classification"})
CHANGED = {"derivation": 6, "template": 70, "refill": 4, "calculus": 4}
"""Families of which records are changed, and how many are needed for all that is made of them."""
WORDS = ("template", "refill", "evaluation", "rewriting", "recursion", "multiplication", "counting")


def of_family(name: str, **more: Any) -> Config:
    content = {**load_preset("probes").model_dump(), "families": {name: 1.0}, **more}
    return Config.model_validate(content, strict=False)


@pytest.fixture(scope="module")
def made() -> Callable[[str], list[Record]]:
    """Records of a family, made once."""
    known: dict[str, list[Record]] = {}

    def found(name: str) -> list[Record]:
        if name not in known:
            config = of_family(name)
            known[name] = [json.loads(line_of(record(config, 43, n))) for n in range(COUNT)]
        return known[name]

    return found


@pytest.fixture(scope="module")
def changed() -> dict[str, list[tuple[list[Record], Record]]]:
    """Changed records by what changed them, each with those before it from the same index."""
    everything = {"share": 1.0}
    preset = load_preset("probes").model_dump()
    found: dict[str, list[tuple[list[Record], Record]]] = {name: [] for name in CLAIMS}
    for family, count in CHANGED.items():
        config = of_family(
            family, perturbations={**preset["perturbations"], **everything},
            errors={**preset["errors"], **everything},
        )  # fmt: skip
        enough = {name: len(made) + 2 for name, made in found.items()}
        for index in range(count):
            before: list[Record] = []
            for item in map(json.loads, map(line_of, records(config, 43, index))):
                name = item["perturbation"]["name"]
                if name and len(found[name]) < enough[name]:
                    parents = {item["perturbation"]["parent"], before[0]["id"]}
                    found[name].append(([b for b in before if b["id"] in parents], item))
                before.append(item)
    return found


def whole(item: Record) -> Record:
    """The record with the structure and the id of its content."""
    item["structure"] = structure(item)
    item["id"] = identity(item)
    return item


def accepted(item: Record, before: list[Record] | tuple[()] = ()) -> bool:
    checker = StreamChecker(complete=True)
    assert all(checker.check(other, "before").ok for other in before)
    return checker.check(item, "record").ok


def put(path: str, value: Any) -> Callable[[Record], None]:
    """Something else at a place; the place is as ``error.kind``."""

    def change(item: Record) -> None:
        *parts, last = path.split(".")
        for part in parts:
            item = item[int(part)] if isinstance(item, list) else item[part]
        where: Any = item
        key: Any = int(last) if isinstance(item, list) else last
        where[key] = value(where[key]) if callable(value) else value

    return change


SOMEWHERE: dict[str, Callable[[Record], None]] = {
    "an error's kind": put("error", lambda e: {**e, "kind": "value", "label": 1}),
    "an error's label": put("error.label", 0),
    "an error's reason": put("error.reason", "It is wrong."),
    "a counterexample": put("error.counterexample", "x = 1"),
    "a correction": put("error.correction", {"text": "x = 1", "latex": "x = 1"}),
    "a perturbation": put("perturbation", lambda p: {
        **p, "name": "variable_renaming", "parent": "0" * 20, "evidence": "with other names"}),
    "an unknown perturbation": put("perturbation", lambda p: {
        **p, "name": "made_easier", "parent": "0" * 20, "evidence": "it is easy"}),
    "a parent": put("perturbation.parent", "0" * 20),
    "evidence": put("perturbation.evidence", "none"),
    "an added premise": put("perturbation.added", {"text": "f(x) = x", "latex": "f = x"}),
    "nodes": put("difficulty.nodes", lambda n: n + 1),
    "depth": put("difficulty.depth", lambda n: n + 1),
    "operators": put("difficulty.operators", lambda n: n + 1),
    "steps": put("difficulty.steps", lambda n: n + 1),
    "branching": put("difficulty.branching", lambda n: n + 999.0),
    "negative branching": put("difficulty.branching", -1.0),
    "more solved than tried": put("difficulty", lambda d: {**d, "trials": 2, "solved": 3}),
    "negative trials": put("difficulty", lambda d: {**d, "trials": -2, "solved": -2}),
    "a label": put("step_labels", lambda labels: [0, *labels[1:]] if labels else [1]),
    "a program": put("program", "import os\nos.system('true')\n"),
    "blanks": put("blanks", lambda b: [*b, {"kind": "number", "answer": "1", "unit": ""}]),
    "a problem": put("problem", lambda text: text + " Assume that all numbers are negative."),
    "words": put("steps.-1.words", "It is so."),
    "LaTeX": put("steps.-1.equation.latex", "1 + 1 = 3"),
    "LaTeX of an operand": put("steps.-1.operand.latex", "3 + 3"),
    "a condition": put("steps.-1.side_conditions", [
        {"predicate": "positive", "subject": {"text": "7", "latex": "7"}}]),
    "inputs": put("steps.-1.inputs", [1, 1, 1, 1]),
    "two names that look alike": put("domain", lambda d: [
        *d, *({"symbol": f"zz_{n}", "assumption": "real", "latex": "z"} for n in (1, 2))]),
}  # fmt: skip


def negative(path: str, item: Record) -> Record | None:
    """The record spoiled, if it has what is spoiled."""
    if path in ("words", "LaTeX", "LaTeX of an operand", "a condition", "inputs"):
        if not item["steps"]:
            return None
        item["steps"][-1] = copy.deepcopy(item["steps"][-1])
    SOMEWHERE[path](item)
    if item["steps"] and path in ("words", "LaTeX"):
        from codegen.datasets.records import conclusion_of, solution_of

        texts = solution_of(item["steps"]), conclusion_of(item)
        item["solution"] = "\n".join(filter(None, texts))
    return whole(item)


@pytest.mark.parametrize("fault", SOMEWHERE)
@pytest.mark.parametrize("family", FAMILIES)
def test_refused_in_every_family(fault: str, family: str, made: Any) -> None:
    planted = 0
    for item in made(family):
        false = negative(fault, copy.deepcopy(item))
        if false is not None:
            planted += 1
            assert not accepted(false), false
    assert planted >= 3


@pytest.mark.parametrize("family", FAMILIES)
def test_right_ones_are_accepted(family: str, made: Any) -> None:
    assert all(map(accepted, made(family)))
    assert family in WORDS or family in TOPICS or family in ("derivation", "counterexample")


@pytest.mark.parametrize("family", WORDS)
def test_every_step_is_looked_at(family: str, made: Any) -> None:
    """Words, LaTeX and inputs of any step of a trace."""
    for item in made(family):
        for place in range(len(item["steps"])):
            for field, value in (("words", "Then"), ("inputs", [place + 1])):
                false = copy.deepcopy(item)
                false["steps"][place][field] = value
                assert not accepted(whole(false))
            false = copy.deepcopy(item)
            false["steps"][place]["equation"]["latex"] += " "
            assert not accepted(whole(false))


def test_programs_that_only_print_are_refused(made: Any) -> None:
    for family in ("template", "refill"):
        for item in made(family):
            head, _, tail = item["program"].partition("    ")
            returned = item["answer"] if family == "template" else item["answer"].split("; ")[0]
            fixed = "[" + ", ".join(returned.split("; ")) + "]"
            false = whole(
                {
                    **item,
                    "program": f"{head}    return {fixed}\n\n\nprint{tail.rpartition('print')[2]}",
                }
            )
            assert not accepted(false), false["program"]


def test_names_of_recursion_are_those_of_the_problem(made: Any) -> None:
    for item in made("recursion"):
        for change in (
            lambda f: f[1:], lambda f: [*f, {"name": "times", "latex": "t"}],
            lambda f: [{**f[0], "latex": "f"}, *f[1:]],
        ):  # fmt: skip
            assert not accepted(whole({**item, "functions": change(item["functions"])}))


CLAIMED: dict[str, Callable[[Record], None]] = {
    "another name": put("perturbation.name", lambda name: (
        "shorter_1" if name != "shorter_1" else "longer_1")),
    "another parent": put("perturbation.parent", "0" * 20),
    "itself as parent": put("perturbation.parent", ""),
    "another claim": put("perturbation.answer_changes", lambda told: not told),
    "no evidence": put("perturbation.evidence", ""),
    "other evidence": put("perturbation.evidence", "it is plain to see"),
    "more evidence": put("perturbation.evidence", lambda told: told + " for certain"),
    "less evidence": put("perturbation.evidence", lambda told: told[1:]),
    "another added premise": put("perturbation.added", {"text": "f(x) = x", "latex": "f"}),
    "another kind of error": put("error.kind", lambda kind: "value" if not kind else ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", CLAIMED)
@pytest.mark.parametrize("name", CLAIMS)
def test_false_claims_of_changed_records_are_refused(name: str, fault: str, changed: Any) -> None:
    assert changed[name]
    for before, item in changed[name]:
        assert accepted(item, before)
        false = copy.deepcopy(item)
        CLAIMED[fault](false)
        assert not accepted(whole(false), before), false["perturbation"]


def other_points(item: Record) -> Iterator[Record]:
    """Evidence about other expressions, and with a coordinate that is no number of the domain."""
    told = item["perturbation"]["evidence"]
    for old, new in ((" is not ", " + 1 is not "), (" at ", " at 1 + "), ("; exch", " + 1; exch")):
        if old in told:
            yield {**item, "perturbation": {**item["perturbation"], "evidence":
                   told.replace(old, new, 1)}}  # fmt: skip


def test_evidence_names_the_expressions_and_a_point(changed: Any) -> None:
    planted = 0
    for name in CLAIMS:
        for before, item in changed[name]:
            for false in other_points(item):
                planted += 1
                assert not accepted(whole(false), before), false["perturbation"]["evidence"]
    assert planted > 30
