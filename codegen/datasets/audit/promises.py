"""What ``dataset.json`` says of all records of a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codegen.datasets.config import Config, validated
from codegen.datasets.generation import FACTS, Target, task_of
from codegen.datasets.schema import SCHEMA_VERSION
from codegen.datasets.storage.formats import Format
from codegen.datasets.storage.splits import split_of
from symnum.errors import InputError, require_known
from symnum.files import read_json


class Facts(BaseModel):
    """The content of ``dataset.json``."""

    model_config = ConfigDict(strict=True, extra="forbid")

    schema_version: int
    provenance: dict[str, Any]
    task: dict[str, Any]
    slice: Annotated[list[int], Field(min_length=2, max_length=2)]
    generated: int
    records: int
    structures: int
    duplicates: int
    splits: dict[str, dict[str, int]]
    counts: dict[str, dict[str, int]]
    config: dict[str, Any]


class Promise(NamedTuple):
    """What holds of every record of a folder."""

    config: Config
    provenance: Mapping[str, Any]
    shares: Mapping[str, float]
    span: range
    """The indices that it has."""

    def broken(self, record: Mapping[str, Any]) -> str:
        """How a record breaks it; empty if it does not."""
        if record["provenance"] != self.provenance:
            return f"provenance is not that of {FACTS}"
        if record["split"] != (home := split_of(record, self.shares)):
            return f"its structure is at home in the split {home}"
        return ""


def facts_of(directory: Path) -> Facts | None:
    """What ``dataset.json`` says; ``None`` if there is none.

    Raises:
        InputError: it cannot be read, or a field is not as it should be.
    """
    path = directory / FACTS
    if not path.exists():
        return None
    try:
        return Facts.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "content"
        raise InputError(f"{path}: {place}: {first['msg']}") from None


def promise_of(directory: Path, facts: Facts) -> Promise:
    """What ``dataset.json`` promises of all records.

    Raises:
        InputError: it contradicts itself, or its configuration is none.
    """
    source = str(directory / FACTS)
    config = validated(facts.config, source)
    target = _target(directory, facts, source)
    told = {name: facts.provenance.get(name) for name in ("config", "seed")}
    if facts.schema_version != SCHEMA_VERSION:
        raise InputError(f"{source}: schema_version: it is not {SCHEMA_VERSION}, that of records")
    if told != {"config": config.digest, "seed": config.seed}:
        raise InputError(f"{source}: provenance: it is not that of its configuration")
    if facts.task != task_of(config, target):
        raise InputError(f"{source}: task: it is not that of its configuration")
    span = range(*target.span(config.count))
    return Promise(config, facts.provenance, config.splits.shares(), span)


def _target(directory: Path, facts: Facts, source: str) -> Target:
    written, kernels = facts.task.get("format"), facts.task.get("kernels")
    require_known(str(written), ("jsonl", "parquet", "both"), f"format in {source}")
    number, slices = facts.slice
    return Target(directory, cast("Format", written), number, slices, str(kernels))
