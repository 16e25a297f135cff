"""The commands of float32 kernels: what they print, JSON, exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codegen.float32 import names
from codegen.kernels.build import compiler
from symnum.cli import run

SAMPLE = ("--samples", "20000")


@pytest.mark.parametrize("command", ["", "list", "emit", "verify"])
def test_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["float32", *command.split(), "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["float32", "list"]) == 0
    assert "hyperbolic tangent" in capsys.readouterr().out
    assert run(["float32", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["function"] for row in rows] == list(names())


def test_emitted_c_compiles_and_computes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, program = tmp_path / "symnum_expf.h", tmp_path / "program.c"
    assert run(["float32", "emit", "exp", "--output", str(header)]) == 0
    assert capsys.readouterr().out.strip() == str(header)
    program.write_text(
        '#include "symnum_expf.h"\n#include <stdio.h>\n'
        "int main(void)\n{\n    float x[3] = {0, 1, -1000}, y[3];\n"
        "    symnum_expf_array(x, y, 3);\n"
        '    printf("%a %a %a %a", y[0], y[1], y[2], symnum_expf(1));\n    return 0;\n}\n'
    )
    built = tmp_path / "program"
    flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-O2", "-ffp-contract=off"]
    command = [*compiler(), *flags, str(program), "-o", str(built), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = subprocess.run([built], capture_output=True, text=True, check=True).stdout.split()
    assert [float.fromhex(y) for y in found] == [1, 2.7182817459106445, 0, 2.7182817459106445]


def test_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["float32", "verify", "exp", *SAMPLE, "--save", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "sampled, 20,000 inputs" in shown and "f(-inf) = 0" in shown
    assert "the same bits from: " in shown
    assert (tmp_path / "c" / "exp.toml").exists()
    assert run(["float32", "verify", "exp", *SAMPLE, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["kind"] == "sampled" and answer["holds"] and answer["max_ulp"] < 1
    assert answer["differences"] == {} and "portable" in answer["variants"]


def test_a_failed_check_has_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["float32", "verify", "exp", *SAMPLE, "--limit", "0.5", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["holds"] is False


def test_interruption_says_that_nothing_was_verified(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("symnum.cli.float32.checked", interrupted)
    assert run(["float32", "verify", "exp", "--exhaustive"]) == 130
    shown = capsys.readouterr()
    assert "no figure is given" in shown.err and not shown.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["emit", "gamma"], "there are exp"),
        (["verify", "gamma"], "there are exp"),
        (["verify", "exp", "--exhaustive", "--samples", "5"], "leave out --samples"),
        (["verify", "exp", "--samples", "0"], "1 to 4294967296"),
        (["emit", "exp", "--target", "fortran"], "fortran"),
        (
            ["emit", "exp", "--output", "/nowhere/exp.h"],
            "/nowhere/exp.h: cannot be written: No such file",
        ),
    ],
)
def test_bad_input(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["float32", *arguments]) == 2
    shown = capsys.readouterr()
    assert complaint in shown.err and len(shown.err.strip().splitlines()) == 1
