"""From candidates to members of the front: polish, measure, certify."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evolve.config import Config
from evolve.front import Member, member
from evolve.minimax import Problem, errors_on, polished
from evolve.population import Candidate
from evolve.rounded_constants import settled
from evolve.translation import to_program
from symnum.numerics.functions import Function
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import certified_error
from symnum.numerics.rounding import rounding_error
from symnum.numerics.supremum import NotCertified
from symnum.program import Program

_GAP = 0.004
"""How far above the sampled error a certified bound may be, relatively."""


@dataclass(frozen=True)
class Measured:
    """A program and its largest error on so many points."""

    program: Program
    max_error: float
    samples: int


def problem_of(config: Config, reference: Program | Function) -> Problem:
    """What the configuration asks for."""
    return Problem(reference, *config.domain, objective_from(config.objective))


def measured(candidate: Candidate, problem: Problem, samples: int) -> Measured:
    """The largest error on both ends and the Chebyshev points of a dense grid, by ball arithmetic.

    Points where the candidate is undefined (removable singularities, or worse) are left out; what
    happens there is for the certificate to say.
    """
    errors = errors_on(problem.grid(samples), candidate)
    known = errors[np.isfinite(errors)]
    return Measured(to_program(candidate), float(np.abs(known).max(initial=0.0)), len(known))


def _by_error(candidate: Candidate) -> tuple[float, object, object]:
    return candidate.error, candidate.code, candidate.constants


def finished(
    candidates: tuple[Candidate, ...], reference: Program | Function, config: Config
) -> Member | None:
    """The best certified program among candidates of one size; ``None`` if there is none."""
    problem = problem_of(config, reference)
    ends = (problem.low, problem.high)
    better = sorted((polished(candidate, problem) for candidate in candidates), key=_by_error)
    better = [settled(candidate, problem) for candidate in better[:1]] + better
    plain = [replace(candidate, error=np.inf) for candidate in candidates]
    for candidate in sorted([*better, *plain], key=_by_error):
        result = measured(candidate, problem, config.polish.samples)
        try:
            bound = certified_error(
                result.program, reference, problem.objective, *ends, gap=_GAP
            )  # fmt: skip
            rounding_error(result.program, *ends)  # refuses what float64 cannot compute
        except NotCertified:
            continue
        return member(
            result.program, result.max_error, result.samples, bound, candidate.lineage
        )  # fmt: skip
    return None
