"""Notebooks run from top to bottom in a fresh kernel, and what they state is proved here again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from symnum.numerics.objectives import Objective, certified_error
from symnum.numerics.program_text import program_from_text
from symnum.ops import EXP2

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
SECONDS = 240
"""For one cell, on a machine that is busy."""
MACHINE_PATH = re.compile(r"/(?:home|root|tmp|work|usr|Users)/|[A-Z]:\\\\")


def executed(path: Path, private: Path, environment: pytest.MonkeyPatch) -> Any:
    """A notebook, executed in a fresh kernel with the small sizes that it comes with."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        environment.setenv(name, str(private / name.lower()))
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(
        book, timeout=SECONDS, kernel_name="python3", coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    return client.execute()


def printed(book: Any, tag: str) -> str:
    """What the cell with a tag prints."""
    (cell,) = (cell for cell in book.cells if tag in cell.metadata.get("tags", ()))
    return "".join(part.text for part in cell.outputs if part.get("name") == "stdout")


def pictures(book: Any) -> list[bool]:
    """For each code cell, whether it shows a picture."""
    return [
        any("image/png" in part.get("data", {}) for part in cell.outputs)
        for cell in book.cells
        if cell.cell_type == "code"
    ]


def test_every_notebook_has_a_check() -> None:
    assert {path.stem for path in PATHS} == set(CHECKS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_outputs_are_stored_and_name_no_machine(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [part for cell in code for part in cell.outputs]
    assert {part.output_type for part in outputs} <= {"stream", "display_data", "execute_result"}
    assert not [part.text for part in outputs if part.get("name") == "stderr"]
    texts = [part.get("text", "") + part.get("data", {}).get("text/plain", "") for part in outputs]
    assert not [text for text in texts if MACHINE_PATH.search(text)]
    assert pictures(book)[-1], "a notebook ends with a picture"


def discovered_front(stored: Any, fresh: Any) -> None:
    """Bounds of the front, the stored programs and the kernels; the stored output is up to date."""
    found, before = (json.loads(printed(book, "summary")) for book in (fresh, stored))
    bounds = {}
    for row in found["front"] + found["stored"]:
        program = program_from_text(row["program"])
        assert program.operations == row["operations"]
        proof = certified_error(program, EXP2, Objective(), 0, 1, gap=0.004)
        assert proof.lower <= row["certified_bound"] <= 1.01 * proof.lower
        bounds[row["operations"]] = row["certified_bound"]
    assert bounds[3] < 1.3e-3 and bounds[5] < 7e-6  # from nothing, in the notebook
    assert bounds[10] < 3.52e-15 / 17  # of the best that was published, arXiv 2312.08472
    assert list(bounds.values()) == sorted(bounds.values(), reverse=True)
    kernel = found["kernel"]
    assert bounds[kernel["operations"]] < kernel["certified_bound"] < 2e-15
    assert kernel["max_error"] <= kernel["certified_bound"]
    assert found["float32"]["kind"] == "exhaustive" and found["float32"]["inputs"] == 2**32
    assert found["float32"]["max_ulp"] < 1.0
    for part in ("front", "stored"):
        then, now = (
            {row["operations"]: row["certified_bound"] for row in side[part]}
            for side in (before, found)
        )
        assert now == pytest.approx(then, rel=0.01)


def traced_model(stored: Any, fresh: Any) -> None:
    """All solvers agree with a tight solve, the pattern is that of the equations, code is small."""
    found, before = (json.loads(printed(book, "summary")) for book in (fresh, stored))
    assert found["same"] < 1e-13
    assert found["jacobian_gap"] < 1e-9
    assert len(found["runs"]) == 5
    assert all(row["gap"] < 1e-5 for row in found["runs"].values())
    cells = found["cells"]
    assert found["nonzeros"] == 9 * cells**2 + 4 * cells * (cells - 1)  # A has four neighbours
    sizes = list(found["code_bytes"].values())
    assert max(sizes) < 1.25 * min(sizes)  # over grids of which one has 256 times more cells
    for part in ("code_bytes", "nonzeros", "cells"):
        assert found[part] == before[part]


def probed_contestants(stored: Any, fresh: Any) -> None:
    """What was put into the fake answers comes out, and the stored figures are those of now."""
    found, before = (json.loads(printed(book, "summary")) for book in (fresh, stored))
    assert found == before
    copyist, plodder = found["fake copyist"], found["fake plodder"]
    for name in ("variable_renaming", "alternative_goal"):
        assert copyist["drops"][name]["value"] == 1.0
    for name in ("expression_exchange", "irrelevant_premise"):
        assert copyist["drops"][name]["value"] == 0.0
    assert copyist["wrong_step"]["value"] == 0.0
    assert plodder["wrong_step"]["low"] < 0.75 < plodder["wrong_step"]["high"]
    for name, drop in plodder["drops"].items():
        assert name == "injected_error" or drop["low"] <= 0.0 <= drop["high"]
    assert "fake" in fresh.cells[0].source


def test_fake_answers_are_what_their_script_says() -> None:
    """Each answer names a record, and says that it is fake."""
    folder = NOTEBOOKS / "probe"
    lines = (folder / "fake_answers.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert {answer["model"] for answer in answers} == {"fake copyist", "fake plodder"}
    assert sorted(answer["id"] for answer in answers) == sorted([*ids, *ids])


CHECKS: dict[str, Callable[[Any, Any], None]] = {
    "discover_a_function": discovered_front, "from_rhs_to_100x": traced_model,
    "probe_a_model": probed_contestants,
}  # fmt: skip
"""By notebook, what has to hold of its stored and its fresh outputs."""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_runs_in_a_fresh_kernel_and_what_it_states_holds(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, fresh = nbformat.read(path, as_version=4), executed(path, tmp_path, monkeypatch)
    assert pictures(fresh) == pictures(stored)
    CHECKS[path.stem](stored, fresh)
