"""Terms as the cheapest program that can be found for them together, proved to compute them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.limits import CostModel
from symnum.errors import InputError
from symnum.factoring.proof import TooLarge, computes
from symnum.factoring.spelling import Spelling
from symnum.factoring.systems import PolynomialSystem
from symnum.factoring.variants import Variants
from symnum.lowering import lower
from symnum.program import Program

EFFORT = 400_000
COMMON = "common subexpressions"


@dataclass(frozen=True, slots=True)
class Optimised:
    """A program for some terms.

    Attributes:
        program: Computes the terms, in their order.
        cost: The price of its operations.
        input_cost: The price where every distinct subterm is computed once, and nothing more.
        technique: Which one the program comes from.
        costs: The lowest price of each technique, of sums and products only.
        is_proved: Whether the program that was found was multiplied out and is the terms, exactly.
            Where that was too large to tell, or could not be shown, the program is the input's.
        stopped_because: ``fixpoint``, or ``effort`` if the search could have gone on.
        rows_left_whole: Sums and products too large for common pairs to be looked for.
        seconds: Wall-clock time.
    """

    program: Program
    cost: float
    input_cost: float
    technique: str
    costs: Mapping[str, float]
    is_proved: bool
    stopped_because: str
    rows_left_whole: int
    seconds: float


def optimise(
    terms: Sequence[Any],
    inputs: Sequence[str] | None = None,
    *,
    cost: CostModel | str | Path = "network",
    effort: int = EFFORT,
) -> Optimised:
    """The cheapest program for all terms together that factoring and extraction find.

    Sums of products are written as factored forms, as sums of net fluxes, and as mixtures, all in
    one e-graph; extraction chooses, each shared part paid for once; then pairs of addends and
    factors that are left in common are computed once. What comes out is multiplied out and
    compared with the terms, in exact arithmetic.

    Args:
        terms: Terms of any family.
        inputs: Names of the program's inputs in order; all symbols, sorted, if not given.
        cost: Prices, or the name or file of a cost table (:mod:`symnum.egraphs.cost_tables`).
        effort: Pairs of addends or factors, and forms, that the search may look at; a count, so
            that the answer is the same on every machine. One way is always looked at.

    Returns:
        The program, never dearer than common subexpressions alone.

    Raises:
        InputError: no terms, a symbol that is not among the inputs, an operator without a value,
            an effort that is not positive, or no such cost table.

    >>> from symnum.terms import symbols
    >>> a, b, c, d = symbols("a b c d")
    >>> found = optimise([a * c + a * d + b * c + b * d])
    >>> found.input_cost, found.cost
    (15, 5)
    """
    if effort <= 0:
        raise InputError(f"effort must be positive, not {effort}")
    model = cost if isinstance(cost, CostModel) else cost_model(cost)
    return _optimised(terms, lower(terms, inputs), model, effort)


def _optimised(terms: Sequence[Any], given: Program, model: CostModel, effort: int) -> Optimised:
    start = time.perf_counter()
    variants = Variants(PolynomialSystem.of(terms), model, effort)
    variants.search()
    best = variants.best
    assert best is not None
    spelling = Spelling(variants.system, variants.rows, best.roots)
    found = lower(spelling.outputs(), given.inputs)
    before, after = price_of_program(given, model), price_of_program(found, model)
    technique, is_proved = best.name, _is_proved(found, terms)
    if after >= before or not is_proved:
        found, after, technique = given, before, COMMON
    return Optimised(
        found, after, before, technique, dict(variants.prices), is_proved,
        "fixpoint" if variants.ended else "effort", variants.rows.left_whole,
        time.perf_counter() - start,
    )  # fmt: skip


def _is_proved(program: Program, terms: Sequence[Any]) -> bool:
    try:
        return computes(program, terms)
    except TooLarge:
        return False


def price_of_program(program: Program, model: CostModel) -> float:
    """The price of a program's operations."""
    return sum(model.of(instruction.operator) for instruction in program.instructions)
