"""Replaying a step: what its equation has to be, from the equations it refers to.

Each function takes the state of the check, the step and its inputs, and raises :class:`Rejected`
with a reason unless the step is what its label says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from codegen.datasets.checking.reading import Step
from codegen.datasets.checking.state import Accepted, State, require
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
from symnum.terms import interface
from symnum.terms.canonical import Canonical
from symnum.terms.plain import Call, Symbol, Term

Replay = Callable[[State, Step, list[Accepted]], None]


def _operand(step: Step) -> Term:
    require(step.operand is not None, "{} needs an operand", step.operator)
    assert step.operand is not None
    return step.operand


def _demand(state: State, step: Step, predicate: str, subjects: Iterable[Term]) -> None:
    """One of the subjects is known to satisfy the predicate, perhaps by the step's condition."""
    subjects = list(subjects)
    forms = [base for subject in subjects for base in state.forms.bases(subject)]
    for condition in step.conditions:
        require(
            state.forms.of(condition.subject) in forms,
            "a condition on {} is not what {} needs",
            condition.subject,
            step.operator,
        )
    known = any(state.knowledge.holds(predicate, subject) for subject in subjects)
    require(known, "{}: {} is not known to be {}", step.operator, subjects[-1], predicate)


def _no_conditions(step: Step) -> None:
    require(not step.conditions, "{} needs no side condition", step.operator)


def _expect(state: State, step: Step, left: Canonical, right: Canonical) -> None:
    for claimed, wanted in ((step.left, left), (step.right, right)):
        require(state.forms.of(claimed) is wanted, "{} should be {}", claimed, wanted)


def _both(state: State, step: Step, source: Accepted, operator: Operator, *rest: Term) -> None:
    """The step's sides are the source's under an operator."""
    others = [state.forms.of(term) for term in rest]
    sides = (state.forms.rebuilt(operator, [side, *others]) for side in source.forms)
    _expect(state, step, *sides)


def premise(state: State, step: Step, inputs: list[Accepted]) -> None:
    """A new function of exactly the symbols of an expression without functions or calculus."""
    _no_conditions(step)
    require(step.operand is None, "a premise has no operand")
    require((step.operator == "premise") == (not state.accepted), "only the first is a premise")
    name, body = introduced(state.record, step)
    for part in state.parts(body):
        fine = not isinstance(part, Call) or (
            part.operator.interpreted and part.operator not in (DERIVATIVE, INTEGRAL)
        )
        require(fine, "{} cannot be part of a premise", part)
    state.define(name, body)


def renaming(state: State, step: Step, inputs: list[Accepted]) -> None:
    """A new function for an expression that occurs in an equation."""
    _no_conditions(step)
    operand = _operand(step)
    name, body = introduced(state.record, step)
    require(state.forms.of(body) is state.forms.of(operand), "{} should be {}", body, operand)
    require(state.occurs(operand, inputs[0]), "{} does not occur in the equation", operand)
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
        require(state.undefined(operand) is None, "{} may have no value", operand)
        _both(state, step, inputs[0], operator, operand)

    return replay


def power(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Both sides to the same power: a positive base unless the exponent is an integer."""
    exponent, source = _operand(step), inputs[0].step
    value = interface.number(exponent)
    require(value != 0, "the power 0 loses the equation")
    if isinstance(value, int) and value > 0:
        _no_conditions(step)
    else:
        predicate = "nonzero" if isinstance(value, int) else "positive"
        _demand(state, step, predicate, (source.left, source.right))
    _both(state, step, inputs[0], POW, exponent)


def differentiate(state: State, step: Step, inputs: list[Accepted]) -> None:
    """Both sides under a derivative by one of the record's symbols."""
    _no_conditions(step)
    _both(state, step, inputs[0], DERIVATIVE, _variable(state, step, inputs[0]))


def _variable(state: State, step: Step, source: Accepted) -> Symbol:
    variable = _operand(step)
    require(
        isinstance(variable, Symbol) and variable.name in state.symbols,
        "{} is not a symbol of the domain",
        variable,
    )
    assert isinstance(variable, Symbol)
    parts = {*state.parts(source.step.left), *state.parts(source.step.right)}
    require(variable in parts, "{} does not occur in the equation", variable)
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
    source = inputs[0].step
    reason = state.comparison.differs(
        [(source.left, step.left), (source.right, step.right)], free=True, opaque=True
    )
    require(reason is None, "not the same value: {}", reason)
    for side in inputs[0].forms, tuple(map(state.forms.of, (step.left, step.right))):
        has_product = any(_has_product_of_sums(term) for term in side)
        require(has_product == (side is inputs[0].forms), "expand leaves no product of sums")


def _unary_label(step: Step) -> None:
    _no_conditions(step)
    require(step.operand is None, "{} has no operand", step.operator)


def _has_product_of_sums(term: Canonical) -> bool:
    if not interface.is_call(term):
        return False
    operator, arguments = interface.operator(term), list(interface.arguments(term))
    if operator in (DERIVATIVE, INTEGRAL) or not operator.interpreted:
        return False
    if operator is POW and isinstance(value := interface.number(arguments[1]), int):
        inner = arguments[0]
        return value > 0 and ((value > 1 and _is_sum(inner)) or _has_product_of_sums(inner))
    if operator is MUL and any(_is_sum(argument) for argument in arguments):
        return True
    return any(_has_product_of_sums(argument) for argument in arguments)


def _is_sum(term: Canonical) -> bool:
    return interface.is_call(term) and interface.operator(term) is ADD


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
    pairs = [(source.left, step.left), (source.right, step.right)]
    reason = state.comparison.differs([p for p in pairs if p[0] is not p[1]], free=True)
    require(reason is None, "not the same value: {}", reason)


def evaluate_integrals(state: State, step: Step, inputs: list[Accepted]) -> None:
    """One integral replaced by an antiderivative plus a new constant, as declared."""
    _no_conditions(step)
    operand = _operand(step)
    known = state.introduce_constant(operand, inputs[0])
    whole = Call(ADD, (known.antiderivative, state.constant_term(known)))
    _replaced(state, step, inputs[0], operand, whole)


def _replaced(state: State, step: Step, source: Accepted, old: Term, new: Term) -> None:
    old_form, new_form = state.forms.of(old), state.forms.of(new)
    require(state.occurs(old, source), "{} does not occur in the equation", old)
    sides = (state.substituted(side, old_form, new_form) for side in source.forms)
    _expect(state, step, *sides)


def _substitution(swapped: bool) -> Replay:
    def replay(state: State, step: Step, inputs: list[Accepted]) -> None:
        _unary_label(step)
        target, rule = inputs
        old, new = rule.step.left, rule.step.right
        if swapped:
            old, new = new, old
        require(isinstance(old, Call), "{} is no expression to be replaced", old)
        state.require_uncut(old, target)
        _replaced(state, step, target, old, new)

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
