"""Selection problems: what is refused, what a selection costs, and terms as such problems."""

from __future__ import annotations

import random

import pytest

from rewrite_rules import FACTS, RULES
from symnum.egraphs.candidates import Candidates, candidates
from symnum.egraphs.compilation import rules_for, theory
from symnum.egraphs.limits import Deadline, Limits, node_count
from symnum.egraphs.presentation import presented
from symnum.egraphs.readout import Contents, read
from symnum.egraphs.saturation import saturated
from symnum.egraphs.selection import Choice, SelectionProblem, reached, selection_cost
from symnum.errors import InputError
from symnum.rules import core
from symnum.terms import parse, to_text

LEAF = (Choice(None, (), 1),)
SQUARE = (Choice("mul", (0, 0), 3), Choice("pow", (0,), 100))
CIRCLE = (Choice("neg", (2,), 1), Choice("neg", (0,), 1))


def contents(text: str) -> Contents:
    """The saturated e-graph of a term."""
    term = core(parse(text))
    limits = Limits(nodes=1000, seconds=60)
    known = theory(rules_for([term], RULES), FACTS)
    with saturated(term, (), known, limits, Deadline(60)) as result:
        return read(result.graph, result.encoding)


def found(text: str) -> Candidates:
    held = contents(text)
    return candidates(held, node_count, [held.root])


@pytest.mark.parametrize(
    ("classes", "roots", "message"),
    [
        ((LEAF,), (), "at least one root"),
        ((LEAF,), (1,), "root 1 is none of 1 classes"),
        ((LEAF,), (-1,), "root -1 is none"),
        (((Choice("neg", (1,), 1),),), (0,), "child 1, which is none of 1 classes"),
        (((Choice(None, (), -1),),), (0,), "cost -1; costs are finite and not negative"),
        (((Choice(None, (), float("nan")),),), (0,), "cost nan"),
        (((Choice(None, (), float("inf")),),), (0,), "cost inf"),
    ],
)
def test_a_bad_problem_is_refused(classes: object, roots: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        SelectionProblem(classes, roots)  # type: ignore[arg-type]


def test_every_class_is_paid_for_once() -> None:
    problem = SelectionProblem((LEAF, SQUARE, (Choice("add", (1, 1, 0), 1),)), (2, 1))
    assert selection_cost(problem, {0: 0, 1: 0, 2: 0}) == 5
    assert selection_cost(problem, {0: 0, 1: 1, 2: 0}) == 102
    assert [class_ for class_, _ in reached(problem, {0: 0, 1: 0, 2: 0})] == [0, 1, 2]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({1: 0, 2: 0}, "class 0 is reached, but no node"),
        ({0: 1, 1: 0, 2: 1}, "class 0 is reached, but no node"),
        ({0: 0, 1: 0, 2: 0}, "part of a circle"),
    ],
)
def test_selections_that_lead_nowhere_are_refused(chosen: dict[int, int], message: str) -> None:
    problem = SelectionProblem((LEAF, SQUARE, CIRCLE, (Choice("add", (1, 2), 1),)), (3,))
    with pytest.raises(InputError, match=message):
        selection_cost(problem, {3: 0, **chosen})


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    count = 50_000
    chain = tuple((Choice("neg", (i - 1,), 1),) if i else LEAF for i in range(count))
    problem = SelectionProblem(chain, (count - 1,))
    assert selection_cost(problem, dict.fromkeys(range(count), 0)) == count


@pytest.mark.parametrize(
    ("text", "wanted", "tree", "shared"),
    [
        ("a*b + a*c", "a*(b + c)", 5, 5),
        ("x + y*(-1)", "x - y", 3, 3),
        ("exp(x + y)/(1 + exp(x + y))", "exp(x + y)/(exp(x + y) + 1)", 11, 7),
        ("3*x^2 + gamma(x)", "3*x^2 + gamma(x)", 8, 7),
        ("x^(-2)*y", "y/x^2", 5, 5),
        ("sqrt(1/3)*x^(-1/2)", "sqrt(1/3)/sqrt(x)", 5, 5),
    ],
)
def test_the_cheapest_trees_are_a_first_selection(
    text: str, wanted: str, tree: int, shared: int
) -> None:
    problem = found(text)
    (term,) = problem.terms(problem.tree)
    assert to_text(presented(term)) == wanted
    assert node_count.tree(term) == tree
    assert node_count.shared(term) == problem.tree.cost == shared


def test_the_problem_does_not_depend_on_how_an_e_graph_stores_its_nodes() -> None:
    held = contents("(a + b)*(c - d)/exp(a + b) + a*sqrt(b)*c")
    shuffled = Contents(held.roots, list(held.leaves), held.numbers, list(held.nodes))
    random.Random(0).shuffle(shuffled.leaves)
    random.Random(1).shuffle(shuffled.nodes)
    first, second = (candidates(c, node_count, [held.root]) for c in (held, shuffled))
    assert first.problem == second.problem
    assert first.tree == second.tree
