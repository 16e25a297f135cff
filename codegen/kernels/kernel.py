"""Kernels: source, certificate and callable of one program on one target."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.kernels.build import CompiledProgram
from codegen.kernels.c import emit_c
from codegen.kernels.certificate import Certificate, certify
from codegen.kernels.python_source import assemble, emit_python
from codegen.kernels.targets import C, Target
from symnum.errors import require_known
from symnum.lowering import lift
from symnum.numerics.functions import CallableFunction, as_reference, function_of
from symnum.program import Program
from symnum.terms.exact import Exact
from symnum.terms.text import to_text

TARGETS = ("c", "numpy", "jax")


@dataclass(frozen=True)
class Kernel:
    """A program as code.

    Args:
        source: Text to paste: a C header or a Python module.
        certificate: Its proved error.
        callable: The kernel on NumPy arrays, elementwise, in float64.
    """

    source: str
    certificate: Certificate
    callable: Callable[[ArrayLike], NDArray[np.float64]]


def kernel(
    program: Program, reference: Any, low: Exact, high: Exact, target: str, name: str
) -> Kernel:
    """Code for a program of one input and one output, with a certificate.

    Args:
        program: The program.
        reference: What it approximates: a program, an operator, a term with one symbol, or a
            callable on balls.
        low: Left end of the interval of the certificate; ``high`` the right end.
        target: One of ``TARGETS``.
        name: The function's name.

    Raises:
        InputError: an unknown target, a bad name, an operator that the target lacks, or no C
            compiler.
        NotCertified: the approximation error could not be bounded, or float64 gives no finite
            number at some point of the interval.

    >>> from symnum.lowering import lower
    >>> from symnum.ops import EXP
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> made = kernel(lower([1 + x]), EXP, 0, 1, "numpy", "exp_linear")
    >>> round(made.certificate.certified_bound, 2), float(made.callable(0.5))
    (0.72, 1.5)
    """
    described = target_named(target)
    call = compiled(program, target, name)
    certificate = certify(program, reference, low, high, described, call)
    source = emit(program, target, name, [_title(reference), *certificate.lines()])
    return Kernel(source, certificate, call)


def _title(reference: Any) -> str:
    function = function_of(reference)
    if isinstance(function, CallableFunction):
        return f"approximates {function.name}, given as code."
    (term,) = lift(as_reference(reference))
    text = to_text(term)
    return f"approximates {text if len(text) <= _LONGEST_TITLE else 'its reference'}."


_LONGEST_TITLE = 200


def target_named(name: str) -> Target:
    """A target by name. JAX is imported when it is first asked for, since that takes a second.

    Raises:
        InputError: there is none of that name.
    """
    if name == "c":
        return C
    require_known(name, TARGETS, "target")
    module = importlib.import_module(f"codegen.kernels.{name}_target")
    found: Target = getattr(module, name.upper())
    return found


def emit(program: Program, target: str, name: str, comment: list[str] | None = None) -> str:
    """The source of any program for a target, without a certificate.

    Raises:
        InputError: an unknown target, a bad name, or an operator that the target lacks.
    """
    if target == "c":
        return emit_c(program, name, comment or [])
    return emit_python(target_named(target), program, name, comment or [])


def compiled(
    program: Program, target: str, name: str = "kernel"
) -> Callable[[ArrayLike], NDArray[np.float64]]:
    """Any program as a function of one float64 array.

    A program of one input and one output works elementwise; another one takes (..., inputs) and
    returns (..., outputs).

    Raises:
        InputError: an unknown target, an operator that the target lacks, or no C compiler.
    """
    described = target_named(target)
    if target == "c":
        return CompiledProgram(program, name)
    module = importlib.import_module(f"codegen.kernels.{target}_target")
    run: Callable[[ArrayLike], NDArray[np.float64]] = module.array_function(
        program, assemble(described, program)
    )
    return run


def traceable(program: Program) -> Callable[..., Any]:
    """Any program as a function of JAX arrays, one argument for each input.

    It can be given to ``jax.jit``, ``jax.grad`` and ``jax.vmap``. Precision is the caller's: for
    float64 trace and call it under ``jax.enable_x64(True)``.

    Raises:
        InputError: an operator that the target lacks.
    """
    return assemble(target_named("jax"), program)
