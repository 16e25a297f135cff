"""A float32 kernel in C as a JAX function, called by XLA on the CPU."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import jax

from codegen.ffi.differentiation import differentiable
from codegen.ffi.handler import handler_source
from codegen.float32 import Float32Kernel, kernel_named
from codegen.kernels.build import compile_c
from codegen.verification.certificate import c_code, comment_of
from codegen.verification.variants import ENTRY, KERNEL_FLAGS, kernel_source


@cache
def custom_call(name: str) -> Callable[[Any], Any]:
    """The C kernel of a function as a function of float32 JAX arrays of any shape.

    It works under ``jax.jit``, ``jax.vmap`` and ``jax.grad``, on the CPU only; derivatives are
    those of the operator table. Its docstring and its attribute ``certificate`` (lines of text)
    say what is known of its errors: XLA calls the very code that was verified.

    Raises:
        InputError: there is no such kernel, no C compiler, or, when called, no float32 array.
        CompilationError: the compiler does not find or accept XLA's header.

    >>> float(custom_call("exp")(1.0))
    2.7182817459106445
    """
    kernel = kernel_named(name)
    target = _registered(kernel)

    def call(x: Any) -> Any:
        shape = jax.ShapeDtypeStruct(x.shape, x.dtype)  # type: ignore[no-untyped-call]
        return jax.ffi.ffi_call(target, shape, vmap_method="broadcast_all")(x)

    return differentiable(call, kernel.function, kernel.c_name, comment_of(c_code(kernel)))


def _registered(kernel: Float32Kernel) -> str:
    """Compile the handler and register it; the name under which XLA knows it.

    The name has the code's digest, so that it never stands for other code in one process.
    """
    target = f"{kernel.c_name}_{c_code(kernel).digest[:16]}"
    source = handler_source(kernel_source(kernel), ENTRY, target)
    path = compile_c(source, f"{KERNEL_FLAGS} -I{jax.ffi.include_dir()}")
    # XLA keeps the address for as long as the process lives: the library is never closed.
    library = ctypes.CDLL(str(path))
    capsule = jax.ffi.pycapsule(getattr(library, target))  # type: ignore[no-untyped-call]
    jax.ffi.register_ffi_target(target, capsule, platform="cpu")
    return target
