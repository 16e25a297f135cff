"""Equations in plain text: what they mean, and what is wrong with those that mean nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import symnum
from symnum.errors import InputError
from symnum.interop.equations import parse_equations, read_equations

PREDATION = """\
# predator and prey
x' = a*x - b*x*y
  dy/dt = b*x*y - d*y   # indented
x(0) = 2*a
y(0.0) = 1/2
a = 2/3
b = 2*a
d = 1
total = x + y + shift
shift = b - t
"""


def test_system() -> None:
    system = parse_equations(PREDATION)
    assert {k: str(v) for k, v in system.slopes.items()} == {
        "x": "-2*a*x*y + a*x", "y": "2*a*x*y - d*y",
    }  # fmt: skip
    assert {k: str(v) for k, v in system.initial.items()} == {"x": "2*a", "y": "1/2"}
    assert system.parameters == {"a": 2 / 3, "d": 1.0}
    assert set(system.definitions) == {"b", "total", "shift"}


def test_parameters_move_starts_and_definitions() -> None:
    """The oracle is the system written with the other numbers in it."""
    moved = symnum.ode(parse_equations(PREDATION)).with_parameters(a=1.5).with_parameters(d=2)
    plain = symnum.ode(
        parse_equations(PREDATION.replace("a = 2/3", "a = 1.5").replace("d = 1", "d = 2"))
    )
    np.testing.assert_array_equal(moved.initial, [3.0, 0.5])
    np.testing.assert_array_equal(plain.initial, moved.initial)
    found, wanted = (one.solve((0, 2), rtol=1e-9) for one in (moved, plain))
    np.testing.assert_array_equal(found.states, wanted.states)
    watched = moved.watch(found)
    np.testing.assert_allclose(
        watched["total"], found["x"] + found["y"] + 3.0 - found.times, rtol=1e-14
    )
    np.testing.assert_array_equal(watched["b"], np.full(len(found.times), 3.0))


def test_a_start_that_was_given_stays() -> None:
    system = symnum.ode(parse_equations(PREDATION), [5.0, 6.0], parameters={"a": 9.0})
    np.testing.assert_array_equal(system.initial, [5.0, 6.0])
    assert system.parameters == {"a": 9.0, "d": 1.0}


def test_select_and_time() -> None:
    system = symnum.ode(parse_equations("x' = select(t < 1 and x >= 0, 3, -x) + cos(t)"))
    for t, x in ((0.5, 2.0), (0.5, -2.0), (1.5, 2.0)):
        slope = (3.0 if t < 1 and x >= 0 else -x) + np.cos(t)
        np.testing.assert_allclose(system.rhs(t, [x]), [slope], rtol=1e-15)
        wanted = 0.0 if t < 1 and x >= 0 else -1.0
        np.testing.assert_array_equal(system.jacobian(t, [x]).toarray(), [[wanted]])


@pytest.mark.parametrize("suffix", (".ode", ".txt"))
def test_file_to_solution(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"decay{suffix}"
    file.write_text("N' = -k*N\nk = 0.5\nN(0) = 3\n", encoding="utf-8")
    found = symnum.ode(file, parameters={"k": 2.0}).solve((0, 1), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.final, [3 * np.exp(-2)], rtol=1e-7)


WRONG = [
    ("x' = y", 1, "'y' is neither a state nor given a value"),
    ("x' = 1\n\nx' = 2", 3, "'x' is said a second time"),
    ("x' = 1\nx = 2", 2, "'x' is said a second time"),
    ("x' = 1\nk = 1\nk = 2", 3, "'k' is said a second time"),
    ("x' = 1\nx(0) = 1\nx(0) = 2", 3, "'x' is said a second time"),
    ("x'' = 1", 1, "is no statement"),
    ("x' + 1", 1, "is no statement"),
    ("x' =  # nothing", 1, "is no statement"),
    ("x' = 1\nx(1) = 2", 2, "is no statement"),
    ("t' = 1", 1, "'t' has a meaning already"),
    ("x' = 1\nexp = 2", 2, "'exp' has a meaning already"),
    ("x' = 1\ny(0) = 2", 2, "'y' has no equation"),
    ("x' = 1\nx(0) = t", 2, "'t' is none"),
    ("x' = 1\ny' = 2\nx(0) = 2*z\nz = y", 3, "'y' is none"),
    ("x' = 1 < x", 1, "is no number"),
    ("x' = 2\nk = x = 1", 2, "is no number"),
    ("x' = derivative(x, x)", 1, "derivative has no value here"),
    ("x' = 1\nk = 1e400", 2, "larger than those of float64"),
    ("x' = 1\nk = -1e5000", 2, "more than 400 digits"),
    ("  x' = 2x", 1, "line 1, column 9: x follows a complete term"),
    ("x' = __import__('os').getcwd()", 1, 'column 17: "\'" is not allowed'),
]


@pytest.mark.parametrize(("text", "line", "message"), WRONG)
def test_complaints_name_the_line(text: str, line: int, message: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.ode"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_equations(file)
    said = str(caught.value)
    assert said.startswith(f"{file}, line {line}")
    assert message in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no equation"),
        ("k = 1", "there is no equation"),
        ("x' = a\na = 2*b\nb = a", "defined by each other"),
    ],
)
def test_complaints_of_a_whole_file(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_equations(text)


def test_a_start_without_a_value() -> None:
    system = parse_equations("x' = x\nx(0) = 1/(k - 1)\nk = 2")
    moved = symnum.ode(system)
    with pytest.raises(InputError, match=r"state x: its start .* has no real value"):
        moved.with_parameters(k=1.0)


def test_sensitivities_follow_starts() -> None:
    """x = (k + a) exp(-k t), so that both parameters move the start."""
    from codegen.simulation.sensitivity import forward_sensitivities

    system = symnum.ode(parse_equations("x' = -k*x\nx(0) = k + a\nk = 2\na = 1"))
    found = forward_sensitivities(system, [0.0, 1.0]).derivatives
    np.testing.assert_allclose(found["a"][-1], [[np.exp(-2)]], rtol=1e-5)
    np.testing.assert_allclose(found["k"][-1], [[-2 * np.exp(-2)]], rtol=1e-5)
    held = system.with_initial(system.initial)
    found = forward_sensitivities(held, [0.0, 1.0]).derivatives
    np.testing.assert_allclose(found["k"][-1], [[-3 * np.exp(-2)]], rtol=1e-5)
    np.testing.assert_array_equal(found["a"][-1], [[0.0]])


def test_suffixes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"m\.csv: unknown kind of file '\.csv'; there are \.net"):
        symnum.ode(tmp_path / "m.csv")
