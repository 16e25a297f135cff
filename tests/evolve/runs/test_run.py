"""Runs: reproducible, resumable after any end, and the same on any number of workers."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

import evolve
from evolve.fronts.front import FRONT
from evolve.runs.checkpoint import EVENTS
from symnum.errors import InputError
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2


def test_three_operations_reach_the_minimax_of_their_kind(finished):
    member = evolve.load_front(finished).member(3)
    assert member.max_error <= member.certified_bound <= 1.3e-3
    bound = supremum_error(member.to_program(), EXP2, 0, 1)
    assert bound.lower <= member.certified_bound
    assert bound.bound == pytest.approx(member.max_error, rel=0.03)


def test_the_front_improves_with_every_operation(finished):
    members = evolve.load_front(finished).members
    assert [m.operations for m in members] == [1, 2, 3]
    assert [m.max_error for m in members] == sorted((m.max_error for m in members), reverse=True)
    assert all(m.certificate.kind == "interval-certified" for m in members)


def test_the_log_has_one_line_an_epoch_and_one_for_the_end(finished):
    lines = [json.loads(line) for line in (finished / EVENTS).read_text().splitlines()]
    assert [line.get("epoch") for line in lines] == [1, 2, 3, 4, None]
    evaluations = [line["evaluations"] for line in lines[:-1]]
    assert evaluations == sorted(evaluations)
    assert lines[-1]["finished"] is True


def test_same_seed_same_bytes_on_two_processes(tiny, finished, content, tmp_path):
    evolve.run(tiny(), tmp_path / "again", workers=2)
    assert content(tmp_path / "again") == content(finished)


def test_same_bytes_on_an_executor_of_the_caller(tiny, finished, content, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        evolve.run(tiny(), tmp_path / "again", executor=pool)
    assert content(tmp_path / "again") == content(finished)


def test_another_seed_gives_another_run(tiny, finished, content, tmp_path):
    evolve.run(tiny(seed=8), tmp_path / "other", workers=1)
    assert content(tmp_path / "other")[EVENTS] != content(finished)[EVENTS]


@pytest.mark.parametrize("epochs", [0, 1, 3, 4])
def test_a_stopped_run_says_how_to_go_on_and_does(tiny, finished, content, tmp_path, epochs):
    seen = []
    directory = tmp_path / "stopped"
    result = evolve.run(tiny(), directory, workers=1, progress=lambda p: seen.append(p.epoch),
                        stop=lambda: bool(seen) and seen[-1] >= epochs)  # fmt: skip
    assert not result.finished
    assert result.message == f"stopped; resume with: symnum evolve resume {directory}"
    assert not (directory / FRONT).exists()
    assert evolve.resume(directory, workers=1).finished
    assert content(directory) == content(finished)


def test_a_run_that_is_ended_has_the_front_of_so_many_epochs(tiny, tmp_path):
    seen = []
    evolve.run(tiny(), tmp_path / "ended", workers=1, progress=lambda p: seen.append(p.epoch),
               stop=lambda: bool(seen) and seen[-1] == 2)  # fmt: skip
    assert evolve.resume(tmp_path / "ended", workers=1, finish=True).finished
    short = tiny(budget={"epochs": 2, "generations": 4, "offspring": 150})
    evolve.run(short, tmp_path / "short", workers=1)
    assert (tmp_path / "ended" / FRONT).read_bytes() == (tmp_path / "short" / FRONT).read_bytes()


def test_resuming_a_finished_run_reports_it(finished, content):
    before = content(finished)
    result = evolve.resume(finished)
    assert result.finished
    assert result.front == evolve.load_front(finished)
    assert content(finished) == before


def test_a_directory_in_use_is_refused(tiny, finished, tmp_path):
    with pytest.raises(InputError, match="exists and is not empty"):
        evolve.run(tiny(), finished, workers=1)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="exists and is not empty"):
        evolve.run(tiny(), tmp_path / "file", workers=1)


def test_random_search_is_a_control(tiny, tmp_path):
    result = evolve.run(tiny(search="random"), tmp_path / "random", workers=1)
    assert result.front is not None
    assert result.front.member(1).max_error == pytest.approx(0.0430, rel=1e-2)
    assert {tuple(step.change for step in m.lineage) for m in result.front.members} == {
        ("grown at random",)
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"function": "exp2(x"}, "expected|closed|parenthes"),
        ({"function": "exp2(y)"}, "'y'"),
        ({"function": "log(x)"}, "function: no certified maximum on the domain"),
        ({"function": "sqrt(x - 2)"}, "function: "),
        ({"function": "1/(x - 1/2)"}, "function: no certified maximum on the domain"),
        ({"function": "__import__('os').system('x')"}, "."),
        ({"function": "x == 1"}, "."),
    ],
)
def test_a_bad_function_leaves_nothing_behind(tiny, tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        evolve.run(tiny(**changes), tmp_path / "run", workers=1)
    assert not (tmp_path / "run").exists()


def test_other_functions_and_operations(tiny, tmp_path):
    config = tiny(function="sin(x)", domain=["-1/2", 1], operations=["add", "mul"])
    front = evolve.run(config, tmp_path / "run", workers=1).front
    assert front is not None
    assert front.domain == ("-1/2", "1")
    names = {name for member in front.members for name, _ in member.instructions}
    assert names <= {"add", "mul"}
    assert front.member(2).max_error < 0.07
