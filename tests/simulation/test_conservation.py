"""Conservation laws of networks: what they read as, that they hold, and what they leave out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.simulation import ode
from codegen.simulation.conservation import laws
from codegen.simulation.steady_state import steady_state
from symnum.interop import parse_network

NAMES = "SECP"
ENZYME = """
begin parameters
1 k 1.5
end parameters
begin species
1 S() 3
2 E() 1
3 C() 0
4 P() 0
end species
begin reactions
1 1,2 3 k
2 3 1,2 0.5
3 3 2,4 0.25
end reactions
"""


def _chain(sites: int) -> str:
    """A protein with sites that an enzyme fills one after the other; a phosphatase empties them."""
    forms = [f"A{n}" for n in range(sites + 1)]
    bound = [f"E{n}" for n in range(sites)] + [f"F{n}" for n in range(sites)]
    species = ["E", "F", *forms, *bound]
    place = {name: number for number, name in enumerate(species, 1)}
    steps = []
    for n, (low, high) in enumerate(pairwise(forms)):
        for enzyme, taken, made in (("E", low, high), ("F", high, low)):
            bound_one = place[f"{enzyme}{n}"]
            steps += [
                f"{place[enzyme]},{place[taken]} {bound_one} 1.0",
                f"{bound_one} {place[enzyme]},{place[taken]} 0.3",
                f"{bound_one} {place[enzyme]},{place[made]} 0.7",
            ]
    amounts = {"E": 2, "F": 1, "A0": 10}
    lines = ["begin species"]
    lines += [f"{n} {s}() {amounts.get(s, 0)}" for s, n in place.items()]
    lines += ["end species", "begin reactions"]
    lines += [f"{number} {step}" for number, step in enumerate(steps, 1)]
    return "\n".join(["begin parameters", "end parameters", *lines, "end reactions", ""])


def test_enzyme_kinetics_read_as_sums_of_amounts() -> None:
    system = ode(parse_network(ENZYME))
    texts = [law.text(NAMES) for law in system.conservation_laws()]
    assert sorted(texts) == ["E + C = 1", "S + C + P = 3"]


@pytest.mark.parametrize("sites", [1, 2, 5])
def test_multisite_networks_conserve_enzymes_and_protein(sites: int) -> None:
    system = ode(parse_network(_chain(sites)))
    found = system.conservation_laws()
    assert sorted(law.value for law in found) == [1.0, 2.0, 10.0]
    assert all(set(law.weights.values()) == {1} for law in found)
    less = system.with_elimination()
    times = np.linspace(0.0, 5.0, 6)
    one, two = (s.solve((0, 5), times=times, rtol=1e-9, atol=1e-11) for s in (system, less))
    np.testing.assert_allclose(one.states, two.states, rtol=1e-6, atol=1e-8)
    for law in found:
        sums = sum(w * two.states[:, place] for place, w in law.weights.items())
        np.testing.assert_allclose(sums, law.value, rtol=1e-13)


def test_steady_states_keep_the_sums() -> None:
    system = ode(parse_network(_chain(2)))
    found = steady_state(system)
    late = system.solve((0, 1e4), rtol=1e-9, atol=1e-12).final
    np.testing.assert_allclose(found.state, late, rtol=1e-6)
    assert found.stable
    for law in system.conservation_laws():
        total = sum(w * found.state[place] for place, w in law.weights.items())
        assert abs(total - law.value) < 1e-13 * law.value


@given(st.lists(st.lists(st.integers(-2, 2), min_size=5, max_size=5), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_laws_are_a_basis_of_what_is_conserved(columns: list[list[int]]) -> None:
    rows: Any = [{n: c[state] for n, c in enumerate(columns) if c[state]} for state in range(5)]
    found = laws(rows, np.ones(5))
    matrix = np.array(columns)
    weights = np.zeros((len(found), 5))
    for row, law in enumerate(found):
        for place, weight in law.weights.items():
            weights[row, place] = weight
    assert not (weights @ matrix.T).any()
    assert len(found) == 5 - np.linalg.matrix_rank(matrix)
    assert not found or np.linalg.matrix_rank(weights) == len(found)
