r"""Long multiplication with carries: a column of the result a step.

After Bai et al. (2024), "Dissecting multiplication in transformers": pairs of digit lengths form a
grid and are equally frequent but for the shortest, whose products would recur; the digits of the
product are asked for from the lowest or from the highest, and each column says its sum of digit
products, the digit written and the carry. The template's name holds the lengths, the order and the
number of columns that carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

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
Pair = tuple[int, int]
_FACTOR = re.compile(r"\d+")


class Column(NamedTuple):
    """What is said of a column: its products and the carry, their sum, digit and next carry."""

    place: int
    pairs: tuple[Pair, ...]
    carry: int
    total: int
    digit: int
    following: int

    def coming_to(self, total: int) -> Column:
        """The same with a sum, and the digit and the carry of that."""
        return self._replace(total=total, digit=total % 10, following=total // 10)

    def sum(self) -> Term:
        """The equation that says the sum."""
        parts: list[Term] = [Call(MUL, (Number(a), Number(b))) for a, b in self.pairs]
        if self.carry:
            parts.append(Number(self.carry))
        left = parts[0] if len(parts) == 1 else Call(ADD, tuple(parts))
        return Call(EQUATION, (left, Number(self.total)))

    @property
    def inputs(self) -> list[int]:
        """The column that the carry comes from."""
        return [self.place] if self.carry else []

    @property
    def words(self) -> str:
        """Which digit is written and what is carried."""
        return f"Column {self.place}: write {self.digit}, carry {self.following}"


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


def factors_of(problem: str) -> tuple[int, int]:
    """The factors that a problem names."""
    first, second = map(int, _FACTOR.findall(problem)[:2])
    return first, second


def column(place: int, pairs: tuple[Pair, ...], carry: int) -> Column:
    """The right column of these products and a carry."""
    start = Column(place, pairs, carry, 0, 0, 0)
    return start.coming_to(carry + sum(a * b for a, b in pairs))


def columns(first: int, second: int) -> Iterator[Column]:
    """The columns of a product, from the ones."""
    upper, lower = (list(map(int, reversed(str(factor)))) for factor in (first, second))
    carry = place = 0
    while place < len(upper) + len(lower) - 1 or carry:
        places = range(max(0, place - len(lower) + 1), min(len(upper), place + 1))
        found = column(place, tuple((upper[i], lower[place - i]) for i in places), carry)
        yield found
        carry, place = found.following, place + 1


def _columns(first: int, second: int) -> tuple[list[dict[str, Any]], int]:
    """A step for each column, and the number of columns that carry."""
    found = list(columns(first, second))
    steps = [step("column", c.sum(), inputs=c.inputs, words=c.words) for c in found]
    return steps, sum(c.following > 0 for c in found)


def _program(first: int, second: int, reverse: bool) -> str:
    shown = "product[::-1]" if reverse else "product"
    return f"product = str({first} * {second})\nprint({shown})\n"
