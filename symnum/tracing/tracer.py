"""From a function of arrays to an array program."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symnum.errors import InputError
from symnum.tracing.accesses import accesses
from symnum.tracing.arrays import Shape, SymbolicArray, input_array
from symnum.tracing.jaxprs import from_jaxpr, jaxpr_of
from symnum.tracing.refusals import JaxCode, TracingError
from symnum.tracing.sources import ConstantArray, Input, Stage
from symnum.tracing.traced import TracedArray, lifted


@dataclass(frozen=True)
class ArrayProgram:
    """What a traced function computes.

    Args:
        name: Of the function.
        inputs: Its arguments, in order.
        stages: What is computed and stored first, each from inputs, constants and earlier stages.
        constants: Arrays of numbers that the stages and outputs read.
        outputs: What it returns.
        single: Whether it returns one array instead of a tuple of arrays.
    """

    name: str
    inputs: tuple[Input, ...]
    stages: tuple[Stage, ...]
    constants: tuple[ConstantArray, ...]
    outputs: tuple[SymbolicArray, ...]
    single: bool

    @property
    def pieces(self) -> int:
        """How many boxes of elements there are, each with a term of its own."""
        arrays = [*self.outputs, *(stage.array for stage in self.stages)]
        return sum(array.pieces for array in arrays)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The program as readable text, a line a box."""
        for given in self.inputs:
            yield f"input {given.name} {given.shape}"
        for constant in self.constants:
            yield f"constant {constant.name} of {constant.values.size} numbers"
        for stage in self.stages:
            how = f", last {stage.reduced} axes by {stage.combine.name}" if stage.combine else ""
            yield f"stage {stage.name} {stage.shape}{how}"
            yield from _array_lines(stage.array)
        for number, output in enumerate(self.outputs):
            yield f"output {number} {output.shape}"
            yield from _array_lines(output)


def _array_lines(array: SymbolicArray) -> Iterator[str]:
    for one in array.blocks:
        for piece in one.pieces:
            ranges = (
                f"{axis.start}:{axis.last + 1}" + (f":{axis.step}" if axis.step > 1 else "")
                for axis in piece.box
            )
            yield f"  [{', '.join(ranges)}] of {one.grid}: {piece.body}"


def trace(
    function: Callable[..., Any], *shapes: Shape | int, names: Sequence[str] | None = None
) -> ArrayProgram:
    """Run ordinary NumPy code on symbolic arrays.

    Args:
        function: Takes arrays and returns an array, or a tuple or list of arrays: NumPy code, code
            in ``jax.numpy`` (JAX traces it first), or a closed jaxpr. All is computed in float64,
            also what a jaxpr holds in float32; traced values are finite real numbers.
        shapes: The shape of each argument; a number of elements for a flat array, ``()`` for a
            number.
        names: Names of the arguments; those of the function if not given.

    Raises:
        InputError: a shape or name that is not allowed.
        TracingError: a call or a branch that cannot be traced; the message names it and says what
            to write instead.

    >>> import numpy as np
    >>> def heat(u):
    ...     du = np.zeros_like(u)
    ...     du[1:-1] = u[2:] - 2 * u[1:-1] + u[:-2]
    ...     return du
    >>> print(trace(heat, 1000))
    input u (1000,)
    output 0 (1000,)
      [0:1000:999] of (1000,): 0
      [1:999] of (1000,): u[-1;1] - 2*u[0;1] + u[1;1]
    """
    wanted = [_shape(shape) for shape in shapes]
    known = _names(function, len(wanted)) if names is None else tuple(names)
    if len(known) != len(wanted) or len(set(known)) < len(known):
        raise InputError(f"names: {len(wanted)} different ones are needed, not {', '.join(known)}")
    for name in known:
        if not name.isidentifier():
            raise InputError(f"names: {name!r} is no identifier")
    inputs = [input_array(name, shape) for name, shape in zip(known, wanted, strict=True)]
    label = getattr(function, "__name__", "function")
    outputs, single = _outputs(function, inputs)
    return array_program(label, known, wanted, outputs, single=single)


def _outputs(
    function: Callable[..., Any], inputs: list[SymbolicArray]
) -> tuple[list[SymbolicArray], bool]:
    """What a function returns, and whether it is one array."""
    if hasattr(function, "jaxpr") and hasattr(function, "consts"):
        made = from_jaxpr(function, inputs)
        return made, len(made) == 1
    try:
        returned = function(*(TracedArray(array, argument=True) for array in inputs))
    except (JaxCode, TypeError, ValueError) as error:
        if isinstance(error.__cause__, TracingError):  # NumPy's own words for it say less
            raise error.__cause__ from None
        if not isinstance(error, JaxCode) and (isinstance(error, InputError) or not _of_jax(error)):
            raise
        shape: list[Any] = []

        def watched(*arrays: Any) -> Any:
            found = function(*arrays)
            shape.append(found)
            return found

        made = from_jaxpr(jaxpr_of(watched, [array.shape for array in inputs]), inputs)
        return made, not isinstance(shape[-1], tuple | list)
    single = not isinstance(returned, tuple | list) or _is_array_like(returned)
    return [_output(o) for o in ([returned] if single else list(returned))], single


def _of_jax(error: Exception) -> bool:
    """Whether JAX complains of a traced array (its own frames are not in the traceback)."""
    return any(word in str(error) for word in ("__jax_array__", "JAX", "<traced array"))


def array_program(
    name: str, names: Sequence[str], shapes: Sequence[Shape], outputs: Sequence[SymbolicArray],
    *, single: bool,
) -> ArrayProgram:  # fmt: skip
    """A program with everything that its outputs read, in the order of computation."""
    found: dict[str, Stage | ConstantArray] = {}
    for output in outputs:
        _gather(output, found)
    return ArrayProgram(
        name,
        tuple(Input(*pair) for pair in zip(names, shapes, strict=True)),
        tuple(source for source in found.values() if isinstance(source, Stage)),
        tuple(source for source in found.values() if isinstance(source, ConstantArray)),
        tuple(outputs),
        single,
    )


def _gather(array: SymbolicArray, found: dict[str, Stage | ConstantArray]) -> None:
    """Sources after what they read themselves; only those that some element still reads."""
    read = read_sources(array)
    for name, source in array.sources.items():
        if name in found or name not in read or isinstance(source, Input):
            continue
        if isinstance(source, Stage):
            _gather(source.array, found)
        found[name] = source


def read_sources(array: SymbolicArray) -> Mapping[str, None]:
    """Names of the sources that some element reads, in order of appearance."""
    bodies = dict.fromkeys(piece.body for one in array.blocks for piece in one.pieces)
    return dict.fromkeys(access.source for body in bodies for access in accesses(body))


def _shape(shape: Shape | int) -> Shape:
    wanted = (shape,) if isinstance(shape, int) else tuple(shape)
    if not all(isinstance(n, int) and n > 0 for n in wanted):
        raise InputError(f"shape {shape!r}: lengths of axes are integers above 0")
    return wanted


def _names(function: Callable[..., Any], count: int) -> tuple[str, ...]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return tuple(f"x{number}" for number in range(count))
    positional = [
        p.name for p in parameters
        if p.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    ]  # fmt: skip
    if len(positional) >= count:
        return tuple(positional[:count])
    return (*positional, *(f"x{number}" for number in range(len(positional), count)))


def _is_array_like(value: Any) -> bool:
    """Whether a list stands for one array, as a list of numbers does."""
    return isinstance(value, list) and all(
        isinstance(part, list) or not getattr(part, "shape", ()) for part in value
    )


def _output(value: Any) -> SymbolicArray:
    try:
        return lifted(value)
    except TracingError:
        raise
    except (InputError, TypeError, ValueError) as error:
        raise InputError(f"the traced function returned what is no array: {error}") from None
