"""Kernels for datasets: what C and JAX give for both sides, beside ball arithmetic."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

from codegen.datasets.kernels import Batch, batch_kernel, record_program, write_kernels
from codegen.kernels.build import compile_c
from symnum.errors import InputError
from symnum.numerics.balls import evaluate_program

Record = dict[str, Any]


def points(inputs: dict[str, str], count: int = 16) -> np.ndarray[Any, Any]:
    return np.random.default_rng(5).uniform(0.4, 1.3, (count, len(inputs)))


def test_both_sides_agree_at_many_points(made: list[Record]) -> None:
    """Where rounding hides it, ball arithmetic decides."""
    batch = Batch(made[:40], "c")
    agreed = other = 0
    for name, entry in batch.entries.items():
        given = points(entry.inputs)
        values = batch.values(name, given)
        left, right = values[::2], values[1::2]
        with np.errstate(all="ignore"):
            close = np.abs(left - right) <= 1e-9 * np.maximum(1, np.abs(left))
        agreed += int(close.sum())
        for row, place in np.argwhere(~close & np.isfinite(left) & np.isfinite(right)):
            exact = evaluate_program(entry.program, [arb(float(v)) for v in given[place]], 4096)
            one, two = exact[2 * row], exact[2 * row + 1]
            assert not (isinstance(one, arb) and isinstance(two, arb)) or one.overlaps(two), name
            other += 1
    assert agreed > 20 * other
    assert agreed > 2000


def test_c_and_jax_give_the_same(made: list[Record]) -> None:
    first, second = (Batch(made[:6], target) for target in ("c", "jax"))
    for name, entry in first.entries.items():
        given = points(entry.inputs, 4)
        np.testing.assert_allclose(
            first.values(name, given), second.values(name, given), rtol=1e-9, equal_nan=True
        )


INTEGRAL: list[tuple[Any, ...]] = [
    ("premise", [], "", "f(x, y) = x*y"),
    ("integrate", [1], "x", "integral(f(x, y), x) = integral(x*y, x)"),
    ("evaluate_integrals", [2], "integral(x*y, x)", "integral(f(x, y), x) = x^2*y/2 + C_1(y)"),
    ("differentiate", [3], "y",
     "derivative(integral(f(x, y), x), y) = derivative(x^2*y/2 + C_1(y), y)"),
]  # fmt: skip
CONSTANT = [("C_1", 3, "x", ["y"], "integral(x*y, x)", "x^2*y/2")]


def test_constants_and_their_derivatives_are_inputs(written: Callable[..., Record]) -> None:
    record = written({"x": "real", "y": "real"}, INTEGRAL, CONSTANT)
    batch = Batch([record], "c")
    assert list(batch.entries[record["id"]].inputs) == ["x", "y", "C_1", "C_1_by_y"]
    point = {"x": 2.0, "y": 3.0, "C_1": 10.0, "C_1_by_y": 7.0}
    found = {row["step"]: batch.evaluate(row, point) for row in batch.rows}
    assert found == {1: (6.0, 6.0), 2: (16.0, 16.0), 3: (16.0, 16.0), 4: (9.0, 9.0)}
    with pytest.raises(InputError, match="C_1 has no value"):
        batch.evaluate(batch.rows[0], {"x": 1.0, "y": 1.0})


def test_a_false_equation_has_two_values(written: Callable[..., Record]) -> None:
    wrong = [INTEGRAL[0], ("times", [1], "y", "f(x, y)*y = x*y^2 + 1")]
    record = written({"x": "real", "y": "real"}, wrong)
    batch = Batch([record])
    assert batch.evaluate(batch.rows[1], {"x": 2.0, "y": 3.0}) == (18.0, 19.0)


def test_an_integral_that_is_never_evaluated_is_an_input(written: Callable[..., Record]) -> None:
    record = written({"x": "real", "y": "real"}, INTEGRAL[:2])
    assert list(record_program(record).inputs) == ["x", "y", "integral_1"]


def test_machine_code_is_near_ball_arithmetic(made: list[Record]) -> None:
    batch = Batch(made[:8], "c")
    for name, entry in batch.entries.items():
        given = points(entry.inputs, 2)
        found = batch.values(name, given)
        for place, point in enumerate(given):
            exact = evaluate_program(entry.program, [arb(float(v)) for v in point])
            for value, ball in zip(found[:, place], exact, strict=True):
                if isinstance(ball, arb) and ball.is_finite() and abs(ball) < 1e6:
                    assert abs(arb(float(value)) - ball) < 1e-6 * (1 + abs(ball))
    assert ctx.prec >= 53


@pytest.mark.parametrize(("target", "ending"), [("c", "c"), ("jax", "py")])
def test_written_modules_have_an_index(
    target: str, ending: str, made: list[Record], tmp_path: Path
) -> None:
    path = write_kernels(made[:5], tmp_path / "new", target)
    assert path.name == f"kernels.{ending}"
    assert path.read_text() == batch_kernel(made[:5], target)
    index = json.loads((tmp_path / "new" / "kernels.json").read_text())
    assert [entry["id"] for entry in index["entries"]] == [r["id"] for r in made[:5]]
    assert len(index["rows"]) == sum(len(record["steps"]) for record in made[:5])
    if target == "c":
        assert compile_c(path.read_text()).exists()


def test_bad_input_is_named(made: list[Record]) -> None:
    with pytest.raises(InputError, match="unknown target of kernels 'fortran'"):
        Batch(made[:1], "fortran")
    with pytest.raises(InputError, match="no record has an equation"):
        Batch([], "c")
    batch = Batch(made[:1])
    with pytest.raises(InputError, match="there is no record"):
        batch.values("none", [[1.0]])
    with pytest.raises(InputError, match="the shape has to be"):
        batch.values(made[0]["id"], [1.0])
