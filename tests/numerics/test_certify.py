"""The fresh checker: true claims hold, tampered ones fail, nonsense is named."""

from __future__ import annotations

import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symnum.errors import InputError
from symnum.numerics import certify, claims
from symnum.numerics.domains import interval, interval_end
from symnum.numerics.program_text import program_from_text
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2
from symnum.program import Program

F3 = "(-8.387819235563974)/(x - 3.4355225277901402) - 1.4427239805682266"
F5 = "17.746150088734609/(x + 25.596749740144819/x - 8.8505996518073289) + 0.99999366143081858"
SINE = "t1 = x*x; x*(0.99997 + t1*(t1*0.008 - 0.16648))"


def row(operations: int, error: float, bound: float, program: str) -> dict[str, Any]:
    return {"seed": 1, "operations": operations, "max_error": error, "certified_bound": bound,
            "program": program}  # fmt: skip


BENCHMARK: dict[str, Any] = {
    "function": "exp2(x)",
    "domain": [0, 1],
    "rows": [row(3, 1.2266e-3, 1.2312e-3, F3), row(5, 6.339e-6, 6.365e-6, F5)],
    "machine": {},
    "fits_per_second": 1.0,
}
SINES: dict[str, Any] = {
    "function": "sin(x)",
    "domain": [0, "pi/4"],
    "objective": "ulp float32",
    "rows": [row(6, 504.4, 512.0, SINE)],
}


@pytest.fixture
def run_front(published: dict[str, Program]) -> dict[str, Any]:
    """The front of a run, with the published programs as members."""
    members = []
    for name, text in (("f3", F3), ("f5", F5)):
        program = published[name]
        bound = supremum_error(program, EXP2, 0, 1)
        members.append(
            {
                "operations": program.operations,
                "max_error": bound.lower,
                "samples": 65,
                "certified_bound": bound.bound,
                "certificate": {"kind": "interval-certified", "subintervals": 1, "removable": []},
                "constants": [float(constant).hex() for constant in program.constants],
                "program": text,
                "instructions": [
                    [i.operator.name, list(i.arguments)] for i in program.instructions
                ],
            }
        )
    return {"function": "exp2(x)", "domain": ["0", "1"], "objective": "absolute", "seed": 1,
            "evaluations": 9, "members": members}  # fmt: skip


def checked(data: Any, tmp_path: Path) -> tuple[int, list[tuple[str, ...]]]:
    path = tmp_path / "front.json"
    path.write_text(json.dumps(data))
    found = list(claims.verdicts(claims.read_claims(path)))
    return certify.main([str(path)]), [verdict.failures for verdict in found]


@pytest.mark.parametrize("data", [BENCHMARK, SINES], ids=["exp2", "sin"])
def test_true_claims_of_a_benchmark_hold(data: dict[str, Any], tmp_path: Path) -> None:
    assert checked(data, tmp_path) == (0, [()] * len(data["rows"]))


def test_samples_may_miss_the_largest_error_in_ulps(tmp_path: Path) -> None:
    data = copy.deepcopy(SINES)
    data["rows"][0]["max_error"] = 300.0
    assert checked(data, tmp_path) == (0, [()])
    data["rows"][0]["max_error"] = 200.0
    code, ((failure,),) = checked(data, tmp_path)
    assert (code, failure.startswith("the largest error is at least")) == (1, True)


def test_true_claims_of_a_run_hold(run_front: dict[str, Any], tmp_path: Path) -> None:
    assert checked(run_front, tmp_path) == (0, [(), ()])


TAMPERED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("bound", lambda m: m.update(certified_bound=6.2e-6, max_error=6.2e-6), "the error exceeds"),
    ("operations", lambda m: m.update(operations=4), "the program has 5 operations, not 4"),
    ("error", lambda m: m.update(max_error=1e-6), r"the largest error is at least 6\.33"),
    ("error above", lambda m: m.update(max_error=1e-5), "largest error is above the bound"),
    ("text", lambda m: m.update(program=F5.replace("17.74", "17.75")), "the error exceeds"),
    ("worse text", lambda m: m.update(program="x + 1"), "the program has 1 operations, not 5"),
    ("pole", lambda m: m.update(program="1/(x - 0.5)", operations=2), "a pole at x = 1/2"),
]


@pytest.mark.parametrize(
    ("change", "message"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED]
)
@pytest.mark.parametrize("kind", ["benchmark", "run"])
def test_tampered_claims_fail(
    kind: str, change: Callable[[Any], Any], message: str, run_front: Any, tmp_path: Path
) -> None:
    data = copy.deepcopy(BENCHMARK) if kind == "benchmark" else run_front
    change((data.get("rows") or data["members"])[1])
    code, (untouched, failures) = checked(data, tmp_path)
    assert code == 1
    assert untouched == ()
    assert any(re.search(message, failure) for failure in failures)


@pytest.mark.parametrize("field", ["constants", "instructions", "program"])
def test_text_and_instructions_must_be_the_same_function(
    field: str, run_front: Any, tmp_path: Path
) -> None:
    first, second = run_front["members"]
    if field == "constants":
        first["constants"][0] = (1.0000001 * float.fromhex(first["constants"][0])).hex()
    elif field == "instructions":
        first["instructions"], first["constants"] = second["instructions"], second["constants"]
    else:
        first["program"] = second["program"]
    code, (failures, _) = checked(run_front, tmp_path)
    assert code == 1
    assert "the text and the instructions are different functions" in failures


def test_the_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = copy.deepcopy(BENCHMARK)
    data["rows"][1]["certified_bound"] = 6.34e-6
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(data))
    assert certify.main([str(path)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0] == "exp2(x) on [0, 1], absolute error"
    assert table[3].split()[:2] == ["1", "5"]
    assert table[3].endswith("holds")
    assert certify.main([str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"]
    assert [r["failures"] for r in found["rows"]] == [[], []]
    assert found["rows"][1]["removable"] == ["0"]
    assert found["rows"][1]["proved_bound"] <= 6.34e-6


BAD: list[tuple[str, Any, str]] = [
    ("no JSON", "{", "not valid JSON"),
    ("no rows", {"function": "exp2(x)", "domain": [0, 1]}, "'members' .* or 'rows'"),
    ("no domain", {"function": "exp2(x)", "rows": []}, "domain: Field required"),
    ("no function", {**BENCHMARK, "function": "exp3(x"}, "function, column"),
    ("no interval", {**BENCHMARK, "domain": [1, 0]}, "must be below"),
    ("no end", {**BENCHMARK, "domain": [0, "one"]}, "'one'"),
    ("objective", {**BENCHMARK, "objective": "mean"}, "objective: unknown kind 'mean'; there are"),
    ("text", {**BENCHMARK, "rows": [row(1, 1, 1, "x +")]}, "entry 0: program, column"),
    ("name", {**BENCHMARK, "rows": [row(1, 1, 1, "x + t1")]}, "0: program: 't1' has no value"),
    ("negative", {**BENCHMARK, "rows": [row(1, -1, 1, "x")]}, r"rows\.0\.max_error"),
    ("not a number", {**BENCHMARK, "rows": [row(1, 1, "many", "x")]}, "certified_bound"),  # type: ignore[arg-type]
    ("operator", {**BENCHMARK, "rows": [{**row(1, 1, 1, "x"), "instructions": [["hug", [0]]]}]},
     "instructions: unknown operator 'hug'"),
    ("value", {**BENCHMARK, "rows": [{**row(1, 1, 1, "x"), "instructions": [["add", [0, 7]]]}]},
     "refers to value 7"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_input_is_one_line(
    data: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "front.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    assert certify.main([str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(str(path))
    assert re.search(message, line)


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "symnum.numerics.certify", "absent.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("absent.json: cannot be read: No such file")


def test_nothing_of_the_search_takes_part() -> None:
    """Not even indirectly: the module is imported in an interpreter of its own."""
    code = (
        "import sys, symnum.numerics.certify\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('evolve', 'codegen')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == []


@pytest.mark.parametrize(
    ("text", "operations"),
    [("x", 0), ("2", 0), ("(x - 3)*(x - 3)", 3), ("t1 = x - 3; t1*t1", 2), ("-3*x", 1), ("-x", 1),
     ("-1/3/x + 1", 2), ("x + 1/3", 1), ("sqrt(x) + pi", 2), ("t1 = x*x; t2 = t1*x; t2/t1", 3)],
)  # fmt: skip
def test_operations_are_counted_as_written(text: str, operations: int) -> None:
    assert program_from_text(text).operations == operations


def test_decimal_constants_are_binary64_numbers() -> None:
    program = program_from_text("x + 0.1")
    assert program.constants == (Fraction(*(0.1).as_integer_ratio()),)
    assert program_from_text("x + 12345678901234567890").constants == (12345678901234567890,)


def test_ends_of_intervals() -> None:
    assert interval("-1/3", 0.5) == (Fraction(-1, 3), Fraction(1, 2))
    low, high = interval_end("pi/4", is_upper=False), interval_end("pi/4", is_upper=True)
    assert float(high) - float(low) == 2.0**-53
    assert interval_end("2^-3", is_upper=True) == Fraction(1, 8)
    for bad in ("x", "1/0", True, float("inf"), None, "sqrt(-1)"):
        with pytest.raises(InputError, match="a finite number, or text such as '1/3'"):
            interval_end(bad, is_upper=True)
