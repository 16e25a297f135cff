"""Tables of what traced arrays understand, filled by the modules that implement it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])

FUNCTIONS: dict[Any, Callable[..., Any]] = {}
"""From a function of NumPy to what it does with traced arrays."""
METHODS: dict[str, Callable[..., Any]] = {}
"""From the name of a method of arrays to a function whose first argument is the array."""
PROPERTIES: dict[str, Callable[[Any], Any]] = {}
"""From the name of an attribute of arrays to its value."""
UFUNC_METHODS: dict[str, Callable[..., Any]] = {}
"""What the methods of universal functions do: ``reduce``, ``outer``, …"""


def implements(
    *functions: Any, method: str | None = None
) -> Callable[[_Implementation], _Implementation]:
    """Declare what carries out some functions of NumPy, and a method of arrays."""

    def register(implementation: _Implementation) -> _Implementation:
        for function in functions:
            FUNCTIONS[function] = implementation
        if method is not None:
            METHODS[method] = implementation
        return implementation

    return register


def implements_ufunc_method(name: str) -> Callable[[_Implementation], _Implementation]:
    """Declare what a method of universal functions does."""

    def register(implementation: _Implementation) -> _Implementation:
        UFUNC_METHODS[name] = implementation
        return implementation

    return register
