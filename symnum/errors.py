"""What a user did wrong, said in one line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TypeVar

_Row = TypeVar("_Row")
_LISTED = 60
"""Names that a message lists; what is more, such as the species of a network, is counted."""


class InputError(ValueError):
    """Bad input: a text, file, configuration or run directory that cannot be used.

    The message is one line that names the file, field or symbol and what is allowed. The command
    line prints it and exits with code 2.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


def row_named(name: str, table: Mapping[str, _Row], what: str) -> _Row:
    """The row of a table that a user named.

    Args:
        name: What was asked for.
        table: Rows by name.
        what: What a row is, in the singular.

    Raises:
        InputError: there is none; see :func:`unknown`.
    """
    require_known(name, table, what)
    return table[name]


def require_known(name: str, known: Collection[str], what: str) -> None:
    """See to it that a user's name is one of those that there are.

    Raises:
        InputError: it is not; see :func:`unknown`.
    """
    if name not in known:
        raise unknown(name, known, what)


def unknown(
    name: object, known: Collection[str], what: str, unlisted: Collection[str] = ()
) -> InputError:
    """The error that names what was asked for, the nearest name and those that there are.

    Args:
        name: What was asked for.
        known: All names, or those to list first.
        what: What has such a name, in the singular.
        unlisted: Names that are not listed, but may be the nearest.

    >>> print(unknown("nunpy", ("c", "numpy", "jax"), "target"))
    unknown target 'nunpy' (did you mean 'numpy'?); there are c, numpy, jax
    """
    near = get_close_matches(str(name), [*known, *unlisted], n=1)
    guess = f" (did you mean {near[0]!r}?)" if near else ""
    listed = ", ".join([*known][:_LISTED]) or "none"
    more = max(len(known) - _LISTED, 0) + len(unlisted)
    others = f" and {more} more" if more else ""
    return InputError(f"unknown {what} {name!r}{guess}; there are {listed}{others}")
