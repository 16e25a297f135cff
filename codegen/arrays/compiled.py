"""Array programs in machine code, called on NumPy arrays."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.arrays.c import emit_array_c, workspace
from codegen.kernels.build import compile_c
from symnum.errors import InputError
from symnum.tracing.tracer import ArrayProgram

Array = NDArray[np.float64]


class CompiledArrayProgram:
    """An array program as a C function, compiled when first called.

    Args:
        program: The program.
        name: Its name in C.
        threads: Whether threads share the outer loops (OpenMP; ``OMP_NUM_THREADS`` says how many).

    Raises:
        InputError: a bad name, or an operator that C does not have.
    """

    def __init__(
        self, program: ArrayProgram, name: str = "array_kernel", *, threads: bool = False
    ) -> None:
        self.program, self.name, self.threads = program, name, threads
        self.source = emit_array_c(program, name)
        self._work = np.empty(workspace(program), dtype=np.float64)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        flags = "-O3 -march=native" + (" -fopenmp" if self.threads else "")
        interface = cffi.FFI()
        interface.cdef(
            f"void {self.name}(const double *const *in, double *work, double *const *out);"
        )
        library = interface.dlopen(str(compile_c(self.source, flags)))
        return interface, getattr(library, self.name)

    def compile(self) -> CompiledArrayProgram:
        """Run the compiler now; gives the program back.

        Raises:
            InputError: there is no C compiler.
            CompilationError: it refused the source.
        """
        _ = self._loaded
        return self

    def into(self, outputs: list[Array], *arrays: Any) -> None:
        """Compute into arrays that are there: contiguous, float64, of the outputs' sizes.

        Not to be called from several threads at once, since stages are stored in one place.

        Raises:
            InputError: a wrong number of arguments, or one of a wrong size.
        """
        interface, entry = self._loaded
        given = [self._argument(*pair) for pair in zip(self.program.inputs, arrays, strict=True)]
        given += [constant.values for constant in self.program.constants]
        pointers = [interface.from_buffer("double[]", array) for array in given]
        targets = [interface.from_buffer("double[]", o, require_writable=True) for o in outputs]
        entry(
            interface.new("const double *[]", pointers or [interface.NULL]),
            interface.from_buffer("double[]", self._work, require_writable=True),
            interface.new("double *[]", targets),
        )

    def _argument(self, wanted: Any, array: Any) -> Array:
        found = np.ascontiguousarray(array, dtype=np.float64)
        size = int(np.prod(wanted.shape, dtype=np.int64))
        if found.size != size:
            raise InputError(
                f"argument {wanted.name!r} has {found.size} elements; it should have the shape "
                f"{wanted.shape}"
            )
        return found

    def __call__(self, *arrays: Any) -> Any:
        """The outputs for arrays of the inputs' shapes, float64.

        Raises:
            InputError: a wrong number of arguments, or one of a wrong size.
        """
        if len(arrays) != len(self.program.inputs):
            wanted = ", ".join(given.name for given in self.program.inputs)
            raise InputError(f"{len(arrays)} arguments were given; wanted are {wanted}")
        made = [np.empty(output.shape, dtype=np.float64) for output in self.program.outputs]
        self.into([array.reshape(-1) for array in made], *arrays)
        return made[0] if self.program.single else tuple(made)
