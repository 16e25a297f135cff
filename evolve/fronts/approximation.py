"""What :func:`symnum.approximate` returns: approximations by size, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from evolve.programs import typeset
from evolve.programs.translation import infix
from symnum.errors import InputError
from symnum.numerics.objective_text import objective_text
from symnum.numerics.objectives import Objective
from symnum.numerics.supremum import ErrorBound, shown_bound
from symnum.program import Program
from symnum.terms.exact import Exact

if TYPE_CHECKING:
    from codegen.kernels import Kernel


@dataclass(frozen=True)
class Approximation:
    """A program that approximates a function, and what is known of its error.

    Args:
        program: The program; its constants are binary64 numbers.
        error: The largest error on a dense grid, in high precision, as the objective measures it.
        certificate: What is proved: ``certificate.bound`` holds everywhere on the domain, and
            ``certificate.kind`` says how. A reference of which nothing can be proved gives a kind
            that begins with ``sampled``, and an infinite bound.
        reference: The function, as it was given or as a program.
        domain: The interval.
        objective: What errors are measured in.
    """

    program: Program
    error: float
    certificate: ErrorBound
    reference: Any = field(repr=False)
    domain: tuple[Exact, Exact]
    objective: Objective

    @property
    def operations(self) -> int:
        """Operations that depend on x, shared ones once."""
        return self.program.operations

    @property
    def bound(self) -> float:
        """The proved bound on the error."""
        return self.certificate.bound

    def c(self, name: str = "approximation") -> str:
        """A C header: scalar and array functions, with a certificate of rounding and all."""
        return self.kernel("c", name).source

    def numpy(self, name: str = "approximation") -> str:
        """A Python module for NumPy arrays, with a certificate."""
        return self.kernel("numpy", name).source

    def jax(self, name: str = "approximation") -> str:
        """A Python module for JAX, traceable and differentiable, with a certificate."""
        return self.kernel("jax", name).source

    def kernel(self, target: str, name: str = "approximation") -> Kernel:
        """Source, certificate and callable for a target: ``c``, ``numpy`` or ``jax``.

        Raises:
            InputError: an unknown target or a bad name.
            NotCertified: nothing can be proved of the reference.
        """
        from codegen.kernels import kernel

        return kernel(self.program, self.reference, *self.domain, target, name)

    def sympy(self) -> Any:
        """A SymPy expression in ``x``, its constants exact."""
        return typeset.sympy(self.program)

    def latex(self, name: str = "f") -> str:
        """LaTeX: shared values, the result, and the constants to all digits."""
        return typeset.latex(self.program, name)

    @cached_property
    def _compiled(self) -> Callable[[Any], Any]:
        from codegen.kernels import compiled

        return compiled(self.program, "numpy")

    def __call__(self, x: Any) -> Any:
        """The program in float64 on a number or an array, elementwise."""
        return self._compiled(x)

    def __str__(self) -> str:
        return infix(self.program)


@dataclass(frozen=True, repr=False)
class Approximations(Sequence[Approximation]):
    """Approximations of which each is more accurate than all shorter ones, the shortest first.

    Args:
        function: What people call the function.
        entries: The approximations.
        evaluations: Programs that the search fitted.
    """

    function: str
    entries: tuple[Approximation, ...]
    evaluations: int

    @overload
    def __getitem__(self, index: int) -> Approximation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Approximation, ...]: ...
    def __getitem__(self, index: int | slice) -> Approximation | tuple[Approximation, ...]:
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def of(self, operations: int) -> Approximation:
        """The best one of at most so many operations.

        Raises:
            InputError: all have more.
        """
        fitting = [entry for entry in self.entries if entry.operations <= operations]
        if not fitting:
            least = min((entry.operations for entry in self.entries), default=0)
            raise InputError(f"operations: at least {least} are needed, not {operations}")
        return fitting[-1]

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.entries:
            yield f"{self.function}: no approximation could be certified"
            return
        first = self.entries[0]
        low, high = (f"{float(end):.6g}" for end in first.domain)
        measure = objective_text(first.objective)
        yield f"{self.function} on [{low}, {high}], {measure} error"
        yield "operations      error  proved bound  program"
        for entry in self.entries:
            bound = shown_bound(entry.bound) if entry.bound < float("inf") else "sampled"
            yield f"{entry.operations:>10}  {entry.error:.3e}  {bound:>12}  {entry}"
