"""Forms with their prices and certified errors, and which of them are worth having.

A form is worth having if it is more accurate than every cheaper one, by more than the slack that
bounds have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from symnum.egraphs.accuracy.search import Candidate
from symnum.egraphs.accuracy.spelling import spelled
from symnum.egraphs.limits import CostModel, Deadline
from symnum.lowering import lower
from symnum.numerics.running_errors import LIBM_ULPS, WorstError, worst_error
from symnum.numerics.running_errors.boxes import Piece
from symnum.numerics.running_errors.decisions import Decision
from symnum.program import Program
from symnum.terms.plain import Term

SLACK = 0.9
"""Bounds come within 10 % of what single points show at best, so smaller differences between
two forms say nothing."""
_HURRIED_PIECES = 8
"""Into so many pieces the box is cut once the time is over."""
_MOST_PIECES = 400

Errors = tuple[float, float]
"""A relative and an absolute error, compared in this order; infinity where there is none."""


@dataclass(frozen=True, slots=True)
class AccurateForm:
    """A form of a term, what it costs, and how inaccurate it can be in the box.

    Attributes:
        term: A plain term. It is computed as :func:`symnum.lower` spells it, in float64.
        cost: Its price, every shared part paid for once.
        error: The certified bounds.
    """

    term: Term
    cost: float
    error: WorstError

    @property
    def worst_relative_error(self) -> float:
        """|computed − exact| is at most so much of |exact|, beside what underflow adds
        (``error.tiny``); infinity where no bound was found."""
        return self.error.relative

    @property
    def worst_absolute_error(self) -> float:
        """|computed − exact| is at most so much; infinity where no bound was found."""
        return self.error.absolute

    @property
    def ulps(self) -> float:
        """The relative bound in ULPs, rounded up to what an ULP is at least."""
        return self.error.ulps

    @property
    def where(self) -> Mapping[str, tuple[float, float]]:
        """The part of the box in which the bound is largest."""
        return self.error.where


@dataclass(frozen=True, slots=True)
class PricedForm:
    """A form before its errors are certified.

    Attributes:
        term, cost: As of :class:`AccurateForm`.
        program: What is computed.
        shown: The error at sample points; no bound for the box is below it. 0 if unknown.
    """

    term: Term
    cost: float
    program: Program
    shown: Errors = (0.0, 0.0)


def priced(
    candidates: Iterable[Candidate], names: Sequence[str], model: CostModel
) -> list[PricedForm]:
    """What candidates compute: as people write them, and as found where that is another program."""
    found: dict[Program, PricedForm] = {}
    for candidate in candidates:
        for term in (spelled(candidate.term), candidate.term):
            form = PricedForm(term, model.shared(term), lower([term], names), _shown(candidate))
            found.setdefault(form.program, form)
    return list(found.values())


def _shown(candidate: Candidate) -> Errors:
    relative = absolute = 0.0
    for value in candidate.values:
        if value is None or isinstance(value, Decision):
            return math.inf, math.inf
        ratio = math.inf if value.relative is None else float(value.relative)
        relative, absolute = max(relative, ratio), max(absolute, float(value.absolute))
    return relative, absolute


class Certification:
    """Certifies forms that are all equal in a box.

    Args:
        names: The symbols' names, in the order of the box's intervals.
        box: An interval for each symbol.
        references: Programs of accurate forms, by which values are enclosed where others cancel.
        deadline: After which bounds are coarser.
    """

    def __init__(
        self, names: Sequence[str], box: Piece, references: Sequence[Program], deadline: Deadline
    ) -> None:
        self.box = dict(zip(names, box, strict=True))
        self.references, self.deadline = references, deadline

    def certified(self, form: PricedForm) -> AccurateForm:
        """A form with its bounds.

        Raises:
            InputError: an operator of unknown accuracy, or something that is not a real number.
        """
        others = [program for program in self.references if program != form.program]
        bounds = partial(worst_error, form.program, self.box, ulps=LIBM_ULPS, equals=others)
        if self.deadline.passed:
            error = bounds(most_pieces=_HURRIED_PIECES)
        else:
            error = bounds(most_pieces=_MOST_PIECES, stop=lambda: self.deadline.passed)
        return AccurateForm(form.term, form.cost, error)

    def front(self, given: AccurateForm, forms: Iterable[PricedForm]) -> list[AccurateForm]:
        """Of a certified form and others those that are more accurate than every cheaper one.

        Forms that are no better at sample points are not certified.
        """
        ordered = sorted(forms, key=lambda form: (form.cost, form.shown))
        found: list[AccurateForm] = []
        waiting: list[AccurateForm] = [given]
        for form in ordered:
            if waiting and form.cost >= given.cost:
                _add(found, waiting.pop())
            if _better(form.shown, found):
                _add(found, self.certified(form))
        for form_left in waiting:
            _add(found, form_left)
        return found


def errors(form: AccurateForm) -> Errors:
    """The bounds of a form, as they are compared."""
    return form.error.relative, form.error.absolute


def _better(shown: Errors, found: Sequence[AccurateForm]) -> bool:
    """Whether an error is less than that of the last and most accurate form."""
    if not found:
        return True
    relative, absolute = errors(found[-1])
    if math.isinf(relative) and math.isinf(shown[0]):
        return shown[1] < SLACK * absolute
    return shown[0] < SLACK * relative


def _add(found: list[AccurateForm], form: AccurateForm) -> None:
    """Put a form at the end if it is the most accurate one; it replaces one of the same cost."""
    if not _better(errors(form), found):
        return
    if found and found[-1].cost == form.cost:
        found.pop()
    found.append(form)
