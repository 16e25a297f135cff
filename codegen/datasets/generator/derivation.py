"""One derivation from its plan: a random walk over moves that heads for what is demanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.canonical_steps import is_sum
from codegen.datasets.generator.moves import MOVES, TOWARDS, use_pending
from codegen.datasets.generator.planning import Plan, plan, steps_needed, stream
from codegen.datasets.generator.premises import draw_symbols, premise
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    EXPAND,
    GET_PREMISE,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    RENAMING,
    RIGHT_FOR_LEFT,
)

ATTEMPTS = 400
PATIENCE = 16
"""Attempts after which one more demand is given up."""
TRIES = 12
"""Moves tried before an attempt is given up."""

WEIGHTS: Mapping[str, float] = {
    "cos": 2, "sin": 2, "exp": 2, "log": 9, EXPAND: 4, EVALUATE_DERIVATIVES: 8,
    EVALUATE_INTEGRALS: 8, "add": 1.5, "minus": 1.5, "times": 1.5, "divide": 1.5, "power": 2.5,
    DIFFERENTIATE: 2.5, INTEGRATE: 2.5, LEFT_FOR_RIGHT: 6, RIGHT_FOR_LEFT: 6, RENAMING: 1.5,
    GET_PREMISE: 1.5,
}  # fmt: skip
"""Relative frequency with which a move is tried where nothing is demanded."""
_NAMES, _FREQUENCIES = tuple(WEIGHTS), tuple(WEIGHTS.values())


def derivations(config: Config, seed: int, index: int) -> Iterator[Workspace]:
    """Candidates for record ``index``, best first: a pure function of the arguments."""
    planned = plan(config, seed, index)
    for attempt in range(ATTEMPTS):
        kept = planned.demands[: max(0, len(planned.demands) - attempt // PATIENCE)]
        found = _attempt(config, stream(seed, index, attempt), Plan(planned.length, kept))
        if found is not None:
            yield found


def _attempt(config: Config, random: Random, planned: Plan) -> Workspace | None:
    symbols = draw_symbols(config, random, positive="log" in planned.demands)
    names = random.sample(config.vocabulary.functions, len(config.vocabulary.functions))
    workspace = Workspace(config, random, symbols, names)
    first = next((line for line in _premises(workspace, planned) if line), None)
    if first is None or not workspace.accept(first):
        return None
    while len(workspace.lines) < planned.length:
        if not _step(workspace, planned):
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
            has_sum = any(map(is_sum, workspace.bench.subterms(line.right)))
            if ("log" not in planned.demands or positive) and (
                EXPAND not in planned.demands or has_sum
            ):
                yield line


def _step(workspace: Workspace, planned: Plan) -> bool:
    done = {line.operator for line in workspace.lines}
    missing = [name for name in planned.demands if name not in done]
    left = planned.length - len(workspace.lines)
    if len(missing) > left:
        return False
    for _ in range(TRIES):
        line = _proposal(workspace, missing, left)
        if line is None or not _in_time(workspace, line, missing, left - 1):
            continue
        if workspace.accept(line):
            return True
    return False


def _in_time(workspace: Workspace, line: Line, missing: list[str], left: int) -> bool:
    """Whether later lines can still use what is unused, and be what is missing."""
    unmet = len(missing) - (line.operator in missing)
    return left >= max(unmet, len(workspace.unused_after(line)))


def _proposal(workspace: Workspace, missing: list[str], left: int) -> Line | None:
    random = workspace.random
    if workspace.pending is not None and (left <= 2 or random.random() < 0.5):
        return use_pending(workspace)
    if missing and (left <= steps_needed(missing) + 1 or random.random() < 0.7):
        name = random.choice(missing)
        line = MOVES[name](workspace)
        if line is None and name in TOWARDS:
            line = random.choice(TOWARDS[name])(workspace)
        return line
    return MOVES[random.choices(_NAMES, _FREQUENCIES)[0]](workspace)
