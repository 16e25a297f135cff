"""Records as they are written, and the list of their structures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from codegen.datasets.records import line_of
from symnum.files import write_text

_BUCKET = 1 << 26
"""Bytes of a list of structures that are sorted at once."""
_DIGITS = "0123456789abcdef"


class Row(NamedTuple):
    """A record as it is written."""

    split: str
    structure: str
    changed: bool
    """Whether it was made from another record."""
    line: str


def row_of(record: Mapping[str, Any]) -> Row:
    """How a record is written."""
    changed = bool(record["perturbation"]["parent"])
    return Row(record["split"], record["structure"], changed, line_of(dict(record)))


def structure_line(row: Row) -> bytes:
    """A line of the list of structures."""
    return f"{row.structure}\t{row.split}\t{int(row.changed)}\n".encode()


class Distinct(NamedTuple):
    """What a list of structures says of a dataset."""

    structures: int
    duplicates: int
    """Records, not made from others, whose structure another one before has as well."""


def list_structures(lines: Path, destination: Path) -> Distinct:
    """Write each structure with its split once, in order, for others to keep out of training.

    Raises:
        RuntimeError: a structure is in two splits, which would be a bug.
    """
    parts, structures, duplicates = [], 0, 0
    heads = _DIGITS if lines.stat().st_size > _BUCKET else ("",)
    for head in heads:
        seen: dict[str, str] = {}
        originals: set[str] = set()
        for structure, split, changed in _listed(lines):
            if not structure.startswith(head):
                continue
            if seen.setdefault(structure, split) != split:
                raise RuntimeError(f"structure {structure} is in {seen[structure]} and {split}")
            if changed == "0":
                duplicates += structure in originals
                originals.add(structure)
        structures += len(seen)
        parts.append("".join(f"{key}\t{seen[key]}\n" for key in sorted(seen)))
    write_text(destination, "".join(parts))
    return Distinct(structures, duplicates)


def _listed(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="ascii") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")
