"""The cheapest terms of several classes together, a shared part paid for once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from symnum.egraphs.candidates import Candidates, candidates
from symnum.egraphs.extraction import Extraction
from symnum.egraphs.greedy_selection import shared_selection, tree_choices
from symnum.egraphs.limits import CostModel, Deadline
from symnum.egraphs.local_search import Search, Selected
from symnum.egraphs.readout import Contents
from symnum.egraphs.selection import Selection
from symnum.errors import unknown
from symnum.terms.plain import Term

Mode = Literal["tree", "dag", "ilp"]
"""``tree``: every part paid for where it stands, as people read. ``dag``: shared parts paid for
once, as programs compute, by greedy and local search. ``ilp``: the same with the optimum, as far
as a solver finds it."""
MODES: tuple[Mode, ...] = get_args(Mode)

_GREEDY_WORK = 200_000
_EVALUATIONS = 20_000
_SOLVER_SHARE = 0.8
"""What part of the time that is left the solver may take."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found.

    Attributes:
        terms: One for each class that was asked for.
        gap: By what part of their price they may be too dear; ``None`` if nothing is known.
    """

    terms: tuple[Term, ...]
    gap: float | None = None


def checked_mode(mode: str) -> Mode:
    """The mode of that name.

    Raises:
        InputError: there is none.
    """
    for known in MODES:
        if mode == known:
            return known
    raise unknown(mode, MODES, "extraction")


def extracted(contents: Contents, model: CostModel, mode: Mode, deadline: Deadline) -> Extracted:
    """The cheapest terms that were found for the classes that the e-graph was filled with.

    Args:
        contents: What was read out of the e-graph.
        model: The prices.
        mode: How they add up.
        deadline: After this a search tries nothing more, so that only up to it the same input
            has the same answer on every machine.

    Raises:
        KeyError: a class holds no term.
    """
    if mode == "tree":
        search = Extraction(contents, model)
        return Extracted(tuple(search.cheapest(root) for root in contents.roots))
    found = candidates(contents, model, contents.roots)
    best = improved(found, deadline)
    if mode == "dag":
        return Extracted(found.terms(best))
    from symnum.egraphs.ilp_extraction import optimal_selection  # HiGHS takes long to load

    seconds = max(0.01, deadline.remaining * _SOLVER_SHARE)
    optimum = optimal_selection(found.problem, best, seconds=seconds)
    return Extracted(found.terms(optimum.selection), optimum.gap)


def improved(found: Candidates, deadline: Deadline) -> Selection:
    """A selection made better by local search, from the cheapest trees or from what was greedily
    shared, whichever is cheaper."""
    problem, start = found.problem, found.tree
    greedy = shared_selection(problem, _GREEDY_WORK)
    if greedy is not None and greedy.cost < start.cost:
        start = greedy
    selected = Selected(problem, tree_choices(problem) | dict(start.chosen))
    Search(selected, _EVALUATIONS, deadline).descend()
    best = selected.selection()
    return best if best.cost < start.cost else start
