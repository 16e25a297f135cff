"""The numeric layer on modules: right equations agree at all points, wrong ones are refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from codegen.datasets import check_dataset
from codegen.datasets.branching import branching
from codegen.datasets.kernels import Agreement, Batch, agreements
from codegen.datasets.kernels.agreement import points_of
from codegen.datasets.records import line_of
from codegen.datasets.shipping import ship_kernels, shipped_target, stray_kernels
from symnum.cli import app
from symnum.errors import InputError

Record = dict[str, Any]
Written = Callable[..., Record]
REAL, POSITIVE = {"x": "real"}, {"x": "positive"}
PREMISE = ("premise", [], "", "f(x) = x^2")


@pytest.mark.parametrize(("target", "count"), [("c", 40), ("jax", 8)])
def test_right_equations_agree(target: str, count: int, made: list[Record]) -> None:
    found = agreements(made[:count], target, 16)
    assert [*found] == [record["id"] for record in made[:count]]
    total = sum(found.values(), Agreement())
    assert all(verdict.ok for verdict in found.values())
    assert total.equations == sum(len(record["steps"]) for record in made[:count])
    assert total.machine > 0.98 * total.equations
    assert total.undecided == 0


WRONG = [
    ("x^2*x = x^3 + 1", "at x = "),
    ("f(x) + 1 = x^2 - 1", "its left side is "),
    ("f(x)*sin(x) = x^2*cos(x)", "its right side "),
    ("derivative(f(x), x) = 3*x", "at x = "),
    ("f(x) + 10^(-6) = x^2", "at x = "),
    ("10^20*f(x) + 1/1000 = 10^20*x^2", "at x = "),
    ("exp(f(x)) = exp(x^2) + 10^(-20)", "at x = "),
    ("log(f(x)) = 2*log(x)*(1 + 10^(-30))", "at x = "),
    ("sqrt(f(x)) = x", "at x = -"),
    ("abs(x) = x", "at x = -"),
]  # fmt: skip


@pytest.mark.parametrize(("equation", "reason"), WRONG)
def test_wrong_equations_are_refused(equation: str, reason: str, written: Written) -> None:
    record = written(REAL, [PREMISE, ("add", [1], "x", equation)])
    (found,) = agreements([record]).values()
    assert found.step == 2
    assert reason in found.reason


RIGHT = [
    (REAL, "(f(x) + 1)^2 - f(x)^2 = 2*x^2 + 1", (), {"machine": 2}),
    (POSITIVE, "sqrt(f(x)) = x", (), {"machine": 2}),
    (REAL, "sqrt(f(x)) = x", (("positive", "x"),), {"machine": 2}),
    (REAL, "(10^20*f(x) + 1) - 10^20*f(x) = 1", (), {"machine": 2}),
    (REAL, "sin(10^6*f(x))^2 + cos(10^6*x^2)^2 - 1 = 0", (), {"machine": 1, "balls": 1}),
    (REAL, "log(-f(x)) = log(-x^2)", (), {"machine": 1, "undecided": 1}),
    (REAL, "exp(exp(f(x) + 100)) = exp(exp(x^2 + 100))", (), {"machine": 1, "balls": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "equation", "conditions", "counts"), RIGHT)
def test_what_rounding_and_conditions_do(
    domain: dict[str, str], equation: str, conditions: tuple[Any, ...], counts: dict[str, int],
    written: Written,
) -> None:  # fmt: skip
    record = written(domain, [PREMISE, ("add", [1], "x", equation, *conditions)])
    (found,) = agreements([record]).values()
    assert found.ok
    assert {name: getattr(found, name) for name in counts} == counts


def test_a_condition_that_fails_everywhere_leaves_nothing_to_refuse(written: Written) -> None:
    false = ("add", [1], "x", "f(x) = x^2 + 1", ("positive", "-f(x)"))
    (found,) = agreements([written(REAL, [PREMISE, false])]).values()
    assert found == Agreement(2, machine=1, undecided=1)


def test_constants_of_equal_integrals_belong_together(written: Written) -> None:
    """C_2 is C_1 - 5, since both antiderivatives and their constants are one integral."""
    steps = [
        PREMISE,
        ("integrate", [1], "x", "integral(f(x), x) = integral(x^2, x)"),
        ("evaluate_integrals", [2], "", "C_1 + x^3/3 = C_2 + x^3/3 + 5"),
    ]
    constants = [
        ("C_1", 3, "x", [], "integral(f(x), x)", "x^3/3"),
        ("C_2", 3, "x", [], "integral(x^2, x)", "x^3/3 + 5"),
    ]
    record = written(REAL, steps, constants)
    (found,) = agreements([record]).values()
    assert found.ok and found.equations == 3
    assert [*Batch([record]).entries[record["id"]].inputs] == ["x", "C_1"]
    steps[2] = ("evaluate_integrals", [2], "", "C_1 + x^3/3 = C_2 + x^3/3")
    (found,) = agreements([written(REAL, steps, constants)]).values()
    assert found.step == 3


def test_steps_labelled_wrong_are_left_out(written: Written) -> None:
    record = written(REAL, [PREMISE, ("add", [1], "x", "f(x) + x = x^2 - x")])
    (found,) = agreements([{**record, "step_labels": [1, 0]}]).values()
    assert found == Agreement(1, machine=1)


def test_equations_to_be_solved_are_left_out(written: Written) -> None:
    record = written(REAL, [("given", [], "", "x^2 = 4")])
    assert agreements([{**record, "family": "algebra"}]) == {}
    assert agreements([]) == {}


def test_points_are_of_the_domain_and_those_of_the_record(made: list[Record]) -> None:
    record = next(r for r in made if any(e["assumption"] == "positive" for e in r["domain"]))
    entry = Batch([record]).entries[record["id"]]
    points = points_of(record, entry, 64)
    positive = {e["symbol"] for e in record["domain"] if e["assumption"] == "positive"}
    for column, name in enumerate(entry.inputs):
        assert (points[:, column] != 0).all()
        assert (points[:, column] > 0).all() == (name in positive)
    np.testing.assert_array_equal(points, points_of(record, entry, 64))
    assert (points != points_of({**record, "id": "another"}, entry, 64)).any()


PLANTING = run_path(str(Path(__file__).with_name("test_checker_at_scale.py")))
PER_KIND = 20


@pytest.mark.parametrize("kind", PLANTING["EQUATIONS"], ids=lambda kind: kind.__name__)
def test_planted_errors_are_refused_at_their_step(
    kind: Callable[[Record], Any], made: list[Record]
) -> None:
    """Wrong equations of six kinds, certified wrong before the module is run."""
    certain = PLANTING["is_certain"]
    planted = {
        changed["id"]: place + 1
        for original in made
        for changed, place in kind(original)
        if certain(kind, original, changed, place)
    }
    chosen = dict([*planted.items()][:PER_KIND])
    wrong = [
        changed for original in made for changed, _ in kind(original) if changed["id"] in chosen
    ]
    found = {name: verdict.step for name, verdict in agreements(wrong, "c", 8).items()}
    assert found == chosen
    assert len(found) == PER_KIND


@pytest.fixture
def dataset(made: list[Record], tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    lines = [line_of(record) for record in made[:6]]
    (tmp_path / "data" / "test.jsonl").write_text("".join(lines), encoding="utf-8")
    ship_kernels(tmp_path, "c")
    return tmp_path


def test_shipped_modules_are_run(dataset: Path) -> None:
    report = check_dataset(dataset)
    assert (report.checked, report.failed, report.kernels, report.points) == (6, 0, "c", 32)
    assert report.agreement.equations == report.agreement.machine + report.agreement.balls > 20
    without = check_dataset(dataset, kernels="")
    assert (without.failed, without.kernels, without.agreement) == (0, "", Agreement())


def appended(path: Path) -> None:
    path.write_text(path.read_text() + "/* more */\n")


def unlink(path: Path) -> None:
    path.unlink()


def another(path: Path) -> None:
    path.with_name("other.c").write_text("")


STRAYS = [
    (appended, "test.c", "is not what the records in data give"),
    (unlink, "test.c", "is missing"),
    (another, "other.c", "belongs to no records"),
]


@pytest.mark.parametrize(("change", "name", "reason"), STRAYS)
def test_modules_have_to_be_those_of_the_records(
    change: Callable[[Path], None], name: str, reason: str, dataset: Path
) -> None:
    assert [*stray_kernels(dataset, "c")] == []
    change(dataset / "kernels" / "test.c")
    assert shipped_target(dataset) == "c"
    ((place, found),) = stray_kernels(dataset, "c")
    assert Path(place).name == name
    assert reason in found
    assert check_dataset(dataset).failed == 1


def test_a_refusal_names_record_and_step(
    made: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the checker lets through, the module does not."""
    from codegen.datasets import verification
    from codegen.datasets.checker import CheckReport, StreamChecker

    wrong = copy.deepcopy(made[0])
    wrong["steps"][1]["equation"]["text"] += " + 1"
    wrong["difficulty"]["branching"] = branching(wrong)
    path = tmp_path / "wrong.jsonl"
    path.write_text(line_of(wrong), encoding="utf-8")
    assert check_dataset(path).failed == 1
    monkeypatch.setattr(StreamChecker, "check", lambda *_: CheckReport(True))
    assert verification.check_dataset(path).failed == 0
    ((place, report),) = verification.check_dataset(path, kernels="c").failures
    assert place.endswith("wrong.jsonl:1")
    assert report.step == 2
    assert report.reason.startswith("its sides differ: at ")


def test_the_command(dataset: Path) -> None:
    run = CliRunner().invoke
    shown = run(app, ["check", str(dataset), "--points", "8", "--workers", "1"])
    assert shown.exit_code == 0
    assert "modules (c, 8 points): of " in shown.stdout
    assert "0 are undecided" in shown.stdout
    silent = run(app, ["check", str(dataset), "--kernels", "none", "--json"])
    assert '"numeric": null' in silent.stdout
    unknown = run(app, ["check", str(dataset), "--kernels", "fortran"])
    assert isinstance(unknown.exception, InputError | SystemExit)
    assert unknown.exit_code != 0
