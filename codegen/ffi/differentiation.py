"""Derivatives for float32 functions in JAX, from the operator table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from codegen.kernels.jax_target import JAX
from symnum.errors import InputError
from symnum.ops import Operator, operator_named
from symnum.ops.operator import Template

Unary = Callable[[Any], Any]


def differentiable(
    call: Unary, operator: Operator, name: str, certificate: Sequence[str] = ()
) -> Unary:
    """A function with the derivative of an operator, for ``jit``, ``vmap`` and ``grad``.

    Where the derivative mentions the operator itself, as that of exp does, it is the function that
    is called again, so that higher derivatives follow; other operators are JAX's own.

    Args:
        call: Elementwise on float32 arrays.
        operator: What it computes.
        name: The function's name.
        certificate: Lines on its errors, for the docstring and the attribute ``certificate``.

    Raises:
        InputError: the operator has no derivative; from the function, if the argument is not
            float32.
    """
    if operator.derivatives is None or operator.derivatives[0] is None:
        raise InputError(f"{operator.name} has no derivative in the operator table")
    template = operator.derivatives[0]

    @jax.custom_jvp
    def function(x: Any) -> Any:
        return call(x)

    @function.defjvp
    def derivative(primals: tuple[Any], tangents: tuple[Any]) -> tuple[Any, Any]:
        (x,), (tangent,) = primals, tangents
        return function(x), _value(template, x, operator, function) * tangent

    def checked(x: Any) -> Any:
        given = jnp.asarray(x)
        if given.dtype != jnp.float32:
            raise InputError(f"{name} computes in float32, not in {given.dtype}")
        return function(given)

    checked.__name__ = checked.__qualname__ = name
    checked.__doc__ = "\n".join([f"{operator.meaning}, in float32.", "", *certificate])
    checked.certificate = tuple(certificate)  # type: ignore[attr-defined]
    return checked


def _value(template: Template, x: Any, operator: Operator, function: Unary) -> Any:
    """A derivative's template at an argument."""
    if isinstance(template, int):
        return jnp.float32(template)
    if isinstance(template, str):
        return x if template == "a" else _called(template, ())
    head, *arguments = template
    values = [_value(argument, x, operator, function) for argument in arguments]
    return function(*values) if head == operator.name else _called(head, values)


def _called(name: str, values: Sequence[Any]) -> Any:
    function = JAX.row(operator_named(name)).function
    assert function is not None
    return function(*values)


def derivative_text(operator: Operator, name: str) -> str:
    """The derivative at ``x`` as an expression over ``jnp`` and the function ``name`` itself.

    Raises:
        InputError: the operator has no derivative.

    >>> from symnum.ops import TANH
    >>> derivative_text(TANH, "tanh")
    '1 - (jnp.power(tanh(x), 2))'
    """
    if operator.derivatives is None or operator.derivatives[0] is None:
        raise InputError(f"{operator.name} has no derivative in the operator table")
    return _text(operator.derivatives[0], operator, name)


def _text(template: Template, operator: Operator, name: str) -> str:
    if isinstance(template, int):
        return str(template)
    if isinstance(template, str):
        return "x" if template == "a" else JAX.row(operator_named(template)).spelling
    head, *arguments = template
    texts = [_text(argument, operator, name) for argument in arguments]
    if head == operator.name:
        return f"{name}({', '.join(texts)})"
    spelling = JAX.row(operator_named(head)).spelling
    inside = [t if t.isidentifier() or t.isdigit() else f"({t})" for t in texts]
    return spelling.format(*(texts if spelling.endswith(")") else inside))
