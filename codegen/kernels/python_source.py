"""Programs as Python: source text for people, and callables assembled from the same rows.

Nothing is compiled from text: a callable walks the instructions with the target's functions (in
JAX that happens once, when the function is traced). A test runs the emitted text in a process of
its own and compares.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from codegen.kernels.targets import Target
from symnum.errors import InputError
from symnum.program import Program
from symnum.terms.exact import Exact

_IMPORTS = {
    "numpy": ("import numpy as np", "from scipy.special import {}"),
    "jax": ("import jax.numpy as jnp", "from jax.scipy.special import {}"),
}
_HINT = {
    "numpy": "float64 arrays of any shape.",
    "jax": "Traceable, differentiable, for jax.jit and jax.vmap. For float64 call it under\n"
    "    jax.enable_x64(True), or set jax_enable_x64.",
}
_FRAME = {
    "numpy": ("np.asarray({}, dtype=np.float64)", 'with np.errstate(all="ignore"):'),
    "jax": ("jnp.asarray({})", ""),
}
"""How an argument becomes an array, and what the operations stand under."""
_SPECIAL = (
    "airy", "digamma", "erf", "erfc", "erfinv", "gamma", "gammaln", "iv", "jv", "kv", "polygamma",
    "psi", "yv",
)  # fmt: skip
"""Functions that are imported from ``scipy.special`` or ``jax.scipy.special`` where needed."""
_RESERVED = frozenset({"np", "jnp", "jax", "int", *_SPECIAL})


def emit_python(target: Target, program: Program, name: str, comment: Sequence[str] = ()) -> str:
    """A Python module with one function.

    Args:
        target: NumPy or JAX.
        program: Any program that the target can compute; its inputs become the arguments. Several
            outputs are returned as a tuple.
        name: A Python identifier.
        comment: Lines for the function's docstring.

    Raises:
        InputError: a bad name, or an operator or constant that the target cannot compute.

    >>> from codegen.kernels.numpy_target import NUMPY
    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> for line in emit_python(NUMPY, lower([x / 4 + x]), "f").splitlines()[6:]:
    ...     print(line)
        x = np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            v2 = x / 4.0
            v3 = x + v2
        return v3
    """
    check_python_name(name)
    program = program.pruned()
    target.check(program)
    names = _value_names(program)
    return "\n".join(
        [
            *_imports(target, program),
            "",
            "",
            f"def {name}({', '.join(names[: len(program.inputs)])}):",
            *_docstring(target, comment),
            *_body(target, program, names),
            "",
        ]
    )


def _body(target: Target, program: Program, names: Sequence[str]) -> Iterator[str]:
    convert, guard = _FRAME[target.name]
    for name in names[: len(program.inputs)]:
        yield f"    {name} = {convert.format(name)}"
    indent = "    "
    if guard and program.instructions:
        yield f"    {guard}"
        indent *= 2
    for number, instruction in program.numbered():
        arguments = [names[argument] for argument in instruction.arguments]
        right = target.row(instruction.operator).spelling.format(*arguments)
        yield f"{indent}{names[number]} = {right}"
    yield f"    return {', '.join(names[output] for output in program.outputs)}"


def check_python_name(name: str) -> None:
    """Refuse what cannot name a function.

    Raises:
        InputError: not an identifier, or one that is taken.
    """
    if not _usable(name):
        raise InputError(f"{name!r} cannot name a Python function here")


def _usable(name: str) -> bool:
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and name not in _RESERVED
        and not re.fullmatch(r"v\d+", name)
    )


def _value_names(program: Program) -> list[str]:
    usable = all(_usable(name) for name in program.inputs)
    names = [n if usable else f"x{k}" for k, n in enumerate(program.inputs)]
    names += [_literal(constant) for constant in program.constants]
    return names + [f"v{number}" for number, _ in program.numbered()]


def _literal(value: Exact) -> str:
    """The nearest double; Python reads the shortest spelling back exactly."""
    text = repr(float(value))
    return f"({text})" if text.startswith("-") else text


def _imports(target: Target, program: Program) -> list[str]:
    module, special = _IMPORTS[target.name]
    spelled = {target.row(i.operator).spelling for i in program.instructions}
    names = [n for n in _SPECIAL if any(s.startswith(f"{n}(") for s in spelled)]
    return [module, special.format(", ".join(names))] if names else [module]


def _docstring(target: Target, comment: Sequence[str]) -> list[str]:
    safe = [" ".join(line.split()).replace("\\", "/").replace('"', "'") for line in comment]
    text = (
        [*safe, "", *_HINT[target.name].splitlines()] if safe else _HINT[target.name].splitlines()
    )
    lines = [f'    """{text[0].strip()}', *(f"    {line.strip()}".rstrip() for line in text[1:])]
    return [*lines, '    """']


def assemble(target: Target, program: Program) -> Callable[..., Any]:
    """A function of the program's inputs, on the target's own arrays.

    Several outputs come back as a tuple.

    Raises:
        InputError: an operator or constant that the target cannot compute.
    """
    program = program.pruned()
    target.check(program)
    constants = [float(Fraction(constant)) for constant in program.constants]
    steps = [(target.row(i.operator).function, i.arguments) for i in program.instructions]
    outputs, count = program.outputs, len(program.inputs)

    def call(*inputs: Any) -> Any:
        if len(inputs) != count:
            raise TypeError(f"{count} arguments are needed, not {len(inputs)}")
        values: list[Any] = [*inputs, *constants]
        for function, arguments in steps:
            assert function is not None
            values.append(function(*(values[argument] for argument in arguments)))
        found = tuple(values[output] for output in outputs)
        return found[0] if len(found) == 1 else found

    return call


def on_arrays(arrays: Any, program: Program, call: Callable[..., Any]) -> Callable[[Any], Any]:
    """A function of the inputs as a function of one array, for ``numpy`` or ``jax.numpy``.

    Elementwise for one input and one output; else from shape (..., inputs) to (..., outputs).
    """
    count = len(program.inputs)
    elementwise = count == len(program.outputs) == 1

    def run(values: Any) -> Any:
        shape = values.shape if elementwise else values.shape[:-1]
        given = (values,) if elementwise else tuple(values[..., k] for k in range(count))
        results = call(*given)
        results = results if isinstance(results, tuple) else (results,)
        columns = [
            arrays.broadcast_to(arrays.asarray(result, dtype=values.dtype), shape)
            for result in results
        ]
        return columns[0] if elementwise else arrays.stack(columns, axis=-1)

    return run
