"""What cannot be traced: one line that names the call and says what to write instead."""

from __future__ import annotations

from symnum.errors import InputError


class TracingError(InputError):
    """Code that cannot be traced; the message names the call and says what to write instead."""


class JaxCode(Exception):
    """The traced code calls ``jax.numpy``: it has to be traced by JAX first."""


ALTERNATIVES = {
    "sort": "np.minimum and np.maximum of the few values that are compared",
    "argmax": "np.where with comparisons", "argmin": "np.where with comparisons",
    "item": "u[0] and NumPy's functions", "tolist": "u itself", "nonzero": "np.where(mask, a, b)",
    "interp": "np.where with the pieces written out, or a polynomial",
    "solve": "the unknowns as states of a DAE (mass matrix), or a matrix inverted beforehand",
    "inv": "a matrix of numbers inverted before tracing", "fft": "np.einsum with a constant matrix",
    "around": "np.floor(u + 0.5)", "round": "np.floor(u + 0.5)",
}  # fmt: skip
"""What to write instead of functions that cannot be traced."""


def unsupported(shown: str, name: str) -> str:
    """The line that says what cannot be traced, and the alternative."""
    instead = ALTERNATIVES.get(name, "the functions in symnum.tracing.SUPPORTED")
    return f"{shown} cannot be traced: use {instead}"
