"""Numbers of the premises replaced by others of the same size, and everything that follows.

A number gives way to another one above 1 of as many digits, each with equal chance. That is how
the generator draws numbers, so their sizes keep their distribution; :func:`operand_sizes` says how
far they do in a dataset. Exponents are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from random import Random
from typing import NamedTuple

from codegen.datasets.generator.calculus_moves import evaluate_integral
from codegen.datasets.generator.canonical_steps import bases, tidy
from codegen.datasets.generator.parts import subterms
from codegen.datasets.generator.workspace import Condition, Line, Workspace
from codegen.datasets.operators import EVALUATE_INTEGRALS, RENAMING
from codegen.datasets.perturbations.derivation import (
    Step,
    canonical,
    is_derivation,
    restricted,
    shown_names,
    sides,
    written,
)
from codegen.datasets.perturbations.operations import carried_out
from codegen.datasets.perturbations.perturbation import Perturbation, Record, child_of
from codegen.datasets.perturbations.proofs import answer_differs
from codegen.datasets.perturbations.refills import OTHER_ROWS, rows_of
from codegen.datasets.perturbations.word_problems import OTHER_NUMBERS, instance_of
from codegen.datasets.perturbations.workspaces import LONGEST_LATEX, bench_for, step_of
from symnum.terms.canonical import Canonical

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.^])\d+(?![\d.])")
_DIGIT = re.compile(r"\d")


def numbers_of(record: Record) -> list[int]:
    """The numbers above 1 in a record's premises, without exponents; of problems in words all."""
    made = instance_of(record)
    if rows := rows_of(record) if made is None else [made]:
        return [int(row.values[name]) for row in rows for name in row.stated]
    texts = (s["equation"]["text"] for s in record["steps"] if _is_given(s))
    return [int(word) for text in texts for word in _NUMBER.findall(text) if int(word) > 1]


def _is_given(step: Step) -> bool:
    return step["operator"] in ("premise", "get_premise")


class OperandSizes(NamedTuple):
    """Two samples of numbers compared."""

    statistic: float
    """Largest distance of the distributions (two-sample Kolmogorov and Smirnov)."""
    p_value: float
    """Chance of such a distance or a larger one if the distributions are the same."""
    parents: int
    children: int


def operand_sizes(parents: Iterable[Record], children: Iterable[Record]) -> OperandSizes:
    """Whether the numbers of some records and of their children are of one distribution.

    Raises:
        ValueError: there is no number in the parents or in the children.
    """
    first, second = ([n for r in records for n in numbers_of(r)] for records in (parents, children))
    if not first or not second:
        raise ValueError("there is no number in the premises")
    from scipy.stats import ks_2samp  # so that records are made without loading it

    found = ks_2samp(first, second)
    return OperandSizes(float(found.statistic), float(found.pvalue), len(first), len(second))


def _resized(record: Record, random: Random) -> Record | None:
    """New numbers in the premises, the same operations on them."""
    if not is_derivation(record) or not (old := sorted(set(numbers_of(record)))):
        return None
    mapping = {n: _other(n, random) for n in old}
    workspace = bench_for(record, random)
    steps: list[Step] = []
    constants = []
    for step in record["steps"]:
        line = _line(record, step, mapping, workspace)
        if line is None or not workspace.accept(line):
            return None
        steps.append(step_of(line, record))
        if _is_given(step) and _masked(step) != _masked(steps[-1]):
            return None
        if len(steps[-1]["equation"]["latex"]) > LONGEST_LATEX:
            return None
        if line.constant is not None:
            constants.append(_declared(record, line, len(steps)))
    if [c["name"] for c in constants] != [c["name"] for c in record["constants"]]:
        return None
    told = {**record, "constants": constants}
    return child_of(record, **restricted(told, steps, range(1, len(steps) + 1)))


def _other(number: int, random: Random) -> int:
    """Another number above 1 of as many digits."""
    longest = 10 ** len(str(number))
    chosen = random.randrange(max(2, longest // 10), longest - 1)
    return chosen + (chosen >= number)


def _mapped(text: str, mapping: Mapping[int, int]) -> str:
    return _NUMBER.sub(lambda match: str(mapping.get(int(match[0]), match[0])), text)


def _line(
    record: Record, step: Step, mapping: Mapping[int, int], workspace: Workspace
) -> Line | None:
    """The step with other numbers, after the lines that are there."""
    label, inputs = step["operator"], tuple(n - 1 for n in step["inputs"])
    left, right = sides(step)
    if _is_given(step):
        workspace.functions.append(left)
        body = canonical(record, _mapped(right, mapping))
        return Line(label, (), canonical(record, left), tidy(body))
    if label == EVALUATE_INTEGRALS:
        workspace.current = inputs[0]
        return evaluate_integral(workspace)
    sources = [(workspace.lines[n].left, workspace.lines[n].right) for n in inputs]
    operand = _operand(record, step, mapping, workspace, inputs)
    if label == RENAMING:
        if operand is None:
            return None
        workspace.functions.append(left)
        return Line(label, inputs, canonical(record, left), operand, operand)
    equation = carried_out(label, sources, operand)
    if equation is None:
        return None
    return Line(label, inputs, *equation, operand, _conditions(label, operand, workspace))


def _operand(
    record: Record,
    step: Step,
    mapping: Mapping[int, int],
    workspace: Workspace,
    inputs: tuple[int, ...],
) -> Canonical | None:
    """The operand, with new numbers if such a term occurs in the equations so far."""
    text = step["operand"]["text"]
    if not text or step["operator"] == "power":
        return canonical(record, text) if text else None
    new, old = (canonical(record, t) for t in (_mapped(text, mapping), text))
    parts = subterms
    lines = [workspace.lines[n] for n in inputs] if step["operator"] == RENAMING else (
        workspace.lines
    )  # fmt: skip
    for operand in (new, old):
        if any(operand in parts(side) for line in lines for side in (line.left, line.right)):
            return operand
    return None if step["operator"] == RENAMING else old


def _conditions(
    label: str, operand: Canonical | None, workspace: Workspace
) -> tuple[Condition, ...]:
    """What division demands and is not known."""
    if label != "divide" or operand is None or workspace.knowledge.nonzero(operand):
        return ()
    return tuple(("nonzero", b) for b in bases(operand) if not workspace.knowledge.nonzero(b))


def _masked(step: Step) -> str:
    """An equation without its digits: numbers have not cancelled or changed places."""
    return _DIGIT.sub("#", step["equation"]["text"])


def _declared(record: Record, line: Line, number: int) -> Record:
    """An integration constant as a record declares it."""
    known, names = line.constant, shown_names(record)
    assert known is not None
    return {
        "name": known.name,
        "step": number,
        "variable": known.variable.name,
        "arguments": [symbol.name for symbol in known.arguments],
        "integral": written(known.integral, names),
        "antiderivative": written(known.antiderivative, names),
    }


NUMBERS_RESIZED = Perturbation(
    "numbers_resized", "numbers of the premises give way to others of the same size", True,
    _resized, answer_differs, by_family={**OTHER_NUMBERS, **OTHER_ROWS},
)  # fmt: skip
