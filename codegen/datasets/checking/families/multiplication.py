"""Products: columns from the convolution of digits, checked against Python's own product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from codegen.datasets.checking.families.refusal import demand, reported

_PROBLEM = re.compile(
    r"Multiply (\d{1,40}) by (\d{1,40}) column by column, from the ones upwards\. For each column "
    r"say the sum of digit products and carry, the digit and the next carry\. Give the product "
    r"with its (lowest|highest) digit first\."
)
_TEMPLATE = re.compile(r"(\d+) by (\d+) digits, (lowest|highest) first, (\d+) carries")
_EQUATION = re.compile(r"([0-9*+ ]+) = (\d+)")
_WORDS = re.compile(r"Column (\d+): write (\d), carry (\d+)")


def posed(record: Mapping[str, Any]) -> tuple[int, int, str]:
    """The factors and which digit comes first; what is said of the product is looked at.

    Raises:
        Refused: the problem has other words, or the answer is another.
    """
    told = _PROBLEM.fullmatch(record["problem"])
    demand(told is not None, "the problem has other words")
    assert told is not None
    first, second, order = int(told[1]), int(told[2]), told[3]
    demand(str(first) == told[1] and str(second) == told[2], "a factor begins with 0")
    digits = str(first * second)
    answer = digits[::-1] if order == "lowest" else digits
    demand(record["answer"] == answer, "the answer is not the product")
    kind = "text" if order == "lowest" else "number"
    demand(record["answer_kind"] == kind, "the answer is of another kind")
    shown = "product[::-1]" if order == "lowest" else "product"
    program = f"product = str({first} * {second})\nprint({shown})\n"
    demand(record["program"] == program, "the program computes something else")
    carries, before = 0, 0
    for pairs in digit_pairs(first, second):
        before = (before + sum(a * b for a, b in pairs)) // 10
        carries += before > 0
    while before >= 10:
        before, carries = before // 10, carries + 1
    name = _TEMPLATE.fullmatch(record["template"])
    expected = (str(len(told[1])), str(len(told[2])), order, str(carries))
    demand(name is not None and name.groups() == expected, "the template says something else")
    return first, second, order


def digit_pairs(first: int, second: int) -> list[list[tuple[int, int]]]:
    """The digits to be multiplied in each column, from the ones."""
    upper, lower = [list(map(int, reversed(str(n)))) for n in (first, second)]
    pairs: list[list[tuple[int, int]]] = [[] for _ in range(len(upper) + len(lower) - 1)]
    for i, a in enumerate(upper):
        for j, b in enumerate(lower):
            pairs[i + j].append((a, b))
    return pairs


@reported
def check_multiplication(record: Mapping[str, Any]) -> None:
    """Check a product with carries.

    Raises:
        Refused: naming the step.
    """
    first, second, _ = posed(record)
    _check_columns(record["steps"], first, second)


def _check_columns(steps: list[Any], first: int, second: int) -> None:
    columns = digit_pairs(first, second)
    written, before = "", 0
    for number, step in enumerate(steps, start=1):
        place = number - 1
        equation = _EQUATION.fullmatch(step["equation"]["text"])
        words = _WORDS.fullmatch(step["words"])
        demand(step["operator"] == "column", "an unknown operator", number)
        demand(equation is not None and words is not None, "it has other words", number)
        assert equation is not None and words is not None
        pairs = sorted(columns[place]) if place < len(columns) else []
        total = before + sum(a * b for a, b in pairs)
        demand(place < len(columns) or before > 0, "there is no such column", number)
        demand(int(equation[2]) == total, f"the column is {total}", number)
        demand(addends(equation[1], number) == (pairs, before), "other digits stand here", number)
        demand(words.groups() == (str(place), str(total % 10), str(total // 10)),
               f"write {total % 10}, carry {total // 10}", number)  # fmt: skip
        demand(step["inputs"] == ([place] if before else []), "the carry's step is wrong", number)
        written, before = str(total % 10) + written, total // 10
    demand(before == 0 and len(steps) >= len(columns), "columns are missing", len(steps))
    demand(written.lstrip("0") == str(first * second), "the digits are not the product's")


def addends(text: str, number: int) -> tuple[list[tuple[int, int]], int]:
    """The pairs of digits multiplied in a column, in order of size, and the carry."""
    pairs, carry = [], 0
    for part in text.split(" + "):
        factors = part.split("*")
        demand(all(f.isdecimal() for f in factors) and len(factors) <= 2, "no sum", number)
        if len(factors) == 2:
            pairs.append((int(factors[0]), int(factors[1])))
        else:
            demand(carry == 0, "two carries", number)
            carry = int(factors[0])
    return sorted(pairs), carry
