"""``symnum.approximate``: a search for approximations in one call, without a run directory."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evolve.fits.minimax import polished
from evolve.fronts.approximation import Approximation, Approximations
from evolve.problem.config import Config, validated
from evolve.problem.target import make_target
from evolve.programs.candidates import Candidate
from evolve.runs.finish import finished, measured, problem_of
from evolve.search.archipelago import Archipelago, founded, gathered
from evolve.search.island import advance
from evolve.search.population import best_errors
from symnum.errors import InputError
from symnum.execution import Execution, Served, crew
from symnum.lowering import lift
from symnum.numerics.domains import interval
from symnum.numerics.functions import CallableFunction, Function, as_reference, function_of
from symnum.numerics.objective_text import objective_from, objective_text
from symnum.numerics.objectives import Objective
from symnum.numerics.supremum import ErrorBound
from symnum.program import Program
from symnum.terms.parse import parse
from symnum.terms.text import to_text

_MARGIN = 0.9
"""A fit has to be better than the precision by this factor, since its proof costs a little."""


_GENERATIONS = 5
"""In an epoch: few, since only between epochs a search can stop; the other periods grow along."""
OPERATIONS = ("add", "sub", "mul", "div")


def approximate(
    f: Any, domain: Sequence[Any], *, max_operations: int = 7, precision: float | None = None,
    objective: Objective | str = "absolute", operations: Sequence[str] = OPERATIONS,
    effort: int = 48, minutes: float | None = None, seed: int = 0, workers: int = 1,
) -> Approximations:  # fmt: skip
    """Search for cheap approximations of a function, and prove their errors.

    Args:
        f: Text or a term in one symbol, an operator, a program, or a callable from a ``flint.arb``
            to an enclosure (and, for proofs by Taylor models, from a ``flint.arb_series``).
        domain: Both ends: numbers, or text such as ``"pi/4"``, which is rounded outwards.
        max_operations: Most operations on x.
        precision: Stop as soon as a program of that error is found.
        objective: What the error is measured in: ``"absolute"``, ``"relative"``,
            ``"ulp float32"``, ``"weighted 1/(1 + x)"``, … (:mod:`symnum.numerics.objective_text`).
        operations: What programs are made of.
        effort: Epochs of the search, each of some 20,000 programs.
        minutes: Stop after the epoch in which they are over; the result then depends on that.
        seed: Of all random numbers.
        workers: Processes of the search; the result is the same for any.

    Returns:
        The approximations that are more accurate than all shorter ones, each with a certificate.

    Raises:
        InputError: bad arguments, or a function without a bounded value on the domain.

    >>> from evolve import approximate
    >>> found = approximate("exp2(x)", (0, 1), max_operations=3, effort=1)
    >>> [entry.operations for entry in found], found[-1].error <= found[-1].bound < 1.3e-3
    ([1, 2, 3], True)
    """
    wanted = _wanted(f)
    measure = objective_from(objective)
    config = _config(wanted, domain, measure, {
        "maximum_operations": max_operations, "operations": list(operations), "seed": seed,
        "budget": {"epochs": effort, "generations": _GENERATIONS},
        "population": {"migration_interval": 12, "patience": 32},
    })  # fmt: skip
    with crew(Execution(workers=workers), None) as team:
        if isinstance(team, Served):
            raise InputError("workers: approximate needs processes of its own")
        state = _searched(wanted, config, team.compute, precision, minutes)
    entries = _entries(wanted, config, measure, state)
    return Approximations(wanted.name, tuple(entries), state.evaluations)


@dataclass(frozen=True)
class _Wanted:
    """The function to approximate, as balls see it, and as people call it."""

    function: Function
    name: str
    reference: Any


def _wanted(f: Any) -> _Wanted:
    given = parse(f, source="f") if isinstance(f, str) else f
    function = function_of(given)
    if isinstance(function, CallableFunction):
        return _Wanted(function, function.name, f)
    program = replace(as_reference(given), inputs=("x",))
    (term,) = lift(program)
    return _Wanted(function_of(program), to_text(term), program)


def _config(
    wanted: _Wanted, domain: Sequence[Any], measure: Objective, given: dict[str, Any]
) -> Config:
    """The configuration of a run; of code on balls it has no text, and none is looked at."""
    if isinstance(domain, str) or len(domain) != 2:
        raise InputError("domain: two ends are expected, such as (0, 1)")
    text = "x" if isinstance(wanted.function, CallableFunction) else wanted.name
    ends = interval(*domain)
    data = {**given, "function": text, "domain": ends, "objective": objective_text(measure)}
    try:
        return validated(data, "approximate")
    except InputError as error:  # configurations call it by another name
        raise InputError(str(error).replace("maximum_operations", "max_operations")) from None


def _searched(
    wanted: _Wanted, config: Config, compute: Callable[..., list[Any]], precision: float | None,
    minutes: float | None,
) -> Archipelago:  # fmt: skip
    """The state after the last epoch."""
    target, state = make_target(wanted.function, config), founded(config)
    deadline = math.inf if minutes is None else time.monotonic() + 60 * minutes
    while state.epoch < config.budget.epochs and time.monotonic() < deadline:
        tasks = [
            (config, target, island, (config.seed, state.epoch, place))
            for place, island in enumerate(state.islands)
        ]
        islands = compute(advance, tasks, lambda done: None)
        state = gathered(config, state, tuple(islands))
        best = min(best_errors(state.archive).values(), default=math.inf)
        if precision is not None and best <= _MARGIN * precision:
            break
    return state


def _entries(
    wanted: _Wanted, config: Config, measure: Objective, state: Archipelago
) -> list[Approximation]:
    """The best of every size, finished, without those that a shorter one beats."""
    kept: list[Approximation] = []
    for candidates in state.archive.values():
        found = _finished(candidates, wanted.function, config)
        if found is not None and not (kept and found[1] >= kept[-1].error):
            program, error, bound = found
            kept.append(
                Approximation(program, error, bound, wanted.reference, config.domain, measure)
            )
    return kept


def _finished(
    candidates: tuple[Candidate, ...], function: Function, config: Config
) -> tuple[Program, float, ErrorBound] | None:
    """The best program of one size, its largest sampled error, and what is proved."""
    member = finished(candidates, function, config)
    unproved = None if function.has_series else _unproved(candidates, function, config)
    if member is None or (unproved and unproved[1] < _MARGIN * member.max_error):
        return unproved
    proved = member.certificate
    bound = ErrorBound(
        member.certified_bound, proved.kind, proved.subintervals, proved.removable,
        math.nextafter(member.max_error, 0.0),
    )  # fmt: skip
    return member.to_program(), member.max_error, bound


def _unproved(
    candidates: tuple[Candidate, ...], function: Function, config: Config
) -> tuple[Program, float, ErrorBound] | None:
    """The best program on samples, where enclosures of the function are too wide for proofs."""
    problem = problem_of(config, function)
    better = [polished(candidate, problem) for candidate in candidates]
    best = min(better, key=lambda c: (c.error, c.code, c.constants), default=None)
    if best is None:
        return None
    result = measured(best, problem, config.polish.samples)
    kind = f"sampled at {result.samples} points, not proved"
    return result.program, result.max_error, ErrorBound(math.inf, kind, 0, (), result.max_error)
