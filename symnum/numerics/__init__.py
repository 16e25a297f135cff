"""Numbers for terms and programs: rigorous enclosures, certified errors, rounding, ULPs.

``python -m symnum.numerics.certify FRONT.json`` proves the bounds of a front afresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symnum.numerics.balls import (
    UNDECIDED,
    UNDEFINED,
    Ball,
    Outcome,
    decide,
    evaluate,
    evaluate_program,
    same_value,
)
from symnum.numerics.functions import CallableFunction, Function, function_of
from symnum.numerics.objective_text import objective_from, objective_text
from symnum.numerics.objectives import (
    Objective,
    certified_error,
    certify_objective,
    sampled_weight,
)
from symnum.numerics.predicates import PREDICATES, has_power
from symnum.numerics.rational import NotCertified, RationalForm, rational_form
from symnum.numerics.rounding import RoundingBound, rounding_error
from symnum.numerics.series import program_series
from symnum.numerics.supremum import ErrorBound, certify_claim, supremum_error
from symnum.numerics.tape import Tape, tape_of_program, tape_of_term
from symnum.numerics.ulp import BINARY32, BINARY64, Format, nearest, ulp_error

if TYPE_CHECKING:
    from symnum.numerics.multiprecision import evaluate_program_mpmath

__all__ = [
    "BINARY32",
    "BINARY64",
    "PREDICATES",
    "UNDECIDED",
    "UNDEFINED",
    "Ball",
    "CallableFunction",
    "ErrorBound",
    "Format",
    "Function",
    "NotCertified",
    "Objective",
    "Outcome",
    "RationalForm",
    "RoundingBound",
    "Tape",
    "certified_error",
    "certify_claim",
    "certify_objective",
    "decide",
    "evaluate",
    "evaluate_program",
    "evaluate_program_mpmath",
    "function_of",
    "has_power",
    "nearest",
    "objective_from",
    "objective_text",
    "program_series",
    "rational_form",
    "rounding_error",
    "same_value",
    "sampled_weight",
    "supremum_error",
    "tape_of_program",
    "tape_of_term",
    "ulp_error",
]


def __getattr__(name: str) -> Any:
    """The evaluation in mpmath, imported when it is first used: so is mpmath, which few need."""
    if name != "evaluate_program_mpmath":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from symnum.numerics import multiprecision

    found = globals()[name] = multiprecision.evaluate_program_mpmath
    return found
