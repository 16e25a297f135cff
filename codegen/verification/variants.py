"""A float32 kernel's C for each instruction set.

The header chooses at run time by ``__builtin_cpu_supports``; here the answer is given instead.
"""

from __future__ import annotations

import platform
from pathlib import Path

from codegen.float32 import Float32Kernel
from codegen.verification.compiled import CompiledFloat32
from symnum.errors import row_named

KERNEL_FLAGS = "-O3 -fno-trapping-math"
"""Flags of kernels, after ``codegen.kernels.build.FLAGS``; traps keep gcc from vectorising."""
ENTRY = "symnum_float32_entry"
_FORCED = """\
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
static inline int symnum_variant_has(const char *feature) {{ return {condition}; }}
#define __builtin_cpu_supports symnum_variant_has
#endif
"""
_SOURCE = """\
{forced}{header}
void {entry}(const float *in, float *out, size_t n)
{{
    {name}_array(in, out, n);
}}
"""
_CONDITIONS = {
    "avx512": "feature[0] != 0",
    "avx2": "feature[3] != '5'",
    "portable": "feature[0] == 0",
}
"""Of the features that headers ask for, avx512f, avx2 and fma, those that each variant has."""


def kernel_source(kernel: Float32Kernel, variant: str | None = None) -> str:
    """A translation unit with a kernel and an entry point ``ENTRY`` for arrays.

    Args:
        kernel: The kernel.
        variant: ``avx512``, ``avx2`` or ``portable``; ``None`` leaves it to the processor.

    Raises:
        InputError: an unknown variant.
    """
    forced = ""
    if variant is not None:
        forced = _FORCED.format(condition=row_named(variant, _CONDITIONS, "variant"))
    return _SOURCE.format(forced=forced, header=kernel.header(), entry=ENTRY, name=kernel.c_name)


def available_variants() -> tuple[str, ...]:
    """The variants that this processor can run, the widest first."""
    if platform.machine() != "x86_64":
        return ("portable",)
    flags = _processor_flags()
    wanted = {"avx512": {"avx512f", "fma"}, "avx2": {"avx2", "fma"}, "portable": set[str]()}
    return tuple(name for name, needs in wanted.items() if needs <= flags)


def _processor_flags() -> set[str]:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(errors="replace").splitlines() if cpuinfo.exists() else []
    return next((set(line.split()) for line in lines if line.startswith("flags")), set())


def kernel_function(kernel: Float32Kernel, variant: str | None = None) -> CompiledFloat32:
    """A kernel, compiled, on NumPy arrays.

    The portable variant is compiled for processors with AVX2 where there is one, since without
    fused multiplication in hardware the C library's ``fmaf`` takes a long time for the same bits.

    Raises:
        InputError: an unknown variant, or no C compiler.
    """
    flags = KERNEL_FLAGS
    if variant == "portable" and "avx2" in available_variants():
        flags += " -march=x86-64-v3"
    return CompiledFloat32(kernel_source(kernel, variant), ENTRY, flags)
