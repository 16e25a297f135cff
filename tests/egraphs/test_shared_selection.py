"""Selections in which every class is paid for once: greedy, by local search, and the optimum."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from symnum.egraphs import ilp_extraction
from symnum.egraphs.greedy_selection import (
    lower_bounds,
    selection_of,
    shared_selection,
    tree_choices,
    tree_selection,
)
from symnum.egraphs.ilp_extraction import LARGEST, OPTIMAL, TOO_LARGE, optimal_selection
from symnum.egraphs.local_search import Search, Selected
from symnum.egraphs.selection import Choice, Selection, SelectionProblem, selection_cost
from symnum.egraphs.selection_bounds import useful_nodes
from symnum.errors import InputError

WORK = 100_000


def leaf(cost: float = 1) -> tuple[Choice, ...]:
    return (Choice(None, (), cost),)


def descended(problem: SelectionProblem, start: Selection | None = None) -> Selection:
    """What the local search makes of a selection, or of the cheapest trees."""
    chosen = tree_choices(problem) | dict(start.chosen if start else {})
    selected = Selected(problem, chosen)
    Search(selected, 10_000).descend()
    found = selected.selection()
    assert found.cost == pytest.approx(selected.cost)
    return found


def brute_force(problem: SelectionProblem) -> float | None:
    """The cheapest price among all choices of nodes."""
    best = None
    for places in product(*(range(max(1, len(nodes))) for nodes in problem.classes)):
        try:
            cost = selection_cost(problem, dict(enumerate(places)))
        except InputError:
            continue
        best = cost if best is None else min(best, cost)
    return best


# Two classes whose cheapest trees cost 6 each, and 7 over a child that they can share.
TWO_PARENTS = SelectionProblem(
    (
        leaf(),
        (Choice("exp", (0,), 4),),
        (Choice("f", (0,), 5), Choice("g", (1,), 2)),
        (Choice("f", (0,), 5), Choice("g", (1,), 2)),
        (Choice("add", (2, 3), 1),),
    ),
    (4,),
)
# a*c + b*c and a*d + b*d: the factored forms share a + b.
FACTORS = SelectionProblem(
    (
        *(leaf(0) for _ in range(4)),
        *((Choice("mul", pair, 3),) for pair in ((0, 2), (1, 2), (0, 3), (1, 3))),
        (Choice("add", (0, 1), 1),),
        (Choice("add", (4, 5), 1), Choice("mul", (8, 2), 3)),
        (Choice("add", (6, 7), 1), Choice("mul", (8, 3), 3)),
    ),
    (9, 10),
)
# Each of two classes is free if the other is there already; one of them has to be paid.
CIRCLE = SelectionProblem(
    (
        leaf(),
        (Choice("f", (2,), 0), Choice("g", (0,), 7)),
        (Choice("f", (1,), 0), Choice("g", (0,), 9)),
        (Choice("add", (1, 2), 1),),
    ),
    (3,),
)


@pytest.mark.parametrize(
    ("problem", "tree", "optimum"),
    [(TWO_PARENTS, 12, 10), (FACTORS, 7, 7), (CIRCLE, 9, 9)],
    ids=["two parents", "factors", "circle"],
)
def test_problems_with_a_known_optimum(
    problem: SelectionProblem, tree: float, optimum: float
) -> None:
    assert tree_selection(problem).cost == tree
    assert brute_force(problem) == optimum
    assert descended(problem).cost == optimum
    found = optimal_selection(problem)
    assert (found.selection.cost, found.stopped_because, found.gap) == (optimum, OPTIMAL, 0)


def test_greedy_sharing_sees_what_one_node_shares() -> None:
    """``f(a, b)`` over a common child is cheaper than ``g`` over two small trees."""
    problem = SelectionProblem(
        (
            leaf(4),
            (Choice("neg", (0,), 1),),
            (Choice("exp", (0,), 1),),
            leaf(4),
            (Choice("g", (0, 3), 1), Choice("f", (1, 2), 1)),
        ),
        (4,),
    )
    assert tree_selection(problem).cost == 9
    found = shared_selection(problem, WORK)
    assert found is not None
    assert (found.cost, found.chosen[4]) == (7, 1)


def test_greedy_sharing_answers_within_its_work() -> None:
    assert shared_selection(FACTORS, 0) is None
    found = shared_selection(FACTORS, WORK)
    assert found is not None
    assert found.cost == 7


def test_classes_that_are_free_need_no_node() -> None:
    assert 1 not in tree_choices(TWO_PARENTS, free=[1])
    assert tree_choices(TWO_PARENTS, free=[1])[2] == 1
    assert tree_choices(TWO_PARENTS)[2] == 0


def test_bounds_are_dearest_paths() -> None:
    assert lower_bounds(FACTORS) == {
        **dict.fromkeys(range(4), 0), **dict.fromkeys(range(4, 8), 3), 8: 1, 9: 4, 10: 4,
    }  # fmt: skip


def test_nodes_that_no_optimum_has_are_left_out() -> None:
    nodes = (
        Choice("f", (0,), 2),
        Choice("g", (0,), 3),  # as the first, but dearer
        Choice("h", (0, 1), 2),  # as the first, and more
        Choice("circle", (2,), 0),
        Choice("dear", (), 11),
        Choice("other", (1,), 4),
        Choice("dead end", (3,), 0),
    )
    problem = SelectionProblem((leaf(), leaf(), nodes, ()), (2,))
    assert useful_nodes(problem, 10) == {2: (0, 5), 1: (0,), 0: (0,)}


@pytest.mark.parametrize("find", [tree_selection, optimal_selection])
def test_a_root_without_a_finite_term_is_refused(find: object) -> None:
    problem = SelectionProblem(((Choice("neg", (0,), 1),),), (0,))
    with pytest.raises(InputError, match="class 0 is reached, but no node is chosen"):
        find(problem)  # type: ignore[operator]


@pytest.mark.parametrize("limits", [{"seconds": 0}, {"nodes": 0}, {"seconds": float("nan")}])
def test_limits_of_the_solver_are_positive(limits: dict[str, float]) -> None:
    (name,) = limits
    with pytest.raises(InputError, match=f"{name} must be positive"):
        optimal_selection(FACTORS, **limits)  # type: ignore[arg-type]


def test_large_problems_are_not_given_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ilp_extraction, "LARGEST", 5)
    found = optimal_selection(TWO_PARENTS)
    assert (found.selection, found.stopped_because) == (tree_selection(TWO_PARENTS), TOO_LARGE)
    assert found.bound == 7  # leaf, exp, g or leaf, f; and add
    assert found.gap == pytest.approx(5 / 12)
    assert LARGEST > 1000


def problems(largest: int, nodes: int) -> st.SearchStrategy[SelectionProblem]:
    """Problems in which everything may use everything."""

    @st.composite
    def built(draw: st.DrawFn) -> SelectionProblem:
        count = draw(st.integers(2, largest))
        child = st.integers(0, count - 1)
        node = st.builds(
            Choice,
            st.sampled_from(("f", "g")),
            st.lists(child, max_size=3).map(tuple),
            st.integers(0, 9),
        )
        classes = draw(
            st.lists(
                st.lists(node, min_size=1, max_size=nodes).map(tuple),
                min_size=count,
                max_size=count,
            )
        )
        roots = draw(st.lists(child, min_size=1, max_size=3))
        return SelectionProblem(tuple(classes), tuple(roots))

    return built()


def first(problem: SelectionProblem) -> Selection:
    try:
        return tree_selection(problem)
    except InputError:
        assume(False)
        raise


@given(problems(6, 3))
@example(TWO_PARENTS)
@example(CIRCLE)
@settings(max_examples=200, deadline=None)
def test_the_optimum_is_that_of_brute_force(problem: SelectionProblem) -> None:
    try:
        trees = tree_selection(problem)
    except InputError:
        assert brute_force(problem) is None
        return
    found = optimal_selection(problem, trees)
    assert found.stopped_because == OPTIMAL
    assert found.selection.cost == found.bound == brute_force(problem)


@given(problems(12, 4))
@settings(max_examples=200, deadline=None)
def test_each_way_is_as_good_as_the_one_before(problem: SelectionProblem) -> None:
    trees = first(problem)
    shared = shared_selection(problem, WORK)
    greedy = trees if shared is None or shared.cost > trees.cost else shared
    local = descended(problem, greedy)
    best = optimal_selection(problem, local)
    bounds = lower_bounds(problem)
    assert best.selection.cost <= local.cost <= greedy.cost <= trees.cost
    assert max(bounds[root] for root in problem.roots) <= best.bound <= best.selection.cost
    for found in (trees, greedy, local, best.selection):
        assert found.cost == selection_cost(problem, found.chosen)  # raises where it is a circle
        assert selection_of(problem, dict(found.chosen)) == found


@given(problems(12, 4), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_a_search_that_is_cut_short_has_a_valid_selection(
    problem: SelectionProblem, evaluations: int
) -> None:
    trees = first(problem)
    selected = Selected(problem, tree_choices(problem))
    search = Search(selected, evaluations)
    search.descend()
    assert search.left >= 0
    assert selected.selection().cost <= trees.cost


@given(problems(12, 4))
@settings(max_examples=50, deadline=None)
def test_the_same_problem_has_the_same_answers(problem: SelectionProblem) -> None:
    first(problem)
    assert descended(problem) == descended(problem)
    assert shared_selection(problem, WORK) == shared_selection(problem, WORK)
    assert optimal_selection(problem) == optimal_selection(problem)


def layered(seed: int, count: int) -> SelectionProblem:
    """A problem without circles whose classes share much."""
    source = random.Random(seed)
    classes = [leaf(source.randint(0, 2)) for _ in range(5)]
    while len(classes) < count:
        nodes = [
            Choice("f", tuple(source.sample(range(len(classes)), 2)), source.randint(1, 6))
            for _ in range(source.randint(1, 3))
        ]
        classes.append(tuple(nodes))
    return SelectionProblem(tuple(classes), (count - 1, count - 2))


@pytest.mark.parametrize("seed", range(10))
def test_the_search_improves_on_trees_and_the_optimum_on_nothing(seed: int) -> None:
    problem = layered(seed, 60)
    best = optimal_selection(problem)
    assert best.stopped_because == OPTIMAL
    assert best.selection.cost <= descended(problem).cost <= tree_selection(problem).cost


def test_the_search_comes_near_to_the_optimum() -> None:
    pairs = [(layered(seed, 60), layered(seed, 60)) for seed in range(10)]
    gained = sum(tree_selection(p).cost - descended(p).cost for p, _ in pairs)
    possible = sum(tree_selection(p).cost - optimal_selection(p).selection.cost for p, _ in pairs)
    assert possible > 0
    assert gained >= 0.8 * possible
