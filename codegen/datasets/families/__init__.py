"""Families of problems: each makes record ``index`` of a seed, and knows how records are checked.

>>> FAMILIES["derivation"].name
'derivation'
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.families.derivation import DERIVATION
from codegen.datasets.families.family import Family

__all__ = ["FAMILIES", "Family"]

_ALL: tuple[Family, ...] = (DERIVATION,)

FAMILIES: Mapping[str, Family] = {family.name: family for family in _ALL}
"""Every family by name, in a fixed order."""
