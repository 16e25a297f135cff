"""Code in ``jax.numpy``: its jaxpr, run on symbolic arrays primitive by primitive.

What depends on no input is computed by JAX at once, so indices and masks are numbers when they are
used. Gathers and scatters are understood by what they do to the positions of elements: the same
primitive is run on an array of positions, and where the answer is a box it stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symnum.tracing.alternatives import ALTERNATIVES, OTHERWISE_IN_JAX
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.jax_indexing import gathered, scattered
from symnum.tracing.jax_infinities import TRUTHS, decided, known
from symnum.tracing.jax_primitives import PRIMITIVES, integer_quotient
from symnum.tracing.joining import traced
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
        except jax.errors.TracerArrayConversionError:
            raise TracingError(
                "NumPy's functions are called on JAX's arrays: use those of jax.numpy throughout"
            ) from None
        except jax.errors.NonConcreteBooleanIndexError:
            raise TracingError(
                "a mask of jax.numpy's is an index: use jnp.where(mask, a, b), or a mask of NumPy's"
            ) from None
        except jax.errors.ConcretizationTypeError:
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
    early = decided(name, operands)
    if early is not None:
        return [early]
    if name == "gather":
        return [gathered(equation, operands)]
    if name.startswith("scatter"):
        return [scattered(equation, operands)]
    if name not in PRIMITIVES:
        instead = ALTERNATIVES.get(name, OTHERWISE_IN_JAX)
        raise TracingError(f"JAX's primitive {name} cannot be traced: use {instead}")
    if _is_integer(equation.invars[0]) and name in _OF_INTEGERS:
        return [_OF_INTEGERS[name](*operands)]
    made = PRIMITIVES[name](parameters, *operands)
    if name in TRUTHS:
        made = known(made)
    return made if isinstance(made, list) else [made]


def _bits(*operands: Value) -> Value:
    raise TracingError(
        "bits of traced integers cannot be traced: use jnp.logical_and, jnp.logical_or, "
        "jnp.logical_not of comparisons"
    )


_OF_INTEGERS: Mapping[str, Callable[..., Value]] = {
    "div": integer_quotient, **dict.fromkeys(("and", "or", "not", "xor"), _bits),
}  # fmt: skip
"""Primitives that mean something else for integers."""


def _is_integer(atom: Any) -> bool:
    return bool(np.dtype(atom.aval.dtype).kind in "iu")


def _computed(equation: Any, operands: list[Value]) -> list[Value]:
    """A primitive on numbers, by JAX itself."""
    import jax

    with jax.enable_x64(True):
        made = equation.primitive.bind(*operands, **equation.params)
    return [np.asarray(one) for one in (made if equation.primitive.multiple_results else [made])]


def _inner(key: str) -> Callable[[Mapping[str, Any], list[Value]], list[Value]]:
    def run(parameters: Mapping[str, Any], operands: list[Value]) -> list[Value]:
        jaxpr = parameters[key]
        return _closed(jaxpr, operands) if hasattr(jaxpr, "consts") else _run(jaxpr, [], operands)

    return run


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
    branches = parameters["branches"]
    if not isinstance(index, TracedArray):
        return _closed(branches[int(np.clip(int(index), 0, len(branches) - 1))], rest)
    *firsts, made = [_closed(branch, rest) for branch in branches]
    if len(branches) == 2:  # the index may be a truth value
        return [np.where(index, traced(b), a) for a, b in zip(firsts[0], made, strict=True)]
    for number, first in reversed(list(enumerate(firsts))):
        made = [np.where(index <= number, traced(a), b) for a, b in zip(first, made, strict=True)]
    return made


_HIGHER: Mapping[str, Callable[[Mapping[str, Any], list[Value]], list[Value]]] = {
    "jit": _inner("jaxpr"), "pjit": _inner("jaxpr"), "closed_call": _inner("call_jaxpr"),
    "custom_jvp_call": _inner("call_jaxpr"), "custom_vjp_call": _inner("call_jaxpr"),
    "custom_vjp_call_jaxpr": _inner("fun_jaxpr"), "checkpoint": _inner("jaxpr"),
    "remat2": _inner("jaxpr"),
    "scan": _scan, "while": _while, "cond": _cond,
}  # fmt: skip
