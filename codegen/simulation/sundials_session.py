"""SUNDIALS called directly: its functions, what lives as long as a solve, and calls back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from codegen.arrays.compiled import Placed
from codegen.simulation.cvode_c import FUNCTIONS
from codegen.simulation.machine_code import loaded
from codegen.simulation.problem import SolveError, Vector

SIGNATURES = {
    "slopes": "int(double, void *, void *, void *)",
    "product": "int(void *, void *, double, void *, void *, void *, void *)",
    "setup": "int(double, void *, void *, int, int *, double, void *)",
    "otherwise": "int(double *)",
}
"""The types of what CVODE, or our C, calls in Python."""
FAILED = -1
"""What a function gives back after an error that no smaller step mends."""
MANY_STEPS = -1
"""What CVODE gives back after as many steps as it may take at once."""
AT_ONCE = 200
STILL = 50
"""How often CVODE may come back at the same time."""


@cache
def sundials() -> Any:
    """The functions of scikit-sundae's libraries; ``None`` if they are not as expected."""
    try:
        from sksundae import _cy_common, _cy_cvode
    except ImportError:
        return None
    built = getattr(_cy_common, "config", {})
    numbers = built.get("SUNDIALS_FLOAT_TYPE"), built.get("SUNDIALS_INT_TYPE")
    if numbers != ("double", "int") or not str(built.get("SUNDIALS_VERSION")).startswith("7."):
        return None
    try:
        library = loaded()[0].dlopen(_cy_cvode.__file__)
        for name in FUNCTIONS:
            getattr(library, name)
    except (OSError, AttributeError):
        return None
    return library


def message(flag: int) -> str:
    """What a flag of CVODE's means."""
    from sksundae import _cy_cvode

    return str(getattr(_cy_cvode, "CVMESSAGES", {}).get(flag, f"flag {flag}"))


class Session:
    """What one solve takes from SUNDIALS, to be given back by ``close``.

    Args:
        size: The number of states.
        most_steps: Steps after which it is given up.
    """

    def __init__(self, size: int, most_steps: int) -> None:
        self.interface, self.ours = loaded()
        self.library = sundials()
        self.size, self.most_steps = size, most_steps
        self.error: BaseException | None = None
        self.context, self.memory = (self.interface.new("void **") for _ in range(2))
        self.data = self.interface.new("symnum_cvode *")
        self._still = 0
        self._reached = self.interface.new("double *")
        self._vectors: list[Any] = []
        self._linear: list[Any] = []
        self._alive: list[Any] = []
        self.check(self.library.SUNContext_Create(0, self.context))
        self.check(self.library.SUNContext_ClearErrHandlers(self.context[0]))
        self.data.numbers = self.library.N_VGetArrayPointer
        self.data.size = size

    def close(self) -> None:
        """Give everything back."""
        self.library.CVodeFree(self.memory)
        for solver in self._linear:
            self.library.SUNLinSolFree(solver)
        for vector in self._vectors:
            self.library.N_VDestroy(vector)
        self.library.SUNContext_Free(self.context)
        self._alive.clear()

    def check(self, flag: int) -> int:
        """The flag, if it is no error.

        Raises:
            SolveError: it is one; or what was raised in Python meanwhile.
        """
        if self.error is not None:
            raise self.error
        if flag < 0:
            raise SolveError(f"SUNDIALS' CVODE: {message(flag)}")
        return flag

    def vector(self, numbers: Vector) -> Any:
        """A vector of SUNDIALS' on the memory of an array."""
        pointer = self.doubles(numbers)
        made = self.library.N_VMake_Serial(self.size, pointer, self.context[0])
        self._vectors.append(made)
        return made

    def gmres(self, vector: Any, preconditioned: int, dimension: int) -> None:
        """Solve linear systems by GMRES."""
        made = self.library.SUNLinSol_SPGMR(vector, preconditioned, dimension, self.context[0])
        self._linear.append(made)
        self.check(self.library.CVodeSetLinearSolver(self.memory[0], made, self.interface.NULL))

    def products(self, function: Any) -> None:
        """Take products with the Jacobian from a function."""
        none = self.interface.NULL
        self.check(self.library.CVodeSetJacTimes(self.memory[0], none, function))

    def precondition(self, setup: Any, solve: Any) -> None:
        """Take the preconditioner from functions."""
        self.check(self.library.CVodeSetPreconditioner(self.memory[0], setup, solve))

    def advance(self, end: float, vector: Any, task: int) -> tuple[float, int]:
        """Go on, by a step or to a time; the time that was reached, and the flag.

        CVODE comes back after some steps, so that Ctrl-C is noticed, and goes on.
        """
        while True:
            before = self._reached[0]
            flag = self.library.CVode(self.memory[0], end, vector, self._reached, task)
            self._still = self._still + 1 if self._reached[0] == before else 0
            if self._still == STILL:
                raise SolveError(f"SUNDIALS' CVODE: no step from t = {before} is small enough")
            if flag != MANY_STEPS or self.counts()[0] >= self.most_steps:
                return self._reached[0], self.check(flag)

    def counts(self) -> tuple[int, int]:
        """Steps, and evaluations of the right side."""
        found = self.interface.new("long[2]")
        self.check(self.library.CVodeGetNumSteps(self.memory[0], found))
        self.check(self.library.CVodeGetNumRhsEvals(self.memory[0], found + 1))
        return int(found[0]), int(found[1])

    def doubles(self, numbers: Vector) -> Any:
        """A pointer to the numbers of an array, which lives as long as the session."""
        pointer = self.interface.from_buffer("double[]", numbers)
        self._alive.append(pointer)
        return pointer

    def integers(self, numbers: Any) -> Any:
        """The same of int32."""
        pointer = self.interface.from_buffer("int[]", numbers)
        self._alive.append(pointer)
        return pointer

    def view(self, vector: Any) -> Vector:
        """The numbers of a vector of SUNDIALS', in its own memory."""
        pointer = self.library.N_VGetArrayPointer(vector)
        return self.at(pointer)

    def at(self, pointer: Any) -> Vector:
        """As many numbers as there are states, at a pointer."""
        return np.frombuffer(self.interface.buffer(pointer, 8 * self.size))

    def called(self, function: Any) -> Any:
        """One of our functions in C, for SUNDIALS to call."""
        return self.interface.cast("void *", function)

    def callback(self, kind: str, function: Callable[..., int]) -> Any:
        """A function in Python, for C to call; what it raises ends the solve."""

        def guarded(*arguments: Any) -> int:
            try:
                return function(*arguments)
            except BaseException as error:
                self.error = error
                return FAILED

        made = self.interface.callback(SIGNATURES[kind], guarded, error=FAILED)
        self._alive.append(made)
        return made

    def place(self, call: Any, kernel: Placed, direction: int = 0) -> None:
        """Put a kernel into one of the calls of ``data``."""
        cast = self.interface.cast
        call.kernel = cast("symnum_kernel", kernel.function)
        call.arguments = cast("const double **", kernel.arguments)
        call.work = cast("double *", kernel.work)
        call.direction = direction
        self._alive.append(kernel)
