"""Files of models by their suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path

from symnum.errors import InputError, unknown
from symnum.interop.bionetgen import read_network
from symnum.interop.dynamics import Dynamics
from symnum.interop.equations import read_equations
from symnum.interop.network import ReactionNetwork
from symnum.interop.sbml import read_sbml

READERS: Mapping[str, Callable[[Path], ReactionNetwork | Dynamics]] = {
    ".net": read_network, ".xml": read_sbml, ".sbml": read_sbml, ".ode": read_equations,
    ".txt": read_equations,
}  # fmt: skip
"""BioNetGen's networks, SBML, and equations in plain text."""


def read_model(path: str | PathLike[str]) -> ReactionNetwork | Dynamics:
    """The model in a file.

    Args:
        path: Its suffix says what it is: ``.net``, ``.xml`` or ``.sbml``, ``.ode`` or ``.txt``.

    Raises:
        InputError: another suffix, or a file that cannot be read; the message names it.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise InputError(f"{path}: {unknown(suffix, READERS, 'kind of file')}")
    return READERS[suffix](path)
