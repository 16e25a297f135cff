"""SBML texts as documents of libSBML, of level 3: older levels are converted by libSBML."""

from __future__ import annotations

import importlib
from typing import Any

from symnum.errors import InputError

EXTENDED_MATHEMATICS = "l3v2extendedmath"
"""A part of level 3 version 2 that libSBML counts as a package; our table of functions decides."""
CONVERTED = 3, 1
"""Level and version to which levels 1 and 2 are brought: version 1 keeps what is ``fast``."""


def sbml_document(text: str, source: str) -> tuple[Any, Any]:
    """The module ``libsbml``, and a document of level 3 with a model.

    Args:
        text: SBML of any level.
        source: Names the file in errors.

    Raises:
        InputError: libSBML is not installed, the text is not valid SBML, it cannot be converted, or
            it needs a package that changes the mathematics.
    """
    try:
        library = importlib.import_module("libsbml")
    except ImportError:
        raise InputError(
            f"{source}: SBML needs python-libsbml: pip install 'symnum-engine[sbml]'"
        ) from None
    document = library.readSBMLFromString(text)
    for place in range(document.getNumErrors()):
        error = document.getError(place)
        if error.getSeverity() >= library.LIBSBML_SEV_ERROR:
            line = error.getLine() - (not text.startswith("<?xml"))  # libSBML puts a head in front
            raise InputError(f"{source}, line {line}: {error.getShortMessage()}")
    if document.getModel() is None:
        raise InputError(f"{source}: there is no model in it")
    if document.getLevel() < 3:
        _convert(document, source)
    else:
        _refuse_packages(document, source)
    return library, document


def _refuse_packages(document: Any, source: str) -> None:
    for place in range(document.getNumPlugins()):
        package = document.getPlugin(place).getPackageName()
        if document.getPackageRequired(package) and package != EXTENDED_MATHEMATICS:
            raise InputError(f"{source}: the SBML package {package!r} is not supported")


def _convert(document: Any, source: str) -> None:
    """To level 3; a compartment of level 1 has the size 1 if no other is given."""
    level, model = document.getLevel(), document.getModel()
    if level == 1:
        for place in range(model.getNumCompartments()):
            compartment = model.getCompartment(place)
            compartment.setVolume(compartment.getVolume())  # said, or it would be lost
    if not document.setLevelAndVersion(*CONVERTED, False):
        raise InputError(f"{source}: SBML of level {level} that cannot be converted to level 3")
