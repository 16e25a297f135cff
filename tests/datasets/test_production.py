"""Records as they are made: changed ones beside their parents, each checked, faults named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from codegen.datasets import CheckFailedError, Config, check_dataset, generate, production
from codegen.datasets import checker as checking_room
from codegen.datasets.checker import CheckerFaultError, StreamChecker
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.presets import load_preset
from codegen.datasets.production import Proof, block, record, records, require_known
from codegen.datasets.records import identity, line_of, sealed
from codegen.datasets.storage.rows import row_of
from codegen.datasets.storage.splits import split_of
from symnum.cli import run
from symnum.cli.derivations import show
from symnum.errors import InputError

Record = dict[str, Any]


def test_a_failed_check_leaves_no_dataset(
    few: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(config: Config, seed: int, index: int) -> dict[str, Any]:
        made = record(config, seed, index)
        return {**made, "answer": "7"} if index == 30 else made

    monkeypatch.setattr(production, "record", wrong)
    with pytest.raises(CheckFailedError, match="record 30 of seed"):
        generate(few, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".partial"]


def test_changed_records_follow_their_parents(few: Config) -> None:
    for index in range(12):
        parent, *children = records(few, 11, index)
        for child in children:
            assert child["perturbation"]["parent"] == parent["id"]
            assert (child["split"], child["index"]) == (parent["split"], index)
            assert split_of(child, few.splits.shares()) == parent["split"]
    assert block(few, 3, 5) == block(few, 3, 5)


@pytest.mark.parametrize("field", ["families", "perturbations", "errors"])
def test_what_does_not_exist_is_named(field: str, few: Config) -> None:
    value = {"no": 1.0} if field == "families" else {"names": ["no"]}
    changed = Config.model_validate({**few.model_dump(), field: value}, strict=False)
    with pytest.raises(InputError, match=rf"{field}.*: unknown name 'no'.*; there are "):
        require_known(changed)


def test_what_is_changed_of_changed_records_is_named_after_it(few: Config) -> None:
    names = {"names": ["equation_conversion", "calculus_classification"]}
    changed = Config.model_validate({**few.model_dump(), "perturbations": names}, strict=False)
    with pytest.raises(InputError, match="changes what 'calculus_classification' makes"):
        require_known(changed)


def test_every_change_of_the_preset_is_made() -> None:
    """Also those of records that are changed ones themselves."""
    preset = load_preset("probes")
    wanted = {*preset.perturbations.names, *preset.errors.names}
    assert wanted >= set(PERTURBATIONS)
    found = set()
    checker = StreamChecker(complete=True)
    for index in range(400):
        for made in records(preset, 5, index):
            found.add(made["error"]["kind"] or made["perturbation"]["name"])
            assert checker.check(made, str(index)).ok
        if found >= wanted:
            break
    assert found == {"", *wanted}


def false_claim(child: Record) -> Record:
    told = {**child["perturbation"], "answer_changes": not child["perturbation"]["answer_changes"]}
    return sealed({**child, "perturbation": told})


def orphan(child: Record) -> Record:
    return sealed({**child, "perturbation": {**child["perturbation"], "parent": "0" * 20}})


class Spoilt(NamedTuple):
    """A perturbation whose children are wrong in early attempts."""

    spoil: Callable[[Record], Record]
    attempts: int
    source: str = ""

    def apply(self, parent: Record, seed: int) -> Record | None:
        child = PERTURBATIONS["variable_renaming"].apply(parent, seed)
        return self.spoil(child) if child is not None and seed < self.attempts else child


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(false_claim, "answer_changes has to be False"), (orphan, "not one of the records before")],
)
@pytest.mark.parametrize("attempts", [1, 1000])
def test_children_with_false_claims_are_not_made(
    spoil: Callable[[Record], Record], reason: str, attempts: int, few: Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Another one is, if there is one."""
    changes = {**PERTURBATIONS, "variable_renaming": Spoilt(spoil, attempts)}
    monkeypatch.setattr(production, "PERTURBATIONS", changes)
    proof = Proof()
    made = [item for index in range(12) for item in records(few, 11, index, proof)]
    renamed = [item for item in made if item["perturbation"]["name"] == "variable_renaming"]
    assert bool(renamed) == (attempts == 1)
    assert all(not item["perturbation"]["answer_changes"] for item in renamed)
    assert proof.refused
    assert {refusal.change for refusal in proof.refused} == {"variable_renaming"}
    said = re.compile(rf"record \d+ of seed 11: .*{reason}")
    assert all(said.match(refusal.reason) for refusal in proof.refused)
    whole = block(few, 0, 12)
    assert whole.rows == [row_of(item) for item in made]
    assert whole.counts["left_out"] == {"variable_renaming": len(proof.refused)}


def test_what_is_left_out_is_told(
    few: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the summary, by the card, and by a dataset's facts, which hold when it is checked."""
    changes = {**PERTURBATIONS, "variable_renaming": Spoilt(false_claim, 1000)}
    with monkeypatch.context() as patched:
        patched.setattr(production, "PERTURBATIONS", changes)
        summary = generate(few.model_copy(update={"count": 12}), tmp_path / "made")
    assert summary is not None
    assert list(summary.left_out) == ["variable_renaming"]
    assert "## Left out" in (tmp_path / "made" / "README.md").read_text()
    assert check_dataset(tmp_path / "made").failed == 0
    show(summary, as_json=False)
    number = summary.left_out["variable_renaming"]
    said = f"left out, since the checker did not accept them: {number} of variable_renaming"
    assert said in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["single", "pair", "walk"])
def test_no_change_has_to_be_left_out(mode: str) -> None:
    """What the checker does not accept is not made: hardly ever may it come to that."""
    preset = load_preset("probes").model_dump()
    everything = {"share": 1.0}
    config = Config.model_validate({
        **preset, "sampling": {"mode": mode},
        "perturbations": {**preset["perturbations"], **everything},
        "errors": {**preset["errors"], **everything},
    }, strict=False)  # fmt: skip
    proof = Proof()
    made = sum(1 for index in range(150) for _ in records(config, 4711, index, proof))
    assert made > 1000
    assert not proof.refused


def test_false_claims_of_children_are_found_in_files(few: Config, tmp_path: Path) -> None:
    made = [item for index in range(20) for item in records(few, 11, index)]
    changed = [n for n, item in enumerate(made) if item["perturbation"]["name"]]
    assert len(changed) > 3
    file = tmp_path / "made.jsonl"
    file.write_text("".join(line_of(item) for item in made))
    report = check_dataset(file)
    assert (report.failed, report.related) == (0, len(changed))
    made[changed[2]] = false_claim(made[changed[2]])
    file.write_text("".join(line_of(item) for item in made))
    (failure,) = check_dataset(file).failures
    assert failure[0] == f"{file}:{changed[2] + 1}"
    assert "answer_changes" in failure[1].reason


def test_records_on_which_the_checker_fails_are_named(
    few: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(content: object, source: str) -> Any:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(checking_room, "check_record", failing)
    said = r"record 3 of seed 11: the checker failed, ZeroDivisionError: division by zero"
    with pytest.raises(CheckerFaultError, match=said):
        block(few, 3, 4)
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(record(few, 11, 0)) + "\n")
    with pytest.raises(CheckerFaultError, match=r"one.jsonl:1: the checker failed"):
        check_dataset(file)


def test_records_without_their_parents(
    few: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused in a dataset; of a file they are counted, and what they claim is not verified."""
    made = [item for index in range(20) for item in records(few, 11, index)]
    changed = [item for item in made if item["perturbation"]["name"]]
    foreign = reidentified(changed[0], parent="0" * 20)
    cases = (([*changed], len(changed)), ([foreign], 1), ([made[0]], 0))
    for place, (chosen, count) in enumerate(cases):
        file = tmp_path / str(place) / "made.jsonl"
        file.parent.mkdir()
        file.write_text("".join(map(line_of, chosen)))
        report = check_dataset(file)
        assert (report.failed, report.related, report.unrelated) == (0, 0, count)
        whole = check_dataset(file.parent)
        assert (whole.failed, whole.unrelated) == (count, 0)
        reasons = {failure.reason for _, failure in whole.failures}
        assert reasons <= {"its parent is not one of the records before it"}
        assert run(["check", str(file), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["unrelated"] == count
        assert run(["check", str(file)]) == 0
        said = f"{count} changed records without their parents: what they claim of these is not"
        assert (said in capsys.readouterr().out) == bool(count)


def reidentified(made: Any, **told: Any) -> Any:
    changed = {**made, "perturbation": {**made["perturbation"], **told}}
    return {**changed, "id": identity(changed)}
