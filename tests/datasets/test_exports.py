"""Exports have the columns that other tools read, and those tools read them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config
from codegen.datasets.errors import KINDS, inject, step_rewards
from codegen.datasets.exports import CONVENTIONS, export
from codegen.datasets.exports.conventions import boxed_solution
from codegen.datasets.exports.tasks import boxed
from codegen.datasets.families import FAMILIES
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.records import line_of
from symnum.cli import run
from symnum.errors import InputError

Record = dict[str, Any]
COLUMNS: dict[str, dict[str, type]] = {
    "math": {"problem": str, "solution": str, "answer": str, "source": str, "domain": list,
             "level": int},
    "processbench": {"id": str, "generator": str, "problem": str, "steps": list,
                     "final_answer_correct": bool, "label": int},
    "reasoning-gym": {"question": str, "answer": str, "metadata": dict},
    "trl-messages": {"messages": list},
    "trl-prompt-completion": {"prompt": list, "completion": list},
    "trl-preference": {"prompt": list, "chosen": list, "rejected": list},
    "trl-stepwise": {"prompt": str, "completions": list, "labels": list, "rewards": list},
    "lm-eval": {"id": str, "question": str, "answer": str, "goal_given": bool},
}  # fmt: skip
QUESTIONS = (
    "step_classification", "step_classification_negative", "annotation_replacement",
    "calculus_classification",
)  # fmt: skip
TAUGHT = ("math", "trl-messages", "trl-prompt-completion")
"""Conventions whose rows show solutions as right ones."""


@pytest.fixture(scope="module")
def spoiled(made: list[Record]) -> list[Record]:
    """Records with injected errors."""
    found = (inject(record, "flipped_sign", 3) for record in made[:30])
    return [record for record in found if record is not None][:8]


@pytest.fixture(scope="module")
def questions(made: list[Record]) -> dict[str, list[Record]]:
    """Questions by how they were made, and by their answer."""
    found = {
        name: [c for record in made[:25] if (c := PERTURBATIONS[name].apply(record, 3))]
        for name in QUESTIONS
    }
    row = PERTURBATIONS["equation_conversion"]
    named = [row.apply(child, 3) for child in found["calculus_classification"]]
    found["equation_conversion"] = [child for child in named if child is not None]
    every = [child for children in found.values() for child in children]
    return found | {answer: [c for c in every if c["answer"] == answer] for answer in ("yes", "no")}


@pytest.fixture(scope="module")
def of_families(config: Config) -> dict[str, Record]:
    """A record of each family."""
    return {name: family.make(config, 41, 3) for name, family in FAMILIES.items()}


def rows_of(name: str, record: Record) -> list[Record]:
    return list(CONVENTIONS[name].rows(record))


@pytest.fixture(scope="module")
def dataset(
    made: list[Record], spoiled: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    directory = tmp_path_factory.mktemp("exports") / "dataset"
    (directory / "data").mkdir(parents=True)
    for split, rows in (("train", [*made[:20], *spoiled]), ("test", made[20:30])):
        text = "".join(line_of({**row, "split": split}) for row in rows)
        (directory / "data" / f"{split}-00000-of-00001.jsonl").write_text(text, encoding="utf-8")
    return directory


def exported(dataset: Path, name: str, output: Path) -> dict[str, list[Record]]:
    counts = export(dataset, name, output)
    rows = {
        split: [json.loads(line) for line in (output / f"{split}.jsonl").read_text().splitlines()]
        for split in counts
    }
    assert counts == {split: len(found) for split, found in rows.items()}
    return rows


@pytest.mark.parametrize("name", CONVENTIONS)
def test_columns(name: str, dataset: Path, tmp_path: Path) -> None:
    rows = exported(dataset, name, tmp_path)
    for row in (row for found in rows.values() for row in found):
        assert {key: type(value) for key, value in row.items()} == COLUMNS[name]
    assert set(COLUMNS) == set(CONVENTIONS)


def test_processbench_labels(
    dataset: Path, made: list[Record], spoiled: list[Record], tmp_path: Path
) -> None:
    rows = exported(dataset, "processbench", tmp_path)["train"]
    assert [row["label"] for row in rows[:20]] == [-1] * 20
    assert [row["label"] for row in rows[20:]] == [record["error"]["label"] for record in spoiled]
    assert rows[0]["steps"] == [step["equation"]["latex"] for step in made[0]["steps"]]
    assert all(0 <= row["label"] < len(row["steps"]) for row in rows[20:])


def test_preferences(dataset: Path, spoiled: list[Record], tmp_path: Path) -> None:
    rows = exported(dataset, "trl-preference", tmp_path)["train"]
    assert len(rows) == len(spoiled)
    for row, record in zip(rows, spoiled, strict=True):
        chosen, rejected = row["chosen"][0]["content"], row["rejected"][0]["content"]
        assert chosen.split("\n")[:-1] == rejected.split("\n")[:-1]
        wrong = record["steps"][record["error"]["label"]]["equation"]["latex"]
        assert rejected.split("\n")[-1] == wrong != chosen.split("\n")[-1]
        assert row["prompt"] == [{"role": "user", "content": record["problem"]}]


def test_stepwise_labels(dataset: Path, spoiled: list[Record], tmp_path: Path) -> None:
    rows = exported(dataset, "trl-stepwise", tmp_path)["train"]
    for row, record in zip(rows[20:], spoiled, strict=True):
        assert row["labels"] == [bool(label) for label in record["step_labels"]]
        assert row["labels"].index(False) == record["error"]["label"]
        assert len(row["completions"]) == len(row["labels"])
        assert row["rewards"] == step_rewards(record)
        assert row["rewards"].index(-1.0) == record["error"]["label"]
        assert [reward == 1.0 for reward in row["rewards"]] == row["labels"]


@pytest.mark.parametrize("name", [*QUESTIONS, "equation_conversion", "yes", "no"])
def test_questions_are_no_solutions(name: str, questions: dict[str, list[Record]]) -> None:
    """Their steps are what is asked about: none is labelled, and none is taught as right."""
    assert questions[name]
    for record in questions[name]:
        assert not rows_of("processbench", record)
        assert not rows_of("trl-stepwise", record)
        assert boxed_solution(record) == rf"$\boxed{{\text{{{record['answer']}}}}}$"
        for convention in TAUGHT:
            (row,) = rows_of(convention, record)
            said = row["solution"] if convention == "math" else row[list(row)[-1]][-1]["content"]
            assert said == boxed_solution(record)


def test_wrong_questions_have_a_reward_for_the_wrong_step(
    questions: dict[str, list[Record]],
) -> None:
    for answer, reward in (("yes", 1.0), ("no", -1.0)):
        assert {step_rewards(record)[-1] for record in questions[answer]} == {reward}


FINAL_LINES = [
    ("f(x) + 3*x = x^2 + 4*x", True, "the goal itself"),
    ("3*x + f(x) = x^2 + 4*x", True, "the order of terms"),
    ("x^2 + 4*x = f(x) + 3*x", True, "the order of sides"),
    ("f(x) + 3*x = x^2 + 5*x", False, "a wrong number"),
    ("f(x) = x^2 + x", False, "true, but not what is asked for"),
    ("f(x) + 3*x = f(x) + 3*x", False, "trivial"),
    ("f(x) + 3*x = abs(x)*abs(x) + 4*x", None, "the goal, written in another way"),
]


@pytest.mark.parametrize(("shown", "correct", "case"), FINAL_LINES)
def test_final_answers(shown: str, correct: bool | None, case: str, written: Any) -> None:
    """Compared with the answer, whatever the step is labelled; what is not known is left out."""
    steps = [
        ("premise", [], "", "f(x) = x^2 + x"),
        ("add", [1], "x", "f(x) + x = x^2 + 3*x"),
        ("add", [2], "2*x", shown),
    ]
    right = written({"x": "real"}, [*steps[:2], ("add", [2], "2*x", "f(x) + 3*x = x^2 + 4*x")])
    record = {
        **written({"x": "real"}, steps), "problem": "P", "answer": right["answer"],
        "step_labels": [1, 0, 0],
    }  # fmt: skip
    record["error"] = {**record["error"], "kind": "value", "label": 1}
    rows = rows_of("processbench", record)
    assert [row["final_answer_correct"] for row in rows] == ([] if correct is None else [correct])
    assert [row["label"] for row in rows] == [1] * len(rows)


def test_injected_errors_and_final_answers(made: list[Record]) -> None:
    """A mistake that leaves the last line alone leaves the final answer right."""
    children = [c for r in made[:60] for kind in KINDS if (c := inject(r, kind, 8)) is not None]
    found = {True: 0, False: 0}
    for child in children:
        for row in rows_of("processbench", child):
            same = child["steps"][-1]["equation"]["latex"] == child["answer"]
            assert row["final_answer_correct"] or not same
            if child["error"]["label"] == len(child["steps"]) - 1:
                assert not row["final_answer_correct"]
            found[row["final_answer_correct"]] += 1
    assert sum(found.values()) > 0.95 * len(children)
    assert min(found.values()) > 20


def test_right_solutions_show_their_answer(of_families: dict[str, Record]) -> None:
    for name, record in of_families.items():
        (judged,), (labelled,) = (rows_of(c, record) for c in ("processbench", "trl-stepwise"))
        assert (judged["label"], judged["final_answer_correct"]) == (-1, True)
        last = record["steps"][-1]["equation"]
        assert record["answer"] in (judged["steps"][-1], last["latex"], last["text"]) or (
            record["answer"] in judged["steps"][-1]
        ), name
        assert labelled["completions"] == judged["steps"]
        assert labelled["labels"] == [True] * len(judged["steps"])
        assert labelled["rewards"] == [1.0] * len(judged["steps"])


def test_tasks_that_compare_texts(of_families: dict[str, Record], made: list[Record]) -> None:
    """Of many right answers none is the only one; a question that says its answer is marked."""
    left_out = {name for name, record in of_families.items() if not rows_of("lm-eval", record)}
    assert left_out == {"counterexample"}
    for record in (*made[:20], *of_families.values()):
        (row,) = rows_of("reasoning-gym", record)
        given = record["family"] == "derivation"
        assert row["metadata"]["goal_given"] == given
        assert row["metadata"]["answer_kind"] == record["answer_kind"]
        assert all(line["goal_given"] == given for line in rows_of("lm-eval", record))


def test_wrong_steps_are_not_taught(dataset: Path, tmp_path: Path) -> None:
    for name in ("math", "trl-messages", "trl-prompt-completion", "reasoning-gym", "lm-eval"):
        assert len(exported(dataset, name, tmp_path / name)["train"]) == 20


def test_boxes_hold_the_answer(
    made: list[Record], of_families: dict[str, Record], questions: dict[str, list[Record]]
) -> None:
    """The filter of the task takes out what solutions put in."""
    for record in (*made, *of_families.values(), *questions["yes"], *questions["no"]):
        assert boxed(boxed_solution(record)) == record["answer"]
    assert boxed(r"\boxed{\text{yes}}, no: \boxed{\text{no}}") == "no"
    assert boxed("no box") is None
    assert boxed(r"\boxed{1} then \boxed{\frac{a_{1}}{2}}.") == r"\frac{a_{1}}{2}"


HARNESS = r"""
import sys
from lm_eval import simple_evaluate
from lm_eval.api.model import LM
from lm_eval.tasks import TaskManager

class Copying(LM):
    def loglikelihood(self, requests, **options): raise NotImplementedError
    def loglikelihood_rolling(self, requests, **options): raise NotImplementedError
    def generate_until(self, requests, **options):
        return [
            r"I get \boxed{" + (r.doc["answer"] if n % 2 else "0 = 1") + "}."
            for n, r in enumerate(requests)
        ]

manager = TaskManager(include_path=sys.argv[1], include_defaults=False)
found = simple_evaluate(Copying(), tasks=["symnum_derivations"], task_manager=manager,
                        num_fewshot=2, bootstrap_iters=0)
print(found["results"]["symnum_derivations"]["exact_match,boxed"])
"""


@pytest.mark.slow
def test_the_harness_runs_the_task(dataset: Path, tmp_path: Path) -> None:
    """Ten records, of which a model that answers every other one gets half."""
    export(dataset, "lm-eval", tmp_path / "task")
    offline = {"HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", HARNESS, str(tmp_path / "task")],
        env={**os.environ, **offline, "HF_DATASETS_OFFLINE": "1"}, cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert float(done.stdout.split()[-1]) == 0.5


def test_the_command(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dataset", "export", str(dataset), "--to", "math",
                "--output", str(tmp_path / "x")]) == 0  # fmt: skip
    assert "20 train, 10 test" in capsys.readouterr().out
    assert run(["dataset", "export", str(dataset), "--to", "list"]) == 0
    assert "processbench: " in capsys.readouterr().out


def test_bad_requests(dataset: Path, made: list[Record], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'csv'; there are math, "):
        export(dataset, "csv", tmp_path)
    file = tmp_path / "right.jsonl"
    file.write_text(line_of(made[0]), encoding="utf-8")
    with pytest.raises(InputError, match="no record fits trl-preference: it needs injected"):
        export(file, "trl-preference", tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        export(tmp_path / "absent", "math", tmp_path / "none")
    file.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"right\.jsonl:1: schema_version: Field required"):
        export(file, "math", tmp_path / "none")
