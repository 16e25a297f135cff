"""Datasets as a whole: the same bytes from any number of workers, quotas, few duplicates."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import (
    OPERATORS,
    Config,
    check_dataset,
    check_record,
    generate,
    record,
    structure,
)
from codegen.datasets.records import identity
from codegen.datasets.schema import RecordData
from codegen.datasets.storage.formats import lines_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError

COUNT = 500


@pytest.fixture(scope="module")
def dataset(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Derivations, by two workers."""
    directory = tmp_path_factory.mktemp("dataset")
    seen: list[int] = []
    some = config.model_copy(update={"count": COUNT})
    summary = generate(some, directory, workers=2, progress=seen.append)
    assert summary is not None
    assert (summary.generated, summary.checked, summary.failed) == (COUNT, COUNT, 0)
    assert seen == sorted(seen)
    assert seen[-1] == COUNT
    return summary.path


@pytest.fixture(scope="module")
def lines(dataset: Path) -> list[str]:
    """All lines in the order of their indices."""
    found = [line for file in files_of(dataset) for line in lines_of(file)]
    return sorted((line.rstrip("\n") for line in found), key=lambda line: json.loads(line)["index"])


@pytest.fixture(scope="module")
def loaded(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_record_depends_on_its_index_alone(config: Config, lines: list[str]) -> None:
    for index in (0, 17, 399, 498):
        assert json.loads(lines[index]) == record(config, config.seed, index)


def test_hash_seed_does_not_matter(config: Config, lines: list[str]) -> None:
    code = (
        "import json, sys; from codegen.datasets import *; "
        "config = validated(json.loads(sys.argv[1]), 'argument'); "
        "[print(json.dumps(record(config, config.seed, i), separators=(',', ':')))"
        " for i in range(12)]"
    )
    resolved = json.dumps(config.resolved())
    for hash_seed in ("0", "7"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", code, resolved],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.splitlines() == lines[:12]


def test_lengths_and_limits(config: Config, loaded: list[dict[str, Any]]) -> None:
    lengths = Counter(len(item["steps"]) for item in loaded)
    assert set(lengths) == set(range(3, 11))
    for item in loaded:
        assert item["difficulty"]["steps"] == len(item["steps"])
        latex = [step["equation"]["latex"] for step in item["steps"]]
        assert max(map(len, latex)) <= config.limits.latex_characters
        assert item["steps"][0]["operator"] == "premise"


def test_no_operator_starves(config: Config, loaded: list[dict[str, Any]]) -> None:
    counts = Counter(step["operator"] for item in loaded for step in item["steps"])
    total = counts.total()
    assert set(counts) == {*OPERATORS, "premise"}
    assert {name: counts[name] / total for name in OPERATORS
            if counts[name] < config.quotas.share(name) * total} == {}  # fmt: skip


def test_records_keep_their_shape(loaded: list[dict[str, Any]]) -> None:
    for item in loaded:
        assert list(item) == list(RecordData.model_fields)
        assert item["id"] == identity(item)
        assert item["answer"] == item["steps"][-1]["equation"]["latex"]
        assert item["problem"].startswith("Given ")
        assert item["problem"].endswith(f"then obtain {item['answer']}")


def test_ids_and_structures_are_distinct(loaded: list[dict[str, Any]]) -> None:
    for key in ([item["id"] for item in loaded], [structure(item) for item in loaded]):
        assert len(key) - len(set(key)) <= 1


def test_renaming_keeps_the_structure(loaded: list[dict[str, Any]]) -> None:
    item = next(item for item in loaded if len(item["domain"]) == 2)
    text = json.dumps(item)
    for entry, new in zip(item["domain"], ("zeta", "aleph"), strict=True):
        text = re.sub(rf"\b{entry['symbol']}\b", new, text)
    assert structure(json.loads(text)) == structure(item)
    assert structure(loaded[0]) != structure(loaded[1])


def test_seeds_share_nothing(config: Config, loaded: list[dict[str, Any]]) -> None:
    """Neither seeds that follow each other nor records that do: at most 0.1 % of 1,000."""
    neighbour = [record(config, config.seed + 1, index)["id"] for index in range(250)]
    ids = {item["id"] for item in loaded}
    assert sum(name in ids for name in neighbour) == 0


def test_the_file_checks(dataset: Path, lines: list[str], tmp_path: Path) -> None:
    small = tmp_path / "some.jsonl"
    small.write_text("\n".join(lines[:40]) + "\n", encoding="utf-8")
    seen: list[int] = []
    summary = check_dataset(small, progress=seen.append)
    assert (summary.checked, summary.failed, seen[-1]) == (40, 0, 40)
    wrong = json.loads(lines[1])
    wrong["steps"][1]["inputs"] = [2]
    small.write_text("\n".join([lines[0], json.dumps(wrong), lines[2]]) + "\n", encoding="utf-8")
    summary = check_dataset(small)
    assert (summary.checked, summary.failed, summary.failures[0][0]) == (3, 1, f"{small}:2")


def test_records_of_another_seed_are_accepted(config: Config) -> None:
    reports = [check_record(record(config, 31337, index)) for index in range(120)]
    assert [(i, report) for i, report in enumerate(reports) if not report.ok] == []


MALFORMED = {
    "not JSON": ("{", r":1: not a line of JSON"),
    "empty line": ("\n", r":1: not a line of JSON"),
    "a list": ("[]", r":1: record: "),
    "NaN": ('{"id": NaN}', r":1: not a line of JSON: NaN is not a JSON number"),
    "deep": ("[" * 100_000, r":1: not a line of JSON"),
    "nothing": ("{}", r":1: schema_version: Field required"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_lines_are_named(name: str, tmp_path: Path) -> None:
    text, message = MALFORMED[name]
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        check_dataset(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))


_Change = tuple[tuple[str | int, ...], Any, str]
_TEXT = ("steps", 0, "equation", "text")
FORM: dict[str, _Change] = {
    "no operator": (("steps", 0, "operator"), 3, r"steps\.0\.operator: "),
    "inputs": (("steps", 1, "inputs"), ["1"], r"steps\.1\.inputs\.0: "),
    "boolean input": (("steps", 1, "inputs"), [True], r"steps\.1\.inputs\.0: "),
    "assumption": (("domain", 0, "assumption"), "imaginary", r"domain\.0\.assumption: "),
    "unknown field": (("length",), 42, r"length: Extra inputs"),
    "a number for a text": (_TEXT, 1, r"steps\.0\.equation\.text: "),
    "another version": (("schema_version",), 1, r"schema_version: "),
}
TERMS: dict[str, _Change] = {
    "no steps": (("steps",), [], r"a derivation without steps"),
    "two equations": (_TEXT, "1 = 2 = 3", r"steps\.0\.equation"),
    "no equation": (_TEXT, "cos(1)", r"not an equation"),
    "inequality": (_TEXT, "1 < 2", r"not an equation"),
    "arity": (_TEXT, "cos(1, 2) = 1", r"steps\.0\.equation.*cos"),
    "half": (_TEXT, "1 + = 1", r"steps\.0\.equation"),
    "head": (_TEXT, "unknown(1) = 1", r"unknown"),
    "code": (_TEXT, "__import__ = 1", r"not in the domain"),
    "call": (_TEXT, "__import__('os').system = 1", r"not allowed"),
    "operator": (_TEXT, "abs(1) = 1", r"abs does not"),
    "constant": (_TEXT, "pi = 1", r"pi does not"),
}


def changed(lines: list[str], change: _Change, path: Path) -> None:
    """Write a file whose second record has one part replaced."""
    place, value, _ = change
    item: Any = json.loads(lines[5])
    part = item
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    path.write_text(lines[0] + "\n" + json.dumps(item) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", FORM)
def test_malformed_records_are_named(name: str, lines: list[str], tmp_path: Path) -> None:
    changed(lines, FORM[name], path := tmp_path / "bad.jsonl")
    with pytest.raises(InputError, match=FORM[name][2]) as caught:
        check_dataset(path)
    assert str(caught.value).startswith(f"{path}:2: ")


@pytest.mark.parametrize("name", TERMS)
def test_what_is_no_term_is_rejected(name: str, lines: list[str], tmp_path: Path) -> None:
    changed(lines, TERMS[name], path := tmp_path / "bad.jsonl")
    summary = check_dataset(path)
    assert (summary.checked, summary.failed) == (2, 1)
    ((place, report),) = summary.failures
    assert place == f"{path}:2"
    assert re.search(TERMS[name][2], report.reason)


def test_names_are_declared_once(lines: list[str]) -> None:
    for field in ("domain", "functions"):
        item = json.loads(lines[5])
        item[field].append(item[field][0])
        assert re.search("declared twice|two meanings", check_record(item).reason)


def test_very_deep_terms_are_refused(lines: list[str]) -> None:
    item = json.loads(lines[5])
    item["steps"][0]["equation"]["text"] = "cos(" * 300 + "1" + ")" * 300 + " = 1"
    assert "deeper than 100 levels" in check_record(item).reason


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    for name, message in (("none.jsonl", "cannot be read"), ("empty.jsonl", "no record")):
        with pytest.raises(InputError, match=message):
            check_dataset(tmp_path / name)


def test_impossible_requests(config: Config, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="workers: 0"):
        generate(config, tmp_path, workers=0)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        generate(config, tmp_path / "file" / "below")
