"""Code in ``jax.numpy``: its jaxpr, run on symbolic arrays primitive by primitive.

What depends on no input is computed by JAX at once, so indices and masks are numbers when they are
used. Gathers and scatters are understood by what they do to the positions of elements: the same
primitive is run on an array of positions, and where the answer is a box it stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.jax_indexing import gathered, scattered
from symnum.tracing.jax_primitives import PRIMITIVES
from symnum.tracing.refusals import TracingError
from symnum.tracing.traced import TracedArray, lifted

LONGEST_LOOP = 1000
"""Turns of a loop up to which it is unrolled."""
Value = Any
"""A NumPy array, or a traced one."""


def from_jaxpr(closed: Any, arguments: Sequence[SymbolicArray]) -> list[SymbolicArray]:
    """The outputs of a closed jaxpr for symbolic inputs.

    Raises:
        TracingError: a primitive that cannot be traced.
    """
    given = [TracedArray(array) for array in arguments]
    return [lifted(value) for value in _closed(closed, given)]


def jaxpr_of(function: Callable[..., Any], shapes: Sequence[tuple[int, ...]]) -> Any:
    """The closed jaxpr of a function of float64 arrays.

    Raises:
        TracingError: JAX cannot trace it.
    """
    import jax

    with jax.enable_x64(True):
        given = [_struct(jax, shape) for shape in shapes]
        try:
            return jax.make_jaxpr(function)(*given)
        except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError):
            raise TracingError(
                "jax.numpy code branches on a value: use jnp.where(condition, a, b)"
            ) from None


def _struct(jax: Any, shape: tuple[int, ...]) -> Any:
    return jax.ShapeDtypeStruct(shape, np.float64)


def _closed(closed: Any, arguments: Sequence[Value]) -> list[Value]:
    return _run(closed.jaxpr, [np.asarray(c) for c in closed.consts], arguments)


def _run(jaxpr: Any, constants: Sequence[Value], arguments: Sequence[Value]) -> list[Value]:
    known: dict[Any, Value] = {}
    known.update(zip(jaxpr.constvars, constants, strict=True))
    known.update(zip(jaxpr.invars, arguments, strict=True))

    def value(atom: Any) -> Value:
        return np.asarray(atom.val) if hasattr(atom, "val") else known[atom]

    for equation in jaxpr.eqns:
        made = _applied(equation, [value(atom) for atom in equation.invars])
        known.update(zip(equation.outvars, made, strict=True))
    return [value(atom) for atom in jaxpr.outvars]


def _applied(equation: Any, operands: list[Value]) -> list[Value]:
    name, parameters = equation.primitive.name, equation.params
    if name in _HIGHER:
        return _HIGHER[name](parameters, operands)
    if not any(isinstance(operand, TracedArray) for operand in operands):
        return _computed(equation, operands)
    if name == "gather":
        return [gathered(equation, operands)]
    if name.startswith("scatter"):
        return [scattered(equation, operands)]
    if name not in PRIMITIVES:
        raise TracingError(
            f"JAX's primitive {name} cannot be traced: use elementwise functions, slices, "
            "jnp.where, sums and products of arrays"
        )
    made = PRIMITIVES[name](parameters, *operands)
    return made if isinstance(made, list) else [made]


def _computed(equation: Any, operands: list[Value]) -> list[Value]:
    """A primitive on numbers, by JAX itself."""
    import jax

    with jax.enable_x64(True):
        made = equation.primitive.bind(*operands, **equation.params)
    return [np.asarray(one) for one in (made if equation.primitive.multiple_results else [made])]


def _inner(key: str) -> Callable[[Mapping[str, Any], list[Value]], list[Value]]:
    return lambda parameters, operands: _closed(parameters[key], operands)


def _scan(parameters: Mapping[str, Any], operands: list[Value]) -> list[Value]:
    turns, closed = parameters["length"], parameters["jaxpr"]
    if turns > LONGEST_LOOP:
        raise TracingError(f"lax.scan of {turns} turns (allowed: {LONGEST_LOOP})")
    fixed, count = parameters["num_consts"], parameters["num_carry"]
    constants, carry = operands[:fixed], operands[fixed : fixed + count]
    sequences, collected = operands[fixed + count :], []
    places = range(turns)[:: -1 if parameters["reverse"] else 1]
    for place in places:
        made = _closed(closed, [*constants, *carry, *(s[place] for s in sequences)])
        carry = made[:count]
        collected.append(made[count:])
    if parameters["reverse"]:
        collected.reverse()
    stacked = [np.stack(column) for column in zip(*collected, strict=True)]
    return [*carry, *stacked]


def _while(parameters: Mapping[str, Any], operands: list[Value]) -> list[Value]:
    tests, bodies = parameters["cond_nconsts"], parameters["body_nconsts"]
    for_test, rest = operands[:tests], operands[tests:]
    for_body, state = rest[:bodies], rest[bodies:]
    for _ in range(LONGEST_LOOP + 1):
        (going,) = _closed(parameters["cond_jaxpr"], [*for_test, *state])
        if isinstance(going, TracedArray):
            raise TracingError("lax.while_loop with a condition on a value: write out the steps")
        if not going:
            return list(state)
        state = _closed(parameters["body_jaxpr"], [*for_body, *state])
    raise TracingError(f"a loop of more than {LONGEST_LOOP} turns is not unrolled")


def _cond(parameters: Mapping[str, Any], operands: list[Value]) -> list[Value]:
    index, *rest = operands
    if isinstance(index, TracedArray):
        branches = [_closed(branch, rest) for branch in parameters["branches"]]
        if len(branches) != 2:
            raise TracingError("lax.switch on a value: use jnp.select")
        return [np.where(index, b, a) for a, b in zip(*branches, strict=True)]
    return _closed(parameters["branches"][int(index)], rest)


_HIGHER: Mapping[str, Callable[[Mapping[str, Any], list[Value]], list[Value]]] = {
    "jit": _inner("jaxpr"), "pjit": _inner("jaxpr"), "closed_call": _inner("call_jaxpr"),
    "custom_jvp_call": _inner("call_jaxpr"), "custom_vjp_call": _inner("call_jaxpr"),
    "custom_vjp_call_jaxpr": _inner("fun_jaxpr"), "checkpoint": _inner("jaxpr"),
    "scan": _scan, "while": _while, "cond": _cond,
}  # fmt: skip
