"""Fits that begin on a wider domain and come down to the wanted one.

On a short interval all smooth functions look alike: the constants of an accurate program can nearly
replace each other there, and from random starts a fit ends in flat valleys far above the best. On
an interval several times as wide the same program has a well-conditioned optimum, and as the
interval shrinks the optimum moves along, near enough for Gauss-Newton steps to follow it:
continuation in the domain. How wide is best depends on function and program: too wide, and the
program cannot follow the function there, so that its best constants lead elsewhere.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.levenberg_marquardt import descend
from evolve.fits.linear_constants import linear_rows, solve_linear
from evolve.fits.valley import sprint

FIRST, WIDEST, DAMPED, UNDAMPED = range(4)
"""Places in the efforts of :func:`narrow`."""


@kernel
def narrow(
    code: Integers, size: int, starts: Floats, wide: Floats, effort: Integers, work: Floats
) -> None:
    """Fit one candidate from each start on the widest domain; the best comes down.

    Args:
        code, size: The candidate.
        starts: Constants to start from, one row a start; overwritten, the first with the best.
        wide: Samples from the widest on (see :func:`evolve.fits.sampling.wide_samples`), one at
            least.
        effort: Steps of every start on the widest domain, further ones of the best there, and its
            damped and undamped steps on each of the others.
        work: Scratch of shape (4, ≥ 2 + rows, points).
    """
    widest, best, least = wide[0], 0, np.inf
    work[0, 0] = widest[0]
    is_linear = linear_rows(code, size)
    for s in range(starts.shape[0]):
        solve_linear(code, starts[s], size, widest[1], widest[3], is_linear, work)
        total = descend(code, starts[s], size, widest[1], widest[3], effort[FIRST], work)
        if total < least:
            best, least = s, total
    starts[0] = starts[best]
    descend(code, starts[0], size, widest[1], widest[3], effort[WIDEST], work)
    for level in range(1, wide.shape[0]):
        sample = wide[level]
        work[0, 0] = sample[0]
        descend(code, starts[0], size, sample[1], sample[3], effort[DAMPED], work)
        sprint(code, starts[0], size, sample, False, effort[UNDAMPED], work)


@kernel
def narrow_batch(
    codes: Integers, sizes: Integers, starts: Floats, wide: Floats, first: Integers,
    effort: Integers,
) -> None:  # fmt: skip
    """The same for many, each from a domain of its own on.

    Args:
        codes, sizes, starts: Of the candidates; ``starts`` has shape (batch, starts, rows).
        wide: As above.
        first: For each candidate the place in ``wide`` where it begins.
        effort: As above.
    """
    work = np.zeros((4, codes.shape[1] + 2, wide.shape[2]))
    for b in range(codes.shape[0]):
        narrow(codes[b], sizes[b], starts[b], wide[first[b] :], effort, work)
