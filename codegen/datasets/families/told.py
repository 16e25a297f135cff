"""Instances of templates read back from the texts of their problems."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from codegen.datasets.families.instances import Instance, solves, told_of
from codegen.datasets.families.templates import SLOT, Variant, variants, vocabulary


def read_back(template: str, problem: str) -> Instance | None:
    """The instance of a variant that a text tells of; ``None`` if it tells of none."""
    variant = _by_name().get(template)
    told = None if variant is None else _pattern(variant.text).fullmatch(problem)
    if variant is None or told is None:
        return None
    found = told.groupdict()
    words = {kind: word for kind, word in found.items() if kind in vocabulary()}
    values = {name: Fraction(text) for name, text in found.items() if name not in words}
    fits = all(solves(variant.template, piece, values) for piece in variant.pieces)
    return told_of(variant, words, values) if fits else None


@cache
def _by_name() -> dict[str, Variant]:
    return {variant.name: variant for variant in variants()}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """What the texts of a variant look like, with a group for each slot."""
    seen: set[str] = set()

    def group(slot: str) -> str:
        again = slot in seen
        seen.add(slot)
        kind = r"\w+" if slot in vocabulary() else r"\d+"
        return f"(?P={slot})" if again else f"(?P<{slot}>{kind})"

    parts = SLOT.split(text)
    return re.compile("".join(group(p) if n % 2 else re.escape(p) for n, p in enumerate(parts)))
