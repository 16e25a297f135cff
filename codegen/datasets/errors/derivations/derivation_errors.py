"""Derivations with one step made wrong on purpose, refuted by a certified counterexample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random

from codegen.datasets.errors.alterations import ALTERATIONS, IN_WORDS
from codegen.datasets.errors.derivations.continuation import carried_on
from codegen.datasets.errors.derivations.counterexamples import Counterexample, World
from codegen.datasets.errors.spoiled import Claim, spoiled
from codegen.datasets.perturbations.derivation import (
    Record,
    Step,
    canonical,
    equation,
    is_derivation,
    plain,
    resting_on,
    shown_names,
    sides,
)
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Term
from symnum.terms.text import to_text

Equation = tuple[Canonical, Canonical]
_TRIES = 4
"""Altered equations tried for a step."""
_CARRIED = 0.6
"""How often later steps go on from the wrong one, where they can."""
_EXPONENT = re.compile(r"\^\(?-?(\d+)")
_LARGEST_EXPONENT = 64
"""Numbers beyond which the checker does not raise to a power."""


def derivation_error(record: Record, kind: str, seed: int) -> Record | None:
    """The derivation with one step spoiled, as :func:`~codegen.datasets.errors.inject` says.

    Returns:
        ``None`` if the record is no right derivation, or no altered step could be refuted by a
        certified counterexample.
    """
    if not is_derivation(record):
        return None
    random = Random(f"error {kind} {seed} {record['id']}")
    steps = record["steps"]
    numbers = [n for n in range(1, len(steps) + 1) if _may_be_wrong(record, n)]
    random.shuffle(numbers)
    for number in numbers:
        world = World(record, number)
        for altered in islice(_altered(record, number, kind, random), _TRIES):
            found = world.counterexample(altered, random)
            if found is not None:
                return _spoiled(record, number, kind, altered, found, random)
    return None


def _may_be_wrong(record: Record, number: int) -> bool:
    """A step that is no definition, and on which all later ones rest that are none.

    What a right step after it would take from it without resting on it (that a denominator is not
    0, say) would no longer be known.
    """
    steps = record["steps"]
    later = set(resting_on(steps, number))
    return all(
        _is_definition(step) != (n == number)
        for n, step in enumerate(steps, start=1)
        if n >= number and n not in later
    )


def _is_definition(step: Step) -> bool:
    found: bool = step["operator"].endswith("premise")
    return found


def _altered(record: Record, number: int, kind: str, random: Random) -> Iterator[Equation]:
    """Equations that differ from the step's by one mistake of a kind, in random order."""
    texts = sides(record["steps"][number - 1])
    others = _substitutes(record, number)
    places = [0, 1]
    random.shuffle(places)
    right = tuple(canonical(record, text) for text in texts)
    known = [{canonical(record, text) for text in sides(step)} for step in record["steps"]]
    for place in places:
        choices = list(ALTERATIONS[kind](plain(record, texts[place]), others, random))
        random.shuffle(choices)
        for choice in choices:
            wrong = [*right]
            wrong[place] = to_canonical(choice)
            new = wrong[0] is not wrong[1] and set(wrong) not in known
            if new and _has_small_exponents(wrong[place]):
                yield wrong[0], wrong[1]


def _has_small_exponents(term: Canonical) -> bool:
    return all(int(n) <= _LARGEST_EXPONENT for n in _EXPONENT.findall(to_text(term)))


def _substitutes(record: Record, number: int) -> list[Term]:
    """Symbols, and sides of premises: what somebody might put in by mistake."""
    terms = [plain(record, entry["symbol"]) for entry in record["domain"]]
    for step in record["steps"][: number - 1]:
        if step["operator"].endswith("premise"):
            terms += [plain(record, text) for text in sides(step)]
    return list(dict.fromkeys(terms))


def _spoiled(
    record: Record, number: int, kind: str, wrong: Equation, found: Counterexample, random: Random
) -> Record:
    steps, names = list(record["steps"]), shown_names(record)
    right = steps[number - 1]["equation"]
    steps[number - 1] = {**steps[number - 1], "equation": equation(*wrong, names)}
    goes_on = random.random() < _CARRIED
    carried = _carried_on(record, steps, number, found) if goes_on else None
    steps, later = carried or (steps, [])
    false = [number, *later]
    known = [c["name"] for c in record["constants"] if c["step"] <= false[-1]]
    point = found.written(known)
    reason = (
        f"step {number} ({steps[number - 1]['operator']}): {IN_WORDS[kind]}. It should say "
        f"{right['text']}. At {point} the left side is {found.left} and the right "
        f"side is {found.right}."
    )
    return spoiled(record, steps, false, Claim(kind, reason, point))


def _carried_on(
    record: Record, steps: list[Step], number: int, found: Counterexample
) -> tuple[list[Step], list[int]] | None:
    """The steps that go on from the wrong one, and which of them are false at the counterexample.

    Returns:
        ``None`` if there are none, or one of them cannot be taken or may be true all the same.
    """
    later = [n for n in range(number + 1, len(steps) + 1) if not _is_definition(steps[n - 1])]
    if not later or later != _resting(steps, number):
        return None
    done = carried_on(record, steps, later)
    if done is None:
        return None
    told = {**record, "steps": done}
    for place in later:
        left, right = (canonical(record, text) for text in sides(done[place - 1]))
        if World(told, place).values((left, right), found.point, found.numbers) is None:
            return None
    return done, later


def _resting(steps: Sequence[Step], number: int) -> list[int]:
    """Later steps that rest on a step by themselves or by others, not by a mere definition."""
    found = {number}
    for place in range(number + 1, len(steps) + 1):
        step = steps[place - 1]
        if found.intersection(step["inputs"]) and not _is_definition(step):
            found.add(place)
    return sorted(found - {number})
