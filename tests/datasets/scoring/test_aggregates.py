"""Figures over versions: which records are versions of one problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config
from codegen.datasets.families import FAMILIES
from codegen.datasets.families.templates import variants
from codegen.datasets.scoring.aggregates import Case, Outline, figures
from codegen.datasets.scoring.scores import outline
from codegen.datasets.scoring.submissions import versions_of
from codegen.datasets.scoring.verdicts.judgement import Judgement
from symnum.cli.score_figures import drops

Answered = tuple[str, str, int, bool]
"""Family, template, instance and whether it was solved."""


def case(number: int, row: Answered, perturbation: str = "") -> Case:
    family, template, instance, right = row
    known = Outline(
        id=f"r{number}", family=family, answer_kind="number", topics=(), template=template,
        instance=instance, operators=("compute",), perturbation=perturbation, parent="", label=-1,
        asks_for_step=False,
    )  # fmt: skip
    return Case(Judgement(known.id, family, "number", goal="exact" if right else "wrong"), known)


def problem(template: str, number: int, solved: str, family: str = "template") -> list[Answered]:
    """Versions of a problem: ``"10"`` is a solved one and one that is not."""
    first = number * len(solved)
    return [(family, template, first + n, mark == "1") for n, mark in enumerate(solved)]


def of_versions(rows: Iterable[Answered], count: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = figures([case(n, row) for n, row in enumerate(rows)], count).get(
        "versions"
    )
    return found


GROUPS: list[tuple[str, list[list[Answered]], int, tuple[int, int, float, float] | None]] = [
    ("one problem", [problem("ages", 0, "110")], 3, (1, 0, 2 / 3, 0.0)),
    ("numbers of a template are problems of their own",
     [problem("ages", 0, "11"), problem("ages", 1, "10")], 2, (2, 0, 0.75, 0.5)),
    ("templates, too", [problem("ages", 0, "11"), problem("pumps", 0, "00")], 2, (2, 0, 0.5, 0.5)),
    ("a version is missing", [problem("ages", 0, "11")[:1], problem("ages", 1, "10")], 2,
     (1, 1, 0.5, 0.0)),
    ("two seeds at once", [problem("ages", 0, "11"), problem("ages", 0, "11")], 2, None),
    ("one version", [problem("ages", 0, "1"), problem("pumps", 0, "1")], 1, None),
    ("none is whole", [problem("ages", 0, "11")], 5, None),
    ("sizes of terms", [problem("4 rules", 0, "11", "rewriting")], 2, None),
    ("lengths of factors", [problem("6 by 5 digits", 0, "10", "multiplication")], 2, None),
    ("methods", [problem("linear_system", 0, "10", "algebra")], 2, None),
    ("all rows at once", [problem("ages", 0, "10", "refill")], 2, None),
    ("other families beside it",
     [problem("ages", 0, "11"), problem("4 rules", 0, "00", "rewriting")], 2, (1, 0, 1.0, 1.0)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "groups", "count", "wanted"), GROUPS, ids=[g[0] for g in GROUPS])
def test_versions_of_a_problem(
    what: str, groups: list[list[Answered]], count: int,
    wanted: tuple[int, int, float, float] | None,
) -> None:  # fmt: skip
    found = of_versions((row for group in groups for row in group), count)
    if wanted is None:
        assert found is None, what
        return
    assert found is not None
    figure = {name: found[name]["value"] for name in ("AAcc", "EAcc")}
    assert (found["problems"], found["incomplete"]) == wanted[:2]
    assert figure == pytest.approx({"AAcc": wanted[2], "EAcc": wanted[3]})
    assert found["versions"] == found["by_set"]["sets"] == count


def test_sets_have_one_version_of_each_problem() -> None:
    groups = [problem("ages", 0, "110"), problem("ages", 1, "100"), problem("pumps", 0, "111")]
    found = of_versions((row for group in groups for row in group), 3)
    assert found is not None
    assert found["by_set"] == {
        "sets": 3, "mean": pytest.approx(2 / 3), "deviation": pytest.approx(1 / 3),
        "lowest": pytest.approx(1 / 3), "highest": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize("copies", [1, 2, 7])
def test_a_larger_dataset_has_more_problems_and_not_more_versions(copies: int) -> None:
    """Every problem has one failure in five: no larger sample changes what a problem is."""
    groups = [problem("ages", number, "11110") for number in range(copies)]
    found = of_versions((row for group in groups for row in group), 5)
    assert found is not None
    assert (found["problems"], found["versions"]) == (copies, 5)
    assert (found["AAcc"]["value"], found["EAcc"]["value"]) == (pytest.approx(0.8), 0.0)


def test_perturbed_copies_are_no_versions() -> None:
    rows = problem("ages", 0, "11")
    cases = [case(0, rows[0]), case(1, rows[1], "numbers_resized")]
    assert "versions" not in figures(cases, 2)


PAIRS = (
    ("derivation", "longer_1", True, True), ("derivation", "longer_1", True, False),
    ("template", "longer_1", True, False), ("template", "words_replaced", False, True),
)  # fmt: skip
"""Family, perturbation, and whether parent and child were solved."""


def test_drops_are_told_by_family_where_there_are_several() -> None:
    cases = []
    for number, (family, name, *solved) in enumerate(PAIRS):
        parent = case(2 * number, (family, "", number, solved[0]))
        child = case(2 * number + 1, (family, "", number, solved[1]), name)
        told = replace(child.outline, parent=parent.outline.id)
        cases += [parent, replace(child, outline=told)]
    model = figures(cases)
    shown = {
        name: (row["pairs"], row["goal"]["original"]["value"], row["goal"]["drop"]["value"])
        for name, row in drops(model)
    }
    assert shown == {
        "longer_1": (3, 1.0, pytest.approx(2 / 3)), "longer_1, derivation": (2, 1.0, 0.5),
        "longer_1, template": (1, 1.0, 1.0), "words_replaced": (1, 0.0, -1.0),
    }  # fmt: skip
    by_name = model["perturbations"]["by_name"]
    assert (
        by_name["longer_1"]["without_parent"] == 0 and "by_family" not in by_name["words_replaced"]
    )


def test_versions_of_generated_records(config: Config) -> None:
    """Templates take turns: so many records have two whole problems of each, and one too few."""
    count, templates = config.options.versions, len(variants())
    records = [FAMILIES["template"].make(config, 5, n) for n in range(2 * templates * count - 1)]
    cases = [
        Case(Judgement(r["id"], r["family"], r["answer_kind"], goal="exact"), outline(r))
        for r in records
    ]
    found = figures(cases)["versions"]
    assert (found["problems"], found["incomplete"]) == (2 * templates - 1, 1)
    assert (found["EAcc"]["value"], found["EAcc"]["count"]) == (1.0, 2 * templates - 1)


FACTS = [
    ('{"config": {"options": {"versions": 7}}}', 7),
    ('{"config": {"options": {"versions": 0}}}', 5),
    ('{"config": {}}', 5),
    (None, 5),
]


@pytest.mark.parametrize(("facts", "expected"), FACTS)
def test_versions_are_as_many_as_the_dataset_says(
    facts: str | None, expected: int, tmp_path: Path
) -> None:
    if facts is not None:
        (tmp_path / "dataset.json").write_text(facts, encoding="utf-8")
    assert versions_of(tmp_path) == versions_of(str(tmp_path)) == expected
    assert versions_of([]) == 5
