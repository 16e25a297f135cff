"""What every record with an injected error says of it where numbers are computed with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import wraps
from typing import Any

from codegen.datasets.checking.families.refusal import Refused, demand
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.worked import is_worked
from symnum.errors import InputError
from symnum.terms.parse import parse
from symnum.terms.text import to_text

SAID: Mapping[str, str] = {
    "value": "a number is miscalculated",
    "related_values": "a number is miscopied and the result goes with it",
    "substitution": "something else was substituted", "deleted_term": "a term is missing",
    "flipped_sign": "a sign is wrong", "swapped_terms": "two terms have changed places",
}  # fmt: skip
"""What reasons say of each kind."""
_SHIFTS = frozenset({1, 2, 3, 10, 20, 100})
"""By how much a number may be off to be taken for a slip."""


def reported_error(
    check: Callable[[Mapping[str, Any]], str],
) -> Callable[[Mapping[str, Any]], CheckReport]:
    """A check of a family as one that reports.

    Args:
        check: Says what the steps come to, in the form of the answer; raises :class:`Refused`.
    """

    @wraps(check)
    def report(record: Mapping[str, Any]) -> CheckReport:
        try:
            _require_claims(record)
            answer = check(record)
            demand(is_worked(record, answer), "the solution is not the steps and what they come to")
        except Refused as refused:
            return CheckReport(False, refused.step, str(refused))
        return CheckReport(True)

    return report


def _require_claims(record: Mapping[str, Any]) -> None:
    """The earliest label 0 is the error's, and numbers need no point."""
    error, labels = record["error"], record["step_labels"]
    demand(error["kind"] in SAID, f"there is no kind of error {error['kind']!r}")
    demand(0 in labels and labels.index(0) == error["label"], "the error has another label")
    demand(not error["counterexample"], "a point refutes no computation with numbers")


def require_reason(record: Mapping[str, Any], words: str, told: str) -> None:
    """The reason names step, kind and what would have been right, and says what differs.

    Args:
        record: The record.
        words: Of the right step.
        told: What is right, and what the step says instead, in a sentence.

    Raises:
        Refused: it says something else.
    """
    error = record["error"]
    number = error["label"] + 1
    said = (
        f"step {number} ({record['steps'][number - 1]['operator']}): {SAID[error['kind']]}. It "
        f"should say {words}: {error['correction']['text']}. {told}"
    )
    demand(error["reason"] == said, "the reason says something else", number)


def require_written(text: str, number: int = 0) -> None:
    """A text is written as its expression is, with no zeros in front and no other blanks.

    Raises:
        Refused: it is not, or is no expression.
    """
    try:
        fits = to_text(parse(text)) == text
    except (InputError, RecursionError):
        fits = False
    demand(fits, f"{text[:80]!r} is not as it is written", number)


def require_kind(holds: bool, record: Mapping[str, Any]) -> None:
    """The step is wrong by a mistake of the kind that the record names.

    Raises:
        Refused: it is not.
    """
    error = record["error"]
    demand(holds, f"the step is not wrong by what is called {error['kind']}", error["label"] + 1)


def is_slip(right: Fraction, wrong: Fraction) -> bool:
    """Whether a number is nearly another one: a little more or less, or two digits exchanged.

    >>> is_slip(Fraction(27, 4), Fraction(25, 4)), is_slip(Fraction(5), Fraction(9))
    (True, False)
    """
    top, other = right.numerator, wrong.numerator
    near = abs(top - other) in _SHIFTS
    return right.denominator == wrong.denominator and (near or _are_exchanged(str(top), str(other)))


def _are_exchanged(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two neighbours have changed places, and nothing else."""
    differing = [n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    if len(first) != len(second) or len(differing) != 2:
        return False
    here, there = differing
    return there == here + 1 and (first[here], first[there]) == (second[there], second[here])
