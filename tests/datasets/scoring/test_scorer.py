"""Models whose scores are known: they copy the solution, leave out a step or corrupt one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Scores, score
from codegen.datasets.scoring.processes.workers import Workers
from codegen.datasets.scoring.reference.context import is_given
from symnum.cli import run
from symnum.errors import InputError

Record = dict[str, Any]


def copied(record: Record) -> str:
    """The record's steps, numbered."""
    steps = enumerate(record["steps"], start=1)
    return "\n".join(f"{n}. ${step['equation']['latex']}$" for n, step in steps)


def inner_steps(record: Record) -> list[int]:
    """Places of the steps between what is given and the goal."""
    places = range(len(record["steps"]) - 1)
    return [n for n in places if not is_given(record["steps"][n]["operator"])]


def without_step(record: Record) -> str:
    """The solution without the last step before the goal."""
    lines = copied(record).split("\n")
    del lines[inner_steps(record)[-1]]
    return "\n".join(lines)


def corrupted(record: Record) -> str:
    """1 more on the right of the last step before the goal."""
    lines = copied(record).split("\n")
    place = inner_steps(record)[-1]
    lines[place] = f"{lines[place][:-1]} + 1$"
    return "\n".join(lines)


@pytest.fixture(scope="module")
def records(made: list[Record]) -> list[Record]:
    return [record for record in made if len(inner_steps(record)) > 1][:40]


def scored_by(model: Callable[[Record], str], records: list[Record], **options: Any) -> Scores:
    return score([{"id": r["id"], "answer": model(r)} for r in records], records, **options)


def rates(scores: Scores) -> dict[str, float]:
    figures = scores.figures()[""]["rates"]
    return {name: figure["value"] for name, figure in figures.items()}


def test_a_copy_is_right_throughout(records: list[Record], pool: Workers) -> None:
    found = rates(scored_by(copied, records, pool=pool))
    assert found == {
        "goal": 1, "exact": 1, "sound": 1, "without_error": 1, "valid_steps": 1,
        "founded_steps": 1, "redundant_steps": 0, "irrelevant_steps": 0, "skipped_steps": 0,
        "unread": 0,
    }  # fmt: skip


def test_a_missing_step_is_skipped_or_was_not_needed(records: list[Record], pool: Workers) -> None:
    scores = scored_by(without_step, records, pool=pool)
    found = rates(scores)
    assert (found["valid_steps"], found["goal"]) == (1, 1)
    jumps = 0
    for record, judgement in zip(records, scores.judgements, strict=True):
        place = inner_steps(record)[-1] + 1
        last = judgement.steps[-1]
        assert judgement.skipped in ((), (place,))
        assert bool(judgement.skipped) == (not last.rule)  # another way may lead there
        jumps += bool(judgement.skipped)
    assert jumps > len(records) / 3
    assert found["skipped_steps"] == pytest.approx(
        jumps / sum(not is_given(s["operator"]) for r in records for s in r["steps"])
    )


def test_a_corrupted_step_is_the_first_error(records: list[Record], pool: Workers) -> None:
    """Each is false for certain, but for values too large to be told apart."""
    scores = scored_by(corrupted, records, pool=pool)
    places = [inner_steps(record)[-1] for record in records]
    found = [judgement.first_error for judgement in scores.judgements]
    undecided = 0
    for judgement, place in zip(scores.judgements, places, strict=True):
        verdict = judgement.steps[place].verdict.kind
        assert verdict in ("false", "undecided")
        undecided += verdict == "undecided"
        assert not judgement.sound
    assert sum(a == b for a, b in zip(found, places, strict=True)) == len(records) - undecided
    assert undecided <= 0.05 * len(records)


def test_scores_are_the_same_for_any_number_of_workers(
    records: list[Record], pool: Workers
) -> None:
    alone = scored_by(corrupted, records[:12], workers=1)
    assert list(alone.lines()) == list(scored_by(corrupted, records[:12], pool=pool).lines())


def test_it_works_in_threads(records: list[Record], pool: Workers) -> None:
    found: list[Scores] = []
    work = [threading.Thread(target=lambda: found.append(scored_by(copied, records[:3], pool=pool)))
            for _ in range(2)]  # fmt: skip
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(120)
    assert [len(scores.judgements) for scores in found] == [3, 3]
    assert rates(found[0]) == rates(found[1])


def goal_rate(records: list[Record]) -> float:
    return rates(scored_by(copied, records, workers=1))["goal"]


@pytest.mark.slow
def test_it_works_in_processes(records: list[Record]) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(goal_rate, records[:2]).result(120) == 1


def test_what_does_not_fit_together_is_reported(small: dict[str, Record], pool: Workers) -> None:
    known = small["number"]["id"], small["choice"]["id"]
    answers = [
        {"id": known[0], "answer": r"\boxed{7/2}", "model": "a"},
        {"id": known[0], "answer": r"\boxed{1}", "model": "a"},
        {"id": known[0], "answer": r"\boxed{1}", "model": "a", "sample": 1},
        {"id": "nothing", "answer": "1", "model": "a"},
        {"id": known[1], "answer": "B", "model": "b"},
    ]
    scores = score(answers, [small["number"], small["choice"]], pool=pool)
    assert scores.repeated == (f"2: {known[0]}",)
    assert scores.unknown == ("4: nothing",)
    assert scores.missing == {"a": (known[1],), "b": (known[0],)}
    assert [j.correct for j in scores.judgements] == [True, False, True]
    assert scores.models == ("a", "b")


def test_first_wrong_steps_have_their_own_figures(small: dict[str, Record], pool: Workers) -> None:
    records = [small["faulty"], small["slope"]]
    answers = [
        {"id": records[0]["id"], "answer": "first wrong step: 2, a wrong value"},
        {"id": records[1]["id"], "answer": copied(records[1])},
    ]
    figures = score(answers, records, pool=pool).figures()[""]
    found = figures["first_wrong_step"]
    assert found["f1"]["erroneous"]["value"] == found["mr_score"]["reason"]["value"] == 1
    assert figures["rates"]["goal"]["count"] == 1


def test_perturbed_records_are_paired_with_their_parents(
    small: dict[str, Record], pool: Workers
) -> None:
    parent = small["number"]
    forms = [
        {**small[name], "perturbation": {**small[name]["perturbation"], "name": "noop",
                                         "parent": parent["id"]}}
        for name in ("rounded", "choice")
    ]  # fmt: skip
    answers = [{"id": r["id"], "answer": rf"\boxed{{{r['answer']}}}"} for r in (parent, forms[0])]
    answers.append({"id": forms[1]["id"], "answer": r"\boxed{C}"})
    found = score(answers, [parent, *forms], pool=pool).figures()[""]["perturbations"]
    drop = found["by_name"]["noop"]
    assert (drop["pairs"], drop["goal"]["drop"]["value"]) == (2, 0.5)
    assert found["strict_generalisability"]["value"] == 0.0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a"}', "answers.jsonl:1: answer: Field required"),
        ('{"id": 1, "answer": "b"}', "answers.jsonl:1: id: Input should be a valid string"),
        ("[]", "answers.jsonl:1: answer: Input should be"),
        ("{", "answers.jsonl:1: not a line of JSON"),
    ],
)
def test_bad_lines_are_named(
    tmp_path: Path, small: dict[str, Record], line: str, message: str
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match=message.replace("[", r"\[")):
        score(path, [small["number"]])


def test_the_command_writes_scores_and_a_page(
    tmp_path: Path, small: dict[str, Record], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dataset" / "data"
    folder.mkdir(parents=True)
    names = ("slope", "area", "number", "faulty")
    (folder / "test-00000-of-00001.jsonl").write_text(
        "".join(json.dumps(small[name]) + "\n" for name in names)
    )
    said = [
        r"$\frac{\partial}{\partial x} f(x,y) = -2x$",
        r"$\int g(x,y)\,dx = x$",
        "4",
        r"\boxed{1}",
    ]
    (tmp_path / "answers.jsonl").write_text("".join(
        json.dumps({"id": small[name]["id"], "answer": answer, "model": "<m>"}) + "\n"
        for name, answer in zip(names, said, strict=True)
    ))  # fmt: skip
    report = tmp_path / "report.html"
    arguments = ["score", str(tmp_path / "answers.jsonl"), "--dataset", str(tmp_path / "dataset")]
    files = ["--output", str(tmp_path / "out"), "--report", str(report), "--workers", "1"]
    assert run([*arguments, *files]) == 0
    shown = capsys.readouterr().out
    assert "goal reached" in shown and "4 answers judged" in shown
    lines = (tmp_path / "out" / "scores.jsonl").read_text().splitlines()
    assert [json.loads(line)["correct"] for line in lines] == [False] * 4
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    assert figures["models"]["<m>"]["rates"]["goal"]["value"] == 0
    page = report.read_text()
    assert "<math" in page and "&lt;m&gt;" in page and "<m>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "<script" not in page and 'name="viewport"' in page


def test_a_dataset_without_records_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text('{"id": "a", "answer": "b"}\n')
    assert run(["score", str(tmp_path / "answers.jsonl"), "--dataset", str(tmp_path)]) == 2
