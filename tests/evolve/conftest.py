"""Programs and runs that several tests of the discovery room use."""

import numpy as np
import pytest

from evolve.config import validated
from evolve.variation import DRAWS, ROWS, grow

TINY = {
    "function": "exp2(x)",
    "domain": [0, 1],
    "maximum_operations": 3,
    "seed": 7,
    "budget": {"epochs": 4, "generations": 4, "offspring": 150},
    "population": {"islands": 2, "per_size": 12, "migration_interval": 2},
    "fit": {"checks": 60},
    "polish": {"candidates": 2, "samples": 200},
}


def _random_program(seed, size=6):
    rng = np.random.default_rng(seed)
    while True:
        code, constants = np.zeros((ROWS, 3), np.int64), np.zeros(ROWS)
        draws = rng.random((size, DRAWS))
        found = grow(code, constants, size, draws, np.arange(4), np.ones(4, np.int64))
        if found:
            return code[:found].copy(), rng.normal(size=found)


@pytest.fixture(scope="session")
def random_program():
    """From (seed, size) to code and constants of an irreducible program of at most that size."""
    return _random_program


@pytest.fixture(scope="session")
def tiny():
    """From changed fields to a configuration that runs in a second or two."""
    return lambda **changes: validated({**TINY, **changes}, "tiny")
