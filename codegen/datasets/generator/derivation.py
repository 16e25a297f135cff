"""One derivation from its plan: a random walk over moves that heads for what is demanded."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.choosing import chosen
from codegen.datasets.generator.moves import MOVES, TOWARDS
from codegen.datasets.generator.naming import FUNCTION_PLACES
from codegen.datasets.generator.parts import is_sum, subterms
from codegen.datasets.generator.planning import Plan, plan, steps_needed, stream
from codegen.datasets.generator.premises import draw_symbols, premise
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EXPAND,
    GET_PREMISE,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    OPERATORS,
    RENAMING,
    RIGHT_FOR_LEFT,
)

ATTEMPTS = 400
PATIENCE = 16
"""Attempts after which one more demand is given up."""
TRIES = 12
"""Premises tried before an attempt is given up."""
LAST_UNEVALUATED = 0.1
"""How much rarer derivations end with a derivative or integral that is still to be evaluated."""
_SUBSTITUTIONS = (LEFT_FOR_RIGHT, RIGHT_FOR_LEFT)


_LEAST = 1e-9
"""The weight of what is demanded but has none."""


def derivations(config: Config, seed: int, index: int) -> Iterator[Workspace]:
    """Candidates for record ``index``, best first: a pure function of the arguments."""
    planned = plan(config, seed, index)
    for attempt in range(ATTEMPTS):
        kept = planned.demands[: max(0, len(planned.demands) - attempt // PATIENCE)]
        found = _attempt(config, stream(seed, index, attempt), Plan(planned.length, kept))
        if found is not None:
            yield found


def _attempt(config: Config, random: Random, planned: Plan) -> Workspace | None:
    symbols, names = draw_symbols(config, random, positive="log" in planned.demands)
    functions = [place for place in reversed(FUNCTION_PLACES) if place in names.text]
    workspace = Workspace(config, random, symbols, functions, names)
    first = next((line for line in _premises(workspace, planned) if line), None)
    if first is None or not workspace.accept(first):
        return None
    weights = list(config.weights.in_order)
    for name in planned.demands:
        weights[_PLACES[name]] = max(weights[_PLACES[name]], _LEAST)
    while len(workspace.lines) < planned.length:
        if not _step(workspace, planned, weights):
            return None
    done = {line.operator for line in workspace.lines}
    complete = workspace.pending is None and done.issuperset(planned.demands)
    return workspace if complete else None


def _premises(workspace: Workspace, planned: Plan) -> Iterator[Line | None]:
    """Premises from which it is not far to what is demanded."""
    for _ in range(TRIES):
        line = premise(workspace)
        if line is not None:
            positive = workspace.knowledge.positive(line.right)
            has_sum = EXPAND not in planned.demands or any(map(is_sum, subterms(line.right)))
            if has_sum and (positive or "log" not in planned.demands):
                yield line


def _step(workspace: Workspace, planned: Plan, weights: list[float]) -> bool:
    left = planned.length - len(workspace.lines)
    missing: list[str] = []
    if planned.demands:
        done = {line.operator for line in workspace.lines}
        missing = [name for name in planned.demands if name not in done]
        if len(missing) > left:
            return False
    allowed = _possible(workspace, weights, left)
    while any(allowed):
        name, line = _proposal(workspace, missing, left, allowed)
        in_time = line is not None and _in_time(workspace, line, missing, left - 1)
        if line is not None and in_time and workspace.accept(line):
            return True
        allowed[_PLACES[name]] = 0
    return False


_PLACES = {name: place for place, name in enumerate(OPERATORS)}
_OPENING_PLACES = tuple(_PLACES[name] for name in (GET_PREMISE, RENAMING))
_UNEVALUATED_PLACES = tuple(_PLACES[name] for name in (DIFFERENTIATE, INTEGRATE))
_SUBSTITUTION_PLACES = frozenset(_PLACES[name] for name in _SUBSTITUTIONS)


def _possible(workspace: Workspace, weights: list[float], left: int) -> list[float]:
    """Weights of the operators that leave time for the line that waits to be used."""
    pending = workspace.pending is not None
    if pending and left == 1:
        return [
            weight if place in _SUBSTITUTION_PLACES else 0 for place, weight in enumerate(weights)
        ]
    allowed = list(weights)
    if pending or left == 1:
        for place in _OPENING_PLACES:
            allowed[place] = 0
    if left == 1:
        for place in _UNEVALUATED_PLACES:
            allowed[place] *= LAST_UNEVALUATED
    return allowed


def _in_time(workspace: Workspace, line: Line, missing: list[str], left: int) -> bool:
    """Whether later lines can still use what is unused, and be what is missing."""
    unmet = len(missing) - (line.operator in missing)
    return left >= max(unmet, len(workspace.unused_after(line)))


def _proposal(
    workspace: Workspace, missing: list[str], left: int, allowed: list[float]
) -> tuple[str, Line | None]:
    random = workspace.random
    if workspace.pending is not None and (left <= 2 or random.random() < 0.5):
        labels = [name for name in _SUBSTITUTIONS if allowed[_PLACES[name]]]
        if labels:
            weights = [allowed[_PLACES[name]] for name in labels]
            name = chosen(random, labels, weights)
            return name, MOVES[name](workspace)
    wanted = [name for name in missing if allowed[_PLACES[name]]]
    if wanted and (left <= steps_needed(missing) + 1 or random.random() < 0.7):
        name = random.choice(wanted)
        line = MOVES[name](workspace)
        if line is None and name in TOWARDS:
            line = random.choice(TOWARDS[name])(workspace)
        return name, line
    name = chosen(random, OPERATORS, allowed)
    return name, MOVES[name](workspace)
