"""Questions whether one expression is the derivative or an antiderivative of another one.

The expression is what the first premise of a derivation defines. A wrong candidate is the right
answer for a similar expression, the one whose LaTeX is nearest by Damerau-Levenshtein distance.
Equation conversion (Meadows et al., arXiv 2305.12563) gives the expression a name: the question is
then about an equation of Q.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from rapidfuzz.distance import DamerauLevenshtein

from codegen.datasets.generator.calculus_moves import evaluate_integral, integrate_to_evaluate
from codegen.datasets.generator.canonical_steps import tidy, with_derivatives_evaluated
from codegen.datasets.perturbations.derivation import (
    EQUALS,
    Record,
    Step,
    canonical,
    equation,
    is_derivation,
    plain,
    restricted,
    shown_names,
    sides,
    written,
)
from codegen.datasets.perturbations.perturbation import NOTHING, Perturbation, child_of
from codegen.datasets.perturbations.proofs import told_apart, written_point
from codegen.datasets.perturbations.realisation import Realisation, points
from codegen.datasets.perturbations.workspaces import workspace_of
from symnum.ops import COS, DERIVATIVE, EXP, INTEGRAL, SIN, function
from symnum.terms.canonical import Canonical
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.ring import build

FAMILY = "calculus_classification"
DERIVATIVE_OF, ANTIDERIVATIVE_OF = "derivative", "antiderivative"
_NAMES = ("Q", "P", "R", "W")
Candidate = tuple[str, Canonical, Canonical]
"""Operator, variable and result."""


def question(label: str, left: str, right: str, variable: str, *, named: bool) -> str:
    """What is asked, in LaTeX; ``left`` is what is operated on or, if named, the defining equation.

    With a name, ``right`` is the equation that may hold.
    """
    constant = " up to a constant" if label == ANTIDERIVATIVE_OF else ""
    if named:
        return f"Given ${left}$, does ${right}$ hold{constant}? yes or no"
    kind = "an antiderivative" if constant else "the derivative"
    return f"Is ${right}$ {kind} of ${left}$ with respect to ${variable}$? yes or no"


def _asked(record: Record, random: Random) -> Record | None:
    if not is_derivation(record):
        return None
    first = record["steps"][0]
    body = canonical(record, sides(first)[1])
    found = _result(record, body, random)
    if found is None:
        return None
    label, variable, result = found
    holds = random.random() < 0.5
    if not holds:
        wrong = _wrong(record, body, found)
        if wrong is None:
            return None
        result = wrong
    shown = plain(record, sides(first)[1])
    return _record(record, (shown, variable, result), label, holds=holds)


def _result(record: Record, body: Canonical, random: Random) -> Candidate | None:
    workspace = workspace_of(record, 1, random)
    if workspace is None:
        return None
    if random.random() < 0.5:
        line = integrate_to_evaluate(workspace)
        if line is not None and workspace.accept(line):
            done = evaluate_integral(workspace)
            known = None if done is None else done.constant
            if known is not None and known.integral.arguments[0] is body:  # type: ignore[attr-defined]
                return ANTIDERIVATIVE_OF, known.variable, known.antiderivative
        return None
    variable = random.choice(workspace.symbols_of(body))
    return DERIVATIVE_OF, variable, _slope(body, variable)


def _slope(term: Canonical, variable: Canonical) -> Canonical:
    return tidy(with_derivatives_evaluated(build(DERIVATIVE, [term, variable])))


def _similar(term: Canonical, variable: Canonical) -> Iterator[Canonical]:
    yield term * variable
    yield term + variable
    yield term - variable**2
    yield term * 2
    for operator in (COS, SIN, EXP):
        yield build(operator, [term])


def _wrong(record: Record, body: Canonical, right: Candidate) -> Canonical | None:
    """The nearest of some wrong results that is refuted at a point."""
    label, variable, result = right
    names = shown_names(record)
    source = body if label == DERIVATIVE_OF else result
    made = [tidy(term) for term in _similar(source, variable)]
    if label == DERIVATIVE_OF:
        made = [_slope(term, variable) for term in made]
    shown = written(result, names)["latex"]
    distance: Callable[[Canonical], int] = lambda term: DamerauLevenshtein.distance(  # noqa: E731
        written(term, names)["latex"], shown
    )
    target = _slope(result, variable) if label == ANTIDERIVATIVE_OF else result
    for term in sorted(made, key=distance):
        value = _slope(term, variable) if label == ANTIDERIVATIVE_OF else term
        if value is not target and _refuted(record, value, target):
            return term
    return None


def _refuted(record: Record, first: Canonical, second: Canonical) -> str | None:
    """A point at which two expressions in symbols differ for certain."""
    for point in points(record, "calculus"):
        if told_apart(Realisation({}), (first, second), point):
            return written_point(point)
    return None


def _record(
    record: Record, terms: tuple[Term, Canonical, Canonical], label: str, *, holds: bool
) -> Record:
    names = shown_names(record)
    body, variable, result = (written(term, names) for term in terms)
    steps: list[Step] = [
        {
            "operator": "expression", "inputs": [], "operand": dict(NOTHING), "equation": body,
            "side_conditions": [], "words": "",
        },
        {
            "operator": label, "inputs": [1], "operand": variable, "equation": result,
            "side_conditions": [], "words": "",
        },
    ]  # fmt: skip
    asked = question(label, body["latex"], result["latex"], variable["latex"], named=False)
    kept = restricted({**record, "constants": []}, steps, (1, 2))
    return child_of(
        record, **{**kept, "functions": []}, family=FAMILY, problem=asked, answer_kind="choice",
        answer="yes" if holds else "no", step_labels=[1, int(holds)],
    )  # fmt: skip


def _known(parent: Record, child: Record) -> str | None:
    """Evidence for the label: how it was made, or a point at which the candidate is wrong."""
    label, variable = (child["steps"][1][field] for field in ("operator", "operand"))
    body, claimed = (canonical(child, step["equation"]["text"]) for step in child["steps"])
    symbol = canonical(child, variable["text"])
    left, right = (_slope(body, symbol), claimed)
    if label == ANTIDERIVATIVE_OF:
        left, right = (_slope(claimed, symbol), body)
    if child["answer"] == "yes":
        return f"{left} is what rules of differentiation give, and equal to {right}"
    found = _refuted(child, left, right)
    return found and f"{left} is not {right} at {found}"


def _converted(record: Record, random: Random) -> Record | None:
    """The same question about a function that has a name."""
    if record["family"] != FAMILY or record["perturbation"]["name"] != FAMILY:
        return None
    first, second = record["steps"]
    symbols = {entry["symbol"] for entry in record["domain"]}
    name = next((name for name in _NAMES if name not in symbols), None)
    if name is None:
        return None
    body, result, variable = (
        plain(record, shown["text"])
        for shown in (first["equation"], second["equation"], second["operand"])
    )
    called = Call(function(name), _arguments(record, first))
    operator = DERIVATIVE if second["operator"] == DERIVATIVE_OF else INTEGRAL
    names = {**shown_names(record), name: name}
    given = equation(called, body, names)
    claimed = equation(Call(operator, (called, variable)), result, names)
    asked = question(
        second["operator"], given["latex"], claimed["latex"], second["operand"]["latex"], named=True
    )
    return child_of(
        record, steps=[{**first, "equation": given}, {**second, "equation": claimed}],
        functions=[{"name": name, "latex": name}], problem=asked, answer=record["answer"],
        step_labels=record["step_labels"],
    )  # fmt: skip


def _arguments(record: Record, step: Step) -> tuple[Term, ...]:
    """The symbols of an expression, in alphabetical order."""
    kept = restricted({**record, "constants": []}, [step], (1,))
    return tuple(Symbol(name) for name in sorted(entry["symbol"] for entry in kept["domain"]))


def _same_claim(parent: Record, child: Record) -> str | None:
    """Both right sides are the parent's expressions, and so is the label."""
    expressions = [step["equation"]["text"] for step in parent["steps"]]
    right = [step["equation"]["text"].split(EQUALS)[1] for step in child["steps"]]
    if expressions != right or parent["answer"] != child["answer"]:
        return None
    return "the right sides are the parent's expressions, so the claim is the parent's"


CALCULUS_CLASSIFICATION = Perturbation(
    FAMILY, "whether an expression is the derivative or antiderivative of another", True,
    _asked, _known,
)  # fmt: skip
EQUATION_CONVERSION = Perturbation(
    "equation_conversion", "bare expressions become equations of a function Q", False,
    _converted, _same_claim, source=FAMILY,
)  # fmt: skip
