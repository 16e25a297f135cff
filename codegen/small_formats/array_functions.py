"""Kernels as functions of NumPy and JAX arrays of the format's own type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.certificate import ExhaustiveCertificate, certify
from codegen.small_formats.front import SmallKernel
from codegen.small_formats.functions import table_of
from symnum.errors import InputError


def numpy_function(kernel: SmallKernel) -> Callable[[Any], NDArray[Any]]:
    """A function of arrays of the format's type (``ml_dtypes`` or NumPy), of the same shape.

    It raises InputError for arrays of another type.

    >>> from codegen.small_formats.front import front
    >>> from codegen.small_formats.functions import FUNCTIONS
    >>> from symnum.numerics.formats import E4M3FN
    >>> tanh = numpy_function(front(FUNCTIONS["tanh"], E4M3FN)[0])
    >>> tanh(np.array([0.5, -100], dtype=E4M3FN.dtype)).astype(float)
    array([ 0.46875, -1.     ])
    """
    kind = kernel.format
    word = np.dtype(f"u{kind.item_bytes}")

    def call(values: Any) -> NDArray[Any]:
        given = np.asarray(values)
        _check(given.dtype, kernel)
        patterns = given.view(word).astype(np.uint32)
        computed: NDArray[Any] = kernel.code.run(patterns).astype(word).view(kind.dtype)
        return computed

    return call


def jax_function(kernel: SmallKernel) -> Callable[[Any], Any]:
    """The same for JAX arrays; it can be given to ``jax.jit`` and ``jax.vmap``.

    XLA flushes subnormal float32 numbers on CPUs: ``front(…, flushes=True)`` has the kernels that
    allow for it, and :func:`certify_jax` says what the jitted function does.
    """
    import jax
    import jax.numpy as jnp

    kind = kernel.format
    word = jnp.uint8 if kind.item_bytes == 1 else jnp.uint16

    def call(values: Any) -> Any:
        given = jnp.asarray(values)
        _check(given.dtype, kernel)
        patterns = jax.lax.bitcast_convert_type(given, word).astype(jnp.uint32)
        computed = kernel.code.run(patterns, jnp).astype(word)
        return jax.lax.bitcast_convert_type(computed, kind.dtype)

    return call


def certify_jax(kernel: SmallKernel) -> ExhaustiveCertificate:
    """What the jitted JAX function does on all bit patterns."""
    import jax
    import jax.numpy as jnp

    run = jax.jit(lambda patterns: kernel.code.run(patterns, jnp))
    computed = np.asarray(run(jnp.asarray(kernel.format.patterns())))
    return certify(computed, table_of(kernel.function, kernel.format))


def _check(dtype: Any, kernel: SmallKernel) -> None:
    if np.dtype(dtype) != kernel.format.dtype:
        raise InputError(f"{kernel.name} takes arrays of {kernel.format.name}, not {dtype}")
