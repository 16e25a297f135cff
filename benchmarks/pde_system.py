"""A reaction-diffusion system on an N x N grid, as a user writes it.

Three species; A diffuses with coefficient 100 between reflecting walls and is fed on a part of the
grid. From the tutorial of Symbolics.jl on automatic parallelism (docs/src/tutorials/
auto_parallel.md), where tracing it took the solve from 33.07 s to 0.2097 s, 157 times less.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

SPAN = (0.0, 10.0)
RTOL, ATOL = 1e-6, 1e-8


def matrices(n: int, numpy: Any = np) -> tuple[Any, Any, Any]:
    """Differences along both axes with reflecting walls, and where A is fed."""
    tridiagonal = np.diag(np.full(n - 1, 1.0), 1) + np.diag(np.full(n - 1, 1.0), -1) - 2 * np.eye(n)
    across, down = tridiagonal.copy(), tridiagonal.copy()
    across[1, 0] = across[-2, -1] = 2.0
    down[0, 1] = down[-1, -2] = 2.0
    columns = np.tile(np.arange(1, n + 1), (n, 1))
    return numpy.asarray(down), numpy.asarray(across), numpy.asarray(1.0 * (columns >= 4 * n / 5))


def right_side(n: int, numpy: Any = np) -> Any:
    """``f(t, u)`` over arrays of shape (n, n, 3), in NumPy or ``jax.numpy``."""
    down, across, fed = matrices(n, numpy)

    def f(t: Any, u: Any) -> Any:
        a, b, c = u[:, :, 0], u[:, :, 1], u[:, :, 2]
        diffusion = 100.0 * (down @ a + a @ across)
        return numpy.stack(
            [diffusion + fed - a - a * b + c, 1.0 - b - a * b + c, 1.0 - c + a * b - c], axis=2
        )

    return f


def start(n: int) -> Any:
    """Nothing is there."""
    return np.zeros((n, n, 3))


def pattern_by_hand(n: int) -> Any:
    """Where the Jacobian may have entries, as a careful user would write it down."""
    place = np.arange(3 * n * n).reshape(n, n, 3)
    pairs = [(place[:, :, i], place[:, :, j]) for i in range(3) for j in range(3)]
    pairs += [(place[1:, :, 0], place[:-1, :, 0]), (place[:-1, :, 0], place[1:, :, 0])]
    pairs += [(place[:, 1:, 0], place[:, :-1, 0]), (place[:, :-1, 0], place[:, 1:, 0])]
    rows = np.concatenate([one.ravel() for one, _ in pairs])
    columns = np.concatenate([two.ravel() for _, two in pairs])
    size = 3 * n * n
    return csc_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)))
