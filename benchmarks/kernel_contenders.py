"""Who computes float32 functions on arrays: ours, the C library, libmvec, SLEEF, NumPy, JAX."""

from __future__ import annotations

import ctypes.util
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cffi
import jax
import jax.numpy as jnp
import numpy as np
from scipy import special

from codegen.ffi import custom_call, jax_kernel
from codegen.float32 import kernel_named
from codegen.kernels.build import CompilationError, compile_c
from codegen.verification import CompiledFloat32, Floats, Function, float32_loop
from codegen.verification.variants import available_variants, kernel_function

# XLA hands programs of 1,000 operations or more to another thread, whatever they compute: some 60
# microseconds a call, which would hide what a kernel takes for 4,096 numbers.
jax.config.update("jax_cpu_enable_async_dispatch", False)
Passes = Callable[[int], object]
"""Work that goes over an array so many times."""
VECTOR_FLAGS = {
    "avx512": "-O3 -mavx512f -mfma -mprefer-vector-width=512",
    "avx2": "-O3 -mavx2 -mfma",
}
_VECTOR = {"avx512": ("__m512", "_mm512", 16), "avx2": ("__m256", "_mm256", 8)}
_VECTOR_LOOP = """
#include <immintrin.h>
#include <stddef.h>
{type} {function}({type});
void peer_array(const float *in, float *out, size_t n)
{{
    size_t k = 0;
    for (; k + {width} <= n; k += {width})
        {prefix}_storeu_ps(out + k, {function}({prefix}_loadu_ps(in + k)));
    if (k < n) {{
        float rest[{width}] = {{0}};
        for (size_t j = k; j < n; ++j)
            rest[j - k] = in[j];
        {prefix}_storeu_ps(rest, {function}({prefix}_loadu_ps(rest)));
        for (size_t j = k; j < n; ++j)
            out[j] = rest[j - k];
    }}
}}
"""
_PASSES = """
#include <stddef.h>
#include <stdint.h>
typedef void function(const float *, float *, size_t);
void passes(uintptr_t address, const float *in, float *out, size_t n, size_t count)
{
    for (size_t k = 0; k < count; ++k)
        ((function *)address)(in, out, n);
}
"""


@dataclass(frozen=True)
class Contender:
    """One way to compute a function.

    Args:
        name: Who.
        call: For verification.
        over: From an array to passes over it.
    """

    name: str
    call: Function
    over: Callable[[Floats], Passes]


def contenders(function: str) -> Iterator[Contender]:
    """All that are installed here; what is missing is left out."""
    kernel = kernel_named(function)
    widest, *others = available_variants()
    yield _of_c("symnum", kernel_function(kernel))
    yield from (_of_c(f"symnum {v}", kernel_function(kernel, v)) for v in others if v == "avx2")
    yield _of_c("glibc", float32_loop(f"{function}f"))
    for variant in (widest, *others):
        yield from _vector_peers(function, variant)
    yield _of_numpy(function)
    named = jnp if hasattr(jnp, function) else jax.scipy.special
    yield _of_jax("jax.numpy", getattr(named, function))
    yield _of_jax("symnum by jax.ffi", custom_call(function))
    yield _of_jax("symnum in JAX", jax_kernel(function))


def _vector_peers(function: str, variant: str) -> Iterator[Contender]:
    if variant not in _VECTOR:
        return
    _, _, width = _VECTOR[variant]
    letter = "e" if variant == "avx512" else "d"
    suffix = "u10avx512f" if variant == "avx512" else "u10avx2"
    peers = {
        "libmvec": (f"_ZGV{letter}N{width}v_{function}f", "mvec"),
        "SLEEF": (f"Sleef_{function}f{width}_{suffix}", "sleef"),
    }
    for name, (symbol, library) in peers.items():
        if ctypes.util.find_library(library) is not None:
            try:
                yield _of_c(f"{name} {variant}", _vector_loop(symbol, library, variant))
            except (CompilationError, OSError):
                continue  # a version without this function


def _vector_loop(symbol: str, library: str, variant: str) -> CompiledFloat32:
    kind, prefix, width = _VECTOR[variant]
    source = _VECTOR_LOOP.format(type=kind, prefix=prefix, width=width, function=symbol)
    path = ctypes.util.find_library(library)
    flags = f"{VECTOR_FLAGS[variant]} -Wl,--no-as-needed -l:{path}"
    return CompiledFloat32(source, "peer_array", flags)


@cache
def _driver() -> tuple[Any, Any]:
    interface = cffi.FFI()
    interface.cdef("void passes(uintptr_t f, const float *in, float *out, size_t n, size_t count);")
    return interface, interface.dlopen(str(Path(compile_c(_PASSES))))


def _of_c(name: str, call: CompiledFloat32) -> Contender:
    def over(x: Floats) -> Passes:
        interface, library = _driver()
        result = np.empty_like(x)
        given = interface.from_buffer("float[]", x)
        out = interface.from_buffer("float[]", result, require_writable=True)
        return lambda count: library.passes(call.address, given, out, x.size, count)

    return Contender(name, call, over)


def _of_numpy(function: str) -> Contender:
    name, call = ("numpy", getattr(np, function, None))
    if call is None:
        name, call = "scipy", getattr(special, function)

    def over(x: Floats) -> Passes:
        out = np.empty_like(x)

        def run(count: int) -> None:
            for _ in range(count):
                call(x, out=out)

        return run

    return Contender(name, call, over)


def _of_jax(name: str, function: Callable[[Any], Any]) -> Contender:
    compiled = jax.jit(function)

    def over(x: Floats) -> Passes:
        given = jnp.asarray(x)

        def run(count: int) -> None:
            for _ in range(count):
                compiled(given).block_until_ready()

        return run

    return Contender(name, lambda x: np.asarray(compiled(x)), over)


def processor_nanoseconds(passes: Passes, count: int) -> float:
    """Processor time of one pass, all threads of this process together."""
    start = time.process_time_ns()
    passes(count)
    return (time.process_time_ns() - start) / count
