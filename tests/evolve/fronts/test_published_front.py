"""The demo's configuration reaches the published programs' errors for each of three seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

import evolve

CONFIG = Path(__file__).parents[3] / "configs" / "exp2_demo.toml"


@pytest.mark.slow
@pytest.mark.parametrize("seed", (1, 2, 3))
def test_from_nothing_to_the_published_errors(seed: int, tmp_path: Path) -> None:
    result = evolve.run(evolve.load_config(CONFIG, seed=seed), tmp_path / "run", workers=2)
    assert result.front is not None
    bounds = {member.operations: member.certified_bound for member in result.front.members}
    assert bounds[3] <= 1.3e-3
    assert bounds[5] <= 7e-6
