"""What people would have written: approximations to compare a front with.

Taylor, Chebyshev and minimax polynomials, minimax and Padé quotients, all with squarings at the
end where the function allows it; :func:`baseline_front` lists those up to a number of operations.
"""

from __future__ import annotations

from evolve.baselines.basis import Approximant, Basis
from evolve.baselines.listing import Baseline, baseline_front
from evolve.baselines.makers import (
    chebyshev,
    minimax_polynomial,
    minimax_rational,
    pade_quotient,
    taylor,
)

__all__ = [
    "Approximant",
    "Baseline",
    "Basis",
    "baseline_front",
    "chebyshev",
    "minimax_polynomial",
    "minimax_rational",
    "pade_quotient",
    "taylor",
]
