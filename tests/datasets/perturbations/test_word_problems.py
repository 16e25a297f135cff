"""Changed problems in words: what they claim is verified, and false claims are refused."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from codegen.datasets import Config, check_record
from codegen.datasets.checking.families.template import Statement, statement
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.word_problems import WORD_PROBLEMS
from codegen.datasets.families.instances import Instance, instance, solves, told_of
from codegen.datasets.families.template import posed
from codegen.datasets.families.templates import variants, vocabulary
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.numbers import operand_sizes
from codegen.datasets.perturbations.word_problems import instance_of
from codegen.datasets.presets import load_preset
from codegen.datasets.production import records
from codegen.datasets.records import line_of, sealed
from codegen.datasets.scoring.aggregates import Case, figures
from codegen.datasets.scoring.scores import outline
from codegen.datasets.scoring.verdicts.judgement import Judgement
from symnum.terms import parse

Record = dict[str, Any]
Family = list[Record]
"""A record and what was made of it."""
NAMES = tuple(WORD_PROBLEMS)
SEED = 41
ENOUGH = 6
"""Records with which each false claim is tried."""


@pytest.fixture(scope="module")
def config() -> Config:
    content = {
        **load_preset("probes").model_dump(), "families": {"template": 1.0},
        "perturbations": {"names": list(PERTURBATIONS), "share": 1.0}, "errors": {},
    }  # fmt: skip
    return Config.model_validate(content, strict=False)


@pytest.fixture(scope="module")
def families(config: Config) -> list[Family]:
    """An instance of each variant with everything that can be made of it."""
    return [
        [json.loads(line_of(made)) for made in records(config, SEED, index)]
        for index in range(len(variants()))
    ]


def pairs(families: list[Family], name: str) -> list[tuple[Record, Record]]:
    found = ((each[0], child) for each in families for child in each[1:])
    return [(parent, child) for parent, child in found if child["perturbation"]["name"] == name]


LEAST = {"irrelevant_premise": 30, "numbers_resized": 90, "words_replaced": 50, "longer_1": 25,
         "longer_2": 6, "shorter_1": 25, "shorter_2": 6}  # fmt: skip
"""Variants that can be changed so."""


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_verified(name: str, families: list[Family]) -> None:
    made = pairs(families, name)
    assert len(made) >= LEAST[name]
    for parent, child in made:
        told = child["perturbation"]
        assert told["answer_changes"] is PERTURBATIONS[name].answer_changes
        assert told["answer_changes"] is (child["answer"] != parent["answer"])
        assert told["parent"] == parent["id"] and told["added"] == {"text": "", "latex": ""}
        assert check_record(child).ok and check_relation(parent, child).ok, child["problem"]
        for field in ("index", "split", "instance", "provenance", "family"):
            assert child[field] == parent[field]


def test_every_child_is_of_a_kind_that_is_verified(families: list[Family]) -> None:
    made = {child["perturbation"]["name"] for each in families for child in each[1:]}
    assert made == set(NAMES)


def test_instances_are_read_back() -> None:
    for variant in variants():
        made = instance(variant, 5, 3, 5)
        found = instance_of({"family": "template", "template": variant.name, **posed(made)})
        assert found is not None
        assert (found.words, found.stated) == (made.words, made.stated)
        assert found.values == {name: made.values[name] for name in found.values}
        assert posed(found) == posed(made)


def test_children_are_pure_and_parents_are_left_alone(families: list[Family]) -> None:
    for name in NAMES:
        others = []
        for parent, child in pairs(families, name)[:5]:
            before = copy.deepcopy(parent)
            again = [PERTURBATIONS[name].apply(parent, attempt) for attempt in (0, 0, 1)]
            assert parent == before and again[0] == again[1] == child
            others.append(again[2] != child)
        drawn = not name.startswith("shorter")
        assert sum(others) >= 3 if drawn else not any(others)


def test_changed_records_are_not_changed_again(families: list[Family]) -> None:
    for each in families[:20]:
        for child in each[1:]:
            assert all(PERTURBATIONS[name].apply(child, 0) is None for name in NAMES)


def test_no_problem_is_told_twice(config: Config) -> None:
    """Neither by variants of one instance nor by what is made of them."""
    made = [r for index in range(3 * len(variants())) for r in records(config, SEED, index)]
    told = Counter(record["problem"] for record in made)
    assert len(made) > 900 and told.most_common(1)[0][1] == 1


def test_lengths_of_numbers_stay(families: list[Family]) -> None:
    made = pairs(families, "numbers_resized")
    sizes = [[len(n) for n in re.findall(r"\d+", r["problem"])] for pair in made for r in pair]
    assert sizes[::2] == sizes[1::2]
    found = operand_sizes(*zip(*made, strict=True))
    assert found.parents == found.children > 300
    assert found.p_value > 0.01
    kept = sum(
        a == b for old, new in made
        for a, b in zip(*(re.findall(r"\d\d+", r["problem"]) for r in (old, new)), strict=True)
    )  # fmt: skip
    assert kept < 0.1 * found.parents


def other_number(made: Instance) -> Instance | None:
    """The instance with one number changed that matters."""
    variant = made.variant
    for name in made.stated:
        for more in range(1, 60 if name not in variant.template.noop.numbers else 0):
            values = {n: made.values[n] for n in made.stated}
            values[name] += more
            if all(solves(variant.template, piece, values) for piece in variant.pieces):
                return told_of(variant, made.words, values)
    return None


def other_word(made: Instance) -> Instance | None:
    """The instance with one word changed."""
    for kind, word in made.words.items():
        other = next(w for w in vocabulary()[kind] if w != word)
        return told_of(made.variant, {**made.words, kind: other}, made.values)
    return None


def retold(child: Record, made: Instance | None) -> Record | None:
    return None if made is None else sealed({**child, "step_labels": [], **posed(made)})


def but(change: Callable[[Instance], Instance | None], name: str) -> Callable[..., Record | None]:
    """What a perturbation makes, but changed in something else besides."""

    def make(each: Family) -> Record | None:
        child = child_of(each, name)
        found = None if child is None else instance_of(child)
        return None if child is None or found is None else retold(child, change(found))

    return make


def child_of(each: Family, name: str) -> Record | None:
    return next((child for child in each if child["perturbation"]["name"] == name), None)


def made_by(name: str) -> Callable[[Family], Record | None]:
    return lambda each: child_of(each, name)


def itself(each: Family) -> Record | None:
    """The parent, which cannot be its own child."""
    return copy.deepcopy(each[0])


def one_word_kept(each: Family) -> Record | None:
    child, old = child_of(each, "words_replaced"), instance_of(each[0])
    new = None if child is None else instance_of(child)
    if child is None or old is None or new is None or len(old.words) < 2:
        return None
    kind = next(iter(old.words))
    return retold(child, told_of(new.variant, {**new.words, kind: old.words[kind]}, new.values))


def longer_number(each: Family) -> Record | None:
    """Numbers that matter, one of them with a digit more."""
    made = instance_of(each[0])
    if made is None:
        return None
    for name in made.stated:
        values = {n: made.values[n] for n in made.stated}
        values[name] *= 10
        fits = all(solves(made.variant.template, p, values) for p in made.variant.pieces)
        if fits and name not in made.variant.template.noop.numbers:
            child = retold(each[0], told_of(made.variant, made.words, values))
            return child if child is not None and child["answer"] != each[0]["answer"] else None
    return None


def another_aside(each: Family) -> Record | None:
    """Of a parent with a clause without effect: only its number is another one."""
    made = instance_of(each[0])
    if made is None or not made.variant.noop:
        return None
    (name,) = made.variant.template.noop.numbers
    values = {**made.values, name: made.values[name] + 1}
    return retold(each[0], told_of(made.variant, made.words, values))


FALSE: tuple[tuple[str, str, Callable[[Family], Record | None]], ...] = (
    ("irrelevant_premise", "another number", but(other_number, "irrelevant_premise")),
    ("irrelevant_premise", "another word", but(other_word, "irrelevant_premise")),
    ("irrelevant_premise", "a clause that matters", made_by("longer_1")),
    ("irrelevant_premise", "two clauses that matter", made_by("longer_2")),
    ("irrelevant_premise", "no clause", made_by("words_replaced")),
    ("irrelevant_premise", "one clause less", made_by("shorter_1")),
    ("irrelevant_premise", "another number of the clause", another_aside),
    ("numbers_resized", "the same answer", made_by("words_replaced")),
    ("numbers_resized", "a number without effect", another_aside),
    ("numbers_resized", "another word", but(other_word, "numbers_resized")),
    ("numbers_resized", "a longer number", longer_number),
    ("numbers_resized", "a clause more", made_by("longer_1")),
    ("numbers_resized", "a clause less", made_by("shorter_1")),
    ("numbers_resized", "a clause without effect", made_by("irrelevant_premise")),
    ("longer_1", "two clauses more", made_by("longer_2")),
    ("longer_1", "a clause less", made_by("shorter_1")),
    ("longer_1", "a clause without effect", made_by("irrelevant_premise")),
    ("longer_1", "another number", but(other_number, "longer_1")),
    ("longer_1", "another word", but(other_word, "longer_1")),
    ("longer_2", "one clause more", made_by("longer_1")),
    ("longer_2", "another number", but(other_number, "longer_2")),
    ("shorter_1", "two clauses less", made_by("shorter_2")),
    ("shorter_1", "a clause more", made_by("longer_1")),
    ("shorter_1", "another number", but(other_number, "shorter_1")),
    ("shorter_1", "another word", but(other_word, "shorter_1")),
    ("shorter_2", "one clause less", made_by("shorter_1")),
    ("words_replaced", "other numbers", made_by("numbers_resized")),
    ("words_replaced", "another number", but(other_number, "words_replaced")),
    ("words_replaced", "a word kept", one_word_kept),
    ("words_replaced", "all words kept", itself),
    ("words_replaced", "a clause without effect", made_by("irrelevant_premise")),
    ("words_replaced", "a number without effect", another_aside),
)  # fmt: skip
"""What is claimed, what was done instead, and the record: right by itself, but another child."""


def claimed(name: str, parent: Record, made: Record) -> Record:
    """The record as the child that it is not, with what could be said for it."""
    row = PERTURBATIONS[name]
    way = row.by_family.get("template")
    proof = row.proof if way is None else way.proof
    told = {
        "name": name, "parent": parent["id"], "answer_changes": row.answer_changes,
        "added": {"text": "", "latex": ""},
        "evidence": proof(parent, made) or made["perturbation"]["evidence"] or "it is so",
    }  # fmt: skip
    return sealed({**made, "perturbation": told})


@pytest.mark.parametrize(("name", "what", "make"), FALSE, ids=[" ".join(r[:2]) for r in FALSE])
def test_right_problems_that_are_other_children_are_refused(
    name: str, what: str, make: Callable[[Family], Record | None], families: list[Family]
) -> None:
    planted = 0
    for each in families:
        made = make(each) if planted < ENOUGH else None
        if made is not None:
            false = claimed(name, each[0], made)
            assert check_record(false).ok or false["id"] == each[0]["id"]
            assert not check_relation(each[0], false).ok, (what, false["problem"])
            planted += 1
    assert planted == ENOUGH


def test_children_of_other_parents_are_refused(families: list[Family]) -> None:
    """Of another template, and of another variant with the same words and numbers."""
    planted = 0
    for name in NAMES:
        for (parent, _), (_, child) in pairwise(pairs(families, name)[:30]):
            assert not check_relation(parent, claimed(name, parent, child)).ok
            planted += 1
    assert planted > 100


PLACES: tuple[tuple[str, Any], ...] = (
    ("index", 977), ("split", "elsewhere"), ("instance", 977),
    ("provenance", {"generator": "1", "config": "0" * 20, "seed": 977}), ("template", "crates+"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), PLACES)
def test_children_have_the_place_of_their_parent(
    field: str, value: Any, families: list[Family]
) -> None:
    for name in NAMES:
        for parent, child in pairs(families, name)[:4]:
            assert not check_relation(parent, sealed({**child, field: value})).ok


CLAIMS: dict[str, Callable[[Record], Any]] = {
    "answer_changes": lambda told: not told["answer_changes"],
    "parent": lambda told: "0" * 20,
    "added": lambda told: {"text": "x = 1", "latex": "x = 1"},
    "evidence": lambda told: re.sub(r"(\w)(\W*)$", r"\1\1\2", told["evidence"]),
    "name": lambda told: "variable_renaming",
}


@pytest.mark.parametrize("field", CLAIMS)
def test_false_claims_are_refused(field: str, families: list[Family]) -> None:
    for each in families[::3]:
        for child in each[1:]:
            told = {**child["perturbation"], field: CLAIMS[field](child["perturbation"])}
            assert not check_relation(each[0], sealed({**child, "perturbation": told})).ok


def test_a_clause_is_not_irrelevant_because_its_template_says_so(
    families: list[Family], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relation that speaks of its number is enough to refuse it."""
    for parent, child in pairs(families, "irrelevant_premise")[:6]:
        said = statement(child["template"])
        (name,) = said.irrelevant
        more = said._replace(relations=(*said.relations, (parse(name), parse(f"unsaid_{name}"))))

        def replaced(
            template: str, known: Statement = more, wanted: str = child["template"]
        ) -> Statement:
            return known if template == wanted else statement(template)

        monkeypatch.setattr("codegen.datasets.checking.word_problems.statement", replaced)
        report = check_relation(parent, child)
        assert not report.ok and "has one" in report.reason


def test_drops_are_paired(families: list[Family]) -> None:
    """A model that no clause without effect confuses, and that solves no longer problem."""
    solved = {"": True, "irrelevant_premise": True, "longer_1": False, "numbers_resized": True}
    cases = []
    for made in (record for each in families for record in each):
        name = made["perturbation"]["name"]
        if name in solved:
            judged = Judgement(
                made["id"], made["family"], made["answer_kind"],
                goal="exact" if solved[name] else "wrong",
            )  # fmt: skip
            cases.append(Case(judged, outline(made)))
    found = figures(cases)["perturbations"]["by_name"]
    assert set(found) == set(solved) - {""}
    for name, row in found.items():
        assert row["pairs"] >= LEAST[name] and row["without_parent"] == 0
        assert row["goal"]["drop"]["value"] == (0.0 if solved[name] else 1.0)
