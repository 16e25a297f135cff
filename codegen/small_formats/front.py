"""The Pareto front of kernels of a function in a format: operations, table bytes, largest error.

Every candidate of every family is run on all bit patterns, so errors are facts and the search is
one pass over a finite, ordered set: the same front every time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.certificate import ExhaustiveCertificate, certify
from codegen.small_formats.exponentials import exponentials
from codegen.small_formats.float32_arithmetic import float32_arithmetic
from codegen.small_formats.functions import Function, table_of
from codegen.small_formats.interpolation import interpolations
from codegen.small_formats.logarithms import logarithms
from codegen.small_formats.lookups import lookups
from codegen.small_formats.machine_code import MachineCode
from codegen.small_formats.phases import phases
from codegen.small_formats.polynomials import odd_polynomials
from codegen.small_formats.quotients import quotients
from codegen.small_formats.scaling import scalings
from codegen.small_formats.split_windows import split_windows
from symnum.errors import InputError
from symnum.numerics.formats import SmallFormat
from symnum.numerics.rounded_tables import RoundedTable


@dataclass(frozen=True)
class SmallKernel:
    """A kernel with what it was found to do on its whole domain.

    Args:
        function: What it computes.
        format: Of argument and result.
        family: How.
        parameters: What distinguishes it within the family.
        code: The code, from pattern to pattern.
        certificate: Its errors, over all bit patterns.
        flushes: Whether they are those of a machine for which subnormal float32 numbers are zero.
    """

    function: Function
    format: SmallFormat
    family: str
    parameters: dict[str, Any]
    code: MachineCode
    certificate: ExhaustiveCertificate
    flushes: bool = False

    @property
    def objectives(self) -> tuple[int, int, float, int]:
        """Operations, table bytes, largest error in ULPs, misrounded results."""
        found = self.certificate
        return self.code.operations, self.code.table_bytes, found.max_ulp, found.misrounded

    @property
    def name(self) -> str:
        """The function's name in C."""
        return f"{self.function.name}_{(self.format.shorter or (self.format.name,))[0]}"

    def row(self) -> dict[str, Any]:
        """For machines."""
        operations, table_bytes, max_ulp, misrounded = self.objectives
        return {
            "function": self.function.name,
            "format": self.format.name,
            "family": self.family,
            "parameters": self.parameters,
            "operations": operations,
            "table_bytes": table_bytes,
            "max_ulp": max_ulp if math.isfinite(max_ulp) else None,
            "misrounded": misrounded,
            "inputs": self.certificate.inputs,
            "kind": self.certificate.kind,
        }


def candidates(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """What every family offers, in order."""
    yield from lookups(table)
    yield from scalings(table)
    yield from float32_arithmetic(name, table)
    yield from interpolations(table)
    yield from split_windows(table)
    yield from exponentials(name, table)
    yield from logarithms(name, table)
    yield from quotients(name, table)
    yield from odd_polynomials(table)
    yield from phases(name, table)


@lru_cache(maxsize=64)
def front(
    function: Function, number_format: SmallFormat, flushes: bool = False
) -> tuple[SmallKernel, ...]:
    """The kernels of which no other one is as good in all objectives and better in one.

    Args:
        function: A row of the table of functions, or one of your own.
        number_format: A format of at most 16 bits.
        flushes: Whether to judge kernels as on a machine for which subnormal float32 numbers are
            zero: XLA's CPUs, and C with -ffast-math.

    Returns:
        By operations, then bytes; kernels with an infinite error are left out.

    Raises:
        InputError: as :func:`codegen.small_formats.functions.table_of`.

    >>> from codegen.small_formats.functions import FUNCTIONS
    >>> from symnum.numerics.formats import E5M2
    >>> found = front(FUNCTIONS["tanh"], E5M2)
    >>> found[0].family, found[0].objectives[:2], found[0].certificate.misrounded
    ('table', (1, 256), 0)
    """
    table = table_of(function, number_format)
    patterns = number_format.patterns()
    kernels = []
    for found in candidates(function.name, table):
        certificate = certify(found.code.run(patterns, flushes=flushes), table)
        if math.isfinite(certificate.max_ulp):
            made = found.family, found.parameters, found.code, certificate, flushes
            kernels.append(SmallKernel(function, number_format, *made))
    return pareto(kernels)


def pareto(kernels: Sequence[SmallKernel]) -> tuple[SmallKernel, ...]:
    """The undominated ones by operations, bytes and error; fewer misrounded results break ties."""
    best: list[SmallKernel] = []
    for kernel in sorted(kernels, key=lambda k: k.objectives):
        _, table_bytes, max_ulp, _ = kernel.objectives
        if all(
            other.objectives[1] > table_bytes or other.objectives[2] > max_ulp for other in best
        ):
            best.append(kernel)
    return tuple(best)


def choose(
    kernels: Sequence[SmallKernel],
    table_bytes: int | None = None,
    max_ulp: float | None = None,
    operations: int | None = None,
) -> SmallKernel:
    """The most accurate kernel within limits; of equals the one with the fewest operations.

    With ``max_ulp`` any that is as accurate will do, and the fewest operations decide.

    Raises:
        InputError: none is within the limits.
    """
    inside = [
        kernel
        for kernel in kernels
        if (table_bytes is None or kernel.objectives[1] <= table_bytes)
        and (max_ulp is None or kernel.objectives[2] <= max_ulp)
        and (operations is None or kernel.objectives[0] <= operations)
    ]
    if not inside:
        least = ", ".join(
            f"{unit} {min(k.objectives[place] for k in kernels):.4g}"
            for place, unit in enumerate(("operations", "bytes", "ULP"))
        )
        raise InputError(f"no kernel is within all limits; the least of each: {least}")
    if max_ulp is not None:
        return min(inside, key=lambda kernel: kernel.objectives)
    return min(inside, key=lambda kernel: (kernel.objectives[2], *kernel.objectives))
