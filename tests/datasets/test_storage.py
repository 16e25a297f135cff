"""Datasets on disk: one schema in both formats, the same bytes whoever writes and who kills."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from codegen.datasets import Config, check_dataset, generate, generation, validated
from codegen.datasets.mixture import Splits
from codegen.datasets.production import Block, block
from codegen.datasets.records import blank, line_of
from codegen.datasets.schema import RecordData
from codegen.datasets.storage.columns import arrow_schema
from codegen.datasets.storage.formats import lines_of, parquet_from_lines, records_of
from codegen.datasets.storage.rows import Row, list_structures, structure_line
from codegen.datasets.storage.splits import split_of
from codegen.datasets.storage.tallies import add
from codegen.datasets.verification import files_of
from symnum.errors import InputError

Content = dict[str, str]


def content(directory: Path) -> Content:
    """The hash of every file."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(few: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("whole") / "dataset"
    assert generate(few, directory, written="both") is not None
    return directory


def test_the_card_counts(whole: Path) -> None:
    facts = json.loads((whole / "dataset.json").read_text())
    found = [json.loads(line) for file in files_of(whole) for line in lines_of(file)]
    by_split = Counter(item["split"] for item in found)
    assert {n: s["examples"] * 2 for n, s in facts["splits"].items()} == dict(by_split)
    families = Counter(item["family"] for item in found)
    assert {name: 2 * n for name, n in facts["counts"]["families"].items()} == families
    assert facts["generated"] == 60
    assert facts["counts"]["perturbations"]["variable_renaming"] > 2
    card = (whole / "README.md").read_text()
    assert card.startswith("---\nlicense: ")
    assert f"configuration {facts['provenance']['config']}, seed 11" in card
    assert "and so have `count`, `splits` and `shard_rows` (below), which the config" in card
    assert sorted(content(whole))[0] == "README.md"
    assert not (whole / ".partial").exists()


@pytest.mark.parametrize("field", ["count", "splits", "shard_rows"])
def test_the_card_names_what_its_hash_leaves_out(field: str, few: Config) -> None:
    other = {"count": 61, "splits": Splits(train=1, test=1), "shard_rows": 7}[field]
    changed = few.model_copy(update={field: other})
    assert changed != few
    assert validated(changed.resolved(), "changed").digest == few.digest


def test_both_formats_say_the_same(whole: Path) -> None:
    for lines in sorted((whole / "jsonl").iterdir()):
        parquet = whole / "data" / f"{lines.stem}.parquet"
        assert list(lines_of(parquet)) == list(lines_of(lines))
        schema = pyarrow.parquet.read_schema(parquet)
        assert schema.remove_metadata() == arrow_schema()
    assert arrow_schema().names == list(RecordData.model_fields)


@pytest.mark.parametrize("written", ["parquet", "jsonl"])
def test_the_datasets_library_loads_the_folder(
    written: Any, few: Config, tmp_path: Path
) -> None:  # fmt: skip
    directory = tmp_path / "dataset"
    generate(few.model_copy(update={"count": 30}), directory, written=written)
    expected = {
        split: [r for f in sorted(directory.glob(f"data/{split}-*")) for _, r in records_of(f)]
        for split in ("train", "validation", "test")
    }
    code = (
        "import json, sys, datasets\n"
        "found = datasets.load_dataset(sys.argv[1])\n"
        "print(json.dumps({name: list(split) for name, split in found.items()}))"
    )
    environment = {
        **os.environ, "HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, str(directory)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {k: v for k, v in expected.items() if v}


def test_empty_records_survive_parquet(tmp_path: Path) -> None:
    lines = tmp_path / "x.jsonl"
    item = blank(family="none", problem='"\\ü\u2028 2024-01-01', answer="2024-01-01T00:00:00")
    lines.write_text(line_of(item) * 3, encoding="utf-8")
    parquet_from_lines(lines, tmp_path / "x.parquet")
    assert [value for _, value in records_of(tmp_path / "x.parquet")] == [item] * 3


def test_workers_and_executors_do_not_show(few: Config, whole: Path, tmp_path: Path) -> None:
    generate(few, tmp_path / "two", written="both", workers=2)
    with ThreadPoolExecutor(3) as pool:
        generate(few, tmp_path / "threads", written="both", executor=pool)
    assert content(tmp_path / "two") == content(tmp_path / "threads") == content(whole)


def test_slices_are_the_whole(few: Config, whole: Path, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        generate(few, tmp_path / str(number), slice_=(number, 3))
    for split in ("train", "validation", "test"):
        parts = [p for n in "123" for p in sorted((tmp_path / n).glob(f"data/{split}-*"))]
        files = sorted((whole / "jsonl").glob(f"{split}-*"))
        assert b"".join(p.read_bytes() for p in parts) == b"".join(f.read_bytes() for f in files)


MADE: dict[tuple[str, int], Block] = {}


def remembered(config: Config, start: int, stop: int) -> Block:
    """What :func:`block` makes, of which only the writing matters here."""
    parts = []
    for index in range(start, stop):
        key = config.digest, index
        if key not in MADE:
            MADE[key] = block(config, index, index + 1)
        parts.append(MADE[key])
    made = Block([row for part in parts for row in part.rows], {})
    for part in parts:
        add(made.counts, part.counts)
    return made


class Killed(Exception):
    """In the place of a kill: nothing after it is run, no file is tidied up."""


MOMENTS = ("commit", "add", "complete", "publish", "_close", "_sweep")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_run_that_stops_goes_on(
    moment: str, times: int, few: Config, whole: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The run stops after the n-th call of a method of the writer, or in the middle of it."""
    monkeypatch.setattr(generation, "block", remembered)
    monkeypatch.setattr(generation, "BLOCK", 7)
    monkeypatch.setattr(generation, "COMMIT", 2)
    left = [times]

    def killing(method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            result = method(*arguments)
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return result

        return called

    with monkeypatch.context() as patched:
        patched.setattr(generation.Writer, moment, killing(getattr(generation.Writer, moment)))
        try:
            generate(few, tmp_path / "x", written="both")
        except Killed:
            if (tmp_path / "x" / ".partial" / "journal.json").exists():
                with pytest.raises(InputError, match=r"holds (an unfinished|a) dataset"):
                    generate(few, tmp_path / "x", written="both")
    generate(few, tmp_path / "x", written="both", resume=True)
    assert content(tmp_path / "x") == content(whole)


def test_nothing_is_done_twice(few: Config, whole: Path, tmp_path: Path) -> None:
    before = content(whole)
    summary = generate(few, whole, written="both", resume=True)
    assert summary is not None
    assert (summary.generated, content(whole)) == (60, before)
    with pytest.raises(InputError, match="holds a dataset already"):
        generate(few, whole, written="both")
    with pytest.raises(InputError, match="another dataset"):
        generate(few.model_copy(update={"seed": 12}), whole, written="both", resume=True)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.5, 3, 4.5, 6])
def test_kill_9(seconds: float, few: Config, whole: Path, tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "from codegen.datasets import generate, validated\n"
        "if __name__ == '__main__':\n"
        "    generate(validated(json.loads(sys.argv[1]), 'argument'), sys.argv[2],"
        " written='both', workers=2, resume=True)\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    command = [sys.executable, str(script), json.dumps(few.resolved()), str(tmp_path / "x")]
    running = subprocess.Popen(command)
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()
    subprocess.run(command, check=True)
    assert content(tmp_path / "x") == content(whole)


def test_no_structure_is_in_two_splits(few: Config, whole: Path) -> None:
    splits: dict[str, set[str]] = {}
    for file in files_of(whole):
        for _, item in records_of(file):
            splits.setdefault(item["structure"], set()).add(item["split"])
            assert item["split"] == split_of(item, few.splits.shares())
    assert all(len(found) == 1 for found in splits.values())
    listed = [line.split("\t") for line in (whole / "decontamination.txt").read_text().split("\n")]
    assert {key: {split} for key, split in listed[:-1]} == splits
    assert [key for key, _ in listed[:-1]] == sorted(splits)


def test_structures_in_two_splits_are_found(tmp_path: Path, whole: Path) -> None:
    rows = [Row("train", "ab", False, ""), Row("train", "ab", True, ""),
            Row("train", "ab", False, ""), Row("test", "cd", False, "")]  # fmt: skip
    lines = tmp_path / "structures"
    lines.write_bytes(b"".join(map(structure_line, rows)))
    assert list_structures(lines, tmp_path / "listed") == (2, 1)
    lines.write_bytes(lines.read_bytes() + structure_line(Row("test", "ab", False, "")))
    with pytest.raises(RuntimeError, match="ab is in train and test"):
        list_structures(lines, tmp_path / "listed")
    wrong = json.loads(next(lines_of(min((whole / "jsonl").glob("train-*")))))
    file = tmp_path / "wrong.jsonl"
    file.write_text("".join(line_of({**wrong, "split": split}) for split in ("test", "train")))
    assert "in the split test as well" in check_dataset(file).failures[0][1].reason


def test_splits_have_their_shares() -> None:
    shares = {"train": 0.7, "validation": 0.1, "test": 0.2}
    found = Counter(
        split_of({"family": "derivation", "template": "", "structure": f"{n:020x}"}, shares)
        for n in range(20_000)
    )
    assert found == {"train": 13989, "validation": 1953, "test": 4058} or all(
        abs(found[name] / 20_000 - share) < 0.015 for name, share in shares.items()
    )
    for family, count in (("template", 1), ("refill", 1), ("rewriting", 3), ("algebra", 3)):
        made = [
            {"family": family, "template": f"t+{n % 3}", "structure": str(n)} for n in range(99)
        ]
        assert len({split_of(item, shares) for item in made}) == count


def test_a_directory_is_checked_whole(whole: Path, tmp_path: Path) -> None:
    report = check_dataset(whole)
    assert report.failed == 0
    assert report.files == len(files_of(whole))
    copy = tmp_path / "copy"
    (copy / "data").mkdir(parents=True)
    (copy / "dataset.json").write_bytes((whole / "dataset.json").read_bytes())
    first = sorted((whole / "jsonl").iterdir())[0]
    (copy / "data" / first.name).write_bytes(first.read_bytes())
    with pytest.raises(InputError, match="records where"):
        check_dataset(copy)
    (copy / "data" / "train-0.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(InputError, match="not a Parquet file"):
        check_dataset(copy)
