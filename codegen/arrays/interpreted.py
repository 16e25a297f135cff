"""Array programs on NumPy or JAX arrays: every operation on whole boxes.

The JAX function is an ordinary one, under ``jit``, ``vmap`` and ``grad``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from codegen.arrays.loops import Nest, Step, steps
from codegen.arrays.windows import window
from codegen.kernels.targets import Target
from symnum.program import Program
from symnum.tracing.accesses import Access
from symnum.tracing.tracer import ArrayProgram

_REDUCTIONS: Mapping[str, str] = {"add": "sum", "mul": "prod", "min": "min", "max": "max"}
_IDENTITY = {"add": 0.0, "mul": 1.0, "min": np.inf, "max": -np.inf}


def numpy_function(program: ArrayProgram) -> Callable[..., Any]:
    """The program as a function of NumPy arrays, float64."""
    from codegen.kernels.numpy_target import NUMPY

    run = _function(program, np, NUMPY)

    def quiet(*arrays: Any) -> Any:
        with np.errstate(all="ignore"):
            return run(*(np.asarray(array, dtype=np.float64) for array in arrays))

    return quiet


def jax_function(program: ArrayProgram, *, symbolic: bool = True) -> Callable[..., Any]:
    """The program as a function of JAX arrays.

    Args:
        program: The program.
        symbolic: Whether ``jvp``, ``grad`` and ``jacfwd`` take the symbolic derivatives; else JAX
            differentiates operation by operation.

    >>> import jax, symnum
    >>> function = jax_function(symnum.trace(lambda u: u**1.5, 2))
    >>> jax.jacfwd(function)(np.array([0.0, 4.0])).tolist()
    [[0.0, 0.0], [0.0, 3.0]]
    """
    import jax.numpy as jnp

    from codegen.arrays.jax_derivatives import with_derivatives
    from codegen.kernels.jax_target import JAX

    def emitted(one: ArrayProgram) -> Callable[..., Any]:
        return _function(one, jnp, JAX)

    return with_derivatives(program, emitted) if symbolic else emitted(program)


def _function(program: ArrayProgram, module: Any, target: Target) -> Callable[..., Any]:
    plan = steps(program)

    def run(*arrays: Any) -> Any:
        flat = {
            given.name: module.reshape(array, (-1,))
            for given, array in zip(program.inputs, arrays, strict=True)
        }
        flat |= {constant.name: module.asarray(constant.values) for constant in program.constants}
        for step in plan[:-1]:
            flat[step.target] = _stage(step, flat, module, target)
        sizes = [output.size for output in program.outputs]
        made = [module.zeros(size) for size in sizes]
        for nest in plan[-1].nests:
            for place, value in zip(nest.writes, _values(nest, flat, module, target), strict=True):
                number = int(place.source[3:])
                made[number] = _put(made[number], place, nest.extent, value, module)
        shaped = [m.reshape(o.shape) for m, o in zip(made, program.outputs, strict=True)]
        return shaped[0] if program.single else tuple(shaped)

    return run


def _stage(step: Step, flat: Mapping[str, Any], module: Any, target: Target) -> Any:
    identity = _IDENTITY[step.combine] if step.combine else 0.0
    made = module.full((step.size,), identity)
    combine = {"add": module.add, "mul": module.multiply, "min": module.minimum,
               "max": module.maximum}.get(step.combine or "")  # fmt: skip
    for nest in step.nests:
        values = _values(nest, flat, module, target)
        if step.combine:
            (value,), (place,) = values, nest.writes
            kept = len(nest.extent) - nest.reduced
            axes = tuple(range(kept, len(nest.extent)))
            value = getattr(module, _REDUCTIONS[step.combine])(value, axis=axes)
            place = Access(place.source, place.offset, place.strides[:kept])
            old = _taken(made, place, nest.extent[:kept])
            made = _put(made, place, nest.extent[:kept], combine(old, value), module)  # type: ignore[misc]
            continue
        for place, value in zip(nest.writes, values, strict=True):
            made = _put(made, place, nest.extent, value, module)
    return made


def _values(nest: Nest, flat: Mapping[str, Any], module: Any, target: Target) -> list[Any]:
    read = [_taken(flat[a.source], a, nest.extent) for a in nest.reads]
    found = _run(nest.program, read, target)
    return [module.broadcast_to(module.asarray(value) * 1.0, nest.extent) for value in found]


def _run(program: Program, inputs: list[Any], target: Target) -> list[Any]:
    values = [*inputs, *(float(constant) for constant in program.constants)]
    for _, instruction in program.numbered():
        call = target.row(instruction.operator).function
        assert call is not None  # Python's targets have functions
        values.append(call(*(values[argument] for argument in instruction.arguments)))
    return [values[output] for output in program.outputs]


def _index(access: Access, extent: tuple[int, ...]) -> Any:
    """Flat positions over an extent, as a grid of integers."""
    found = np.full((1,) * len(extent), access.offset, dtype=np.int64)
    for axis, (stride, count) in enumerate(zip(access.strides, extent, strict=True)):
        shape = [count if a == axis else 1 for a in range(len(extent))]
        found = found + (int(stride) * np.arange(count)).reshape(shape)
    return found


def _taken(flat: Any, access: Access, extent: tuple[int, ...]) -> Any:
    found = window(access, extent, flat.shape[0])
    return flat[_index(access, extent)] if found is None else found.taken(flat, len(extent))


def _put(flat: Any, access: Access, extent: tuple[int, ...], value: Any, module: Any) -> Any:
    value = module.broadcast_to(value, extent)
    found = window(access, extent, flat.shape[0])
    if found is not None:
        return found.put(flat, value)
    index = _index(access, extent)
    if module is np:
        flat[np.broadcast_to(index, extent)] = value
        return flat
    return flat.at[index].set(value, unique_indices=True)  # elements are written once
