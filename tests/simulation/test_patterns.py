"""Patterns that stay the same at every point, also where entries happen to be zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symnum
from codegen.arrays.windows import window
from symnum.tracing.accesses import Access


def _through_a_stage(t: Any, u: Any) -> Any:
    """A sum over many elements is stored first: the Jacobian is a product of factors."""
    weights = np.random.default_rng(3).normal(size=(40, 40))
    return np.tanh(weights @ (u * u)) - u


def test_the_pattern_does_not_depend_on_the_point() -> None:
    system = symnum.ode(_through_a_stage, np.ones(40))
    assert system.program is not None
    assert system.program.stages
    for state in (np.zeros(40), np.ones(40), np.eye(40)[3]):
        found = system.jacobian(0.0, state)
        assert np.array_equal(found.indptr, system.pattern.indptr)
        assert np.array_equal(found.indices, system.pattern.indices)
        weights = np.random.default_rng(3).normal(size=(40, 40))
        outer = 1 - np.tanh(weights @ state**2) ** 2
        wanted = outer[:, None] * weights * 2 * state - np.eye(40)
        np.testing.assert_allclose(found.toarray(), wanted, atol=1e-13)


WINDOWS = [
    ((0, (1,)), (5,), 5, True),
    ((3, ()), (), 5, True),
    ((9, (10, 1)), (2, 3), 40, True),  # wraps from one row to the next
    ((33, (32, 1)), (30, 30), 1024, True),
    ((2, (3, 96)), (32, 32), 3072, True),  # transposed
    ((19, (-6, -2)), (3, 2), 20, True),  # backwards
    ((19, (-5, -2)), (3, 2), 20, False),
    ((1, (2,)), (3,), 6, True),
    ((0, (2,)), (3,), 5, False),  # no reshape of five elements has two columns
    ((0, (1, 1)), (3, 3), 5, False),  # overlapping
    ((4, (0, 1)), (3, 2), 6, True),  # the same for all outer turns
]


@pytest.mark.parametrize(("access", "extent", "size", "exists"), WINDOWS)
def test_windows_are_what_would_be_gathered(
    access: Any, extent: Any, size: int, exists: bool
) -> None:
    offset, strides = access
    flat = np.arange(size) * 1.0
    places = offset + sum(
        (s * i for s, i in zip(strides, np.indices(extent), strict=True)), np.zeros(extent, int)
    )
    found = window(Access("u", offset, strides), extent, size)
    assert (found is not None) == exists
    if found is None:
        return
    np.testing.assert_array_equal(np.broadcast_to(found.taken(flat, len(extent)), extent),
                                  flat[places])  # fmt: skip
    if 0 in strides:
        return
    values = np.random.default_rng(0).normal(size=extent)
    wanted = flat.copy()
    wanted[places] = values
    np.testing.assert_array_equal(found.put(flat.copy(), values), wanted)
