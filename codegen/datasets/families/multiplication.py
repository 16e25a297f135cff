r"""Long multiplication with carries: a column of the result a step.

After Bai et al. (2024), "Dissecting multiplication in transformers": pairs of digit lengths form a
grid and are equally frequent but for the shortest, whose products would recur; the digits of the
product are asked for from the lowest or from the highest, and each column says its sum of digit
products, the digit written and the carry. The template's name holds the lengths, the order and the
number of columns that carry.
"""

from __future__ import annotations

from random import Random
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.families.writing import step, stream
from codegen.datasets.records import blank, sealed
from symnum.ops import ADD, EQUATION, MUL
from symnum.terms.plain import Call, Number, Term

EDGE = 0.3
"""Share of products whose shorter factor is made of 0 and 9 only, but for a 1 in front: carries
run far or stay away. There are few such factors, so that the longer one is not one as well."""
FEWEST = 6
"""Digits of both factors together, where the longest factors have so many."""


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of products."""
    options, random = config.options, stream("multiplication", seed, index)
    lengths = _lengths(random, options.factor_digits_minimum, options.factor_digits_maximum)
    edge = lengths.index(min(lengths)) if random.random() < EDGE else None
    first, second = (_factor(random, n, place == edge) for place, n in enumerate(lengths))
    reverse = random.random() < options.reversed_digits
    steps, carries = _columns(first, second)
    digits = str(first * second)
    order = "lowest" if reverse else "highest"
    template = f"{lengths[0]} by {lengths[1]} digits, {order} first, {carries} carries"
    problem = (
        f"Multiply {first} by {second} column by column, from the ones upwards. For each column "
        "say the sum of digit products and carry, the digit and the next carry. Give the product "
        f"with its {order} digit first."
    )
    return sealed(
        blank(
            family="multiplication", index=index, template=template, instance=index,
            topics=["arithmetic"], skills=["multiplication", "carrying"], steps=steps,
            problem=problem, answer=digits[::-1] if reverse else digits,
            answer_kind="text" if reverse else "number", program=_program(first, second, reverse),
        )
    )  # fmt: skip


def _lengths(random: Random, shortest: int, longest: int) -> list[int]:
    while True:
        lengths = [random.randint(shortest, longest) for _ in range(2)]
        if sum(lengths) >= min(FEWEST, 2 * longest):
            return lengths


def _factor(random: Random, length: int, at_the_edge: bool) -> int:
    if at_the_edge:
        return int(
            "".join([random.choice("19"), *(random.choice("09") for _ in range(length - 1))])
        )
    return random.randint(10 ** (length - 1), 10**length - 1)


def _columns(first: int, second: int) -> tuple[list[dict[str, Any]], int]:
    """A step for each column, from the ones, and the number of columns that carry."""
    upper, lower = str(first)[::-1], str(second)[::-1]
    steps: list[dict[str, Any]] = []
    carry = carries = place = 0
    while place < len(upper) + len(lower) - 1 or carry:
        parts: list[Term] = [
            Call(MUL, (Number(int(upper[i])), Number(int(lower[place - i]))))
            for i in range(len(upper))
            if 0 <= place - i < len(lower)
        ]
        total = carry + sum(
            int(upper[i]) * int(lower[place - i])
            for i in range(len(upper))
            if 0 <= place - i < len(lower)
        )
        if carry:
            parts.append(Number(carry))
        shown = parts[0] if len(parts) == 1 else Call(ADD, tuple(parts))
        digit, following = total % 10, total // 10
        words = f"Column {place}: write {digit}, carry {following}"
        equation = Call(EQUATION, (shown, Number(total)))
        steps.append(step("column", equation, inputs=[place] if carry else [], words=words))
        carry, place = following, place + 1
        carries += following > 0
    return steps, carries


def _program(first: int, second: int, reverse: bool) -> str:
    shown = "product[::-1]" if reverse else "product"
    return f"product = str({first} * {second})\nprint({shown})\n"
