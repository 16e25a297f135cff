"""The command line of small formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symnum.cli import run


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["small-formats", *arguments]) == 0
    return capsys.readouterr().out


def test_list_and_front(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gelu" in json.loads(output(capsys, "list", "--json"))["functions"]
    assert "e4m3fn" in output(capsys, "list")
    rows = json.loads(output(capsys, "front", "tanh", "--format", "e4m3fn", "--json"))
    assert rows[0]["operations"] == 1 and rows[0]["kind"] == "exhaustive"
    assert "all 256 inputs" in output(capsys, "front", "tanh", "--format", "e4m3fn")


def test_emit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = output(capsys, "emit", "exp", "--format", "e5m2", "--bytes", "60")
    assert "Verified exhaustively on all 256 inputs" in text and "uint8_t exp_e5m2(" in text
    file = tmp_path / "f.h"
    arguments = ["emit", "mish", "--format", "e5m2", "--expression", "x*tanh(log(1 + exp(x)))"]
    assert str(file) in output(capsys, *arguments, "--ulp", "0.5", "--output", str(file))
    assert "mish_e5m2" in file.read_text(encoding="utf-8")


def test_lmul(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(output(capsys, "lmul", "--format", "e3m4", "--search", "--json"))
    assert [row["product"] for row in rows[:3]] == ["this one", "published", "Mitchell"]
    assert rows[3]["offsets"] == [1] and rows[3]["mean_absolute"] < 0.6 * rows[1]["mean_absolute"]
    assert "0x3f780000u" in output(capsys, "lmul", "--format", "fp32", "--c")
    rows = json.loads(output(capsys, "lmul", "--format", "e3m4", "--correction", "top-2", "--json"))
    assert rows[0]["extra_operations"] == 7 and len(rows[0]["offsets"]) == 16
    assert rows[0]["mean_absolute"] < 0.7 * rows[1]["mean_absolute"]
    text = output(capsys, "lmul", "--format", "bf16", "--correction", "carry", "--c")
    assert "lmul_carry_bf16" in text and "constants[2] = {0x3f78u, 0x3f7bu}" in text
    assert "12.50 %" in output(capsys, "lmul", "--format", "e4m3fn", "--definition", "formula")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["front", "sinc", "--format", "bf16"], "unknown function 'sinc'"),
        (["front", "exp", "--format", "fp32"], "at most 16 bits"),
        (["front", "exp", "--format", "fp9"], "unknown format 'fp9'"),
        (["front", "exp", "--format", "e5m2", "--expression", "x"], "exp is one of the list"),
        (["front", "f", "--format", "e5m2", "--expression", "x + y"], "one symbol, not 2"),
        (
            ["emit", "exp", "--format", "e5m2", "--bytes", "0", "--operations", "2"],
            "no kernel is within",
        ),
        (
            ["emit", "exp", "--format", "e5m2", "--output", "/nowhere/x.h"],
            "/nowhere/x.h: cannot be written: No such",
        ),
        (["lmul", "--format", "bf16", "--offset", "300"], "has to be below 2^7"),
        (["lmul", "--format", "bf16", "--definition", "sum"], "unknown definition 'sum'"),
        (["lmul", "--format", "bf16", "--output", "x.h"], "--output is for --c"),
        (["lmul", "--format", "bf16", "--correction", "top-3"], "unknown correction 'top-3'"),
        (["lmul", "--format", "bf16", "--correction", "carry", "--offset", "1"], "finds its"),
        (["lmul", "--format", "bf16", "--measure", "max absolute"], "--measure is for --corr"),
        (["lmul", "--format", "fp32", "--correction", "carry"], "from 2 to 12"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["small-formats", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
