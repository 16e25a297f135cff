"""Branching is what the checker would let a search do, counted on its own state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

import pytest

from codegen.datasets import record
from codegen.datasets.branching import branching
from codegen.datasets.checking.derivations import _check_step
from codegen.datasets.checking.products import has_product_of_sums
from codegen.datasets.checking.reading import Step, parts_of, read
from codegen.datasets.checking.rejection import Rejected
from codegen.datasets.checking.replacing import Replacement
from codegen.datasets.checking.state import Accepted, State
from codegen.datasets.equation_texts import has_call, integrals, is_evaluable
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.schema import validated
from symnum.ops import INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol

Record = dict[str, Any]
Count = Callable[[State, Step], int]


def integrals_of(*terms: Canonical) -> set[Canonical]:
    found: set[Canonical] = set()
    for term in terms:
        if type(term) is Apply and term.operator is INTEGRAL:
            found.add(term)
        found |= integrals_of(*parts_of(term))
    return found


def ranges(state: State, symbol: CanonicalSymbol) -> bool:
    try:
        state.require_interval(symbol)
    except Rejected:
        return False
    return True


def sides(known: Accepted) -> tuple[Canonical, Canonical]:
    return known.step.left, known.step.right


def derivatives_by(state: State, step: Step) -> int:
    return sum(len(state.free(*sides(known))) for known in state.accepted)


def integrals_over(state: State, step: Step) -> int:
    return sum(ranges(state, s) for known in state.accepted for s in state.free(*sides(known)))


def evaluated_integrals(state: State, step: Step) -> int:
    done = {constant.integral for constant in state.constants.values()}
    return sum(len(integrals_of(*sides(known)) - done) for known in state.accepted)


def evaluated_derivatives(state: State, step: Step) -> int:
    return sum(any(map(state.can_be_evaluated, sides(known))) for known in state.accepted)


def expansions(state: State, step: Step) -> int:
    return sum(any(map(has_product_of_sums, known.forms)) for known in state.accepted)


def substitutions(state: State, step: Step) -> int:
    count = 0
    for target, rule in permutations(state.accepted, 2):
        old, new = sides(rule)
        if step.operator == "substitute_RHS_for_LHS":
            old, new = new, old
        if not isinstance(old, CanonicalSymbol | CanonicalNumber):
            replacement = Replacement(state.forms.of(old), state.forms.of(new), signed=True)
            for form in target.forms:
                replacement.of(form)
            count += replacement.count > 0
    return count


COUNTS: Mapping[str, Count] = {
    "differentiate": derivatives_by, "integrate": integrals_over, "expand": expansions,
    "evaluate_integrals": evaluated_integrals, "evaluate_derivatives": evaluated_derivatives,
    "substitute_LHS_for_RHS": substitutions, "substitute_RHS_for_LHS": substitutions,
}  # fmt: skip


def counted(made: Record) -> tuple[float, set[str]]:
    """The mean number of ways by the checker's state, and which operators were counted."""
    state, ways = State(read(validated(made, "record"))), []
    for step in state.record.steps:
        if step.inputs:
            count = COUNTS.get(step.operator)
            ways.append(len(state.accepted) if count is None else count(state, step))
        _check_step(state, step)
    operators = {step.operator for step in state.record.steps}
    return (round(sum(ways) / len(ways), 3) if ways else 0.0), operators


@pytest.mark.parametrize("preset", ["meadows", "balanced", "physics"])
def test_branching_is_the_checkers(preset: str) -> None:
    config = load_preset(preset)
    seen: set[str] = set()
    for index in range(120):
        made = record(config, 31, index)
        found, operators = counted(made)
        seen |= operators
        assert made["difficulty"]["branching"] == found == branching(made), made["steps"]
    assert set(COUNTS) <= seen


def test_other_families(config: Any) -> None:
    assert FAMILIES["recursion"].make(config, 3, 0)["difficulty"]["branching"] == 1.0
    for index in range(10):
        made = FAMILIES["algebra"].make(config, 3, index)
        ways = [
            before if len(step["inputs"]) == 1 else before * (before - 1)
            for before, step in enumerate(made["steps"])
            if len(step["inputs"]) in (1, 2)
        ]
        if all(len(step["inputs"]) <= 2 for step in made["steps"]):
            assert made["difficulty"]["branching"] == round(sum(ways) / len(ways), 3)


STEPS: list[tuple[str, list[int], str]] = [
    ("premise", [], "f(x, y) = (x + y)*sin(x)"),
    ("get_premise", [], "g(x) = sin(x)"),
]


def test_longer_names_are_others() -> None:
    assert integrals("my_integral(x) + integral(f(x), x) = 1") == {"integral(f(x), x)"}
    assert not is_evaluable("my_derivative(x, y) = 1", frozenset())
    assert has_call("g(x) + sin(x) = 0", "sin(x)") and not has_call("asin(x) = 0", "sin(x)")


@pytest.mark.parametrize(
    ("operator", "inputs", "ways"),
    [("sin", [1], 2), ("differentiate", [1], 3), ("expand", [1], 1), ("integrate", [1], 2),
     ("substitute_RHS_for_LHS", [1, 2], 1), ("substitute_LHS_for_RHS", [1, 2], 0),
     ("evaluate_integrals", [1], 0), ("evaluate_derivatives", [1], 0), ("divide", [1], 2)],
)  # fmt: skip
def test_ways_by_hand(operator: str, inputs: list[int], ways: int) -> None:
    steps = [
        {"operator": o, "inputs": i, "equation": {"text": t, "latex": ""}, "side_conditions": []}
        for o, i, t in [*STEPS, (operator, inputs, "0 = 0")]
    ]
    domain = [{"symbol": "x", "assumption": "real"}, {"symbol": "y", "assumption": "nonzero"}]
    functions = [{"name": "f"}, {"name": "g"}]
    made = {"family": "derivation", "steps": steps, "domain": domain, "functions": functions,
            "constants": []}  # fmt: skip
    assert branching(made) == ways
