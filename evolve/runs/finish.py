"""From candidates to members of the front: polish, measure, certify."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evolve.fits.fitting import evaluate
from evolve.fits.minimax import Problem, errors_on, polished
from evolve.fits.rounded_constants import settled
from evolve.fronts.front import Float32Record, Member, member
from evolve.problem.config import Config
from evolve.programs.candidates import Candidate
from evolve.programs.genome import SQRT
from evolve.programs.translation import to_program
from symnum.numerics.functions import Function
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import certified_error
from symnum.numerics.rounding import rounding_error
from symnum.numerics.supremum import NotCertified
from symnum.program import Program

_ROOT_SAMPLES = 4000
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


def measured(candidate: Candidate, problem: Problem, samples: int, fused: bool = False) -> Measured:
    """The largest error on both ends and the Chebyshev points of a dense grid, by ball arithmetic.

    Points where the candidate is undefined (removable singularities, or worse) are left out; what
    happens there is for the certificate to say.
    """
    errors = errors_on(problem.grid(samples), candidate)
    known = errors[np.isfinite(errors)]
    return Measured(to_program(candidate, fused), float(np.abs(known).max(initial=0.0)), len(known))


def _by_error(candidate: Candidate) -> tuple[float, object, object]:
    return candidate.error, candidate.code, candidate.constants


def _require_computable(candidate: Candidate, program: Program, problem: Problem) -> None:
    """Refuse what float64 cannot compute: by a proof, or with roots on a sample of points.

    Raises:
        NotCertified: it cannot.
    """
    if all(operator != SQRT for operator, _, _ in candidate.code):
        rounding_error(program, problem.low, problem.high)
        return
    points = problem.grid(_ROOT_SAMPLES).points
    values = np.zeros((candidate.size + 1, len(points)))
    values[0] = points
    code = np.array(candidate.code, np.int64)
    evaluate(code, np.array(candidate.constants), candidate.size, values)
    if not np.isfinite(values[-1]).all():
        raise NotCertified("float64 gives no finite value at a sampled point")


def require_float32(config: Config) -> None:
    """Refuse a run in float32 that could not be finished.

    Raises:
        InputError: there is no C compiler, or no float32 number in the domain.
    """
    from codegen.kernels.build import compiler
    from evolve.float32.inputs import Span

    if config.arithmetic == "float32":
        compiler()
        Span.between(*config.domain)


def rounded(candidates: list[Candidate], problem: Problem, config: Config) -> Float32Record | None:
    """The best of them in float32, from their constants and from those best in ULPs.

    All are taken: below an ULP the order over the reals says nothing of the order in float32.
    """
    from evolve.float32.choice import best_rounded, record
    from evolve.float32.inputs import Span

    in_ulps = replace(problem, objective=objective_from("ulp float32"))
    few = list(dict.fromkeys(candidates))
    if np.isfinite(in_ulps.grid(config.polish.samples).weights).all():
        few += [polished(candidate, in_ulps) for candidate in few]
    programs = [to_program(candidate, config.pricing.fuses) for candidate in few]
    best = best_rounded(programs, problem.reference, Span.between(problem.low, problem.high))
    return None if best is None else record(best)


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
        result = measured(candidate, problem, config.polish.samples, config.pricing.fuses)
        try:
            bound = certified_error(
                result.program, reference, problem.objective, *ends, gap=_GAP
            )  # fmt: skip
            _require_computable(candidate, result.program, problem)
        except NotCertified:
            continue
        cost = config.pricing.of(candidate) if config.costs else None
        found = member(
            result.program, result.max_error, result.samples, bound, candidate.lineage, cost
        )  # fmt: skip
        record = rounded(better, problem, config) if config.arithmetic == "float32" else None
        return found.model_copy(update={"float32": record})
    return None
