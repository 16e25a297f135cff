"""Slices that are put together: the whole with its kernels, or a line and nothing half written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config, check_dataset, generate
from codegen.datasets.joining import join
from symnum.errors import InputError

Slices = list[Path]


@pytest.fixture(scope="module")
def short(few: Config) -> Config:
    return few.model_copy(update={"count": 12, "shard_rows": 5})


@pytest.fixture(scope="module")
def slices(short: Config, tmp_path_factory: pytest.TempPathFactory) -> Slices:
    room = tmp_path_factory.mktemp("slices")
    parts = [room / str(number) for number in (1, 2)]
    for number, part in enumerate(parts, start=1):
        generate(short, part, slice_=(number, 2), kernels="c")
    return parts


def files(directory: Path) -> dict[str, bytes]:
    found = sorted(path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): path.read_bytes() for path in found}


def test_kernels_are_joined_as_well(short: Config, slices: Slices, tmp_path: Path) -> None:
    generate(short, tmp_path / "whole", kernels="c")
    join(slices[::-1], tmp_path / "joined", "jsonl")
    assert files(tmp_path / "joined") == files(tmp_path / "whole")
    assert any(name.startswith("kernels/") for name in files(tmp_path / "joined"))
    assert [check_dataset(part, kernels="").failed for part in slices] == [0, 0]


def facts(**fields: Any) -> Callable[[Path], None]:
    """Fields of dataset.json changed."""

    def change(directory: Path) -> None:
        path = directory / "dataset.json"
        told = json.loads(path.read_text())
        for name, value in fields.items():
            told[name] = value(told[name])
        path.write_text(json.dumps(told))

    return change


def emptied(directory: Path) -> None:
    """Nothing in dataset.json."""
    (directory / "dataset.json").write_text("{}")


def torn(directory: Path) -> None:
    """Half of a file of records."""
    path = max((directory / "data").glob("train-*"))
    path.write_bytes(path.read_bytes()[:999])


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "seed": (facts(config=lambda told: {**told, "seed": 9}), "its configuration is not that of"),
    "generator": (facts(provenance=lambda told: {**told, "generator": "0"}), "its provenance is"),
    "kernels": (facts(task=lambda told: {**told, "kernels": ""}), "its target of kernels is not"),
    "no facts": (lambda d: (d / "dataset.json").unlink(), "dataset.json: there is no such file"),
    "empty facts": (emptied,
                    "dataset.json: schema_version: Field required"),
    "torn records": (torn, "not a line of JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_slices(name: str, slices: Slices, tmp_path: Path) -> None:
    change, reason = BAD[name]
    copy = Path(shutil.copytree(slices[1], tmp_path / "2"))
    change(copy)
    with pytest.raises(InputError, match=reason):
        join([slices[0], copy], tmp_path / "joined", "jsonl")
    assert not (tmp_path / "joined").exists()
    join(slices, tmp_path / "joined", "jsonl")


def test_slices_of_another_generator(slices: Slices, tmp_path: Path) -> None:
    copies = [Path(shutil.copytree(part, tmp_path / part.name)) for part in slices]
    for copy in copies:
        facts(provenance=lambda told: {**told, "generator": "0"})(copy)
    with pytest.raises(InputError, match="was made by generator 0; this is"):
        join(copies, tmp_path / "joined", "jsonl")
