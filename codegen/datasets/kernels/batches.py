"""A batch of records as one module of C or JAX, and what its rows mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.datasets.kernels.equations import RecordProgram, record_program
from codegen.datasets.kernels.modules import ENDINGS, TARGETS, Module, joint, loaded
from codegen.kernels import emit
from symnum.errors import InputError, require_known
from symnum.files import write_text


class Batch:
    """The equations of records that have any, evaluated at many points at once.

    Args:
        records: Records of the schema; those without an equation between values are left out.
        target: ``"c"``, one module in machine code, or ``"jax"``.
        once: Whether the module is called a few times only, which spares its optimisation.

    Raises:
        InputError: an unknown target, or no record with an equation.
    """

    def __init__(
        self, records: Sequence[Mapping[str, Any]], target: str = "c", *, once: bool = False
    ) -> None:
        require_known(target, TARGETS, "target of kernels")
        self._once = once
        self.target = target
        self.entries: dict[str, RecordProgram] = {}
        for record in records:
            try:
                self.entries[record["id"]] = record_program(record)
            except InputError:
                continue
        if not self.entries:
            raise InputError("kernels: no record has an equation that can be evaluated")
        self._places = {name: place for place, name in enumerate(self.entries)}

    @cached_property
    def source(self) -> str:
        """The module's source."""
        parts = [
            emit(entry.program, self.target, f"record_{place}", [f"record {name}"])
            for place, (name, entry) in enumerate(self.entries.items())
        ]
        return joint(parts, self.target)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """For each equation its record, step, entry and the places of both sides among outputs."""
        return [
            {"id": name, "step": step, "entry": entry, "left": 2 * n, "right": 2 * n + 1}
            for entry, (name, known) in enumerate(self.entries.items())
            for n, step in enumerate(known.steps)
        ]

    @cached_property
    def _module(self) -> Module:
        return loaded(self.source, self.target, once=self._once)

    def values(self, record: str, points: ArrayLike) -> NDArray[np.float64]:
        """Both sides of all equations of a record.

        Args:
            record: The record's id.
            points: Values of its inputs, of shape (points, inputs), float64.

        Returns:
            An array of shape (2 × equations, points): left and right sides in turns.

        Raises:
            InputError: an unknown record, or points of another shape.
        """
        given = self._checked(record, points)
        return self._module.entry(self._places[record], given, self._sides(record))

    def values_of_all(self, points: Mapping[str, ArrayLike]) -> dict[str, NDArray[np.float64]]:
        """Both sides of all equations of all records, in one call of the module.

        Args:
            points: For each record its points as in :meth:`values`, equally many for all.

        Raises:
            InputError: a record without points, or points of another shape.
        """
        missing = [name for name in self.entries if name not in points]
        if missing:
            raise InputError(f"points: record {missing[0]!r} has none")
        given = [self._checked(name, points[name]) for name in self.entries]
        if len({len(array) for array in given}) > 1:
            raise InputError("points: all records need equally many")
        found = self._module.all(given, [self._sides(name) for name in self.entries])
        return dict(zip(self.entries, found, strict=True))

    def _sides(self, record: str) -> int:
        return 2 * len(self.entries[record].steps)

    def _checked(self, record: str, points: ArrayLike) -> NDArray[np.float64]:
        if record not in self.entries:
            raise InputError(f"kernels: there is no record {record!r}")
        width = len(self.entries[record].inputs)
        given = np.ascontiguousarray(points, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != width:
            raise InputError(f"points: the shape has to be (points, {width})")
        return given

    def evaluate(self, row: Mapping[str, Any], point: Mapping[str, float]) -> tuple[float, float]:
        """Both sides of one equation.

        Args:
            row: One of :attr:`rows`.
            point: A number for each input.

        Raises:
            InputError: an input without a number.
        """
        inputs = self.entries[row["id"]].inputs
        missing = [name for name in inputs if name not in point]
        if missing:
            raise InputError(f"point: {missing[0]} has no value")
        found = self.values(row["id"], [[point[name] for name in inputs]])
        return float(found[row["left"], 0]), float(found[row["right"], 0])


def batch_kernel(records: Sequence[Mapping[str, Any]], target: str = "c") -> str:
    """The source of one module that evaluates both sides of all equations of the records.

    Raises:
        InputError: an unknown target, or no record with an equation.
    """
    return Batch(records, target).source


def write_kernels(
    records: Sequence[Mapping[str, Any]], directory: str | Path, target: str, name: str = "kernels"
) -> Path:
    """Write a batch as a module with an index beside it: ``NAME.c`` or ``.py``, and ``NAME.json``.

    The index names target and module, for each entry the record's id and its inputs with what they
    stand for, and for each row (an equation) its record, step, entry and places among the outputs.

    Raises:
        InputError: an unknown target, no record with an equation, or no place to write to.
    """
    texts = kernel_files(records, target, name)
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to: {error.strerror}") from None
    for file, text in texts.items():
        write_text(folder / file, text)
    return folder / next(iter(texts))


def kernel_files(
    records: Sequence[Mapping[str, Any]], target: str, name: str = "kernels"
) -> dict[str, str]:
    """What :func:`write_kernels` writes, by name of file: the module, then its index.

    Raises:
        InputError: an unknown target, or no record with an equation.
    """
    batch = Batch(records, target)
    module = f"{name}.{ENDINGS[target]}"
    index = {
        "target": target,
        "module": module,
        "entries": [
            {"id": known, "inputs": entry.inputs} for known, entry in batch.entries.items()
        ],
        "rows": batch.rows,
    }
    return {module: batch.source, f"{name}.json": json.dumps(index, indent=1) + "\n"}
