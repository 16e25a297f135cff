"""Counting: how often a word occurs in a list, and where, with usual and unusual words.

After Chang and Bisk (2024), "Language models need inductive biases to count inductively", and
Yehudai et al. (2024), "When can transformers count to n?": lengths vary, and a share of the lists
has made-up words, so that vocabulary and position can be out of what a model was trained on; the
template's name says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.families.writing import step, stream
from codegen.datasets.records import blank, sealed
from symnum.terms.plain import Number

USUAL = (
    "apple", "bridge", "candle", "drum", "engine", "feather", "garden", "hammer", "island",
    "jacket", "kettle", "ladder", "mirror", "needle", "orange", "pencil", "quilt", "river",
    "saddle", "table", "umbrella", "violin", "window", "yarn",
)  # fmt: skip
_ONSETS, _VOWELS, _CODAS = ("bl", "dr", "fl", "gr", "kv", "pr", "sk", "tr", "zw"), "aeiou", "bdkmps"
_BEGIN = "Here is a list: "
ALPHABET = (4, 8)
"""Distinct words of a list."""


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of counting problems."""
    options, random = config.options, stream("counting", seed, index)
    unusual = random.random() < options.unusual_words
    words = _vocabulary(random, unusual)
    length = random.randint(options.list_length_minimum, options.list_length_maximum)
    listed = [random.choice(words) for _ in range(length)]
    target = random.choice(words)
    places = [place for place, word in enumerate(listed, start=1) if word == target]
    ordinal = random.randint(1, len(places)) if len(places) > 1 and random.random() < 0.5 else 0
    steps = [
        step("occurrence", Number(count), inputs=[count - 1] if count > 1 else [],
             operand=Number(place), words=f"{target} stands at place {place}")
        for count, place in enumerate(places, start=1)
    ]  # fmt: skip
    question = (
        f"At which place, counted from 1, does {target} stand for the {_ordinal(ordinal)} time?"
        if ordinal
        else f"How many times does {target} occur?"
    )
    kind = "unusual" if unusual else "usual"
    return sealed(
        blank(
            family="counting", index=index, instance=index,
            template=f"{'place' if ordinal else 'count'}, {kind} words, length {length}",
            topics=["counting"], skills=["counting", *(["positions"] if ordinal else [])],
            steps=steps, problem=f"{_BEGIN}{' '.join(listed)}. {question}",
            answer=str(places[ordinal - 1] if ordinal else len(places)), answer_kind="number",
            program=_program(listed, target, ordinal),
        )
    )  # fmt: skip


def places_of(record: Mapping[str, Any]) -> tuple[str, int, list[int]]:
    """The word that is counted, the length of the list, and the places of the word.

    Args:
        record: A record with at least one step, as it was generated.
    """
    listed = record["problem"].removeprefix(_BEGIN).partition(". ")[0].split(" ")
    target = record["steps"][0]["words"].partition(" ")[0]
    return target, len(listed), [n for n, word in enumerate(listed, start=1) if word == target]


def _vocabulary(random: Random, unusual: bool) -> list[str]:
    size = random.randint(*ALPHABET)
    if not unusual:
        return random.sample(USUAL, size)
    made: list[str] = []
    while len(made) < size:
        word = random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
        word += random.choice(_VOWELS) + random.choice(_CODAS)
        if word not in made:
            made.append(word)
    return made


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if teen else ending}"


def _program(listed: list[str], target: str, ordinal: int) -> str:
    lines = [f"words = {' '.join(listed)!r}.split()"]
    if ordinal:
        lines.append(f"places = [n for n, w in enumerate(words, start=1) if w == {target!r}]")
        lines.append(f"print(places[{ordinal - 1}])")
    else:
        lines.append(f"print(words.count({target!r}))")
    return "\n".join(lines) + "\n"
