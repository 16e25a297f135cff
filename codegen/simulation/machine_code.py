"""The functions of this package that are written in C, compiled once."""

from __future__ import annotations

from functools import cache
from typing import Any

import cffi

from codegen.kernels.build import compile_c
from codegen.simulation import cvode_c, factors_c


@cache
def loaded() -> tuple[Any, Any]:
    """The interface, which knows SUNDIALS' functions too, and the library.

    Raises:
        InputError: there is no C compiler.
        CompilationError: it refused the source.
    """
    interface = cffi.FFI()
    interface.cdef(factors_c.DECLARATIONS + cvode_c.DECLARATIONS + cvode_c.SUNDIALS)
    path = compile_c(factors_c.SOURCE + cvode_c.SOURCE, "-O3 -march=native")
    return interface, interface.dlopen(str(path))
