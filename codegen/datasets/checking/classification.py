"""Questions whether the last operation gives the last equation.

*Yes* is replayed like any step. For *no* the equation that the operation gives is worked out, and
its sides are told apart from those that are asked for, exchanged or not, whatever the functions in
them stand for.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.differences import Pair, equations_differ
from codegen.datasets.checking.reading import Step
from codegen.datasets.checking.state import Accepted, Rejected, State, require
from codegen.datasets.schema import RecordData
from codegen.datasets.schema import Step as StepData
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
from symnum.terms.canonical import Canonical
from symnum.terms.ring import build

FAMILY = "step_classification"
_OPERATORS: Mapping[str, Operator] = {
    "add": ADD, "minus": SUB, "times": MUL, "divide": DIV, "power": POW, "cos": COS, "sin": SIN,
    "exp": EXP, "log": LOG, "differentiate": DERIVATIVE, "integrate": INTEGRAL,
}  # fmt: skip
_SAME_VALUE = ("expand", "evaluate_derivatives")


def is_posed(data: RecordData) -> bool:
    """Whether the problem asks for the last step, and answer and labels agree."""
    told = [f"{_annotation(step)} {step.equation.latex}" for step in data.steps[:-1]]
    last = data.steps[-1]
    asked = f"[SEP] {_annotation(last)} [SEP] {last.equation.latex}"
    question = "Does the last operation give the last equation? yes or no"
    labels = [*[1] * (len(data.steps) - 1), int(data.answer == "yes")]
    return (
        data.problem == "\n".join([*told, asked, question])
        and data.answer_kind == "choice"
        and data.answer in ("yes", "no")
        and data.step_labels == labels
    )


def _annotation(step: StepData) -> str:
    parts = [step.operator, *map(str, step.inputs)]
    return f"[{', '.join([*parts, step.operand.latex] if step.operand.text else parts)}]"


def refuse(state: State, step: Step) -> None:
    """The last step's operation does not give its equation.

    Raises:
        Rejected: it may.
    """
    require(len(state.accepted) == len(state.record.steps) - 1, "only the last step is asked for")
    require(all(1 <= n <= len(state.accepted) for n in step.inputs), "no earlier step")
    given = _given(state, step, [state.accepted[n - 1] for n in step.inputs])
    asked = step.left, step.right
    differ = equations_differ(given, asked, state.symbols, state.record.data.id)
    require(differ, "the operation may give the equation")


def _given(state: State, step: Step, inputs: list[Accepted]) -> Pair:
    """The equation that the operation gives, as values go."""
    count = 2 if step.operator.startswith("substitute_") else 1
    require(len(inputs) == count, "{} has {} inputs", step.operator, count)
    source = inputs[0].step
    if step.operator in _SAME_VALUE and step.operand is None:
        return source.left, source.right
    if step.operator in _OPERATORS:
        rest: tuple[Canonical, ...] = () if step.operand is None else (step.operand,)
        operator = _OPERATORS[step.operator]
        require(operator.arity in (None, 1 + len(rest)), "{} has no operand", step.operator)
        return build(operator, (source.left, *rest)), build(operator, (source.right, *rest))
    if step.operator in ("substitute_LHS_for_RHS", "substitute_RHS_for_LHS"):
        old, new = inputs[1].forms
        if step.operator == "substitute_RHS_for_LHS":
            old, new = new, old
        left, right = (state.substituted(s, old, new) for s in inputs[0].forms)
        return left, right
    raise Rejected(f"{step.operator} is not asked for")
