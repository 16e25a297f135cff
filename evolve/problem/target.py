"""What a search aims at: the wanted function, sampled as the configuration says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evolve.compiled import Floats
from evolve.fits.sampling import chebyshev_points, sample, wide_samples
from evolve.problem.config import Config
from symnum.errors import InputError
from symnum.numerics.functions import Function
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import Objective
from symnum.numerics.supremum import NotCertified, supremum_error
from symnum.program import Program
from symnum.terms.exact import Exact


@dataclass(frozen=True)
class Target:
    """Nodes of the fit and denser check points, each with the wanted values and the weights."""

    node_sample: Floats
    """Rows (points, wanted values, what their rounding lost, weights), like what follows."""
    check_sample: Floats
    wide: Floats
    """On wider domains, the widest first, the domain last: shape (domains, 4, nodes)."""

    @property
    def nodes(self) -> Floats:
        """Points of the fit."""
        points: Floats = self.node_sample[0]
        return points

    @property
    def scale(self) -> float:
        """The largest weighted value that is wanted."""
        return float(np.abs(self.check_sample[1] * self.check_sample[3]).max())


def make_target(
    reference: Program | Function, config: Config, objective: Objective | None = None
) -> Target:
    """Sample the wanted function as the configuration says.

    Args:
        reference: The wanted function.
        config: Where and how often it is sampled, and what its errors are measured in.
        objective: Replaces the configuration's.

    Raises:
        InputError: it is undefined, unbounded or not smooth somewhere on the domain.
    """
    measure = objective or objective_from(config.objective)
    low, high = config.domain
    _require_bounded(reference, low, high)
    nodes, checks = (
        chebyshev_points(low, high, count) for count in (config.fit.nodes, config.fit.checks)
    )
    fitted = sample(reference, measure, nodes)
    wide = wide_samples(reference, low, high, fitted, config.fit.doublings)
    return Target(fitted, sample(reference, measure, checks), wide)


def _require_bounded(reference: Program | Function, low: Exact, high: Exact) -> None:
    """Refuse early what could not be certified in the end: the error of 0 must have a bound."""
    zero = Program(("x",), (0,), (), (1,))
    try:
        supremum_error(zero, reference, low, high, gap=1.0)
    except NotCertified as error:
        raise InputError(f"function: no certified maximum on the domain: {error}") from None
