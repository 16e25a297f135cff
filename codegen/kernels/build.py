"""Compiling emitted C and calling it on NumPy arrays.

Shared objects are kept in a cache directory under the hash of everything that went into them, so
the same kernel is compiled once.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cffi
import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.kernels.c import LARGE, emit_c, is_scalar
from codegen.kernels.c_columns import emit_columns
from symnum.errors import InputError
from symnum.program import Program

FLAGS = ("-std=c11", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared")
_ENTRY = """
void symnum_call(const double *in, double *out, size_t n)
{{
    {name}_array(in, out, n);
}}
"""


class CompilationError(RuntimeError):
    """The C compiler refused the source; the message is the compiler's."""


def compiler() -> list[str]:
    """The C compiler's command: ``$CC`` or ``cc``.

    Raises:
        InputError: there is none.
    """
    command = shlex.split(os.environ.get("CC", "")) or ["cc"]
    if shutil.which(command[0]) is None:
        raise InputError(
            f"no C compiler: {command[0]!r} was not found; install gcc or clang "
            "(Debian: apt install gcc; macOS: xcode-select --install) or set CC"
        )
    return command


def cache_directory() -> Path:
    """Where shared objects are kept: ``$XDG_CACHE_HOME/symnum/kernels``, or below ``~/.cache``.

    A directory of this user's below the temporary one, where that cannot be written.
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    wanted = Path(home) / "symnum" / "kernels"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        if os.access(wanted, os.W_OK):
            return wanted
    except OSError:
        pass
    fallback = Path(tempfile.gettempdir()) / f"symnum-kernels-{os.getuid()}"
    fallback.mkdir(mode=0o700, exist_ok=True)
    if fallback.stat().st_uid != os.getuid():
        raise InputError(f"{fallback} belongs to someone else; set XDG_CACHE_HOME")
    return fallback


def compile_c(source: str, optimisation: str = "-O2") -> Path:
    """A shared object from C source, from the cache if it is there.

    Args:
        source: A translation unit.
        optimisation: Flags, separated by spaces; they come last and so overrule ``FLAGS``.

    Raises:
        InputError: there is no compiler.
        CompilationError: it refused the source.
    """
    command = [*compiler(), *FLAGS, *optimisation.split()]
    version = subprocess.run([command[0], "--version"], capture_output=True, check=False).stdout
    key = hashlib.sha256(b"\0".join([source.encode(), " ".join(command).encode(), version]))
    target = cache_directory() / f"{key.hexdigest()}.so"
    if not target.exists():
        _compile(command, source, target)
    return target


def compile_once(source: str, directory: str | Path, optimisation: str = "-O0") -> Path:
    """A shared object in a directory of the caller's, not kept: for what is called a few times.

    Args:
        source: A translation unit.
        directory: Where to; the object may be deleted once it is loaded.
        optimisation: As in :func:`compile_c`.

    Raises:
        InputError: there is no compiler.
        CompilationError: it refused the source.
    """
    target = Path(directory) / "once.so"
    _compile([*compiler(), *FLAGS, *optimisation.split()], source, target)
    return target


def _compile(command: Sequence[str], source: str, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as directory:
        text, made = Path(directory) / "kernel.c", Path(directory) / "kernel.so"
        text.write_text(source, encoding="ascii", errors="backslashreplace")
        done = subprocess.run(
            [*command, str(text), "-o", str(made), "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CompilationError(done.stderr.strip() or "the C compiler failed")
        os.replace(made, target)


class CompiledProgram:
    """A program in machine code, called on float64 arrays.

    A program of one input and one output maps an array of any shape. Another one takes an array of
    shape (..., inputs) and returns (..., outputs).

    Args:
        program: Any program that C can compute.
        name: Its name in C.

    The compiler runs at the first call. It raises InputError if there is no compiler.

    Raises:
        InputError: a bad name, or an operator that C does not have.
    """

    def __init__(self, program: Program, name: str = "kernel") -> None:
        self.inputs, self.outputs = len(program.inputs), len(program.outputs)
        self.elementwise = self.inputs == self.outputs == 1
        large = len(program.instructions) > LARGE
        self._optimisation = "-O1" if large else "-O3" if is_scalar(program) else "-O2"
        self._name, self._source, self._program = name, emit_c(program, name), program

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """The foreign function interface and the entry point; the library lives as long."""
        path = compile_c(self._source + _ENTRY.format(name=self._name), self._optimisation)
        interface = cffi.FFI()
        interface.cdef("void symnum_call(const double *in, double *out, size_t n);")
        library = interface.dlopen(str(path))
        return interface, library.symnum_call

    @cached_property
    def _of_columns(self) -> tuple[Any, Any]:
        """The same for inputs that are arrays of their own."""
        entry = emit_columns(self._program, self._name, LARGE)
        path = compile_c(self._source + entry, self._optimisation.replace("-O2", "-O3"))
        interface = cffi.FFI()
        interface.cdef("void symnum_columns(const double *const *in, double *out, size_t n);")
        library = interface.dlopen(str(path))
        return interface, library.symnum_columns

    def columns(self, inputs: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """The outputs, of shape (points, outputs), for one flat float64 array of each input.

        Precondition: there is an input, and more than one input or output.
        """
        count = inputs[0].size
        interface, entry = self._of_columns
        given = [np.ascontiguousarray(array, dtype=np.float64) for array in inputs]
        result = np.empty((count, self.outputs), dtype=np.float64)
        buffers = [interface.from_buffer("double[]", array) for array in given]
        entry(
            interface.new("const double *[]", buffers),
            interface.from_buffer("double[]", result, require_writable=True),
            count,
        )
        return result

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """The outputs at ``values``, as float64."""
        given = np.asarray(values, dtype=np.float64, order="C")
        shape = given.shape if self.elementwise else self._result_shape(given)
        result = np.empty(shape, dtype=np.float64)
        count = given.size if self.elementwise else result.size // max(self.outputs, 1)
        interface, entry = self._loaded
        entry(
            interface.from_buffer("double[]", given),
            interface.from_buffer("double[]", result, require_writable=True),
            count,
        )
        return result

    def _result_shape(self, given: NDArray[np.float64]) -> tuple[int, ...]:
        if given.ndim == 0 or given.shape[-1] != self.inputs:
            raise InputError(
                f"the last dimension of the argument has to be {self.inputs} (one for each input), "
                f"not {given.shape[-1] if given.ndim else 'a scalar'}"
            )
        return (*given.shape[:-1], self.outputs)
