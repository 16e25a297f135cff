"""Kernels for datasets: every equation of a batch of records in one module of C or JAX."""

from __future__ import annotations

from codegen.datasets.kernels.agreement import POINTS, Agreement, agreements
from codegen.datasets.kernels.batches import Batch, batch_kernel, write_kernels
from codegen.datasets.kernels.equations import RecordProgram, record_program
from codegen.datasets.kernels.modules import TARGETS

__all__ = [
    "POINTS", "TARGETS", "Agreement", "Batch", "RecordProgram", "agreements", "batch_kernel",
    "record_program", "write_kernels",
]  # fmt: skip
