"""Extraction from the e-graph of forms: the forms that cost least together, each counted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnum.egraphs.greedy_selection import tree_choices
from symnum.egraphs.limits import CostModel
from symnum.egraphs.local_search import Selected
from symnum.egraphs.selection import Choice, SelectionProblem
from symnum.factoring.forms import Form, FormGraph
from symnum.factoring.rows import Root, parts_of
from symnum.factoring.systems import PolynomialSystem
from symnum.ops import ADD, MUL

ROUNDS = 20
_GAIN = 1e-9
"""Smaller differences of cost are rounding."""


def selection_problem(
    system: PolynomialSystem, graph: FormGraph, roots: Sequence[Root | None], model: CostModel
) -> SelectionProblem:
    """The choice of forms as a problem of extraction."""
    return SelectionProblem(
        tuple([
            tuple([
                Choice(form.kind, tuple(parts_of(form, system, roots)), _price(form, model))
                for form in forms
            ])
            for forms in graph.forms
        ]),
        tuple([root[0] for n in system.outputs if (root := roots[n]) is not None]),
    )  # fmt: skip


def _price(form: Form, model: CostModel) -> float:
    if form.kind == "sum":
        scaled = sum(value not in (1, -1) for _, value in form.parts)
        return (len(form.parts) - 1) * model.of(ADD) + scaled * model.of(MUL)
    if form.kind == "product":
        squarings = sum(squarings_of(int(e)) for _, e in form.parts)
        return (len(form.parts) - 1 + squarings) * model.of(MUL)
    return 0


def squarings_of(exponent: int) -> int:
    """Multiplications for a power."""
    return exponent.bit_length() + exponent.bit_count() - 2


def extracted(
    problem: SelectionProblem, start: Mapping[int, int], rounds: int = ROUNDS
) -> dict[int, int]:
    """The forms that a local search finds: another form for one class at a time, if it is cheaper.

    Parts have fewer monomials than sums of them, or a lower degree, so forms never go in circles.

    Args:
        problem: As :func:`selection_problem`.
        start: Where to begin; the first form where none is given.
        rounds: How often all classes are looked at, at most.
    """
    chosen = {class_: start.get(class_, 0) for class_ in range(len(problem.classes))}
    selected = Selected(problem, chosen)
    for _ in range(rounds):
        before = selected.cost
        selected.order()
        selected.chosen.update(tree_choices(problem, selected.used()))
        for class_ in selected.used():
            for place in range(len(problem.classes[class_])):
                _try(selected, class_, place)
        if selected.cost > before - _GAIN:
            break
    return dict(selected.selection().chosen)


def _try(selected: Selected, class_: int, place: int) -> None:
    before, cost = selected.chosen[class_], selected.cost
    if place == before or not selected.uses[class_]:
        return
    selected.switch(class_, place)
    if selected.cost > cost - _GAIN:
        selected.switch(class_, before)
        selected.cost = cost  # exactly, without the rounding of there and back
