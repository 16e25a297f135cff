"""FLINT's functions for the compiled terms, out of the library that python-flint has loaded."""

from __future__ import annotations

import ctypes
import sys

import flint
from flint.types import fmpz_mpoly

from symnum.terms.walks import FLINT_FUNCTIONS, connect_flint

KNOWN_VERSION = 3
"""The version of FLINT whose functions have the forms that the compiled terms call."""


def connect() -> bool:
    """Whether compiled terms call FLINT themselves; otherwise its Python objects do the work."""
    addresses = addresses_of(FLINT_FUNCTIONS)
    if addresses is None:
        return False
    connect_flint(addresses)
    return True


def addresses_of(names: tuple[str, ...]) -> list[int] | None:
    """Where the functions are; ``None`` if one is not to be found, or calls would differ."""
    words = ctypes.sizeof(ctypes.c_long) == ctypes.sizeof(ctypes.c_void_p) == 8
    version = int(flint.__FLINT_VERSION__.split(".")[0])
    if not names or not words or version != KNOWN_VERSION or not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(fmpz_mpoly.__file__)
        found = [ctypes.cast(getattr(library, n), ctypes.c_void_p).value for n in names]
    except (OSError, AttributeError):
        return None
    known = [address for address in found if address is not None]
    return known if len(known) == len(found) else None


CONNECTED = connect()
"""Whether compiled terms call FLINT themselves, here."""
