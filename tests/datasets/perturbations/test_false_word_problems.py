"""Problems in words that are claimed to be children of others, and are not: each is refused."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from codegen.datasets import check_record
from codegen.datasets.checking.families.template import Statement, statement
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.word_problems import WORD_PROBLEMS
from codegen.datasets.families.instances import Instance, solves, told_of
from codegen.datasets.families.template import posed
from codegen.datasets.families.templates import vocabulary
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.word_problems import instance_of
from codegen.datasets.records import sealed
from symnum.terms import parse

Record = dict[str, Any]
Family = list[Record]
"""A record and what was made of it."""
NAMES = tuple(WORD_PROBLEMS)
ENOUGH = 6
"""Records with which each false claim is tried."""


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
    name: str, what: str, make: Callable[[Family], Record | None], word_families: list[Family]
) -> None:
    planted = 0
    for each in word_families:
        made = make(each) if planted < ENOUGH else None
        if made is not None:
            false = claimed(name, each[0], made)
            assert check_record(false).ok or false["id"] == each[0]["id"]
            assert not check_relation(each[0], false).ok, (what, false["problem"])
            planted += 1
    assert planted == ENOUGH


def test_children_of_other_parents_are_refused(word_pairs: Any) -> None:
    """Of another template, and of another variant with the same words and numbers."""
    planted = 0
    for name in NAMES:
        for (parent, _), (_, child) in pairwise(word_pairs(name)[:30]):
            assert not check_relation(parent, claimed(name, parent, child)).ok
            planted += 1
    assert planted > 100


PLACES: tuple[tuple[str, Any], ...] = (
    ("index", 977), ("split", "elsewhere"), ("instance", 977),
    ("provenance", {"generator": "1", "config": "0" * 20, "seed": 977}), ("template", "crates+"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), PLACES)
def test_children_have_the_place_of_their_parent(field: str, value: Any, word_pairs: Any) -> None:
    for name in NAMES:
        for parent, child in word_pairs(name)[:4]:
            assert not check_relation(parent, sealed({**child, field: value})).ok


CLAIMS: dict[str, Callable[[Record], Any]] = {
    "answer_changes": lambda told: not told["answer_changes"],
    "parent": lambda told: "0" * 20,
    "added": lambda told: {"text": "x = 1", "latex": "x = 1"},
    "evidence": lambda told: re.sub(r"(\w)(\W*)$", r"\1\1\2", told["evidence"]),
    "name": lambda told: "variable_renaming",
}


@pytest.mark.parametrize("field", CLAIMS)
def test_false_claims_are_refused(field: str, word_families: list[Family]) -> None:
    for each in word_families[::3]:
        for child in each[1:]:
            told = {**child["perturbation"], field: CLAIMS[field](child["perturbation"])}
            assert not check_relation(each[0], sealed({**child, "perturbation": told})).ok


def test_a_clause_is_not_irrelevant_because_its_template_says_so(
    word_pairs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relation that speaks of its number is enough to refuse it."""
    for parent, child in word_pairs("irrelevant_premise")[:6]:
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
