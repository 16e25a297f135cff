"""The whole check of a float32 kernel: its errors, and the same bits from every variant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codegen.float32 import Float32Kernel
from codegen.verification.certificate import Float32Certificate, c_code, certificate_of
from codegen.verification.float32_inputs import Inputs
from codegen.verification.references import reference_named
from codegen.verification.result import Verification
from codegen.verification.sweep import first_difference, verify
from codegen.verification.variants import available_variants, kernel_function

Progress = Callable[[str, int, int], None]
"""Told what is done, how many inputs are done, and of how many."""


@dataclass(frozen=True)
class KernelCheck:
    """What is known of a kernel's C on this machine.

    Args:
        verification: The errors of the widest variant.
        certificate: The same for the kernel's code, with the variants that agree.
        differences: For each variant that does not agree, the first input where it differs.
        flushes_subnormals: Whether subnormal numbers are taken for zero, as XLA does; errors of
            results that should be subnormal are then not held against the code.
    """

    verification: Verification
    certificate: Float32Certificate
    differences: dict[str, float]
    flushes_subnormals: bool = False

    def holds(self, limit: float) -> bool:
        """Whether all errors are below a limit in ULPs, special values right, variants alike."""
        if not self.flushes_subnormals:
            return self.verification.holds(limit) and not self.differences
        kept = (c for name, c in self.verification.classes.items() if name != "subnormal")
        rows = (row for row in self.verification.special if not row.is_subnormal)
        return all(c.largest.bound < limit for c in kept) and all(row.right for row in rows)


def check_kernel(
    kernel: Float32Kernel,
    inputs: Inputs,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> KernelCheck:
    """Verify the widest variant that runs here, and compare the others with it bit by bit.

    Raises:
        InputError: no C compiler, or no reference for the function.
    """

    def reporting(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(what, done, total)

    widest, *others = available_variants()
    call = kernel_function(kernel, widest)
    reference = reference_named(kernel.name)
    found = verify(
        call, reference, inputs, threads=threads, report=reporting(f"{kernel.name}, {widest}")
    )
    differences, agreeing = {}, [widest]
    for variant in others:
        other = kernel_function(kernel, variant)
        place = first_difference(
            call, other, inputs, threads=threads, report=reporting(f"{variant} like {widest}")
        )
        if place is None:
            agreeing.append(variant)
        else:
            differences[variant] = place
    return KernelCheck(found, certificate_of(found, c_code(kernel), tuple(agreeing)), differences)
