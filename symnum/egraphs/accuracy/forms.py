"""Error-aware extraction: equal forms of a term by cost and certified rounding error.

An e-graph holds the forms that the rules prove equal, with what the box says of each part as
assumptions. A search finds those that are more accurate at points of the box than cheaper ones;
what is left is certified on the whole box by interval arithmetic. After Herbie (Panchekha,
Sanchez-Stern, Wilcox and Tatlock 2015), which measures errors at random points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flint import ctx

from rewrite_rules import FACTS, RULES
from symnum.egraphs.accuracy.algebraic_forms import algebraic_forms
from symnum.egraphs.accuracy.certification import (
    AccurateForm,
    Certification,
    PricedForm,
    priced,
)
from symnum.egraphs.accuracy.facts import facts_in_box
from symnum.egraphs.accuracy.floating_rules import rules_for_accuracy
from symnum.egraphs.accuracy.samples import Samples, sample_points
from symnum.egraphs.accuracy.search import Candidate, Contradiction, accurate_members
from symnum.egraphs.accuracy.spelling import spelled
from symnum.egraphs.compilation import rules_for, theory
from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.limits import CostModel, Deadline, Limits
from symnum.egraphs.readout import read
from symnum.egraphs.saturation import CONTRADICTION, SATURATED, TIME_LIMIT, forget_graphs, saturated
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import same_value
from symnum.numerics.running_errors import LIBM_ULPS, Box
from symnum.numerics.running_errors.boxes import Piece, float_box
from symnum.numerics.running_errors.machine import Machine
from symnum.ops import Operator
from symnum.rules import Rule, core, variables_of
from symnum.terms.conversion import to_plain
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import fold, free_symbols

_BITS = 128
_REFUTATION_BITS = 1024
"""Precision from which on a point is left in doubt: proofs are wanted, not decisions."""
_TIME_FOR_SATURATION, _TIME_FOR_SEARCH = 0.4, 0.7
"""Shares of the time after which the e-graph grows no more, and no more forms are looked at."""
_STAGES = (Limits(iterations=4, nodes=4000), Limits(iterations=8, nodes=8000))
"""A small e-graph, in which dear forms are soon reached, and a large one, in which there are more
steps from the term to its best form."""
_ENOUGH = 2.0
"""Bits: the large one is not asked where a form of the small one loses no more."""


@dataclass(frozen=True, slots=True)
class AccuracyFront:
    """What :func:`accuracy_front` found.

    Attributes:
        given: The term as it was given.
        forms: From the cheapest to the most accurate, each more accurate than the one before.
        stopped_because: Why the e-graph did not grow further, as of simplifications;
            ``time limit`` also where later steps ran out of time.
        nodes: Size of the largest e-graph.
    """

    given: AccurateForm
    forms: tuple[AccurateForm, ...]
    stopped_because: str
    nodes: int


def accurate_forms(term: Any, box: Box, **options: Any) -> list[AccurateForm]:
    """Equal forms of a term, from the cheapest to the most accurate; options as for
    :func:`accuracy_front`.

    >>> from symnum.terms import functions, plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> for form in accurate_forms(functions.exp(2 * x) - 1, {"x": (1e-9, 1e-3)}):
    ...     print(form.term, form.cost, f"{form.ulps:.1f}")
    expm1(2*x) 103 2.0
    """
    return list(accuracy_front(term, box, **options).forms)


def accuracy_front(
    term: Any,
    box: Box,
    *,
    cost: str | Path | CostModel = "network",
    seconds: float = 30.0,
    rules: Sequence[Rule] = RULES,
) -> AccuracyFront:
    """Equal forms of a term by cost and certified worst rounding error over a box.

    Every form is equal to the term in the whole box: by rules whose guards follow from the box,
    or by polynomial algebra whose conditions do; and none of them is refuted by ball arithmetic
    at points of the box. Errors are those of float64 arithmetic on exact inputs, with library
    functions as accurate as :data:`symnum.numerics.running_errors.LIBM_ULPS` says. A form is
    listed if it is more accurate, by a tenth at least, than every cheaper one. Errors are
    compared by their relative bounds; by the absolute ones where there is no other, as where the
    value passes through 0.

    Args:
        term: A real-valued term of any family. Assumptions on its symbols are not used: the box
            says where they are.
        box: An interval for each symbol, of finite numbers.
        cost: A cost table (:func:`symnum.egraphs.cost_model`), or prices.
        seconds: When to come to an end, roughly. Results are the same every time unless it is
            this limit that is reached.
        rules: What may be used; those for floating point count as directed here.

    Raises:
        InputError: a symbol without an interval or an interval without a symbol, an empty or
            infinite interval, a term without a real value, an operator of unknown accuracy, no
            such cost table, or no time.
    """
    if not seconds > 0:
        raise InputError(f"seconds must be positive, not {seconds}")
    model = cost if isinstance(cost, CostModel) else cost_model(cost)
    plain = _without_assumptions(term)
    names = sorted({symbol.name for symbol in free_symbols(plain)})
    piece = _checked_box(names, box)
    given = PricedForm(plain, model.shared(plain), lower([plain], names))
    Machine(given.program, LIBM_ULPS, names)  # refuses what has no rounding error
    return _Work(given, names, piece, model, seconds).front(tuple(rules))


def _without_assumptions(term: Any) -> Term:
    plain = to_plain(term)
    for variable in variables_of(plain):
        raise InputError(f"{variable} is a variable of rules and has no rounding error")

    def leaf(subterm: Term) -> Term:
        return Symbol(subterm.name) if isinstance(subterm, Symbol) else subterm

    def call(original: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    bare: Term = fold(plain, leaf, call)
    return bare


def _checked_box(names: Sequence[str], box: Box) -> Piece:
    unknown = sorted(set(box) - set(names))
    if unknown:
        known = ", ".join(names) or "none"
        raise InputError(f"the box has an interval for {unknown[0]!r}; the symbols are: {known}")
    return float_box(names, box)


@dataclass
class _Work:
    """One call: all steps share its time."""

    given: PricedForm
    names: Sequence[str]
    box: Piece
    model: CostModel
    seconds: float
    stopped_because: str = ""
    nodes: int = 0

    def __post_init__(self) -> None:
        self.deadline = Deadline(self.seconds)
        self.end_of_saturation = Deadline(self.seconds * _TIME_FOR_SATURATION)
        self.end_of_search = Deadline(self.seconds * _TIME_FOR_SEARCH)
        self.points = sample_points(self.names, self.box)

    def front(self, rules: tuple[Rule, ...]) -> AccuracyFront:
        forms = self._forms(rules)
        best = min(forms, key=lambda form: form.shown, default=self.given)
        forms += self._cancelled(best)
        certification = Certification(self.names, self.box, [best.program], self.deadline)
        given = certification.certified(self.given)
        others = (form for form in forms if form.program != self.given.program)
        found = tuple(certification.front(given, others))
        if self.deadline.passed:
            self.stopped_because = TIME_LIMIT
        return AccuracyFront(given, found, self.stopped_because, self.nodes)

    def _forms(self, rules: tuple[Rule, ...]) -> list[PricedForm]:
        """Forms, none if they are wrong even from new e-graphs."""
        for _ in range(2):
            try:
                with ctx.workprec(_BITS):
                    candidates = self._candidates(rules)
                forms = priced(candidates, self.names, self.model)
                if not any(self._refuted(form.term) for form in forms):
                    return forms
            except Contradiction:
                pass
            forget_graphs()
        self.stopped_because = CONTRADICTION
        return []

    def _cancelled(self, best: PricedForm) -> list[PricedForm]:
        """Cheaper forms of the best one, such as without a common factor that is never 0."""
        found = []
        for term in algebraic_forms(best.term, self.names, self.box):
            written = spelled(term)
            form = PricedForm(written, self.model.shared(written), lower([written], self.names))
            if form.cost < best.cost and not self._refuted(written):
                found.append(form)
        return found

    def _candidates(self, rules: tuple[Rule, ...]) -> list[Candidate]:
        root = core(self.given.term)
        equals = algebraic_forms(self.given.term, self.names, self.box)
        known = {
            guard: None
            for term in (root, *equals)
            for guard in facts_in_box(term, self.names, self.box)
        }
        useful = theory(rules_for([root, *equals], rules_for_accuracy(rules)), FACTS)
        found: list[Candidate] = []
        for limits in _STAGES:
            limits = replace(limits, seconds=self.seconds)
            with saturated(
                root, list(known), useful, limits, self.end_of_saturation, equals
            ) as result:
                contents = read(result.graph, result.encoding)
            self.stopped_because, self.nodes = result.stopped_because, result.nodes
            samples = Samples(self.points, LIBM_ULPS)
            found += accurate_members(contents, samples, self.model, self.end_of_search)
            best = min((candidate.bits for candidate in found), default=math.inf)
            if result.stopped_because == SATURATED or best <= _ENOUGH:
                break
        return found

    def _refuted(self, form: Term) -> bool:
        """Whether a form certainly differs from the given one at a point of the box."""
        for point in self.points:
            exactly = {name: exact(value) for name, value in point.items()}
            if same_value(self.given.term, form, exactly, cap=_REFUTATION_BITS) is False:
                return True
        return False
