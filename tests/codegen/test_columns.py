"""Loops over blocks of points give, bit for bit, what single points give."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.kernels import CompiledProgram, compile_terms
from codegen.kernels.c import LARGE
from codegen.kernels.c_columns import MOST_STORED, emit_columns
from symnum.lowering import lower
from symnum.terms import parse

SYSTEMS = {
    "arithmetic": ["x*y + 1", "x/(1 + y^2)"],
    "calls": ["sin(x*y)*exp(-y) + x^3/(1 + x^2)", "sin(x*y)"],
    "calls of calls": ["exp(sin(exp(x) + y)) + x", "log(2 + sin(x))*sin(x)"],
    "truth values": ["select(x < sin(y), exp(x), y)", "select(exp(x) < 1, x, sin(x)*y)"],
    "inputs and numbers": ["x", "1/3", "y", "tan(x)", "-x"],
    "numbers alone": ["2", "x"],
    "roots": ["sqrt(x)", "log(y) + sqrt(x*y)"],
    "orders": ["besselj(2, x) + sin(y)"],
}


@pytest.mark.parametrize("texts", SYSTEMS.values(), ids=SYSTEMS)
def test_columns_are_what_points_are(texts: list[str]) -> None:
    program = lower([parse(text) for text in texts], ("x", "y"))
    function = CompiledProgram(program)
    for count in (0, 1, 127, 128, 129, 700):
        points = np.random.default_rng(count).uniform(-2, 2, (count, 2))
        found = function.columns([points[:, 0], points[:, 1]])
        assert np.array_equal(found, function(points), equal_nan=True)


def test_long_programs_take_points_one_by_one() -> None:
    many = "+".join(f"sin(x*{n})" for n in range(2, MOST_STORED + 3))
    program = lower([parse(many), parse("y")], ("x", "y"))
    assert "double point[2];" in emit_columns(program, "f", LARGE)
    assert "double point[2];" in emit_columns(lower([parse("x*y")], ("x", "y")), "f", 0)
    points = np.random.default_rng(0).uniform(-2, 2, (2, 300))
    values = compile_terms([parse(many), parse("y")], ["x", "y"])(*points)
    assert np.array_equal(values[..., 1], points[1])
    assert np.array_equal(values, CompiledProgram(program)(points.T))
