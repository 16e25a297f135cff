"""Expressions as numerical functions: what other systems call ``lambdify``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.kernels.build import CompiledProgram
from codegen.kernels.kernel import compiled, emit
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.program import Program
from symnum.terms import free_symbols, interface

TargetName = Literal["c", "numpy", "jax"]


@dataclass(frozen=True)
class CompiledExpression:
    """Terms as a function of float64 arrays, one positional argument for each input.

    Arguments broadcast against each other. One term gives one array; a sequence of terms gives
    them stacked along a last axis.

    Args:
        program: What is computed.
        target: For which target.
        single: Whether one term was given rather than a sequence.
        function: The program on an array of shape (..., inputs), or elementwise for one input and
            one output.
    """

    program: Program
    target: str
    single: bool
    function: Callable[[ArrayLike], NDArray[np.float64]]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, in the order of the arguments."""
        return self.program.inputs

    def __call__(self, *arguments: ArrayLike) -> NDArray[np.float64]:
        """The values, float64, of the arguments' common shape (and one axis more for several).

        Raises:
            InputError: another number of arguments than inputs.
        """
        if len(arguments) != len(self.inputs):
            raise InputError(
                f"{len(self.inputs)} arguments are needed ({', '.join(self.inputs)}), "
                f"not {len(arguments)}"
            )
        given = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in arguments))
        if len(given) == 1 and self.single:
            return self.function(given[0])
        function = self.function
        if isinstance(function, CompiledProgram) and given and not function.elementwise:
            columns = [array.reshape(-1) for array in given]
            values = function.columns(columns).reshape(*given[0].shape, function.outputs)
        else:
            values = function(np.stack(given, axis=-1) if given else np.empty(0))
        return values[..., 0] if self.single else values

    def source(self, name: str = "expression") -> str:
        """The source text for the target: a C header, or a Python module."""
        return emit(self.program, self.target, name)


def compile_terms(
    terms: Any,
    inputs: Sequence[Any] | None = None,
    target: TargetName = "c",
    *,
    optimise: bool = False,
) -> CompiledExpression:
    """Terms as a fast function of NumPy arrays.

    Args:
        terms: A term of any family, or a list or tuple of canonical or plain terms.
        inputs: Symbols or names, in the order of the arguments; all symbols by name if not given.
        target: ``c`` (compiled with the system's compiler at the first call), ``numpy``, ``jax``.
        optimise: Whether to look for a cheaper program for all terms together, proved to compute
            them (:func:`symnum.factoring.optimise`); else common subterms are computed once, and
            that is all. Rounding errors differ, as they do between any two ways of computing.

    Raises:
        InputError: a symbol that is not among the inputs, an operator that the target lacks, an
            unknown target, or no C compiler.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> f = compile_terms(x**2 + y, [x, y], target="numpy")
    >>> f([1, 2, 3], 0.5).tolist()
    [1.5, 4.5, 9.5]
    >>> slow = x * y + x * y**2 + x * y**3
    >>> [len(compile_terms(slow, optimise=o).program.instructions) for o in (False, True)]
    [7, 5]
    """
    single = not isinstance(terms, list | tuple)
    outputs = [terms] if single else list(terms)
    if inputs is None:
        names = sorted({interface.name(s) for term in outputs for s in free_symbols(term)})
    else:
        names = [s if isinstance(s, str) else interface.name(s) for s in inputs]
    program = _optimised(outputs, names) if optimise else lower(outputs, tuple(names))
    return CompiledExpression(program, target, single, compiled(program, target))


def _optimised(terms: Sequence[Any], names: Sequence[str]) -> Program:
    from symnum.factoring import optimise  # pays for e-graphs where they are asked for

    return optimise(terms, names).program
