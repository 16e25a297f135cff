"""Float32 kernels in JAX: plain functions for jit and vmap, and their source text.

They give the bits of the C kernels except where XLA departs from IEEE 754: on a CPU subnormal
results are zero, and a product may be fused into a sum that is not written as fused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from codegen.float32.jax_operations import FUNCTIONS, source
from codegen.float32.kernel import Float32Kernel
from codegen.float32.operators import OPERATORS, MachineType
from codegen.float32.program import LOOKUP, Constant, MachineProgram

JaxFunction = Callable[[Any], Any]
_TYPES = {MachineType.F32: "float32", MachineType.U32: "uint32"}


def jax_function(kernel: Float32Kernel) -> JaxFunction:
    """The kernel as a function of a float32 array of any shape, traceable by JAX.

    Rare arguments are computed only where an array has some, which ``vmap`` cannot see: mapped
    functions compute both programs.

    >>> from codegen.float32 import kernel_named
    >>> float(jax_function(kernel_named("exp2"))(np.float32(3)))
    8.0
    """
    ordinary = _traced(kernel.program)
    if kernel.rare is None or kernel.rare_from is None:
        return lambda x: ordinary(jnp.asarray(x, jnp.float32))
    rare, bound = _traced(kernel.rare), np.float32(kernel.rare_from)

    def function(x: Any) -> Any:
        values = jnp.asarray(x, jnp.float32)
        is_ordinary = jnp.abs(values) < bound
        return lax.cond(
            jnp.all(is_ordinary),
            lambda: ordinary(values),
            lambda: jnp.where(is_ordinary, ordinary(values), rare(values)),
        )

    return function


def _traced(program: MachineProgram) -> JaxFunction:
    def function(x: Any) -> Any:
        values = [x, *(constant.value for constant in program.constants)]
        for step in program.instructions:
            arguments = [values[argument] for argument in step.arguments]
            if step.operator == LOOKUP:
                arguments.insert(0, program.table(step).values)
            values.append(FUNCTIONS[step.operator](*arguments))
        return values[program.outputs[0]]

    return function


def emit_jax(kernel: Float32Kernel, comment: Sequence[str] = ()) -> str:
    """A Python module with the kernel as a function of its name.

    Args:
        kernel: The kernel.
        comment: Lines for the function's docstring.
    """
    programs = {kernel.name: kernel.program}
    if kernel.rare is not None:
        programs = {"ordinary": kernel.program, "rare": kernel.rare}
    used = {step.operator for program in programs.values() for step in program.instructions}
    blocks = ["\n".join(["import jax.numpy as jnp", "from jax import lax"]), *source(used)]
    for name, program in programs.items():
        lines = comment if name == kernel.name else ()
        blocks.append("\n".join(_function(name, program, lines)))
    if kernel.rare is not None:
        blocks.append("\n".join(_with_rare(kernel, comment)))
    return "\n\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _function(name: str, program: MachineProgram, comment: Sequence[str]) -> Iterator[str]:
    yield f"def {name}(x):"
    yield from _docstring(comment)
    yield "    x = jnp.asarray(x, jnp.float32)"
    for table in program.tables:
        entries = ", ".join(_literal(Constant(bits, table.type)) for bits in table.bits)
        yield f"    {table.name} = jnp.array([{entries}], jnp.{_TYPES[table.type]})"
    names = ["x"]
    for number, constant in enumerate(program.constants, 1):
        yield f"    v{number} = jnp.{_TYPES[constant.type]}({_literal(constant)})"
        names.append(f"v{number}")
    for number, step in program.numbered():
        arguments = [names[argument] for argument in step.arguments]
        if step.operator == LOOKUP:
            expression = f"lookup({step.table}, {arguments[0]})"
        else:
            expression = OPERATORS[step.operator].jax.format(*arguments)
        yield f"    v{number} = {expression}"
        names.append(f"v{number}")
    yield f"    return {names[program.outputs[0]]}"


def _literal(constant: Constant) -> str:
    """Nine digits tell float32 numbers apart; ``repr`` of the float64 has them all."""
    if constant.type is MachineType.F32:
        return repr(float(constant.value))
    return f"0x{constant.bits:08x}"


def _docstring(comment: Sequence[str]) -> Iterator[str]:
    if comment:
        text = "\n    ".join(line.replace("\\", "\\\\").replace('"""', "'''") for line in comment)
        yield f'    """{text}\n    """'


def _with_rare(kernel: Float32Kernel, comment: Sequence[str]) -> Iterator[str]:
    yield f"def {kernel.name}(x):"
    yield from _docstring(comment)
    yield "    x = jnp.asarray(x, jnp.float32)"
    yield f"    is_ordinary = jnp.abs(x) < {kernel.rare_from}"
    yield "    return lax.cond("
    yield "        jnp.all(is_ordinary),"
    yield "        lambda: ordinary(x),"
    yield "        lambda: jnp.where(is_ordinary, ordinary(x), rare(x)),"
    yield "    )"
