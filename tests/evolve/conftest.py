"""Programs and runs that several tests of the discovery room use."""

import os

import numpy as np
import pytest

import evolve
from evolve.fronts.front import FRONT
from evolve.fronts.tables import CONSTANTS_TABLE, FRONT_TABLE
from evolve.problem.config import validated
from evolve.runs.checkpoint import CHECKPOINT, CONFIG, EVENTS
from evolve.search.variation import DRAWS, ROWS, grow

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
        found = grow(code, constants, size, draws, np.arange(4), np.ones(5, np.int64))
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


def _content(directory):
    names = (CONFIG, EVENTS, CHECKPOINT, FRONT, FRONT_TABLE, CONSTANTS_TABLE)
    return {name: (directory / name).read_bytes() for name in names}


@pytest.fixture(scope="session")
def content():
    """From a finished run's directory to the bytes that depend on nothing but its configuration."""
    return _content


@pytest.fixture(scope="session")
def finished(tiny, tmp_path_factory):
    """A finished tiny run on one worker: nobody may change it."""
    directory = tmp_path_factory.mktemp("run") / "seed7"
    assert evolve.run(tiny(), directory, workers=1).finished
    for file in directory.iterdir():
        os.chmod(file, 0o444)
    return directory
