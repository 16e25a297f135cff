"""A process that scores is soon ready: it imports and prepares what answers need, and only that."""

from __future__ import annotations

import subprocess
import sys

import pytest

import symnum
from codegen.datasets.scoring.tasks import judged
from symnum import numerics
from symnum.numerics import multiprecision

HEAVY = ("numpy", "mpmath", "pydantic", "sympy", "egglog", "pyarrow", "jax")
PREPARED = """
import sys
from codegen.datasets.scoring import worker_process
from codegen.datasets.scoring.warming import warm_up
warm_up()
print(*sorted(sys.modules))
"""


@pytest.fixture(scope="module")
def modules() -> set[str]:
    """What a worker has imported once it is prepared."""
    done = subprocess.run([sys.executable, "-c", PREPARED], capture_output=True, check=True)
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("name", HEAVY)
def test_workers_do_without_slow_imports(modules: set[str], name: str) -> None:
    assert name not in modules


def test_workers_know_what_judges(modules: set[str]) -> None:
    assert judged.__module__.removesuffix("tasks") + "judging" in modules


def test_what_is_imported_late_is_there() -> None:
    assert numerics.evaluate_program_mpmath is multiprecision.evaluate_program_mpmath
    assert symnum.__version__ == "0.1.0" and "__version__" in dir(symnum)
    with pytest.raises(AttributeError, match=r"symnum\.numerics.*'no_such_name'"):
        numerics.no_such_name  # noqa: B018
