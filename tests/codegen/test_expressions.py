"""Compiled expressions on many points, of any shape."""

from __future__ import annotations

import numpy as np

from codegen.kernels import compile_terms
from symnum.terms import symbols
from symnum.terms.functions import exp

X, Y = symbols("x y")


def test_many_points_are_what_few_are() -> None:
    function = compile_terms([X * Y + 1, X - Y], [X, Y])
    points = np.random.default_rng(0).uniform(-1, 1, (2, 3, 7_001))
    values = function(*points)
    assert values.shape == (3, 7_001, 2)
    for place in (0, 1, 4_095, 4_096, 7_000):
        assert np.array_equal(values[1, place], function(*points[:, 1, place]))


def test_arguments_broadcast() -> None:
    function = compile_terms(X - 2 * Y, [X, Y])
    column, row = np.arange(200.0)[:, None], np.arange(100.0)
    assert np.array_equal(function(column, row), column - 2 * row)
    assert np.array_equal(function(np.arange(20_000.0), 1), np.arange(20_000.0) - 2)
    strided = np.arange(60_000.0)[::3]
    assert np.array_equal(function(strided, strided), -strided)


def test_few_inputs_and_outputs_and_points() -> None:
    assert compile_terms([X + 1], [X])([1.0, 2.0]).tolist() == [[2.0], [3.0]]
    assert compile_terms([X, 2 * X], [X])(np.ones((2, 1))).tolist() == [[[1, 2]], [[1, 2]]]
    assert compile_terms(X + Y, [X, Y])(1, 2) == 3
    assert compile_terms(X + Y, [X, Y])(np.empty((0, 3)), 1).shape == (0, 3)
    assert compile_terms([X * 0 + 5], [])().tolist() == [5]


def test_optimised_programs_compute_the_same() -> None:
    a, b, c, d = symbols("a b c d")
    terms = [a * c + a * d + b * c + b * d, exp(a * c + b * c), a / d + b / d]
    plain, better = (compile_terms(terms, optimise=choice) for choice in (False, True))
    point = np.random.default_rng(1).uniform(0.5, 2.0, size=(4, 50))
    np.testing.assert_allclose(better(*point), plain(*point), rtol=1e-14)
    assert len(better.program.instructions) < len(plain.program.instructions)
