"""Injected errors: the labelled step is wrong for certain, and what rests on it is labelled so.

The counterexample that a record gives is verified afresh: a rational point of the domain, with a
number for each integration constant, at which all conditions recorded up to the step hold and ball
arithmetic tells the values of both sides apart. Integrals of which the record declares an
antiderivative are worth it plus their constant; other integrals may be any antiderivative, and
values that depend on which one are refused. A constant may be any number, since an integral is
determined up to one; two constants of equal integrands would not be free, so they are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from flint import arb, ctx

from codegen.datasets.checking import classification
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
KINDS = frozenset(
    {"value", "related_values", "substitution", "deleted_term", "flipped_sign", "swapped_terms"}
)


def labels_follow(data: RecordData) -> bool:
    """Whether just the wrong step and what rests on it are labelled 0; without an error, none.

    Where the last step is what is asked for, its label is the answer.
    """
    if data.family == classification.FAMILY:
        return not data.error.kind and classification.is_posed(data)
    wrong: set[int] = set()
    if data.error.kind:
        if data.error.kind not in KINDS or not 0 <= data.error.label < len(data.steps):
            return False
        wrong.add(data.error.label + 1)
    elif data.error.label != -1:
        return False
    for number, step in enumerate(data.steps, start=1):
        if wrong.intersection(step.inputs):
            wrong.add(number)
    expected = [int(number not in wrong) for number in range(1, len(data.steps) + 1)]
    return data.step_labels == expected


def take_wrong(state: State, step: Step, check_step: Callable[[State, Step], None]) -> None:
    """A step that is labelled wrong.

    The first is shown to be wrong, and its correction to be right: that is what is kept. Of those
    that rest on it only the names and conditions are taken.

    Raises:
        Rejected: the correction is not right, or the step is not shown to be wrong.
    """
    number, data = len(state.accepted) + 1, state.record.data
    if data.family == classification.FAMILY:
        classification.refuse(state, step)
        return
    if number == data.error.label + 1:
        written = data.steps[number - 1].model_copy(update={"equation": data.error.correction})
        check_step(state, Reader(data).step(written, "error.correction"))
        for side in (step.left, step.right):
            state.vetting.require_introduced(side)
        _refute(state, step, data.error.counterexample)
        return
    require(all(1 <= n < number for n in step.inputs), "an input is not an earlier step")
    for condition in step.conditions:
        sign = POSITIVE if condition.predicate == "positive" else NONZERO
        state.knowledge.learn(state.forms.of(condition.subject), sign)
        state.conditions.append(condition)
        state.conditioned |= {symbol.name for symbol in state.free(condition.subject)}
    if step.operator == "renaming_premise":
        state.define(*introduced(state.record, step), wrong=True)
    for known in state.record.constants:
        if known.step == number:
            _introduce(state, known)
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


def _refute(state: State, step: Step, counterexample: str) -> None:
    point = _point(counterexample)
    given = {**state.symbols, **state.constants}
    require(set(point) == set(given), "the counterexample is not a point of {}", list(given))
    for name, symbol in state.symbols.items():
        inside = point[name] > 0 or "positive" not in symbol.assumptions
        inside = inside and (point[name] != 0 or "nonzero" not in symbol.assumptions)
        require(inside, "the counterexample is outside the domain of {}", name)
    for bits in _PRECISIONS:
        with ctx.workprec(bits):
            try:
                return _refute_at(state, step, point)
            except Rejected:
                if bits == _PRECISIONS[-1]:
                    raise


def _refute_at(state: State, step: Step, point: Mapping[str, Fraction]) -> None:
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
