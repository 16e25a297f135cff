"""What cannot be traced: one line that names the call and says what to write instead."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from symnum.errors import InputError
from symnum.tracing.alternatives import ALTERNATIVES, OTHERWISE


class TracingError(InputError):
    """Code that cannot be traced; the message names the call and says what to write instead."""


class JaxCode(Exception):
    """The traced code calls ``jax.numpy``: it has to be traced by JAX first."""


_HERE = str(Path(__file__).parent)


def refusal(shown: str, name: str, alternatives: Mapping[str, str] = ALTERNATIVES) -> str:
    """The line that says what cannot be traced, where it stands, and the alternative.

    Args:
        shown: How the call is written.
        name: Of the call in the table of alternatives.
        alternatives: What to write instead, by name.
    """
    instead = alternatives.get(name, OTHERWISE)
    return f"{shown} cannot be traced{_where()}: use {instead}"


def _where() -> str:
    """The line of the traced code that is being run, if its text can be had."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_inside(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return ""
    text = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    return f" ({frame.f_code.co_name}, line {frame.f_lineno}: {text})" if text else ""


def _is_inside(file: str) -> bool:
    """Whether a file belongs to the tracer or to NumPy or SciPy, not to the traced code."""
    return file.startswith((_HERE, "<")) or "/numpy/" in file or "/scipy/" in file


def asked_by_sparse_matrix() -> bool:
    """Whether a sparse matrix of SciPy's asks what its other factor is.

    It leaves the product to an operand that becomes an array of one object (documented in
    ``scipy.sparse``'s ``_matmul_dispatch`` for other libraries' arrays).
    """
    frame: FrameType | None = sys._getframe(2)
    return frame is not None and "/scipy/sparse/" in frame.f_code.co_filename.replace("\\", "/")
