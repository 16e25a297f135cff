"""Units beside numbers: one that the problem does not name makes another answer of a number."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPELLINGS = {
    "km": "km kilometre kilometer", "m": "metre meter", "cm": "cm centimetre centimeter",
    "mm": "mm millimetre millimeter", "mile": "mile mi", "foot": "ft foot feet",
    "inch": "inch inche", "yard": "yard", "h": "hr hour", "min": "min minute", "s": "sec second",
    "day": "day", "week": "week", "month": "month", "year": "year", "kg": "kg kilogram kilo",
    "g": "gram", "pound": "pound lb", "ounce": "ounce oz", "ton": "ton tonne", "l": "litre liter",
    "ml": "ml millilitre milliliter", "gallon": "gallon", "dollar": "dollar", "euro": "euro",
    "cent": "cent", "coin": "coin", "percent": "percent", "dozen": "dozen",
}  # fmt: skip
UNITS: Mapping[str, str] = {
    word: unit for unit, words in _SPELLINGS.items() for word in words.split()
}
"""Words for units, without the ending of a plural, each with the unit; no single letters, which
may be variables."""
_AFTER = re.compile(r"\d(?:\s|\\[,;:! ]|\\text|\\mathrm|[{*$])*([A-Za-z]+)")
_WORDS = re.compile(r"[A-Za-z]+")


def other_unit(said: str, problem: str) -> bool:
    """Whether a number stands before a unit that the problem does not name.

    >>> other_unit("12 miles", "How many km?"), other_unit("12 kilometers", "How many km?")
    (True, False)
    """
    units = {_unit(match[1]) for match in _AFTER.finditer(said)} - {""}
    return bool(units) and not units & {_unit(word) for word in _WORDS.findall(problem)}


def _unit(word: str) -> str:
    lowered = word.lower()
    return UNITS.get(lowered) or UNITS.get(lowered.removesuffix("s"), "")
