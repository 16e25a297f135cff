"""Injected errors: the labelled step is wrong for certain, and so is what is labelled after it.

The counterexample that a record gives is verified afresh: a rational point of the domain, with a
number for each integration constant, at which all conditions recorded up to the step hold and ball
arithmetic tells the values of both sides apart. Integrals of which the record declares an
antiderivative are worth it plus their constant; other integrals may be any antiderivative, and
values that depend on which one are refused. A constant may be any number, since an integral is
determined up to one; two constants of equal integrands would not be free, so they are refused.

Later steps go on from the mistake or are left as they were. Those that go on have to be false at
the same point, each of them; those that are left are replayed from the correction, as right steps
are. Definitions are right, whatever stands before them: the problem gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

from flint import arb, ctx

from codegen.datasets.checking import classification
from codegen.datasets.checking.error_claims import KINDS, require_kind, require_reason
from codegen.datasets.checking.evaluation import Evaluator, IntegrationConstant
from codegen.datasets.checking.knowledge import NONZERO, POSITIVE
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.reading import Constant, Reader, Step, parts_of
from codegen.datasets.checking.state import Accepted, Rejected, State, require
from codegen.datasets.checking.variants import introduced
from codegen.datasets.schema import RecordData
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, Product, Reciprocal, Sum
from symnum.terms.exact import exact
from symnum.terms.ring import ONE, build, linear_combination, product

_PRECISIONS = (192, 768, 3072)
"""Bits of ball arithmetic, one after the other until a point is decided: values may be tiny."""


def labels_follow(data: RecordData) -> bool:
    """Whether just the wrong step is labelled 0, or with it all that go on from it; else none.

    Where the last step is what is asked for, its label is the answer.
    """
    if data.family == classification.FAMILY:
        return not data.error.kind and classification.is_posed(data)
    zeros = {number for number, label in enumerate(data.step_labels, start=1) if not label}
    if not data.error.kind:
        return data.error.label == -1 and not zeros
    wrong = data.error.label + 1
    if data.error.kind not in KINDS or not 1 <= wrong <= len(data.steps):
        return False
    if _is_definition(data.steps[wrong - 1].operator):
        return False
    return zeros in ({wrong}, _going_on(data, wrong))


def _going_on(data: RecordData, wrong: int) -> set[int]:
    """The wrong step and all after it whose inputs lead back to it other than by definitions."""
    found = {wrong}
    for number, step in enumerate(data.steps, start=1):
        if not found.isdisjoint(step.inputs) and not _is_definition(step.operator):
            found.add(number)
    return found


def _is_definition(operator: str) -> bool:
    return operator.endswith("premise")


def take_wrong(state: State, step: Step, check_step: Callable[[State, Step], None]) -> None:
    """A step that is labelled wrong.

    The first is shown to be wrong, and its correction to be right: that is what is kept. Of those
    that go on from it only the names and conditions are taken, and they are shown to be wrong too.

    Raises:
        Rejected: the correction is not right, or the step is not shown to be wrong.
    """
    number, data = len(state.accepted) + 1, state.record.data
    if number == data.error.label + 1:
        written = data.steps[number - 1].model_copy(update={"equation": data.error.correction})
        correction = Reader(data).step(written, "error.correction")
        check_step(state, correction)
        for side in (step.left, step.right):
            state.vetting.require_introduced(side)
        require_kind(data, (correction.left, correction.right), (step.left, step.right))
        require_reason(data, *_refuted(state, step))
        return
    _take_unchecked(state, step)
    _refuted(state, step)


def goes_on_from_wrong(state: State, step: Step) -> bool:
    """Whether a definition names a part of an equation that goes on from a wrong one.

    Then it need not occur in the right one, from which it was taken; the problem gives it.
    """
    labels = state.record.data.step_labels
    first = state.record.data.error.label + 1
    return step.operator == "renaming_premise" and any(
        first < n <= len(labels) and not labels[n - 1] for n in step.inputs
    )


def take_definition(state: State, step: Step) -> None:
    """Take a definition for which :func:`goes_on_from_wrong`.

    Raises:
        Rejected: it defines nothing new, or with names that are not known.
    """
    _take_unchecked(state, step)


def _take_unchecked(state: State, step: Step) -> None:
    """The names and conditions of a step whose equation is not replayed."""
    number = len(state.accepted) + 1
    require(all(1 <= n < number for n in step.inputs), "an input is not an earlier step")
    for condition in step.conditions:
        sign = POSITIVE if condition.predicate == "positive" else NONZERO
        state.knowledge.learn(state.forms.of(condition.subject), sign)
        state.conditions.append(condition)
        state.conditioned |= {symbol.name for symbol in state.free(condition.subject)}
    for known in state.record.constants:
        if known.step == number:
            _introduce(state, known)
    if step.operator == "renaming_premise":
        state.define(*introduced(state.record, step), wrong=True)
    for term in (step.left, step.right, *(c.subject for c in step.conditions)):
        state.vetting.require_introduced(term)
    form = state.forms.of(step.left)
    state.accepted.append(Accepted(step, (form, form)))


def _introduce(state: State, known: Constant) -> None:
    """A constant whose equation is wrong; its antiderivative is right all the same."""
    integral = known.integral
    fine = type(integral) is Apply and integral.operator is INTEGRAL
    require(fine, "{} is not an integral", integral)
    assert type(integral) is Apply
    integrand, variable = integral.arguments
    slope = build(DERIVATIVE, (known.antiderivative, variable))
    reason = state.comparison.differs([(slope, integrand)], free=True)
    require(reason is None, "not an antiderivative: {}", reason)
    names = tuple(known.arguments)
    state.constants[known.name] = IntegrationConstant(
        known.name, known.variable, names, integral, known.antiderivative
    )
    state.introduce(known.name, names)


def _refuted(state: State, step: Step) -> tuple[arb, arb]:
    """The values of both sides at the record's counterexample, where they differ."""
    data = state.record.data
    point = _point(data.error.counterexample)
    last = max(number for number, label in enumerate(data.step_labels, start=1) if not label)
    given = {*state.symbols, *(c.name for c in state.record.constants if c.step <= last)}
    require(set(point) == given, "the counterexample is not a point of {}", sorted(given))
    for name, symbol in state.symbols.items():
        inside = point[name] > 0 or "positive" not in symbol.assumptions
        inside = inside and (point[name] != 0 or "nonzero" not in symbol.assumptions)
        require(inside, "the counterexample is outside the domain of {}", name)
    for bits in _PRECISIONS[:-1]:
        with ctx.workprec(bits), suppress(Rejected):
            return _refuted_at(state, step, point)
    with ctx.workprec(_PRECISIONS[-1]):
        return _refuted_at(state, step, point)


def _refuted_at(state: State, step: Step, point: Mapping[str, Fraction]) -> tuple[arb, arb]:
    """The conditions hold and the sides differ, whatever antiderivatives are chosen."""
    evaluators = [_evaluator(state, point, salt) for salt in (0, 1)]
    _require_free_constants(state, evaluators[0])
    for predicate, subject in state.conditions:
        value = _value(evaluators, state, subject)
        holds = value is not None and (value > 0 or (predicate == "nonzero" and value < 0))
        require(holds, "the condition on {} does not hold at the counterexample", subject)
    left, right = (_value(evaluators, state, side) for side in (step.left, step.right))
    require(left is not None and right is not None, "a side has no value at the counterexample")
    assert left is not None and right is not None
    require(not left.overlaps(right), "the sides do not differ at the counterexample")
    return left, right


def _point(text: str) -> dict[str, Fraction]:
    """``x = 1/2, y = 3`` read; what cannot be read is no point."""
    point: dict[str, Fraction] = {}
    for part in text.split(", "):
        name, equals, value = part.partition(" = ")
        digits = value.removeprefix("-").replace("/", "", 1)
        readable = equals and digits.isdecimal() and digits.isascii() and len(digits) < 40
        require(bool(readable) and name not in point, "{} is no coordinate", part)
        above, _, below = value.partition("/")
        require(below == "" or int(below) != 0, "{} is no coordinate", part)
        point[name] = Fraction(int(above), int(below or 1))
    return point


def _evaluator(state: State, point: Mapping[str, Fraction], salt: int) -> Evaluator:
    """Values at the point, functions as their premises say, constants as the point says."""
    numbers = {name: CanonicalNumber(exact(point[name])) for name in state.constants}
    return Evaluator(point, point, {**state.definitions, **numbers}, {}, salt)


def _require_free_constants(state: State, evaluator: Evaluator) -> None:
    """Integrands by one variable differ for certain, so that both constants are free."""
    constants = list(state.constants.values())
    for place, first in enumerate(constants):
        for second in constants[:place]:
            if first.variable == second.variable:
                one, two = (
                    _value([evaluator], state, known.integral.arguments[0])
                    for known in (first, second)
                )
                apart = one is not None and two is not None and not one.overlaps(two)
                require(apart, "{} and {} may not be free", first.name, second.name)


def _value(evaluators: Sequence[Evaluator], state: State, term: Canonical) -> arb | None:
    """An enclosure; ``None`` if it cannot be told or the evaluators do not agree.

    They differ in the antiderivatives that integrals are worth.
    """
    closed = _closed(state, term)
    if not _has_integral(closed):
        evaluators = evaluators[:1]
    try:
        values = [evaluator.value(closed) for evaluator in evaluators]
    except Undecided:
        return None
    return values[0] if all(values[0].overlaps(value) for value in values) else None


def _has_integral(term: Canonical) -> bool:
    found = type(term) is Apply and term.operator is INTEGRAL
    return found or any(map(_has_integral, parts_of(term)))


def _closed(state: State, term: Canonical) -> Canonical:
    """The term with every declared integral replaced by its antiderivative and constant."""
    if type(term) is Apply and term.operator is INTEGRAL:
        form = state.forms.of(term)
        for known in state.constants.values():
            if state.forms.of(known.integral) is form:
                constant = state.constant_term(known)
                return linear_combination([(known.antiderivative, 1), (constant, 1)])
        return term
    if type(term) is Apply:
        return build(term.operator, [_closed(state, part) for part in term.arguments])
    if type(term) is Sum:
        parts = [(_closed(state, part), size) for part, size in term.entries.items()]
        return linear_combination([*parts, (ONE, term.constant)])
    if type(term) is Product:
        return product([(_closed(state, part), e) for part, e in term.entries.items()])
    return product([(_closed(state, term.base), -1)]) if type(term) is Reciprocal else term
