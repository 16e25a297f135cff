"""A process that scores is soon ready: it imports and prepares what answers need, and only that."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import symnum
from codegen.datasets.config import Config
from codegen.datasets.families import FAMILIES
from codegen.datasets.records import line_of
from codegen.datasets.scoring.reference.context import is_topic
from symnum import numerics
from symnum.numerics import multiprecision

EVERYWHERE = ("numpy", "mpmath", "pydantic", "sympy", "egglog", "pyarrow", "jax")
OF_TOPICS = ("symnum.calculus", "symnum.algebra.groebner", "rewrite_rules")
SCRIPT = """
import json, sys
from codegen.datasets.scoring.processes import warming, worker_process
from codegen.datasets.scoring.processes.tasks import judged
getattr(warming, sys.argv[1])()
ready = set(sys.modules)
right = [judged(task).correct for task in json.load(sys.stdin)]
json.dump([sorted(ready), sorted(set(sys.modules) - ready), right], sys.stdout)
"""
Tasks = list[tuple[str, str]]


def outcome(prepare: str, tasks: Tasks) -> tuple[list[str], list[str], list[bool]]:
    """The modules of a prepared worker, those that tasks import, and which answers are right."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, prepare], input=json.dumps(tasks), text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    ready, further, right = json.loads(done.stdout)
    return ready, further, right


@pytest.fixture(scope="module")
def tasks(config: Config) -> dict[bool, Tasks]:
    """By whether records are of a topic: they as lines, with their solutions."""
    found: dict[bool, Tasks] = {True: [], False: []}
    for family in FAMILIES.values():
        for index in range(8):
            made = family.make(config, 11, index)
            found[is_topic(made)].append((line_of(made), made["solution"]))
    return found


@pytest.mark.parametrize(
    ("prepare", "topics", "absent"),
    [
        ("warm_up_for_derivations", False, EVERYWHERE + OF_TOPICS),
        ("warm_up", True, EVERYWHERE),
    ],
)
def test_workers_import_what_they_need(
    tasks: dict[bool, Tasks], prepare: str, topics: bool, absent: tuple[str, ...]
) -> None:
    """Before they fork; what is imported after that is imported again for each batch."""
    ready, further, right = outcome(prepare, tasks[topics])
    assert not set(absent) & set(ready)
    assert further == []
    assert len(right) > 60 and sum(right) > 0.9 * len(right)


def test_what_is_imported_late_is_there() -> None:
    assert numerics.evaluate_program_mpmath is multiprecision.evaluate_program_mpmath
    assert symnum.__version__ == "0.1.0" and "__version__" in dir(symnum)
    with pytest.raises(AttributeError, match=r"symnum\.numerics.*'no_such_name'"):
        numerics.no_such_name  # noqa: B018
