"""JAX functions of array programs whose derivatives are the symbolic ones.

JAX differentiates the emitted operations one by one, so that ``sqrt(u)**3`` at u = 0 has the slope
0·∞. Under ``jvp``, ``grad`` or ``jacfwd`` the function is instead replaced by the program of its
directional derivatives, found term by term.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from symnum.errors import InputError
from symnum.tracing.derivatives import directional
from symnum.tracing.refusals import TracingError
from symnum.tracing.tracer import ArrayProgram


def with_derivatives(
    program: ArrayProgram, emitted: Callable[[ArrayProgram], Callable[..., Any]]
) -> Callable[..., Any]:
    """The JAX function of a program, with a rule for its derivatives.

    A program that has no symbolic derivative (a long maximum) keeps JAX's.

    Args:
        program: The program.
        emitted: Makes a JAX function of a program.
    """
    import jax

    run = emitted(program)
    names = [given.name for given in program.inputs]

    @cache
    def along(moved: tuple[int, ...]) -> Callable[..., Any] | None:
        """Derivatives in directions of some inputs: of all inputs, then those directions."""
        directions = {names[place]: f"(direction {place})" for place in moved}
        try:
            return emitted(directional(program, directions))
        except (InputError, TracingError):
            return None

    @jax.custom_jvp
    def function(*arrays: Any) -> Any:
        return run(*arrays)

    def rule(primals: Any, tangents: Any) -> Any:
        moved = tuple(place for place, tangent in enumerate(tangents) if _moves(tangent))
        slopes = along(moved)
        value = function(*primals)
        if slopes is not None:
            return value, slopes(*primals, *(tangents[place] for place in moved))

        def of_moved(*arrays: Any) -> Any:
            given = dict(zip(moved, arrays, strict=True))
            return run(*(given.get(place, primal) for place, primal in enumerate(primals)))

        found = jax.jvp(of_moved, [primals[p] for p in moved], [tangents[p] for p in moved])
        return value, found[1]

    function.defjvp(rule, symbolic_zeros=True)
    return function


def _moves(tangent: Any) -> bool:
    """Whether an input changes: not if it is held, nor if it is an integer."""
    import jax
    from jax.custom_derivatives import SymbolicZero

    held = isinstance(tangent, SymbolicZero)
    return not held and getattr(tangent, "dtype", None) != jax.dtypes.float0
