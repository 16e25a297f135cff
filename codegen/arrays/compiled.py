"""Array programs in machine code, called on NumPy arrays."""

from __future__ import annotations

import os
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Placed:
    """A compiled program with arguments in place, for callers in machine code.

    Args:
        function: The address of ``void (const double *const *in, double *work,
            double *const *out)``.
        arguments: The address of ``in``; those that were not given are null.
        work: The address of ``work``.
        alive: What has to live as long.
    """

    function: int
    arguments: int
    work: int
    alive: tuple[Any, ...]


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
        self._sizes = [int(np.prod(i.shape, dtype=np.int64)) for i in program.inputs]
        self._constants = [constant.values for constant in program.constants]
        self._workspace = workspace(program)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        flags = "-O3 -march=native" + (" -fopenmp" if self.threads else "")
        interface = cffi.FFI()
        interface.cdef(
            f"void {self.name}(const double *const *in, double *work, double *const *out);"
        )
        # never unloaded: OpenMP's threads outlive the call that started them
        kept = os.RTLD_NOW | os.RTLD_NODELETE
        library = interface.dlopen(str(compile_c(self.source, flags)), kept)
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

        Raises:
            InputError: a wrong number of arguments, or one of a wrong size.
        """
        interface, entry = self._loaded
        pointer = interface.from_buffer
        given = [np.ascontiguousarray(array, dtype=np.float64) for array in arrays]
        if [array.size for array in given] != self._sizes:
            raise self._unfit(given)
        pointers = [pointer("double[]", array) for array in (*given, *self._constants)]
        targets = [pointer("double[]", out, require_writable=True) for out in outputs]
        entry(
            interface.new("const double *[]", pointers or [interface.NULL]),
            interface.new("double[]", self._workspace) if self._workspace else interface.NULL,
            interface.new("double *[]", targets),
        )

    def placed(self, *arrays: Array | None) -> Placed:
        """The function with arguments in place; ``None`` for those that callers put there.

        Args:
            arrays: Contiguous, float64, of the inputs' sizes, one for each input.
        """
        interface, entry = self._loaded
        given = [*arrays, *self._constants]
        places = [
            interface.NULL if array is None else interface.from_buffer("double[]", array)
            for array in given
        ]
        pointers = interface.new("const double *[]", places)
        work = interface.new("double[]", max(1, self._workspace))
        one, two, three = (int(interface.cast("intptr_t", a)) for a in (entry, pointers, work))
        return Placed(one, two, three, (self, given, places, pointers, work))

    def _unfit(self, given: list[Array]) -> InputError:
        """What is wrong with the arguments."""
        if len(given) != len(self._sizes):
            wanted = ", ".join(one.name for one in self.program.inputs)
            return InputError(f"{len(given)} arguments were given; wanted are {wanted}")
        pairs = zip(self.program.inputs, given, self._sizes, strict=True)
        one, array = next((i, a) for i, a, size in pairs if a.size != size)
        return InputError(
            f"argument {one.name!r} has {array.size} elements; it should have the shape {one.shape}"
        )

    def __call__(self, *arrays: Any) -> Any:
        """The outputs for arrays of the inputs' shapes, float64.

        Raises:
            InputError: a wrong number of arguments, or one of a wrong size.
        """
        made = [np.empty(output.shape, dtype=np.float64) for output in self.program.outputs]
        self.into([array.reshape(-1) for array in made], *arrays)
        return made[0] if self.program.single else tuple(made)
