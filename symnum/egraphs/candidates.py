"""The terms that an e-graph holds, as a selection problem and back.

Each class has up to three places in the problem, one for every view that a term of it can have
(:mod:`symnum.egraphs.views`); each number or symbol that stands in a form has one, so that it is
shared too. The places are numbered in rising order of tree cost, with ties broken by structure:
nothing depends on the order in which an e-graph stores its nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from symnum.egraphs.extraction import Extraction
from symnum.egraphs.limits import CostModel
from symnum.egraphs.readout import Contents
from symnum.egraphs.selection import Choice, Selection, SelectionProblem, reached, selection_cost
from symnum.egraphs.views import PLAIN, Form, Goal, Part
from symnum.terms.plain import Call, Term


@dataclass(frozen=True, slots=True)
class Candidates:
    """A selection problem with the terms behind it.

    Attributes:
        problem: What can be chosen.
        tree: The selection of the cheapest trees, a first solution.
        forms: For each choice of each class the form behind it; for leaves the leaf itself.
        numbers: The class of each goal and leaf.
    """

    problem: SelectionProblem
    tree: Selection
    forms: tuple[tuple[Form | Term, ...], ...]
    numbers: Mapping[Part, int]

    def terms(self, selection: Selection) -> tuple[Term, ...]:
        """The terms that a selection has chosen for the roots.

        Raises:
            InputError: the selection lacks a class that it reaches, or goes in circles.
        """
        found: dict[int, Term] = {}
        for class_, _ in reached(self.problem, selection.chosen):
            form = self.forms[class_][selection.chosen[class_]]
            if isinstance(form, Term):
                found[class_] = form
            else:
                parts = tuple(found[self.numbers[part]] for part in form.parts)
                found[class_] = parts[0] if form.operator is None else Call(form.operator, parts)
        return tuple(found[root] for root in self.problem.roots)


def candidates(contents: Contents, model: CostModel, roots: Sequence[int]) -> Candidates:
    """The selection problem of some classes of an e-graph.

    Args:
        contents: What was read out of the e-graph.
        model: Prices of operators and leaves.
        roots: Numbers of the classes that are asked for.

    Raises:
        KeyError: a root holds no term.
    """
    trees = Extraction(contents, model)
    order = list(trees.rising())
    available: dict[Goal, list[Form]] = {goal: [] for goal in order}
    for form in trees.offered():
        if form.goal not in form.goals:
            available[form.goal].append(form)
    asked = [(root, PLAIN) for root in roots]
    numbers = {part: n for n, part in enumerate(_parts(asked, order, available))}
    classes: list[tuple[Choice, ...]] = []
    forms: list[tuple[Form | Term, ...]] = []
    chosen: dict[int, int] = {}
    for part, number in numbers.items():
        if isinstance(part, Term):
            classes.append((Choice(None, (), model.leaf),))
            forms.append((part,))
            chosen[number] = 0
            continue
        nodes = _choices(available[part], numbers, model)
        classes.append(tuple(nodes))
        forms.append(tuple(nodes.values()))
        cheapest = _choice(trees.best[part].form, numbers, model)
        chosen[number] = list(nodes).index(cheapest)
    problem = SelectionProblem(tuple(classes), tuple(numbers[goal] for goal in asked))
    tree = {class_: chosen[class_] for class_, _ in reached(problem, chosen)}
    return Candidates(
        problem, Selection(tree, selection_cost(problem, tree)), tuple(forms), numbers
    )


def _parts(
    asked: Sequence[Goal], order: Sequence[Goal], available: Mapping[Goal, Sequence[Form]]
) -> Iterator[Part]:
    """Leaves, then the goals that can be part of what is asked for, in order."""
    reachable = dict.fromkeys(asked)
    stack = list(reachable)
    leaves: dict[Term, None] = {}
    while stack:
        for form in available[stack.pop()]:
            for part in form.parts:
                if isinstance(part, Term):
                    leaves[part] = None
                elif part not in reachable:
                    reachable[part] = None
                    stack.append(part)
    yield from sorted(leaves, key=repr)
    yield from (goal for goal in order if goal in reachable)


def _choices(
    available: Sequence[Form], numbers: Mapping[Part, int], model: CostModel
) -> dict[Choice, Form]:
    """The forms of a goal, the same choice only once, the cheapest by themselves first."""
    found: dict[Choice, Form] = {}
    for form in available:
        found.setdefault(_choice(form, numbers, model), form)
    ordered = sorted(found, key=lambda c: (c.cost, c.operator or "", c.children))
    return {choice: found[choice] for choice in ordered}


def _choice(form: Form, numbers: Mapping[Part, int], model: CostModel) -> Choice:
    cost = 0 if form.operator is None else model.of(form.operator, form.parts)
    name = None if form.operator is None else form.operator.name
    return Choice(name, tuple(numbers[part] for part in form.parts), cost)
