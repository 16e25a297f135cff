"""Datasets that are false beside the mathematics of their records: each is refused, in a line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.datasets import Config, check_dataset, check_record, generate
from codegen.datasets.audit.labels import misfiled
from codegen.datasets.audit.remaking import difference
from codegen.datasets.checking.claims import MAY_SAY
from codegen.datasets.json_text import compact
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record, records
from codegen.datasets.records import identity, line_of
from codegen.datasets.schema import Perturbation, empty
from codegen.datasets.storage.formats import records_of
from codegen.datasets.structure import structure
from codegen.datasets.topics.topics import TOPICS
from codegen.datasets.topics.topics import record as posed
from symnum.cli import run
from symnum.errors import InputError

Record = dict[str, Any]
Change = Callable[[Path], None]
COUNT = 20


@pytest.fixture(scope="module")
def fewer(few: Config) -> Config:
    return few.model_copy(update={"count": COUNT, "shard_rows": 9})


@pytest.fixture(scope="module")
def dataset(fewer: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("verified") / "dataset"
    assert generate(fewer, directory) is not None
    return directory


@pytest.fixture
def copied(dataset: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(dataset, tmp_path / "copy"))


def lines(path: Path) -> list[Record]:
    return [item for _, item in records_of(path)]


def first(directory: Path) -> Path:
    """The first file of training."""
    return min((directory / "data").glob("train-*"))


def edited(change: Callable[[list[Record]], Sequence[Record] | None]) -> Change:
    """The records of the first file of training changed, in place or for others."""

    def apply(directory: Path) -> None:
        found = lines(first(directory))
        changed = change(found)
        text = "".join(map(line_of, found if changed is None else changed))
        first(directory).write_text(text)

    return apply


def one(choose: Callable[[Record], bool], **fields: Any) -> Change:
    """Fields of the first fitting record set; its id is again that of its content."""

    def change(found: list[Record]) -> None:
        item = next(filter(choose, found))
        for name, value in fields.items():
            item[name] = value(item[name]) if callable(value) else value
        item["id"] = identity(item)

    return edited(change)


def facts(**fields: Any) -> Change:
    """Fields of dataset.json changed."""

    def apply(directory: Path) -> None:
        path = directory / "dataset.json"
        told = json.loads(path.read_text())
        for name, value in fields.items():
            told[name] = value(told[name]) if callable(value) else value
        path.write_text(json.dumps(told))

    return apply


def product(item: Record) -> bool:
    return str(item["family"]) == "multiplication"


def original(item: Record) -> bool:
    return not item["perturbation"]["name"]


def derived(item: Record) -> bool:
    return original(item) and not product(item)


def anything(item: Record) -> bool:
    return True


def exchanged(found: list[Record]) -> list[Record]:
    """Two records without children in each other's place."""
    alone = [n for n, item in enumerate(found[:-1]) if original(item) and original(found[n + 1])]
    place = alone[0]
    if place + 2 < len(found) and not original(found[place + 2]):
        place = alone[1]
    found[place], found[place + 1] = found[place + 1], found[place]
    return found


def repeated(choose: Callable[[Record], bool]) -> Change:
    """A record, and any children, once more in the place of the next one of the kind."""

    def change(found: list[Record]) -> list[Record]:
        place = next(n for n, item in enumerate(found) if choose(item))
        return [*found[: place + 1], found[place], *found[place + 1 :][:-1]]

    return edited(change)


def listing(text: str | None) -> Change:
    """Another list of structures, or none."""

    def apply(directory: Path) -> None:
        path = directory / "decontamination.txt"
        path.unlink()
        if text is not None:
            path.write_text(text)

    return apply


FALSE: dict[str, tuple[Change, str]] = {
    "topics of a derivation": (one(derived, topics=["algebra"]), "topics has to be empty"),
    "skills of a derivation": (one(derived, skills=["factoring"]), "skills has to be empty"),
    "topics": (one(product, topics=["algebra"]), "topics of this problem are arithmetic"),
    "no topics": (one(product, topics=[]), "topics of this problem are arithmetic"),
    "skills": (one(product, skills=["multiplication"]), "skills of this problem are multiplicat"),
    "instance": (one(product, instance=lambda n: n + 1), "there is instance"),
    "instance of no template": (one(derived, instance=0), "there is instance -1 of ''"),
    "family": (one(product, family="division"), "has no check"),
    "branching": (one(
        lambda item: derived(item) and item["difficulty"]["branching"] > 1.5,
        difficulty=lambda told: {**told, "branching": told["branching"] - 0.001},
    ), "difficulty.branching is"),
    "generator": (one(anything, provenance=lambda told: {**told, "generator": "0"}), "provenance"),
    "configuration": (one(anything, provenance=lambda told: {**told, "config": "0"}), "provenance"),
    "seed": (one(anything, provenance=lambda told: {**told, "seed": 12}), "provenance is not that"),
    "split": (one(anything, split="test"), "at home in the split train"),
    "no split": (one(anything, split=""), "at home in the split train"),
    "index": (one(product, index=COUNT), f"at index {COUNT} there is instance {COUNT}"),
    "index of a derivation": (one(derived, index=COUNT), f"none of 0 to {COUNT - 1}"),
    "order": (edited(exchanged), "stands behind index"),
    "a record twice": (repeated(original), "is there twice"),
    "a changed record twice": (repeated(lambda item: not original(item)), "it stands there twice"),
    "facts: counts": (facts(counts=lambda told: {**told, "errors": {"value": 1}}), "counts is not"),
    "facts: duplicates": (facts(duplicates=lambda n: n + 1), "duplicates is not that of the rec"),
    "facts: structures": (facts(structures=lambda n: n + 1), "structures is not that of the rec"),
    "facts: generated": (facts(generated=COUNT + 1), "generated is not that of the records"),
    "facts: splits": (facts(splits=lambda told: {**told, "test": {**told["test"], "bytes": 7}}),
                      "splits is not that of the records"),
    "a list of structures": (listing(""),
                             "is not the list of the records' structures"),
    "no list of structures": (listing(None),
                              "is not the list of the records' structures"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_false_datasets_are_refused(name: str, copied: Path) -> None:
    change, reason = FALSE[name]
    change(copied)
    report = check_dataset(copied)
    assert report.failed
    assert any(reason in found.reason for _, found in report.failures), report.failures
    assert all("\n" not in found.reason for _, found in report.failures)


CONTRADICTORY: dict[str, tuple[Change, str]] = {
    "seed": (facts(config=lambda told: {**told, "seed": 12}), "provenance: it is not that of its"),
    "configuration": (facts(config=lambda told: {**told, "lengths": {"5": 1.0}}), "provenance: it"),
    "splits": (facts(config=lambda told: {**told, "shard_rows": 17}), "task: it is not that of"),
    "slice": (facts(slice=[1, 2]), "task: it is not that of its configuration"),
    "no slice": (facts(slice=[3, 2]), "slice: 3/2 is not one of"),
    "schema": (facts(schema_version=1), "schema_version: it is not 2, that of records"),
    "a field": (facts(records="many"), "records: Input should be a valid integer"),
    "more": (facts(license="mit"), "license: Extra inputs are not permitted"),
    "fewer records": (edited(lambda found: found[1:]), "records where"),
}


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_datasets_that_contradict_themselves(name: str, copied: Path) -> None:
    change, reason = CONTRADICTORY[name]
    change(copied)
    with pytest.raises(InputError, match=reason):
        check_dataset(copied)


def test_folders_that_promise_nothing(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "dataset.json").unlink()
    assert run(["check", str(copied), "--workers", "1"]) == 0
    assert "without dataset.json, origin, splits, order and counts" in capsys.readouterr().out
    assert not check_dataset(copied).promised


def grown(more: int) -> Change:
    """So many bytes more of training in dataset.json."""
    return facts(splits=lambda told: {
        **told, "train": {**told["train"], "bytes": told["train"]["bytes"] + more}
    })  # fmt: skip


def forged(directory: Path) -> Record:
    """A right derivation, with other names, in the place of one that has no children."""
    path = first(directory)
    found = lines(path)
    alone = [n for n, item in enumerate(found[:-1]) if derived(item) and original(found[n + 1])]
    for place in alone:
        old = found[place]
        new = PERTURBATIONS["variable_renaming"].apply(old, 5)
        if new is None:
            continue
        new["perturbation"] = empty(Perturbation)
        new["id"] = identity(new)
        found[place] = new
        path.write_text("".join(map(line_of, found)))
        more = len(line_of(new)) - len(line_of(old))
        grown(more)(directory)
        return new
    raise AssertionError("there is nothing to forge")


def test_a_right_record_in_the_place_of_another(copied: Path) -> None:
    """Nothing but making it again tells that it is not the configuration's."""
    item = forged(copied)
    assert check_dataset(copied).failed == 0
    report = check_dataset(copied, remake="all")
    assert (report.failed, report.remade) == (1, COUNT)
    ((_, found),) = report.failures
    assert found.reason == f"made again at index {item['index']}, it has another id"


def test_fewer_and_more_children(fewer: Config) -> None:
    index = next(n for n in range(COUNT) if len([*records(fewer, 11, n)]) > 1)
    texts = [compact(item) for item in records(fewer, 11, index)]
    assert difference(fewer, index, texts) is None
    for other in (texts[:-1], [*texts, texts[-1]]):
        place, reason = difference(fewer, index, other) or (0, "")
        assert (place, reason.partition(", ")[2]) == (
            len(other) - 1,
            f"there are {len(texts)} records",
        )


def test_records_are_made_again(dataset: Path) -> None:
    assert check_dataset(dataset, remake="all").failed == 0
    report = check_dataset(dataset, remake=7)
    assert (report.failed, report.remade) == (0, 7)


def test_trials_do_not_count(copied: Path) -> None:
    """They are added after records are made."""
    tried = {"trials": 4, "solved": 1}
    for file in [*(copied / "data").iterdir()]:
        changed = [{**item, "difficulty": {**item["difficulty"], **tried}} for item in lines(file)]
        file.write_text("".join(map(line_of, changed)))
    assert check_dataset(copied, remake="all").failed == 0


FAMILIES = sorted(set(MAY_SAY) - {"step_classification", "calculus_classification"})
LABELS: dict[str, Any] = {
    "topics": lambda told: [*told, "alchemy"], "skills": lambda told: [*told, "patience"],
    "instance": lambda told: told + 1,
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_labels_of_every_family(family: str) -> None:
    content = {**load_preset("probes").model_dump(), "families": {family: 1.0}}
    config = Config.model_validate(content, strict=False)
    for index in (0, 1, 5, 140):
        item = json.loads(line_of(record(config, 44, index)))
        assert misfiled(item) == ""
        for field, change in LABELS.items():
            assert misfiled({**item, field: change(item[field])})
        for field in ("topics", "skills"):
            assert not item[field] or misfiled({**item, field: item[field][:-1]})


def test_statements_name_the_law_that_they_are_made_of() -> None:
    content = {**load_preset("probes").model_dump(), "families": {"counterexample": 1.0}}
    config = Config.model_validate(content, strict=False)
    made = [json.loads(line_of(record(config, 45, index))) for index in range(24)]
    others = [*(item["template"] for item in made), "no_law", "no_law, changed", ""]
    for item in made:
        assert check_record(item).ok
        for template in {*others} - {item["template"]}:
            false = {**item, "template": template}
            false["structure"] = structure(false)
            assert not check_record({**false, "id": identity(false)}).ok, template


BAD = [
    ("some", "--remake: 'some' is neither a number of indices nor all"),
    ("0", "--remake: '0' is neither"),
    ("-1", "--remake: '-1' is neither"),
]


@pytest.mark.parametrize(("text", "complaint"), BAD)
def test_what_cannot_be_made_again(
    text: str, complaint: str, dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(dataset), "--remake", text]) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1


def test_only_directories_of_this_generator_are_made_again(dataset: Path, copied: Path) -> None:
    with pytest.raises(InputError, match=r"only a directory with dataset\.json"):
        check_dataset(first(dataset), remake=3)
    facts(provenance=lambda told: {**told, "generator": "1999"})(copied)
    with pytest.raises(InputError, match=r"was made by generator 1999; this is "):
        check_dataset(copied, remake=3)


@pytest.mark.parametrize("topic", TOPICS)
def test_labels_of_problems_of_several_topics(topic: str) -> None:
    """Kinds that only pairs and walks pose are filed as well."""
    every = TOPICS[topic].every
    assert len({problem.name for problem in every}) == len(every)
    for problem in every:
        made = posed(TOPICS[topic], problem, Random(problem.name), 0)
        assert not misfiled({**made, "index": 0}), problem.name
