"""C functions of float32 arrays as functions of NumPy arrays."""

from __future__ import annotations

import cffi
import numpy as np

from codegen.kernels.build import compile_c
from codegen.verification.judgement import Floats

_SCALAR_LOOP = """
#include <math.h>
#include <stddef.h>
void symnum_float32_array(const float *restrict in, float *restrict out, size_t n)
{{
    for (size_t k = 0; k < n; ++k)
        out[k] = {name}(in[k]);
}}
"""


class CompiledFloat32:
    """A C function ``void name(const float *, float *, size_t)``, compiled.

    Args:
        source: A translation unit that defines it.
        name: The function.
        flags: For the compiler, after ``codegen.kernels.build.FLAGS``.

    Raises:
        InputError: there is no compiler.
        CompilationError: it refused the source.
    """

    def __init__(self, source: str, name: str, flags: str = "-O3") -> None:
        self._interface = cffi.FFI()
        self._interface.cdef(f"void {name}(const float *in, float *out, size_t n);")
        # The library lives as long as the object that calls it.
        self._library = self._interface.dlopen(str(compile_c(source, flags)))
        self._entry = getattr(self._library, name)

    @property
    def address(self) -> int:
        """Where the function is, for other C to call it."""
        return int(self._interface.cast("uintptr_t", self._entry))

    def __call__(self, values: Floats) -> Floats:
        """The results at a float32 array, of the same shape."""
        given = np.ascontiguousarray(values, dtype=np.float32)
        result = np.empty_like(given)
        self._entry(
            self._interface.from_buffer("float[]", given),
            self._interface.from_buffer("float[]", result, require_writable=True),
            given.size,
        )
        return result


def float32_loop(name: str, preamble: str = "", flags: str = "-O3") -> CompiledFloat32:
    """A scalar C function ``float name(float)`` in a loop, such as the C library's ``expf``.

    Args:
        name: The function; ``math.h`` is included.
        preamble: C in front of the loop, such as a definition of the function.
        flags: For the compiler.
    """
    return CompiledFloat32(preamble + _SCALAR_LOOP.format(name=name), "symnum_float32_array", flags)
