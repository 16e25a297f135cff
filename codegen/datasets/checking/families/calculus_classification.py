"""Whether an expression is the derivative or an antiderivative of another one, decided afresh.

Derivatives are taken by nilpotent arithmetic: *yes* needs agreement at random points, *no* a point
at which ball arithmetic tells the values apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.datasets.checking import reading
from codegen.datasets.checking.differences import apart
from codegen.datasets.checking.plain_reading import Reader
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.state import Rejected, State, require
from codegen.datasets.schema import Expression, RecordData, validated
from symnum.errors import InputError
from symnum.ops import DERIVATIVE, EQUATION, INTEGRAL
from symnum.terms.conversion import to_canonical
from symnum.terms.latex import to_latex
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.text import to_text

_OPERATORS = {"derivative": DERIVATIVE, "antiderivative": INTEGRAL}
Claim = tuple[Term, Symbol, Term]
"""What is operated on, by which symbol, and what is claimed to be the result."""


def check_calculus_classification(record: Mapping[str, Any]) -> CheckReport:
    """Check a question of calculus, with expressions or with equations of a named function."""
    data = validated(dict(record), "record")
    try:
        _check(data)
    except (Rejected, InputError) as error:
        return CheckReport(False, 0, str(error))
    return CheckReport(True)


def _check(data: RecordData) -> None:
    require(len(data.steps) == 2, "there have to be two steps")
    label = data.steps[1].operator
    require(label in _OPERATORS, "{!r} is no operation of calculus", label)
    require(data.steps[0].operator == "expression", "the first step is no expression")
    require([step.inputs for step in data.steps] == [[], [1]], "a step rests on something else")
    claim = _claim(data, label)
    require(data.answer_kind == "choice" and data.answer in ("yes", "no"), "no label")
    require(data.step_labels == [1, int(data.answer == "yes")], "labels are not the answer")
    body, variable, result = claim
    pair = (Call(DERIVATIVE, (body, variable)), result)
    if label == "antiderivative":
        pair = (Call(DERIVATIVE, (result, variable)), body)
    state = State(reading.Record(data, reading.Reader(data).symbols, [], []))
    state.vetting.require(to_canonical(body), to_canonical(result))
    refuted = apart([pair], state.symbols, data.id)
    require(refuted == (data.answer == "no"), "{} is not known", data.answer)
    if data.answer == "yes":
        reason = state.comparison.differs([(to_canonical(pair[0]), to_canonical(pair[1]))])
        require(reason is None, "the claim is wrong: {}", reason)


def _claim(data: RecordData, label: str) -> Claim:
    """The claim, once texts, LaTeX and the problem are shown to say the same."""
    reader = Reader(data)
    names = {entry.symbol: entry.latex for entry in data.domain}
    names.update((entry.name, entry.latex) for entry in data.functions)
    variable = reader.term(data.steps[1].operand, "steps.1.operand")
    if not isinstance(variable, Symbol):
        raise Rejected(f"{variable} is not a symbol")
    first, second = (step.equation for step in data.steps)
    if data.functions:
        body, result = _named(data, reader, label, variable, names)
        asked = f"Given ${first.latex}$, does ${second.latex}$ hold"
    else:
        body, result = (
            _bare(reader, names, shown, place) for place, shown in enumerate((first, second))
        )
        kind = "an antiderivative" if label == "antiderivative" else "the derivative"
        over = data.steps[1].operand.latex
        asked = f"Is ${second.latex}$ {kind} of ${first.latex}$ with respect to ${over}$"
    constant = " up to a constant" if data.functions and label == "antiderivative" else ""
    require(data.problem == f"{asked}{constant}? yes or no", "the problem asks something else")
    return body, variable, result


def _bare(reader: Reader, names: Mapping[str, str], shown: Expression, place: int) -> Term:
    term = reader.term(shown, f"steps.{place}.equation")
    _check_shown(term, shown, names)
    return term


def _check_shown(term: Term, shown: Expression, names: Mapping[str, str]) -> None:
    require(to_text(term) == shown.text, "text {} is not that of the term", shown.text)
    require(to_latex(term, names) == shown.latex, "LaTeX {} is not that of the term", shown.latex)


def _named(
    data: RecordData, reader: Reader, label: str, variable: Symbol, names: Mapping[str, str]
) -> tuple[Term, Term]:
    """The right sides of ``Q(x) = …`` and of the equation of its derivative or integral."""
    given, claimed = (reader.step(step, f"steps.{n}") for n, step in enumerate(data.steps))
    for step, shown in zip((given, claimed), data.steps, strict=True):
        _check_shown(Call(EQUATION, (step.left, step.right)), shown.equation, names)
    require(len(data.functions) == 1, "there has to be one function")
    name = given.left
    if not isinstance(name, Call) or name.operator.interpreted:
        raise Rejected(f"{name} is not a new function")
    require(variable in name.arguments, "{} is not a function of {}", name, variable)
    wanted = Call(_OPERATORS[label], (name, variable))
    require(claimed.left is wanted, "{} has to be {}", claimed.left, wanted)
    return given.right, claimed.right
