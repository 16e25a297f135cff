"""Positions in a term: the path of argument numbers from the top, as the term interface counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnum.errors import InputError
from symnum.rules import core_call
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Term

Path = tuple[int, ...]
"""``()`` is the whole term, ``(1, 0)`` the first argument of its second argument."""


def subterms_along(term: Any, path: Sequence[int]) -> list[Any]:
    """The subterms from the whole term down to the position.

    Raises:
        InputError: there is no such position.
    """
    along = [term]
    for number in path:
        adapter = adapter_of(along[-1])
        arguments = adapter.arguments(along[-1]) if adapter.is_call(along[-1]) else ()
        if not 0 <= number < len(arguments):
            raise InputError(f"position {list(path)}: there is no argument {number} in {along[-1]}")
        along.append(arguments[number])
    return along


def subterm(term: Any, path: Sequence[int]) -> Any:
    """The subterm at a position.

    Raises:
        InputError: there is no such position.

    >>> from symnum.terms.parse import parse
    >>> subterm(parse("sin(x + y)*z"), (0, 0, 1))
    y
    """
    return subterms_along(term, path)[-1]


def replaced(term: Any, path: Sequence[int], new: Any) -> Any:
    """The term with another subterm at a position, rebuilt by its family from there to the top.

    Canonical terms collect as they are rebuilt; plain terms are flattened (core form).

    Raises:
        InputError: there is no such position.

    >>> from symnum.terms.parse import parse
    >>> replaced(parse("sin(x + y)*z"), (0, 0), parse("w"))
    sin(w)*z
    """
    return rebuilt_along(subterms_along(term, path), path, new)[0]


def rebuilt_along(along: Sequence[Any], path: Sequence[int], new: Any) -> list[Any]:
    """The subterms along a path after the last was replaced, the whole term first."""
    after = [new]
    for parent, number in zip(reversed(along[:-1]), reversed(path), strict=True):
        adapter = adapter_of(parent)
        arguments = list(adapter.arguments(parent))
        arguments[number] = after[-1]
        operator = adapter.operator(parent)
        plain = isinstance(parent, Term)
        after.append(
            core_call(operator, arguments)
            if plain
            else adapter.rebuild(parent, operator, arguments)
        )
    return after[::-1]
