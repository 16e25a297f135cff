"""Replaying a step: what its equation has to be, from the equations it refers to.

Each function takes the state of the check, the step and its inputs, and raises :class:`Rejected`
with a reason unless the step is what its label says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.checking.premises import require_closed, require_intervals
from codegen.datasets.checking.products import has_product_of_sums
from codegen.datasets.checking.reading import Step, parts_of
from codegen.datasets.checking.rejection import require
from codegen.datasets.checking.replacing import Replacement, occurs, partly_replaced
from codegen.datasets.checking.state import Accepted, State, number_of
from codegen.datasets.checking.variants import introduced
from symnum.ops import (
    ADD,
    COS,
    DERIVATIVE,
    DIV,
    EXP,
    INTEGRAL,
    LOG,
    MUL,
    POW,
    SIN,
    SUB,
    Operator,
)
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Sum,
)
from symnum.terms.ring import linear_combination

Replay = Callable[[State, Step, list[Accepted]], None]


def _operand(step: Step) -> Canonical:
    require(step.operand is not None, "{} needs an operand", step.operator)
    assert step.operand is not None
    return step.operand


def _demand(state: State, step: Step, predicate: str, subjects: Iterable[Canonical]) -> None:
    """One of the subjects is known to satisfy the predicate, perhaps by the step's condition."""
    subjects = list(subjects)
    if step.conditions:
        forms = [base for subject in subjects for base in state.forms.bases(subject)]
        for condition in step.conditions:
            require(
                state.forms.of(condition.subject) in forms,
                "a condition on {} is not what {} needs",
                condition.subject,
                step.operator,
            )
    known = any(state.knowledge.holds(predicate, state.forms.of(s)) for s in subjects)
    require(known, "{}: {} is not known to be {}", step.operator, subjects[-1], predicate)


def _no_conditions(step: Step) -> None:
    require(not step.conditions, "{} needs no side condition", step.operator)


def _expect(state: State, step: Step, left: Canonical, right: Canonical) -> None:
    for claimed, wanted in ((step.left, left), (step.right, right)):
        if state.forms.of(claimed) is not wanted:
            require(False, "{} should be {}", claimed, wanted)


def _both(state: State, step: Step, source: Accepted, operator: Operator, *rest: Canonical) -> None:
    """The step's sides are the source's under an operator."""
    others = [state.forms.of(term) for term in rest]
    left, right = (rebuilt(operator, [side, *others]) for side in source.forms)
    _expect(state, step, left, right)


def premise(state: State, step: Step, inputs: list[Accepted]) -> None:
    """A new function of exactly the symbols of an expression without names of functions."""
    _no_conditions(step)
    require(step.operand is None, "a premise has no operand")
    require((step.operator == "premise") == (not state.accepted), "only the first is a premise")
    name, body = introduced(state.record, step)
    require_closed(body)
    state.vetting.require(body)
    require_intervals(state, body)
    state.define(name, body)


def renaming(state: State, step: Step, inputs: list[Accepted]) -> None:
    """A new function for an expression that occurs in an equation."""
    _no_conditions(step)
    operand = _operand(step)
    name, body = introduced(state.record, step)
    require(state.forms.of(body) is state.forms.of(operand), "{} should be {}", body, operand)
    count = _occurrences(state.forms.of(operand), inputs[0].forms)
    require(count > 0, "{} does not occur in the equation", operand)
    state.define(name, body)


def _function(operator: Operator) -> Replay:
    def replay(state: State, step: Step, inputs: list[Accepted]) -> None:
        require(step.operand is None, "{} has no operand", step.operator)
        if operator is LOG:
            _demand(state, step, "positive", (inputs[0].step.left, inputs[0].step.right))
        else:
            _no_conditions(step)
        _both(state, step, inputs[0], operator)

    return replay


def _arithmetic(operator: Operator) -> Replay:
    def replay(state: State, step: Step, inputs: list[Accepted]) -> None:
        operand = _operand(step)
        if operator is DIV:
            _demand(state, step, "nonzero", (operand,))
        else:
            _no_conditions(step)
        state.vetting.require(operand)
        _both(state, step, inputs[0], operator, operand)

    return replay


def power(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Both sides to the same power: a positive base unless the exponent is an integer."""
    exponent, source = _operand(step), inputs[0].step
    value = number_of(exponent)
    require(value != 0, "the power 0 loses the equation")
    state.vetting.require(exponent)
    if value is not None and value > 0:
        _no_conditions(step)
    else:
        predicate = "nonzero" if value is not None else "positive"
        _demand(state, step, predicate, (source.left, source.right))
    _both(state, step, inputs[0], POW, exponent)


def differentiate(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Both sides under a derivative by one of the record's symbols."""
    _no_conditions(step)
    _both(state, step, inputs[0], DERIVATIVE, _variable(state, step, inputs[0]))


def _variable(state: State, step: Step, source: Accepted) -> CanonicalSymbol:
    variable = _operand(step)
    known = type(variable) is CanonicalSymbol and state.symbols.get(variable.name) is variable
    require(known, "not by a symbol of the domain but by {}", variable)
    assert type(variable) is CanonicalSymbol
    names = state.names.of(source.step.left, source.step.right)
    require(variable.name in names, "{} does not occur in the equation", variable)
    return variable


def integrate(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Both sides under an antiderivative by a symbol that ranges over an interval."""
    _no_conditions(step)
    variable = _variable(state, step, inputs[0])
    state.require_interval(variable)
    _both(state, step, inputs[0], INTEGRAL, variable)


def expand(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Products of sums multiplied out; what stands under derivatives and integrals is left."""
    _unary_label(step)
    source, forms = inputs[0].step, state.forms
    _equal_sides(state, step, source, opaque=True)
    require(any(map(has_product_of_sums, inputs[0].forms)), "there is nothing to expand")
    left = any(has_product_of_sums(forms.of(side)) for side in (step.left, step.right))
    require(not left, "expand leaves no product of sums")


def _equal_sides(state: State, step: Step, source: Step, opaque: bool = False) -> None:
    """The sides have the values of the source's, whatever functions stand for."""
    pairs = [(source.left, step.left), (source.right, step.right)]
    reason = state.comparison.differs(pairs, free=True, opaque=opaque)
    require(reason is None, "not the same value: {}", reason)


def _unary_label(step: Step) -> None:
    _no_conditions(step)
    require(step.operand is None, "{} has no operand", step.operator)


def evaluate_derivatives(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Sides have the same values, and no derivative is left that could be carried out."""
    _unary_label(step)
    source = inputs[0].step
    require(
        any(state.can_be_evaluated(side) for side in (source.left, source.right)),
        "there is no derivative to evaluate",
    )
    for side in (step.left, step.right):
        require(not state.can_be_evaluated(side), "a derivative in {} is not evaluated", side)
    _equal_sides(state, step, source)


def evaluate_integrals(state: State, step: Step, inputs: list[Accepted]) -> None:
    """One integral replaced by an antiderivative plus a new constant, as declared."""
    _no_conditions(step)
    operand = _operand(step)
    known = state.introduce_constant(operand, inputs[0])
    whole = linear_combination([(known.antiderivative, 1), (state.constant_term(known), 1)])
    _replaced(state, step, inputs[0], operand, whole)


def _replaced(
    state: State, step: Step, source: Accepted, old: Canonical, new: Canonical
) -> set[str]:
    """Of which integrals' variables the replacement was inside that makes the step's sides."""
    forms = state.forms.of(step.left), state.forms.of(step.right)
    pair, count = (state.forms.of(old), state.forms.of(new)), 0
    for signed in (False, True):
        replacement = Replacement(*pair, signed=signed)
        changed = tuple(map(replacement.of, source.forms))
        count += replacement.count
        if replacement.count and changed == forms:
            return set(replacement.under)
    require(count > 0, "{} does not occur in the equation", old)
    under = _partly(pair, source.forms, forms) if _may_leave(old, new) else None
    if under is None:
        _expect(state, step, *map(Replacement(*pair).of, source.forms))
    return under or set()


def _may_leave(old: Canonical, new: Canonical) -> bool:
    """Whether opposites of what is replaced by a name may be left.

    Of ``a - b`` and ``b - a``, and of ``2*a`` and ``-2*a``, the one is replaced where it is
    written, the other is not; which of them stands in a product is lost in normal form, so there
    any of both may be what is left.
    """
    known = type(new) is Apply and not new.operator.interpreted
    sums = [part for part in (old, *parts_of(old)) if type(part) is Sum]
    return known and not occurs(new, old) and any(s.is_scaled or _is_difference(s) for s in sums)


def _is_difference(total: Sum) -> bool:
    sizes = [size for size in (*total.entries.values(), total.constant) if size != 0]
    return any(size > 0 for size in sizes) and any(size < 0 for size in sizes)


def _partly(
    pair: tuple[Canonical, Canonical], before: Iterable[Canonical], after: Iterable[Canonical]
) -> set[str] | None:
    """As ``_replaced``, with some occurrences of a term or its opposite left in each side."""
    found = [partly_replaced(*pair, *sides) for sides in zip(before, after, strict=True)]
    if not any(replacement is not None and replacement.count for replacement in found):
        return None
    if None in found:
        return None
    return {name for replacement in found if replacement is not None for name in replacement.under}


def _occurrences(form: Canonical, sides: Iterable[Canonical]) -> int:
    found = Replacement(form, form, signed=True)
    for side in sides:
        found.of(side)
    return found.count


def _substitution(swapped: bool) -> Replay:
    def replay(state: State, step: Step, inputs: list[Accepted]) -> None:
        _unary_label(step)
        target, rule = inputs
        old, new = rule.step.left, rule.step.right
        if swapped:
            old, new = new, old
        atom = type(old) is CanonicalSymbol or type(old) is CanonicalNumber
        require(not atom, "{} is no expression to be replaced", old)
        for name in sorted(_replaced(state, step, target, old, new)):
            state.require_interval(state.symbols[name])

    return replay


_OPERATORS: dict[str, Any] = {"add": ADD, "minus": SUB, "times": MUL, "divide": DIV}
_FUNCTIONS: dict[str, Any] = {"cos": COS, "sin": SIN, "exp": EXP, "log": LOG}

REPLAYS: Mapping[str, tuple[int, Replay]] = {
    "premise": (0, premise), "get_premise": (0, premise), "renaming_premise": (1, renaming),
    **{name: (1, _function(operator)) for name, operator in _FUNCTIONS.items()},
    **{name: (1, _arithmetic(operator)) for name, operator in _OPERATORS.items()},
    "power": (1, power), "expand": (1, expand),
    "differentiate": (1, differentiate), "evaluate_derivatives": (1, evaluate_derivatives),
    "integrate": (1, integrate), "evaluate_integrals": (1, evaluate_integrals),
    "substitute_LHS_for_RHS": (2, _substitution(swapped=False)),
    "substitute_RHS_for_LHS": (2, _substitution(swapped=True)),
}  # fmt: skip
"""For each label how many inputs it has and what it means."""
