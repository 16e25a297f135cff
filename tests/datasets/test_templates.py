"""Templates: what they promise of numbers, variants and clauses without effect."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import ks_2samp

from codegen.datasets import Config, judge
from codegen.datasets.checking.families.affine import affine, solved
from codegen.datasets.checking.families.programs import printed
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.template import check_template, determined, statement
from codegen.datasets.families.instances import instance, value_of
from codegen.datasets.families.template import record
from codegen.datasets.families.templates import (
    SLOT,
    Template,
    computations,
    templates,
    term_of,
    variants,
    vocabulary,
)
from codegen.datasets.perturbations import PERTURBATIONS
from symnum.configuration import validated_configuration
from symnum.errors import InputError
from symnum.terms import parse

NAMES = [template.name for template in templates()]
VARIANTS = {variant.name: variant for variant in variants()}


def test_there_are_enough() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 30
    assert sum(variant.noop for variant in variants()) == len(NAMES)
    assert sum(name.endswith("+1") for name in VARIANTS) >= 15
    assert sum(name.endswith("+2") for name in VARIANTS) >= 5
    assert sum(len(variant.asked) > 1 for variant in variants()) >= 15


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_slots_are_known(template: Template) -> None:
    numbers = {*template.numbers, *template.given}
    for piece in (template, *template.clauses):
        numbers |= set(piece.numbers)
        for text in (piece.story, piece.question, *(c.words for c in computations(piece.steps))):
            assert set(SLOT.findall(text)) <= numbers | set(vocabulary())
        assert not set(template.hidden) & set(SLOT.findall(piece.story))
    told = set(SLOT.findall(template.story + template.question))
    assert told >= ({*template.numbers} - {*template.hidden}) | {*template.given}


@pytest.mark.parametrize("name", VARIANTS)
def test_twenty_instances_of_each_variant(name: str) -> None:
    """Whole or rational as promised, all positive, and the relations give the same numbers."""
    variant = VARIANTS[name]
    said = statement(name)
    for number in range(20):
        made = instance(variant, 6, number, 5)
        for computation in made.solution:
            value = made.values[computation.name]
            assert value > 0 and (variant.template.rational or value.denominator == 1)
        known = {slot: made.values[slot] for slot in said.numbers}
        found = determined(said, known)
        assert all(found[c.name] == made.values[c.name] for c in made.solution)


PLAUSIBLE = (
    ("ages", "older", 4, 99), ("clock", "slow", 1, 12 * 3600 - 1), ("pumps", "time", 1, 99 * 60),
    ("meeting", "fast", 70, 190), ("journey", "higher", 40, 100), ("fuel", "use", 18, 40),
    ("catching-up", "time", 0, 600), ("workers", "time", 0, 200), ("stairs", "steps", 14, 40),
)  # fmt: skip
"""Values that have to be within bounds."""


@pytest.mark.parametrize(("name", "value", "least", "most"), PLAUSIBLE)
def test_values_are_plausible(name: str, value: str, least: int, most: int) -> None:
    for number in range(80):
        assert least <= instance(VARIANTS[name], 7, number, 5).values[value] <= most


def test_goods_are_whole() -> None:
    for number in range(60):
        values = instance(VARIANTS["machines"], 7, number, 5).values
        assert values["old"].denominator == values["new"].denominator == 1
        assert values["all"] == values["old"] + values["new"]


AWKWARD = re.compile(r"[Hh]ow many \w+ is the|[Hh]ow many percent|th of them|\{\w+\}th|\b1 \w+s\b")


@pytest.mark.parametrize("name", VARIANTS)
def test_texts_are_english(name: str) -> None:
    text = VARIANTS[name].text
    assert not AWKWARD.search(text)
    assert text[0] in "ABDEFIMOPTW{" and text.endswith("?") and "  " not in text


def test_records_of_variants_have_numbers_of_their_own(config: Config) -> None:
    """So that no record stands in another one: pairs are made by perturbations, and named."""
    made = {r["template"]: r for r in (record(config, 8, n) for n in range(len(variants())))}
    for name, item in made.items():
        base = made[name.partition("+")[0]]
        if base is not item:
            told = statement(base["template"]).pattern.fullmatch(base["problem"])
            assert told is not None
            numbers = [told[slot] for slot in statement(base["template"]).numbers]
            longer = statement(name).pattern.fullmatch(item["problem"])
            assert longer is not None
            assert numbers != [longer[slot] for slot in statement(base["template"]).numbers]


def test_variants_share_their_numbers() -> None:
    for variant in variants():
        base = instance(VARIANTS[variant.template.name], 6, 3, 5)
        made = instance(variant, 6, 3, 5)
        assert base.values.items() <= made.values.items()
        assert base.words.items() <= made.words.items()


def test_a_clause_without_effect_has_none(config: Config) -> None:
    """No relation speaks of its number, and with another number the answer is the same."""
    checked = 0
    for index, variant in enumerate(variants()):
        if not (variant.noop or variant.clauses):
            base = record(config, 8, index)
            made = PERTURBATIONS["irrelevant_premise"].apply(base, 0)
            assert made is not None
            sentence = variant.template.noop.story
            variant = variant._replace(noop=True)
            assert made["answer"] == base["answer"] and made["problem"] != base["problem"]
            (name,) = variant.template.noop.numbers
            pattern = statement(variant.name).pattern
            told = pattern.fullmatch(made["problem"])
            assert told is not None and name in sentence
            start, stop = told.span(name)
            other = made["problem"][:start] + "77" + made["problem"][stop:]
            assert check_template({**made, "problem": other}).ok
            assert all(name not in str(term_of(side)) for side in _sides(variant.template))
            checked += 1
    assert checked >= 30


def _sides(template: Template) -> list[str]:
    return [side for text in template.relations for side in text.split(" = ")]


def _sizes(version: int, kind: str) -> list[int]:
    """The numbers of all problems of one version."""
    found = []
    for variant in variants():
        if (kind == "noop") == variant.noop and (variant.noop or not variant.clauses):
            for block in range(8):
                made = instance(variant, 9, 5 * block + version, 5)
                base = set(variant.template.numbers) - set(variant.template.hidden)
                found += [int(made.values[name]) for name in sorted(base)]
    return found


def test_versions_have_numbers_of_one_size() -> None:
    """Mirzadeh et al.'s versions moved the distribution (K-S 0.12); these have equal lengths."""
    first = _sizes(0, "base")
    for version in (1, 4):
        other = _sizes(version, "base")
        assert ks_2samp(first, other).statistic < 0.06
        lengths = [sum(len(str(n)) == k for n in first) for k in (1, 2, 3)]
        others = [sum(len(str(n)) == k for n in other) for k in (1, 2, 3)]
        assert max(abs(a - b) for a, b in zip(lengths, others, strict=True)) <= 0.02 * len(first)
    assert first == _sizes(0, "noop")


def test_instances_differ(config: Config) -> None:
    seen = [record(config, 3, index)["problem"] for index in range(5 * len(variants()))]
    assert len(set(seen)) >= 0.99 * len(seen)


def test_programs_know_no_value(config: Config) -> None:
    """Two instances of a template have the same function."""
    for index in range(0, len(variants()), 7):
        one, two = (record(config, 3, index + k * len(variants())) for k in (0, 1))
        bodies = [re.sub(r"print.*", "", made["program"]) for made in (one, two)]
        assert bodies[0] == bodies[1] and one["program"] != two["program"]


RELATIONS = (
    (["a + b = 10", "a - b = 4"], {}, {"a": 7, "b": 3}),
    (["2*a + 3*b = 12", "a*b = 6", "a = 3"], {}, {"a": 3, "b": 2}),
    (["a/b = 4", "b = 5"], {}, {"a": 20, "b": 5}),
    (["c = a^2", "a = d/2"], {"d": 6}, {"a": 3, "c": 9, "d": 6}),
    (["a + b = 1"], {}, {}),
    (["x*y = 6", "x + y = 5"], {}, {}),
)


@pytest.mark.parametrize(("texts", "known", "values"), RELATIONS)
def test_relations_are_solved(
    texts: list[str], known: dict[str, int], values: dict[str, int]
) -> None:
    relations = [tuple(parse(text).arguments) for text in texts]  # type: ignore[attr-defined]
    found = solved(relations, {name: Fraction(n) for name, n in known.items()})
    assert found == values


@pytest.mark.parametrize("texts", [["a = 1", "a = 2"], ["a + b = 3", "2*a + 2*b = 7"], ["a = 1/0"]])
def test_contradictions_are_refused(texts: list[str]) -> None:
    relations = [tuple(parse(text).arguments) for text in texts]  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        solved(relations, {})


HEAD = "from fractions import Fraction\n\n\ndef solution(a):\n"
TAIL = "\n\n\nprint(*solution(Fraction(3)), sep='; ')\n"
HOSTILE = (
    "", "import os", "print(1)", HEAD + "    return [a**9999999]" + TAIL,
    HEAD + "    return [__import__('os')]" + TAIL, HEAD + "    a = 1/0\n    return [a]" + TAIL,
    HEAD + "    while True: pass" + TAIL, HEAD + "    return [b]" + TAIL,
    "(" * 5000, HEAD + "    return [a]\n\n\nprint(open('x'))", "\0", "x = 1\n" * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("program", HOSTILE)
def test_programs_of_another_kind_are_refused(program: str) -> None:
    with pytest.raises(Refused):
        printed(program)


def test_a_program_is_read_and_not_run() -> None:
    assert printed(HEAD + "    b = a**2/2\n    return [b, a - b]" + TAIL)[0].line == "9/2; -3/2"


def test_errors_in_templates_name_file_and_field() -> None:
    with pytest.raises(InputError, match=r"x\.toml: noop: "):
        validated_configuration(
            Template, {"name": "n", "skills": [], "story": "s", "question": "q"}, "x.toml"
        )
    with pytest.raises(InputError, match="templates have"):
        value_of(parse("sin(x)"), {"x": Fraction(1)})


def test_affine_forms() -> None:
    form: dict[str, Any] = affine(parse("2*(x - 3)/4 + y*z"), {"z": Fraction(2)})
    assert form == {"x": Fraction(1, 2), "": Fraction(-3, 2), "y": Fraction(2)}


@pytest.mark.parametrize("name", ["offers", "machines"])
def test_choices_are_computed_and_not_believed(name: str, config: Config, tmp_path: Path) -> None:
    place = list(VARIANTS).index(name)
    letters = set()
    for number in range(12):
        made = record(config, 3, place + number * len(VARIANTS))
        letter, amount = made["answer"].split("; ")
        letters.add(letter)
        kinds = [blank["kind"] for blank in made["blanks"]]
        assert check_template(made).ok and kinds == ["choice", "number"]
        other = "B" if letter == "A" else "A"
        blanks = [{**made["blanks"][0], "answer": other}, made["blanks"][1]]
        wrong = {**made, "answer": f"{other}; {amount}", "blanks": blanks}
        assert not check_template(wrong).ok
        swapped = made["program"].replace("'A' if", "'B' if").replace("else 'B'", "else 'A'")
        assert not check_template({**made, "program": swapped}).ok
    assert letters == {"A", "B"}
    path = tmp_path / "program.py"
    path.write_text(made["program"], encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(path)], capture_output=True, text=True, timeout=20,
        check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == made["answer"]
    assert judge(made, f"The answer is {letter}; {amount}").goal == "exact"
