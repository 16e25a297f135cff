"""What people do every day: NumPy functions, notebooks, keywords, compiled expressions."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import symnum
from symnum import symbols
from symnum.terms import plain_symbols

x, y = symbols("x y")


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (lambda: np.sin(x), "sin(x)"),
        (lambda: np.exp(-x) + np.arctan(y), "atan(y) + exp(-x)"),
        (lambda: np.float64(0.5) * x, "x/2"),
        (lambda: np.int64(3) - x, "-x + 3"),
        (lambda: np.power(x, 3), "x^3"),
        (lambda: np.maximum(x, y), "max(x, y)"),
        (lambda: abs(x) + np.absolute(y), "abs(x) + abs(y)"),
        (lambda: np.log1p(x) * np.sqrt(y), "log1p(x)*sqrt(y)"),
        (lambda: np.array([x, y]) @ np.array([1, 2]), "x + 2*y"),
    ],
)
def test_numpy_builds_terms(built: Callable[[], Any], expected: str) -> None:
    assert str(built()) == expected


def test_numpy_declines_what_it_cannot_do() -> None:
    with pytest.raises(TypeError):
        np.logaddexp(x, y)
    with pytest.raises(TypeError):
        np.sin(x, out=np.zeros(1))


def test_assumptions_as_keywords() -> None:
    (p,) = symbols("p", positive=True, integer=False)
    assert p is symbols("p", "positive")[0]
    assert str(p / p) == "1"
    with pytest.raises(ValueError, match="unknown assumption 'lucky'"):
        symbols("p", lucky=True)


def test_notebooks_show_latex() -> None:
    assert (1 / x)._repr_latex_() == r"$\displaystyle \frac{1}{x}$"


@pytest.mark.parametrize("term", [x * y + 1, plain_symbols("t")[0] + 1, 1 / x - 1 / x])
def test_copies_are_the_same_object(term: Any) -> None:
    assert pickle.loads(pickle.dumps(term)) is term
    assert copy.copy(term) is term
    assert copy.deepcopy(term) is term


def test_equality_is_structural() -> None:
    assert x + y == y + x
    assert (x + y) ** 2 != x**2 + 2 * x * y + y**2
    assert x != 1
    assert len({x, y, x + y, y + x}) == 3
    with pytest.raises(TypeError, match="no truth value"):
        bool(x < y)


@pytest.mark.parametrize("target", ("c", "numpy", "jax"))
def test_compiled_expressions(target: Any) -> None:
    f = symnum.compile(symnum.sin(x) * y + 1, [x, y], target=target)
    points = np.linspace(0, 3, 7)
    assert np.allclose(f(points, 2.0), np.sin(points) * 2 + 1, rtol=1e-14)
    assert f(0.5, 1.5).shape == ()
    assert f(points[:, None], points).shape == (7, 7)
    several = symnum.compile([x + y, x * y, y], target=target)
    assert several.inputs == ("x", "y")
    assert several(2.0, 3.0).tolist() == [5.0, 6.0, 3.0]
    single = symnum.compile(x**3, target=target)
    assert single(points).tolist() == pytest.approx((points**3).tolist())
    assert "mine" in single.source("mine")


def test_compiled_expressions_refuse() -> None:
    with pytest.raises(symnum.InputError, match="y"):
        symnum.compile(x + y, [x])
    with pytest.raises(symnum.InputError, match="2 arguments are needed"):
        symnum.compile(x + y, target="numpy")(1.0)
    with pytest.raises(symnum.InputError, match="fortran"):
        symnum.compile(x, target="fortran")


@pytest.mark.parametrize("name", sorted(set(dir(symnum)) - set(symnum.__dict__)))
def test_every_name_of_the_door_is_there(name: str) -> None:
    assert getattr(symnum, name) is not None


def test_jacobian_through_the_door() -> None:
    sparse = symnum.jacobian([x * y, y**2], [x, y])
    assert {place: str(term) for place, term in sparse.entries.items()} == {
        (0, 0): "y", (0, 1): "x", (1, 1): "2*y",
    }  # fmt: skip
