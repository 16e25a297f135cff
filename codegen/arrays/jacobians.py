"""Sparse Jacobians of array programs as numbers: CSC matrices with a pattern known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from codegen.arrays.compiled import CompiledArrayProgram
from codegen.arrays.patterns import FixedPattern
from symnum.tracing.derivatives import JacobianProgram
from symnum.tracing.sources import Stage

Integers = NDArray[np.int64]


class _Assembly:
    """How entries that were computed in any order become the data of a CSC matrix."""

    def __init__(self, rows: Integers, columns: Integers, shape: tuple[int, int]) -> None:
        self.shape = shape
        key = columns * shape[0] + rows
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        fresh = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(key) else key == key
        self.order, self.starts = order, np.flatnonzero(fresh)
        self.repeated = len(self.starts) < len(order)
        kept = ordered[self.starts]
        self.indices = (kept % shape[0]).astype(np.int32)
        counts = np.bincount(kept // shape[0], minlength=shape[1])
        self.indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    def data(self, entries: NDArray[np.float64]) -> NDArray[np.float64]:
        """The data of the matrix: entries in its order, those of one place added up."""
        ordered = entries[self.order]
        return np.add.reduceat(ordered, self.starts) if self.repeated else ordered

    def matrix(self, entries: NDArray[np.float64]) -> Any:
        """The matrix, sharing its pattern."""
        return csc_array((self.data(entries), self.indices, self.indptr), shape=self.shape)


class SparseJacobian:
    """A Jacobian in machine code: a function of the inputs that returns a ``csc_array``.

    The pattern, ``indptr`` and ``indices``, is the same at every point (int32).

    Args:
        program: The symbolic Jacobian.
        name: Its name in C.
        threads: Whether threads share the loops.

    Raises:
        InputError: an operator that C does not have.
    """

    def __init__(
        self, program: JacobianProgram, name: str = "jacobian", *, threads: bool = False
    ) -> None:
        self.shape, self.program = program.shape, program
        self.kernel = CompiledArrayProgram(program.program, name, threads=threads)
        self._sizes = {
            stage.name: int(np.prod(stage.shape, dtype=np.int64))
            for output in program.program.outputs
            for stage in output.sources.values()
            if isinstance(stage, Stage)
        }
        self._simple = all(not array for array, _, _, _ in program.factors) and (
            len(program.factors) <= 1
        )
        if self._simple:
            rows, columns = _positions(program)
            self._assembly = _Assembly(rows, columns, self.shape)

    @property
    def nonzeros(self) -> int:
        """How many entries the pattern has."""
        return len(self._places.indices)

    @property
    def pattern(self) -> Any:
        """The pattern as a ``csc_array`` of ones."""
        return self._places.ones

    @cached_property
    def _places(self) -> FixedPattern:
        if self._simple:
            ones = np.ones(len(self._assembly.indices))
            parts = ones, self._assembly.indices, self._assembly.indptr
            return FixedPattern(csc_array(parts, shape=self.shape))
        ones_of = {
            key: np.ones(len(rows)) for key, rows in zip(self._keys, self._rows, strict=True)
        }
        return FixedPattern(self._chained(ones_of))

    @property
    def _keys(self) -> list[tuple[str, str]]:
        return [(array, source) for array, source, _, _ in self.program.factors]

    @property
    def _rows(self) -> list[Integers]:
        return [rows for _, _, rows, _ in self.program.factors]

    def __call__(self, *arrays: Any) -> Any:
        """The Jacobian at a point, a ``csc_array`` of float64.

        Raises:
            InputError: a wrong number of arguments, or one of a wrong size.
        """
        entries = self.kernel(*arrays)
        if self._simple:
            return self._assembly.matrix(entries[0] if self.program.factors else np.zeros(0))
        found = self._chained(dict(zip(self._keys, entries, strict=True)))
        return self._places.filled(self._places.data(found))

    def _chained(self, entries: Mapping[tuple[str, str], NDArray[np.float64]]) -> Any:
        """Factors multiplied along the stages (the chain rule)."""
        wanted = self.shape[1]
        whole: dict[str, Any] = {}
        for array in dict.fromkeys(array for array, _ in self._keys):
            size = self._sizes.get(array, self.shape[0])
            total = csc_array((size, wanted))
            for (owner, source, rows, columns), key in zip(
                self.program.factors, self._keys, strict=True
            ):
                if owner != array:
                    continue
                inner = whole.get(source)
                width = wanted if inner is None else inner.shape[0]
                factor = coo_array((entries[key], (rows, columns)), shape=(size, width)).tocsc()
                total = total + (factor if inner is None else factor @ inner)
            whole[array] = total
        return csc_array(whole.get("", csc_array(self.shape)))


def _positions(program: JacobianProgram) -> tuple[Integers, Integers]:
    if not program.factors:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ((_, _, rows, columns),) = program.factors
    return rows, columns
