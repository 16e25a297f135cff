"""Folders of exports: those of others are left alone, and nothing is half written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.exports import export
from codegen.datasets.records import line_of
from symnum.errors import InputError
from symnum.files import CannotWrite

Record = dict[str, Any]


@pytest.mark.parametrize("name", ["test.jsonl", "train.jsonl.part", "notes.txt", ".hidden"])
def test_folders_of_others_are_left_alone(name: str, made: list[Record], tmp_path: Path) -> None:
    file, folder = tmp_path / "records.jsonl", tmp_path / "output"
    file.write_text(line_of(made[0]), encoding="utf-8")
    folder.mkdir()
    (folder / name).write_text("theirs", encoding="utf-8")
    with pytest.raises(InputError, match=r": holds files already; name another folder$"):
        export(file, "math", folder)
    assert [(p.name, p.read_text()) for p in folder.iterdir()] == [(name, "theirs")]


BROKEN: dict[str, tuple[str, Callable[[str], str], str]] = {
    "cut off": ("math", lambda line: line + line[: len(line) // 2], "not a line of JSON"),
    "no record": ("math", lambda line: line + '{"id": "x"}\n', "schema_version: Field required"),
    "nothing fits": ("trl-preference", lambda line: line, "no record fits trl-preference"),
    "no task": ("lm-eval", lambda line: line, "cannot be written: the disk is full"),
}


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("case", BROKEN)
def test_nothing_is_half_written(
    case: str, there: bool, made: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error a folder that was there is empty, and one that was not is gone."""
    convention, broken, message = BROKEN[case]

    def full(path: Path, text: str) -> None:
        assert text and (path.parent / "train.jsonl").exists()
        raise CannotWrite(f"{path}: cannot be written: the disk is full")

    monkeypatch.setattr("codegen.datasets.exports.writing.write_text", full)
    file, folder = tmp_path / "records.jsonl", tmp_path / "deep" / "output"
    file.write_text(broken(line_of(made[0])), encoding="utf-8")
    if there:
        folder.mkdir(parents=True)
    with pytest.raises(InputError, match=message):
        export(file, convention, folder)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left == {"records.jsonl", *(["deep", "deep/output"] if there else [])}
