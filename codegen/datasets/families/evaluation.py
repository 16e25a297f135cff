"""Evaluation traced step by step: what an expression of whole numbers comes to.

Of the kind of SURGE (Lyu et al. 2025), predicting results without running anything. Divisions leave
no remainder, so that all states are expressions of whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.config import Config
from codegen.datasets.families.reduction import trace
from codegen.datasets.families.writing import shown, step, stream
from codegen.datasets.records import blank, sealed
from symnum.ops import ABS, ADD, DIV, MAX, MIN, MUL, POW, SUB, Operator
from symnum.terms.plain import Call, Number, Term

LARGEST = 100_000
"""Absolute values beyond this do not occur."""
LARGEST_LEAF, LARGEST_BASE = 30, 12


class Rule(NamedTuple):
    """How an operator is computed; ``None`` where it is not to be used."""

    weight: float
    arity: int
    compute: Callable[..., int | None]


def _quotient(first: int, second: int) -> int | None:
    return None if second == 0 or first % second else first // second


def _power(base: int, exponent: int) -> int | None:
    return base**exponent if exponent in (2, 3) and abs(base) <= LARGEST_BASE else None


RULES: Mapping[Operator, Rule] = {
    ADD: Rule(3, 2, lambda a, b: a + b),
    SUB: Rule(3, 2, lambda a, b: a - b),
    MUL: Rule(3, 2, lambda a, b: a * b),
    DIV: Rule(2, 2, _quotient),
    POW: Rule(1, 2, _power),
    MIN: Rule(0.7, 2, min),
    MAX: Rule(0.7, 2, max),
    ABS: Rule(0.7, 1, abs),
}
_OPERATORS, _WEIGHTS = tuple(RULES), tuple(rule.weight for rule in RULES.values())


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of evaluations."""
    options, random = config.options, stream("evaluation", seed, index)
    least, most = options.expression_operations_minimum, options.expression_operations_maximum
    count = random.randint(least, most)
    start, value = _expression(random, count)
    reductions = trace(start, rewrite, count)
    assert reductions is not None
    steps = [step("start", start, words="Evaluate")]
    for number, reduction in enumerate(reductions, start=1):
        words = f"{shown(reduction.redex)} is {computed(reduction.redex)}"
        steps.append(
            step("compute", reduction.whole, inputs=[number], operand=reduction.redex, words=words)
        )
    text = shown(start)
    names = sorted({reduction.redex.operator.name for reduction in reductions
                    if isinstance(reduction.redex, Call)})  # fmt: skip
    return sealed(
        blank(
            family="evaluation", index=index, instance=index, template=f"{count} operations",
            topics=["arithmetic"], skills=["evaluation", *names], steps=steps, answer=str(value),
            problem="Evaluate one operation at a time, each time the leftmost of those whose "
            f"operands are numbers. What is the result?\n{text}",
            answer_kind="state", program=f"print({text.replace('^', '**').replace('/', '//')})\n",
        )
    )  # fmt: skip


def computed(term: Term) -> int | None:
    """What an operation on numbers gives; ``None`` if it is none, or gives no whole number."""
    if not isinstance(term, Call) or not all(isinstance(a, Number) for a in term.arguments):
        return None
    numbers = [int(a.value) for a in term.arguments if isinstance(a, Number)]
    return RULES[term.operator].compute(*numbers)


def rewrite(term: Term) -> tuple[int, Term] | None:
    """An operation on numbers replaced by its result."""
    value = computed(term)
    return None if value is None else (0, Number(value))


def _expression(random: Random, operations: int) -> tuple[Term, int]:
    """An expression of so many operations, and its value."""
    if operations == 0:
        leaf = random.randint(-LARGEST_LEAF, LARGEST_LEAF) or 1
        return Number(leaf), leaf
    while True:
        operator = random.choices(_OPERATORS, _WEIGHTS)[0]
        rule = RULES[operator]
        if operator is POW:
            parts = [_expression(random, operations - 1)]
            exponent = random.choice((2, 3))
            parts.append((Number(exponent), exponent))
        elif rule.arity == 1:
            parts = [_expression(random, operations - 1)]
        else:
            left = random.randint(0, operations - 1)
            parts = [_expression(random, n) for n in (left, operations - 1 - left)]
        value = rule.compute(*(number for _, number in parts))
        if value is not None and abs(value) <= LARGEST:
            return Call(operator, tuple(term for term, _ in parts)), value
