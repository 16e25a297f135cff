"""A batch of records as one module of C or JAX, and what its rows mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cffi
import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.datasets.kernels.equations import RecordProgram, record_program
from codegen.kernels import compiled, emit
from codegen.kernels.build import compile_c
from symnum.errors import InputError, require_known
from symnum.files import write_text

TARGETS = ("c", "jax")
_ENDINGS = {"c": "c", "jax": "py"}
_DECLARATION = "void symnum_entry(size_t entry, const double *in, double *out, size_t n);"


class Batch:
    """The equations of records that have any, evaluated at many points at once.

    Args:
        records: Records of the schema; those without an equation between values are left out.
        target: ``"c"``, one module in machine code, or ``"jax"``.

    Raises:
        InputError: an unknown target, or no record with an equation.
    """

    def __init__(self, records: Sequence[Mapping[str, Any]], target: str = "c") -> None:
        require_known(target, TARGETS, "target of kernels")
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
        joint = _joint_c if self.target == "c" else _joint_jax
        return "\n".join([*parts, joint(len(parts))])

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """For each equation its record, step, entry and the places of both sides among outputs."""
        return [
            {"id": name, "step": step, "entry": entry, "left": 2 * n, "right": 2 * n + 1}
            for entry, (name, known) in enumerate(self.entries.items())
            for n, step in enumerate(known.steps)
        ]

    @cached_property
    def _library(self) -> tuple[Any, Any]:
        interface = cffi.FFI()
        interface.cdef(_DECLARATION)
        return interface, interface.dlopen(str(compile_c(self.source, "-O1")))

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
        if record not in self.entries:
            raise InputError(f"kernels: there is no record {record!r}")
        entry = self.entries[record]
        given = np.ascontiguousarray(points, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != len(entry.inputs):
            raise InputError(f"points: the shape has to be (points, {len(entry.inputs)})")
        if self.target == "jax":
            return np.asarray(compiled(entry.program, "jax")(given)).reshape(len(given), -1).T
        interface, library = self._library
        out = np.empty((len(given), 2 * len(entry.steps)))
        library.symnum_entry(
            self._places[record], interface.from_buffer("double[]", given),
            interface.from_buffer("double[]", out), len(given),
        )  # fmt: skip
        return out.T

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
    batch = Batch(records, target)
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to: {error.strerror}") from None
    module = folder / f"{name}.{_ENDINGS[target]}"
    index = {
        "target": target,
        "module": module.name,
        "entries": [
            {"id": known, "inputs": entry.inputs} for known, entry in batch.entries.items()
        ],
        "rows": batch.rows,
    }
    for path, text in (
        (module, batch.source),
        (folder / f"{name}.json", json.dumps(index, indent=1) + "\n"),
    ):
        write_text(path, text)
    return module


def _joint_c(count: int) -> str:
    cases = "\n".join(f"    case {n}: record_{n}_array(in, out, n); break;" for n in range(count))
    return f"""
/* Entry k at n points: inputs of a point beside each other, then left and right sides in turns. */
void symnum_entry(size_t entry, const double *in, double *out, size_t n)
{{
    switch (entry) {{
{cases}
    }}
}}

/* All entries at n points each; in[k] and out[k] belong to entry k. */
void symnum_all(const double *const *in, double *const *out, size_t n)
{{
    for (size_t k = 0; k < {count}; ++k)
        symnum_entry(k, in[k], out[k], n);
}}
"""


def _joint_jax(count: int) -> str:
    names = ", ".join(f"record_{n}" for n in range(count))
    return f'''
ENTRIES = ({names},)


def evaluate_all(inputs):
    """Left and right sides in turns, of shape (sides, points), for each entry.

    Args:
        inputs: For each entry an array of shape (inputs, points).
    """
    return [jnp.stack(entry(*given)) for entry, given in zip(ENTRIES, inputs, strict=True)]
'''
