"""Calibration: the loops compute what they claim to time, and planted times come out as prices.

Real clocks decide nothing here: where figures are compared, both loops and clock are made up.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from codegen.kernels.calibration import calibrate, chosen_operators, write_table
from codegen.kernels.calibration_loops import POINTS, CompiledLoops, Points, Shape
from codegen.kernels.calibration_source import DEPTH, TICKS_A_PASS, Probe, probe, source
from codegen.kernels.machine import cpu_name
from codegen.kernels.stopwatch import REPEATS, SHORTEST, Loop, Stopwatch
from symnum.cli import run
from symnum.egraphs.cost_tables import cost_model, cost_table
from symnum.errors import InputError
from symnum.ops import ADD, DIV, MUL, NEG, SELECT, SIN, SQRT, Kind, operator_named

PLANTED = {
    "add": (0.8, 0.125, 0.0625),
    "div": (3.5, 1.25, 0.625),
    "sin": (17.0, 8.5, 8.5),
    "less": (0.8, -0.001, 0.0),
    "select": (0.25, 0.5, 0.375),
}
"""Latency, throughput and vectorised throughput in nanoseconds."""
CYCLE = 0.25
OTHER = 2.0
"""Nanoseconds that a point takes beside the operator."""


class Machine:
    """A machine whose loops take planted times, now and then disturbed."""

    def __init__(self, disturbed: bool) -> None:
        self.now = 0.0
        self.random = random.Random(1)
        self.disturbed = disturbed
        self.slow = False

    def clock(self) -> int:
        return round(self.now)

    def loops(self, probes: Sequence[Probe], vectorised: bool) -> Planted:
        return Planted(self, vectorised)

    def spend(self, nanoseconds: float) -> None:
        self.now += nanoseconds * (3 if self.slow else 1)
        if self.disturbed and self.random.random() < 0.4:
            self.now += nanoseconds * self.random.random()


def test_a_bad_second_spoils_no_price() -> None:
    """A tenth of all turns go by three times as slowly."""
    machine = Machine(False)
    total = 2 * REPEATS

    def progress(name: str, done: int, turns: int) -> None:
        machine.slow = total // 2 <= done < total // 2 + total // 10

    table = calibrate(
        only=["add", "sin"],
        seconds=0.1,
        progress=progress,
        loops=machine.loops,
        clock=machine.clock,
    )
    for name in ("add", "sin"):
        assert table.operators[name].throughput == pytest.approx(PLANTED[name][1], rel=1e-2)


class Planted:
    def __init__(self, machine: Machine, vectorised: bool) -> None:
        self.machine, self.vectorised = machine, vectorised

    def ticks(self, passes: int) -> None:
        self.machine.spend(passes * TICKS_A_PASS * CYCLE)

    def pair(self, probe: Probe, shape: Shape) -> tuple[Loop, Loop]:
        uses = probe.vectorised if self.vectorised else probe.scalar
        price = PLANTED[probe.name][2 if self.vectorised else shape == "stream"]

        def loop(passes: int) -> None:
            self.machine.spend(passes * POINTS * (OTHER + price * uses.loop))

        def twin(passes: int) -> None:
            self.machine.spend(passes * POINTS * (OTHER + price * uses.twin))

        return loop, twin


@pytest.mark.parametrize("disturbed", (False, True))
def test_planted_times_come_out(disturbed: bool) -> None:
    machine = Machine(disturbed)
    table = calibrate(only=list(PLANTED), seconds=0.5, loops=machine.loops, clock=machine.clock)
    least = 0.05 * CYCLE
    for name, (chain, stream, vector) in PLANTED.items():
        price = table.operators[name]
        wanted = (max(chain, stream, least), max(stream, least), max(vector, least))
        found = (price.latency, price.throughput, price.vectorised)
        assert found == pytest.approx(wanted, rel=1e-2), name
    assert table.operators["pi"].latency == 0
    assert table.other == pytest.approx(17, rel=1e-2)
    assert table.machine is not None
    assert table.machine.cycles_per_nanosecond == pytest.approx(1 / CYCLE, rel=1e-2)
    assert table.machine.cpu == cpu_name()


def test_operators_take_turns_and_progress_is_told() -> None:
    machine, told = Machine(False), []
    calibrate(
        only=["sin", "add"], seconds=0.01, loops=machine.loops, clock=machine.clock,
        progress=lambda *news: told.append(news),
    )  # fmt: skip
    total = 2 * REPEATS
    assert told[:3] == [("sin", 0, total), ("add", 1, total), ("sin", 2, total)]
    assert told[-1] == ("", total, total)


def test_runs_last_long_enough_for_the_clock() -> None:
    machine, taken = Machine(False), []

    def loop(passes: int) -> None:
        taken.append(passes * 100)
        machine.spend(passes * 100)

    figure = Stopwatch(1e-6, machine.clock).time(loop)
    assert (figure.median, figure.spread) == (100, 0)
    assert min(taken[-45:]) >= SHORTEST


@pytest.fixture(scope="module")
def scalar() -> CompiledLoops:
    return CompiledLoops([probe(operator) for operator in chosen_operators(None)], False)


@pytest.fixture(scope="module")
def vectorised() -> CompiledLoops:
    return CompiledLoops([probe(operator) for operator in chosen_operators(None)], True)


@pytest.mark.parametrize("operator", chosen_operators(None), ids=lambda op: op.name)
def test_streams_apply_the_operator(
    operator: object, scalar: CompiledLoops, vectorised: CompiledLoops
) -> None:
    one = probe(operator)  # type: ignore[arg-type]
    points = Points.of(one)
    for loops, uses in ((scalar, one.scalar), (vectorised, one.vectorised)):
        for loop, count in zip(loops.pair(one, "stream"), uses, strict=True):
            results = loop.results()  # type: ignore[attr-defined]
            if count or one.base == "y":
                expected = [repeated(one, points, place, count) for place in PLACES]
            else:
                expected = [float(one.base.endswith("(y < b[k])")) * (a < b) for a, b in zip(
                    points.arrays[0][PLACES], points.arrays[1][PLACES], strict=True)]  # fmt: skip
            assert results[PLACES].tolist() == pytest.approx(expected, rel=1e-13, abs=1e-290)


PLACES = list(range(0, POINTS, 101))


def repeated(one: Probe, points: Points, place: int, depth: int) -> float:
    """The operator applied so often at one point, by its function in ball arithmetic."""
    from flint import arb

    operator = one.row.operator
    y, b, c = (float(array[place]) for array in points.arrays)
    flag = int(points.flags[place])
    for _ in range(depth):
        if operator is SELECT:
            y = y if y < b else c
        elif operator.result is Kind.BOOLEAN and operator.parameter_kind(0) is Kind.BOOLEAN:
            truth = {"negation": not y < b, "conjunction": y < b and flag}.get(operator.name)
            y = float(bool(y < b or flag if truth is None else truth))
        elif operator.result is Kind.BOOLEAN:
            y = float({"less": y < b, "less_equal": y <= b, "equal": y == b}[operator.name])
        else:
            assert operator.arb is not None
            given = (1.0, y) if one.row.order else (y, b, c)[: len(one.row.domain)]
            y = float(operator.arb([arb(value) for value in given]))
    return y


def test_chains_end_with_the_last_point(scalar: CompiledLoops) -> None:
    for operator in (ADD, MUL, DIV, SQRT, SIN, NEG):
        one = probe(operator)
        loop, _ = scalar.pair(one, "chain")
        (last,) = loop.results()  # type: ignore[attr-defined]
        expected = repeated(one, Points.of(one), POINTS - 1, one.scalar.loop)
        assert last == pytest.approx(expected, rel=1e-13)


def test_the_twin_uses_the_operator_less_often() -> None:
    text = source([probe(DIV)], vectorised=False)
    loops = re.findall(r"^(?:double|void) (symnum_\w+)\(.*?^}", text, re.S | re.M)
    assert loops == [
        "symnum_div_chain", "symnum_div_stream", "symnum_div_twin_chain", "symnum_div_twin_stream",
    ]  # fmt: skip
    assert text.count("y = y / b[k];") == 2 * (2 * DEPTH + DEPTH)
    text = source([probe(SIN)], vectorised=False)
    assert text.count("y = sin(y);") == text.count("y = y;") == 2
    assert "chain" not in source([probe(DIV)], vectorised=True)


def test_every_operator_with_a_price_in_the_target_is_measured() -> None:
    names = {operator.name for operator in chosen_operators(None)}
    assert {"add", "mul", "div", "pow", "sqrt", "sin", "select"} <= names
    assert "pi" not in names
    assert chosen_operators(["sin", "add", "sin"]) == [SIN, operator_named("add")]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"target": "jax"}, "target 'jax' cannot be calibrated"),
        ({"only": ["teleport"]}, "operator to measure 'teleport'; there are add, "),
        ({"only": ["pi"]}, "operator to measure 'pi'"),
        ({"seconds": 0}, "seconds must be positive, not 0"),
        ({"seconds": float("nan")}, "seconds must be positive, not nan"),
        ({"seconds": float("inf")}, "seconds must be positive, not inf"),
    ],
)
def test_what_cannot_be_measured(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        calibrate(**options)  # type: ignore[arg-type]


def test_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(InputError, match="no C compiler"):
        calibrate(only=["add"])


def test_a_compiler_that_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("CC", "cc -include no_such_header.h")
    with pytest.raises(InputError, match=r"refuses the loops to measure: .*no_such_header"):
        calibrate(only=["add"])


def test_a_saved_table_is_the_same_when_read(tmp_path: Path) -> None:
    machine = Machine(True)
    table = calibrate(only=["add", "div"], seconds=0.1, loops=machine.loops, clock=machine.clock)
    path = tmp_path / "folder" / "costs.toml"
    write_table(table, path)
    assert cost_table(path) == table
    assert [entry.name for entry in path.parent.iterdir()] == ["costs.toml"]
    assert cost_model(path, "vectorised").of(ADD) == table.operators["add"].vectorised


def test_a_table_that_cannot_be_saved(tmp_path: Path) -> None:
    machine = Machine(False)
    table = calibrate(only=["add"], seconds=0.1, loops=machine.loops, clock=machine.clock)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written: "):
        write_table(table, tmp_path / "file" / "costs.toml")


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the real machine; of its figures only that they are some is asked."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "mine.toml"
    arguments = ["calibrate", "--only", "add", "--only", "div", "--seconds", "0.1"]
    assert run([*arguments, "--output", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["path"] == str(path)
    assert set(answer["table"]["operators"]) == {"add", "div", "pi", "euler_gamma"}
    table = cost_table(path)
    assert table.model_dump(mode="json", exclude_none=True) == answer["table"]
    figures = [f for name in ("add", "div") for f in table.operators[name].model_dump().values()]
    assert np.isfinite(figures).all()
    assert run(arguments) == 0
    assert "not saved" in capsys.readouterr().out
    assert run(["calibrate", "--only", "add", "--quick", "--seconds", "1"]) == 2
    assert "leave out --seconds" in capsys.readouterr().err
