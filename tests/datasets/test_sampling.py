"""Samples by measured difficulty, solve rates from scores, and slices put together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config, check_dataset, generate
from codegen.datasets.joining import join
from codegen.datasets.records import identity
from codegen.datasets.rewriting import update_rates
from codegen.datasets.sampling import allotments, curriculum, drawn, fail_rate, rates, with_rate
from codegen.datasets.storage.formats import records_of
from codegen.datasets.verification import files_of
from symnum.cli import run
from symnum.errors import InputError

Record = dict[str, Any]


def tried(name: str, trials: int, solved: int, steps: int = 3) -> Record:
    known = {"trials": trials, "solved": solved, "steps": steps, "nodes": 9}
    return {"id": name, "difficulty": known}


@pytest.mark.parametrize(
    ("solved", "method", "most", "expected"),
    [
        ((0, 2, 4), "uniform", 5, [5, 5, 5]),
        ((0, 2, 4), "prop2diff", 8, [8, 4, 1]),
        ((4, 4), "prop2diff", 8, [1, 1]),
        ((3, 2), "prop2diff", 8, [4, 8]),
        ((1, 3), "prop2diff", 10, [10, 4]),
        ((), "prop2diff", 10, []),
    ],
)
def test_allotments(solved: tuple[int, ...], method: Any, most: int, expected: list[int]) -> None:
    records = [tried(str(n), 4, k) for n, k in enumerate(solved)]
    assert allotments(records, method, most) == expected


def test_records_that_nobody_tried_are_in_the_middle() -> None:
    assert fail_rate(tried("x", 0, 0)) == 0.5
    with pytest.raises(InputError, match="most: 0"):
        allotments([], "uniform", 0)


def test_prop2diff_draws_by_fail_rate() -> None:
    """A record that fails three times as often is drawn first about three times as often."""
    records = [tried("hard", 4, 1), tried("easy", 4, 3)]
    first = Counter(drawn(records, "prop2diff", 1, seed)[0]["id"] for seed in range(2000))
    assert first == Counter({"hard": 1488, "easy": 512}) or 0.72 < first["hard"] / 2000 < 0.78
    even = Counter(drawn(records, "uniform", 1, seed)[0]["id"] for seed in range(2000))
    assert 0.46 < even["hard"] / 2000 < 0.54


def test_samples_do_not_depend_on_the_order() -> None:
    records = [tried(str(n), 4, n % 5) for n in range(40)]
    chosen = drawn(records, "prop2diff", 7, 5)
    assert drawn(records[::-1], "prop2diff", 7, 5) == chosen
    assert len({record["id"] for record in chosen}) == 7
    with pytest.raises(InputError, match="41 of 40"):
        drawn(records, "uniform", 41, 0)


def test_curricula_go_from_easy_to_hard() -> None:
    records = [tried("d", 4, 0), tried("b", 0, 0, 2), tried("c", 0, 0, 5), tried("a", 4, 4)]
    assert [record["id"] for record in curriculum(records)] == ["a", "b", "c", "d"]


def test_rates_are_added_and_the_id_stays(made: list[Record], tmp_path: Path) -> None:
    record, scores = made[0], tmp_path / "scores.jsonl"
    lines = [{"id": record["id"], "correct": c, "model": "m"} for c in (True, False, True)]
    scores.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    once = with_rate(record, rates(scores))
    twice = with_rate(once, rates(scores))
    assert (once["difficulty"]["trials"], once["difficulty"]["solved"]) == (3, 2)
    assert (twice["difficulty"]["trials"], twice["difficulty"]["solved"]) == (6, 4)
    assert identity(twice) == record["id"]
    for text, message in (("{", "not a line of JSON"), ('{"id": 3}', "id: a text"),
                          ('{"id": "a", "correct": 1}', "correct: true or false")):  # fmt: skip
        scores.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=rf"scores.jsonl:1: {message}"):
            rates(scores)


@pytest.fixture(scope="module")
def small(config: Config) -> Config:
    changes = {"count": 18, "seed": 5, "shard_rows": 6, "lengths": {4: 1.0}}
    return Config.model_validate({**config.model_dump(), **changes}, strict=False)


@pytest.fixture(scope="module")
def whole(small: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("whole") / "dataset"
    generate(small, directory, written="both")
    return directory


def test_slices_join_to_the_same_bytes(small: Config, whole: Path, tmp_path: Path) -> None:
    parts = [tmp_path / str(number) for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        generate(small, part, slice_=(number, 3), written="jsonl" if number < 3 else "parquet")
    join(parts[::-1], tmp_path / "joined", "both")
    files = [p.relative_to(whole) for p in sorted(whole.rglob("*")) if p.is_file()]
    joined = tmp_path / "joined"
    assert files == [p.relative_to(joined) for p in sorted(joined.rglob("*")) if p.is_file()]
    assert [(joined / f).read_bytes() for f in files] == [(whole / f).read_bytes() for f in files]
    for given, message in (
        (parts[:2], "slice 3/3 is missing"),
        ([*parts, parts[0] / ".." / "1"], "4 directories for 3 slices"),
        ([], "no slices"),
        ([tmp_path], "no such file"),
    ):
        with pytest.raises(InputError, match=message):
            join(given, tmp_path / "other", "jsonl")


def test_rates_and_samples_by_command(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [r for f in files_of(whole) if f.suffix == ".jsonl" for _, r in records_of(f)]
    scores = tmp_path / "scores.jsonl"
    lines = [{"id": r["id"], "correct": n % 3 == 0} for n, r in enumerate(records)]
    scores.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    new = tmp_path / "new"
    assert run(["dataset", "rates", str(whole), str(scores), "--output", str(new)]) == 0
    assert check_dataset(new).failed == 0
    output = tmp_path / "sample.jsonl"
    arguments = ["dataset", "sample", str(new), "--output", str(output)]
    for by in ("uniform", "prop2diff", "curriculum"):
        assert run([*arguments, "--by", by, "--count", "6"]) == 0
        assert len(output.read_text().splitlines()) == 6
    solved = [json.loads(line)["difficulty"]["solved"] for line in output.read_text().splitlines()]
    assert solved == [1] * 6
    assert run([*arguments, "--by", "chance"]) == 2
    assert "there are uniform, prop2diff, curriculum" in capsys.readouterr().err
    scores.write_text('{"id": "none", "correct": true}\n')
    assert run(["dataset", "rates", str(whole), str(scores), "--output", str(new) + "2"]) == 2
    assert not Path(f"{new}2").exists()


def _cut(folder: Path) -> None:
    """The last file of records ends in the middle of a line."""
    file = files_of(folder)[-1]
    file.write_bytes(file.read_bytes()[:-40])


def _without_steps(folder: Path) -> None:
    """The last record has a field less."""
    file = files_of(folder)[-1]
    *lines, last = file.read_text(encoding="utf-8").splitlines()
    record = json.loads(last)
    del record["steps"]
    file.write_text("\n".join([*lines, json.dumps(record)]) + "\n", encoding="utf-8")


def _left_behind(folder: Path) -> None:
    """A killed run has left a half-written folder."""
    (folder.parent / "deep" / "new.part").mkdir(parents=True)


BROKEN: tuple[tuple[Callable[[Path], None], str], ...] = (
    (_cut, "not a line of JSON"), (_without_steps, "steps: "), (_left_behind, "delete it"),
)  # fmt: skip


@pytest.mark.parametrize(("spoil", "complaint"), BROKEN)
def test_rates_are_added_to_all_files_or_to_none(
    spoil: Callable[[Path], None], complaint: str, small: Config, tmp_path: Path
) -> None:
    old, scores = tmp_path / "old", tmp_path / "scores.jsonl"
    generate(small, old)
    _, first = next(records_of(files_of(old)[0]))
    scores.write_text(json.dumps({"id": first["id"], "correct": True}) + "\n", encoding="utf-8")
    spoil(old)
    before = sorted(path for path in tmp_path.rglob("*") if "deep" in path.parts)
    with pytest.raises(InputError, match=complaint):
        update_rates(old, scores, tmp_path / "deep" / "new")
    assert before == sorted(path for path in tmp_path.rglob("*") if "deep" in path.parts)


def test_rates_of_a_file_and_of_shipped_kernels(small: Config, tmp_path: Path) -> None:
    old, scores = tmp_path / "old", tmp_path / "scores.jsonl"
    generate(small, old, kernels="c")
    _, first = next(records_of(files_of(old)[0]))
    scores.write_text(json.dumps({"id": first["id"], "correct": True}) + "\n", encoding="utf-8")
    assert update_rates(old, scores, tmp_path / "new") == 1
    kernels = [
        {path.name: path.read_bytes() for path in (folder / "kernels").iterdir()}
        for folder in (old, tmp_path / "new")
    ]
    assert kernels[0] == kernels[1] != {}
    file = files_of(old)[0]
    assert update_rates(file, scores, tmp_path / "alone") == 1
    assert [path.name for path in (tmp_path / "alone").iterdir()] == [file.name]
