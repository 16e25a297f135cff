"""The fit of growth, and the series over networks of our own."""

from __future__ import annotations

import importlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SIZES, STAGES = ("reactions", "jacobian_nonzeros"), ("read", "equations", "jacobian", "total")


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("growth")


def chain(length: int) -> str:
    """A .net file of species that turn into the next one, and in pairs into the first."""
    species = [f"{n} A{n}() {n}" for n in range(1, length + 1)]
    steps = [f"{n} {n} {n + 1} k" for n in range(1, length)]
    pairs = [f"{length + n} {n},{n + 1} 1 2*k" for n in range(1, length)]
    blocks = {"parameters": ["1 k 0.5"], "species": species, "reactions": steps + pairs}
    return "\n".join(
        line for name, rows in blocks.items() for line in (f"begin {name}", *rows, f"end {name}")
    )


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(growth: Any, power: float) -> None:
    sizes = [9, 18, 288, 24388]
    assert growth.exponent(sizes, [3e-5 * n**power for n in sizes]) == pytest.approx(power)
    scattered = [n**power * factor for n, factor in zip(sizes, (1.1, 0.9, 0.9, 1.1), strict=True)]
    found = growth.exponent(sizes, scattered)
    assert found != pytest.approx(power, abs=1e-6)
    assert found == pytest.approx(power, abs=0.05)


def test_least_squares_not_the_ends(growth: Any) -> None:
    """By hand, through (0, 0), (1, 1), (2, 4), and through (0, 0), (1, 1), (2, 2), (3, 7)."""
    e = math.e
    assert growth.exponent([1, e, e**2], [1, e, e**4]) == pytest.approx(2)
    assert growth.exponent([1, e, e**2, e**3], [1, e, e**2, e**7]) == pytest.approx(2.2)


def test_one_size_has_no_exponent(growth: Any) -> None:
    assert growth.exponent([7, 7], [1.0, 2.0]) is None
    assert growth.exponent([5], [1.0]) is None
    assert growth.exponent([0, 5], [1.0, 2.0]) is None


def test_the_series_over_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "networks"
    folder.mkdir(parents=True)
    for length in (12, 3, 6):
        (folder / f"chain{length}.net").write_text(chain(length), encoding="utf-8")
    target = tmp_path / "networks.json"
    command = [sys.executable, "benchmarks/networks.py", "--rounds", "1", "--json", str(target)]
    environment = os.environ | {"SYMNUM_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" in done.stdout
    assert "Exponents p of growth" in done.stdout
    found = json.loads(target.read_text(encoding="utf-8"))["growth"]
    assert [row["network"] for row in found["rows"]] == [f"chain{n}.net" for n in (3, 6, 12)]
    assert [row["reactions"] for row in found["rows"]] == [4, 10, 22]
    assert found["rows"][0]["jacobian_nonzeros"] == 8
    for row in found["rows"]:
        assert all(row[stage] > 0 for stage in STAGES)
    for fit in (found["exponents"], found["rows"][0]["to_largest"]):
        assert {size: set(fit[size]) for size in fit} == {key: set(STAGES) for key in SIZES}
        assert all(isinstance(fit[size][stage], float) for size in SIZES for stage in STAGES)
    assert found["rows"][-1]["to_largest"]["reactions"]["total"] is None
