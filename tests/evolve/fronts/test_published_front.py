"""Fronts that are published here hold; the demo reaches the published errors on three seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

import evolve
from symnum.numerics.certify import HOLD, main

ROOT = Path(__file__).parents[3]
CONFIG = ROOT / "configs" / "exp2_demo.toml"
FRONTS = sorted((ROOT / "fronts").glob("*.json"))


def test_there_is_a_front_for_every_function() -> None:
    configured = {path.stem for path in (ROOT / "configs").glob("*.toml")}
    assert {path.stem for path in FRONTS} == configured - {"derivations_demo", "exp2_demo"}


@pytest.mark.parametrize("path", FRONTS, ids=lambda path: path.stem)
def test_published_fronts_are_proved_afresh(path: Path) -> None:
    assert main([str(path)]) == HOLD


@pytest.mark.slow
@pytest.mark.parametrize("seed", (1, 2, 3))
def test_from_nothing_to_the_published_errors(seed: int, tmp_path: Path) -> None:
    result = evolve.run(evolve.load_config(CONFIG, seed=seed), tmp_path / "run", workers=2)
    assert result.front is not None
    bounds = {member.operations: member.certified_bound for member in result.front.members}
    assert bounds[3] <= 1.3e-3
    assert bounds[5] <= 7e-6
