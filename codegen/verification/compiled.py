"""C functions of float32 arrays as functions of NumPy arrays."""

from __future__ import annotations

import cffi
import numpy as np

from codegen.kernels.build import compile_c
from codegen.verification.judgement import Floats, Function

_SCALAR_LOOP = """
#include <math.h>
#include <stddef.h>
void symnum_float32_array(const float *restrict in, float *restrict out, size_t n)
{{
    for (size_t k = 0; k < n; ++k)
        out[k] = {name}(in[k]);
}}
"""


def float32_array(source: str, name: str, flags: str = "-O3") -> Function:
    """A C function ``void name(const float *, float *, size_t)``, compiled.

    Args:
        source: A translation unit that defines it.
        name: The function.
        flags: For the compiler, after ``codegen.kernels.build.FLAGS``.

    Raises:
        InputError: there is no compiler.
        CompilationError: it refused the source.
    """
    interface = cffi.FFI()
    interface.cdef(f"void {name}(const float *in, float *out, size_t n);")
    library = interface.dlopen(str(compile_c(source, flags)))
    entry = getattr(library, name)

    def call(values: Floats) -> Floats:
        given = np.ascontiguousarray(values, dtype=np.float32)
        result = np.empty_like(given)
        entry(
            interface.from_buffer("float[]", given),
            interface.from_buffer("float[]", result, require_writable=True),
            given.size,
        )
        return result

    # The library lives as long as the function that calls it.
    call.library = library  # type: ignore[attr-defined]
    return call


def float32_loop(name: str, preamble: str = "", flags: str = "-O3") -> Function:
    """A scalar C function ``float name(float)`` in a loop, such as the C library's ``expf``.

    Args:
        name: The function; ``math.h`` is included.
        preamble: C in front of the loop, such as a definition of the function.
        flags: For the compiler.
    """
    return float32_array(preamble + _SCALAR_LOOP.format(name=name), "symnum_float32_array", flags)
