"""Families: their records are right, repeatable and different, and wrong ones are refused."""

from __future__ import annotations

import ast
import copy
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import codegen.datasets.checking.families
from codegen.datasets import Config, check_record
from codegen.datasets.families import FAMILIES
from codegen.datasets.records import line_of, parse_line, sealed

Record = dict[str, Any]
NAMES = (
    "template", "refill", "evaluation", "rewriting", "recursion", "multiplication", "counting",
    "counterexample",
)  # fmt: skip
SEED = 11


@pytest.fixture(scope="module")
def records(config: Config) -> dict[str, list[Record]]:
    return {name: [FAMILIES[name].make(config, SEED, i) for i in range(100)] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_records_are_right_and_of_the_schema(name: str, records: dict[str, list[Record]]) -> None:
    for made in records[name]:
        for report in (FAMILIES[name].check(made), check_record(made)):
            assert report.ok, (report, made["problem"])
        assert parse_line(line_of(made), name) == made
        assert made["family"] == name and made["answer"] and made["problem"] and made["skills"]


@pytest.mark.parametrize("name", NAMES)
def test_records_are_a_function_of_seed_and_index(
    name: str, config: Config, records: dict[str, list[Record]]
) -> None:
    made = records[name]
    assert [FAMILIES[name].make(config, SEED, i) for i in (40, 3, 17)] == [
        made[i] for i in (40, 3, 17)
    ]
    others = {FAMILIES[name].make(config, SEED + 1, i)["structure"] for i in range(40)}
    assert len(others & {record["structure"] for record in made}) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_few_records_are_alike(name: str, config: Config) -> None:
    structures = {FAMILIES[name].make(config, 5, i)["structure"] for i in range(400)}
    assert len(structures) >= 396


def _next_digit(match: re.Match[str]) -> str:
    return match[0][:-1] + str((int(match[0][-1]) + 1) % 10)


def _changed(text: str, place: int) -> str:
    """One number of a text made another, or one name if there is no number."""
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return re.sub(
            r"\b(end|nil|leaf|[p-t])\b", "b1(end)" if "nil" in text else "pi", text, count=1
        )
    match = numbers[place % len(numbers)]
    return text[: match.start()] + _next_digit(match) + text[match.end() :]


def _answer(record: Record, place: int) -> None:
    record["answer"] = _changed(record["answer"], place)


def _last_step(record: Record, place: int) -> None:
    record["steps"].pop()


def _some_step(record: Record, place: int) -> None:
    del record["steps"][place % len(record["steps"])]


def _doubled(record: Record, place: int) -> None:
    chosen = place % len(record["steps"])
    record["steps"].insert(chosen, copy.deepcopy(record["steps"][chosen]))


def _operator(record: Record, place: int) -> None:
    record["steps"][place % len(record["steps"])]["operator"] = "guess"


def _inputs(record: Record, place: int) -> None:
    record["steps"][place % len(record["steps"])]["inputs"] = [99]


def _equation(record: Record, place: int) -> None:
    steps = [step for step in record["steps"] if step["equation"]["text"]]
    equation = steps[place % len(steps)]["equation"]
    equation["text"] = _changed(equation["text"], place)


def _operand(record: Record, place: int) -> None:
    steps = [step for step in record["steps"] if step["operand"]["text"]]
    if steps:
        operand = steps[place % len(steps)]["operand"]
        operand["text"] = _changed(operand["text"] + "1", place)


def _kind(record: Record, place: int) -> None:
    record["answer_kind"] = "choice"


def _program(record: Record, place: int) -> None:
    changed = _changed(record["program"], place)
    record["program"] = changed if changed != record["program"] else changed.replace("words", "w")


def _problem(record: Record, place: int) -> None:
    changed = re.sub(r"\d+", _next_digit, record["problem"], count=1)
    if changed == record["problem"]:
        words = record["problem"].split(": ")[1].split(" ")
        changed = record["problem"].replace(f" {words[0]} ", " anything ")
    record["problem"] = changed


FAULTS: tuple[Callable[[Record, int], None], ...] = (
    _answer, _last_step, _some_step, _doubled, _operator, _inputs, _equation, _operand, _kind,
    _program, _problem,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_faults_are_refused(
    name: str, fault: Callable[[Record, int], None], records: dict[str, list[Record]]
) -> None:
    planted = 0
    for place, right in enumerate(records[name][:30]):
        wrong = copy.deepcopy(right)
        if wrong["steps"] and (name, fault) not in HARMLESS:
            fault(wrong, place)
        if wrong != right:
            planted += 1
            report = FAMILIES[name].check(sealed({**wrong, "step_labels": []}))
            assert not report.ok, (fault.__name__, place, wrong["problem"], wrong["steps"])
    applies = right["program"] or fault is not _program
    assert planted >= 15 or not applies or (name, fault) in RARE


HARMLESS = {("counterexample", _problem)}
"""What does not make a record wrong: a false statement may stay false with another number."""
RARE = HARMLESS | {
    ("multiplication", _operand), ("counterexample", _operand),
    ("refill", _operand), ("counting", _inputs),
}  # fmt: skip
"""What these families have little or nothing of."""


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""Runs a program under limits, set by the new process itself: forks beside threads are refused."""


@pytest.mark.parametrize("name", ["template", "refill", "evaluation", "multiplication", "counting"])
def test_programs_print_the_answer(
    name: str, records: dict[str, list[Record]], tmp_path: Path
) -> None:
    for number, made in enumerate(records[name][::17]):
        path = tmp_path / f"program{number}.py"
        path.write_text(made["program"], encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", LIMITED, str(path)], capture_output=True, text=True,
            timeout=20, check=False,
        )  # fmt: skip
        assert ran.stderr == ""
        assert ran.stdout.strip().replace("\n", "; ") == made["answer"]


def test_no_hash_seed_shows(records: dict[str, list[Record]]) -> None:
    script = (
        "import sys; from codegen.datasets import load_config; from codegen.datasets.families "
        "import FAMILIES; from codegen.datasets.records import line_of"
        f"\nc = load_config(sys.argv[1])\nfor n in {NAMES!r}:\n for i in range(5):\n"
        f"  sys.stdout.write(line_of(FAMILIES[n].make(c, {SEED}, i)))"
    )
    path = Path(__file__).parents[2] / "configs" / "derivations_demo.toml"
    printed = [
        subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    here = "".join(line_of(made) for name in NAMES for made in records[name][:5])
    assert printed == [here, here]


ALLOWED = (
    "__future__", "ast", "codegen.datasets.checking", "codegen.datasets.schema", "collections",
    "contextlib", "dataclasses", "flint", "fractions", "functools", "importlib.resources",
    "itertools", "math", "operator", "re", "rewrite_rules", "symnum.errors", "symnum.ops",
    "symnum.rules", "symnum.terms", "tomllib", "typing",
)  # fmt: skip


def test_checks_share_no_code_with_what_makes_records() -> None:
    room = Path(codegen.datasets.checking.families.__file__).parent
    files = sorted(room.glob("*.py"))
    assert len(files) > 10
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                name = node.module or ""
                assert any(name == a or name.startswith(f"{a}.") for a in ALLOWED), (path, name)
