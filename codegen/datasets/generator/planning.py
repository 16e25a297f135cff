"""What a derivation has to contain: its length and the operators it must not do without.

Record i of a dataset plans for itself, from (configuration, seed, i) alone. Each operator becomes
a demand with a probability in proportion to its quota, so that over many records its share of all
steps cannot fall below it, however rarely it would come about by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.choosing import chosen
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    EXPAND,
    GET_PREMISE,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    OPERATORS,
    RENAMING,
    RIGHT_FOR_LEFT,
)

MARGIN = 2.0
"""Demands for each step that a quota asks for: some find no room in short derivations."""

ENABLERS: dict[str, tuple[str, ...]] = {
    EVALUATE_DERIVATIVES: (DIFFERENTIATE,),
    EVALUATE_INTEGRALS: (INTEGRATE,),
    EXPAND: ("times",),
    RENAMING: (RIGHT_FOR_LEFT,),
    GET_PREMISE: ("add", LEFT_FOR_RIGHT),
    LEFT_FOR_RIGHT: (DIFFERENTIATE, EVALUATE_DERIVATIVES),
    RIGHT_FOR_LEFT: (RENAMING,),
}
"""Steps that usually have to surround an operator."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Number of equations and the operators that have to occur."""

    length: int
    demands: tuple[str, ...]


def stream(seed: int, *path: int | str) -> Random:
    """Random numbers for one purpose: streams with different paths or seeds do not overlap."""
    text = "/".join(str(part) for part in (seed, *path))
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()))


def plan(config: Config, seed: int, index: int) -> Plan:
    """The plan of record ``index``."""
    random = stream(seed, index, "plan")
    lengths = sorted(config.lengths)
    length = chosen(random, lengths, [config.lengths[n] for n in lengths])
    if not config.quotas.some:
        return Plan(length, ())
    wanted = [
        name for name in OPERATORS if random.random() < config.quotas.share(name) * length * MARGIN
    ]
    random.shuffle(wanted)
    return Plan(length, _affordable(wanted, length - 1))


def steps_needed(demands: Iterable[str]) -> int:
    """Steps after the first that these operators and what enables them take."""
    needed = set(demands)
    for name in tuple(needed):
        needed.update(ENABLERS.get(name, ()))
    return len(needed)


def _affordable(wanted: list[str], steps: int) -> tuple[str, ...]:
    """The demands that fit into so many steps, those that need most others first."""
    chosen: list[str] = []
    for name in sorted(wanted, key=lambda name: -steps_needed([name])):
        if steps_needed([*chosen, name]) <= steps:
            chosen.append(name)
    return tuple(chosen)
