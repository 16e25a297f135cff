"""Every rule and inference, numerically, over its guarded domain, with ball arithmetic."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest

from rewrite_rules import FACTS, RULES
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.numerics.predicates import PREDICATES
from symnum.ops import MUL, POW, Kind, Operator, Template, operator_named
from symnum.rewriting.facts import FactBase
from symnum.rules import STRUCTURAL, Guard, Inference, Rule, core, variables_of
from symnum.terms import Call, Number, Term, interface, to_canonical
from symnum.terms.exact import Exact, reduced
from symnum.terms.plain import PatternVariable
from symnum.terms.traversal import fold, postorder

POINTS = 200
SPECIAL = (0, 1, -1, 2, -2, 3, -3, Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), 4, 9, -8)
NATURAL = frozenset({"integer", "even", "odd"})


def number(source: random.Random, wanted: set[str]) -> Exact:
    """A number from the middle, the edges or far out, of the kind that the guards ask for."""
    if NATURAL & wanted:
        value: Exact = source.randint(-6, 6)
    elif source.random() < 0.3:
        value = source.choice(SPECIAL)
    elif source.random() < 0.1:
        value = reduced(Fraction(source.randint(-(10**6), 10**6), source.randint(1, 999)))
    elif source.random() < 0.07:
        value = source.choice((-1, 1)) * source.randint(1, 9) * 10 ** source.randint(6, 30)
    else:
        value = reduced(Fraction(source.randint(-4000, 4000), 1000))
    if {"positive", "nonnegative"} & wanted and source.random() < 0.9:
        value = abs(value)
    return -abs(value) if "negative" in wanted and source.random() < 0.9 else value


def pointwise(*terms: Term) -> list[Term]:
    """The terms with a comparison with 0 in place of each variable that is a truth value."""
    truths = {
        argument: Call(operator_named("less"), (argument, Number(0)))
        for term, _ in postorder(terms)
        if isinstance(term, Call)
        for place, argument in enumerate(term.arguments)
        if term.operator.parameter_kind(place) is Kind.BOOLEAN
        and isinstance(argument, PatternVariable)
    }

    def call(_: object, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    return [fold(term, lambda leaf: truths.get(leaf, leaf), call) for term in terms]


def holds(guard: Guard, point: dict[str, Exact]) -> bool:
    """Whether a guard certainly holds at a point."""
    if guard.predicate in STRUCTURAL:
        return True
    value = evaluate(guard.subject, point)
    if guard.predicate == "defined":
        return not isinstance(value, type(UNDEFINED))
    return not isinstance(value, type(UNDEFINED)) and PREDICATES[guard.predicate](value) is True


def points(terms: list[Term], guards: tuple[Guard, ...], seed: str) -> Iterator[dict[str, Exact]]:
    """Points at which all guards hold."""
    names = [v.name for v in variables_of(*terms)]
    wanted = {n: {g.predicate for g in guards if str(g.subject) == n} for n in names}
    source = random.Random(seed)
    for _ in range(60 * POINTS if names else 1):
        point = {name: number(source, wanted[name]) for name in names}
        if all(holds(guard, point) for guard in guards):
            yield point


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_both_sides_are_equal_and_defined_at_the_same_points(rule: Rule) -> None:
    agreed = with_value = 0
    left, right, *subjects = pointwise(rule.left, rule.right, *(g.subject for g in rule.where))
    guards = tuple(
        Guard(g.predicate, (subject, *g.subjects[1:]))
        for g, subject in zip(rule.where, subjects, strict=True)
    )
    for point in points([left, right], guards, rule.name):
        verdict = same_value(left, right, point, cap=1024)
        assert verdict is not False, f"{rule} fails at {point}"
        agreed += verdict is True
        with_value += verdict is True and evaluate(left, point) is not UNDEFINED
        if agreed == POINTS:
            break
    has_variables = bool(variables_of(rule.left))
    assert agreed >= (POINTS if has_variables else 1), f"{rule}: only {agreed} points"
    assert with_value >= (POINTS // 8 if has_variables else 1), f"{rule}: {with_value} values"


@pytest.mark.parametrize("inference", FACTS, ids=str)
def test_inferences_hold(inference: Inference) -> None:
    subject = inference.conclusion.subject
    assert isinstance(subject, Call)
    if subject.operator.arb is None or subject.operator.parameter_kind(0) is Kind.BOOLEAN:
        assert inference.conclusion.predicate == "defined"
        return
    seen = 0
    for point in points([subject], inference.premises, str(inference)):
        value = evaluate(subject, point)
        assert value is not UNDEFINED, f"{inference} fails at {point}"
        if inference.conclusion.predicate != "defined" and not isinstance(value, type(UNDEFINED)):
            verdict = PREDICATES[inference.conclusion.predicate](value)
            assert verdict is not False, f"{inference} fails at {point}"
        seen += 1
        if seen == POINTS:
            break
    assert seen >= (POINTS if variables_of(subject) else 1)


REVIEWED = {
    "tan-of-atan": "the cosine of an arctangent is positive",
    "acosh-of-cosh": "a hyperbolic cosine is at least 1",
    "atanh-of-tanh": "a hyperbolic tangent is between -1 and 1",
    "log1p-of-expm1": "1 + expm1(x) is exp(x), which is positive",
    "log-of-exp-times": "a*exp(x) is positive exactly where a is",
    "log-of-reciprocal": "1/x is positive exactly where x is",
    "sin-of-acos": "1 - x^2 is nonnegative exactly on [-1, 1]",
    "cos-of-asin": "1 - x^2 is nonnegative exactly on [-1, 1]",
    "tan-minus": "cosine is even",
    "tan-zero": "cos(0) is 1",
    "tan-quarter-pi": "cos(pi/4) is positive",
    "use-conjugate": "the square root of x + 1 is positive where that of x has a value",
    "use-conjugate-one": "1 plus a square root is positive",
    "use-log1p-of-ratio": "1 + (x - y)/y is x/y",
    "use-asinh": "the square root of x^2 + 1 is above abs(x)",
    "log-as-asinh": "the square root of x^2 + 1 is above abs(x)",
    "use-atanh": "(1 + x)/(1 - x) is positive exactly on (-1, 1)",
    "log-as-atanh": "(1 + x)/(1 - x) is positive exactly on (-1, 1)",
    "log-as-acosh": "below -1, x + sqrt(x^2 - 1) is negative; from 1 on it is positive",
    "tan-pi": "cos(pi) is -1",
    "tan-third-pi": "cos(pi/3) is 1/2",
    "tan-sixth-pi": "cos(pi/6) is positive",
    "asin-half-root-two": "half the root of 2 is below 1",
    "acos-half-root-two": "half the root of 2 is below 1",
    "asin-half-root-three": "half the root of 3 is below 1",
    "acos-half-root-three": "half the root of 3 is below 1",
    "tan-plus-pi": "pi changes but the sign of a cosine",
    "tan-minus-pi": "pi changes but the sign of a cosine",
    "tan-pi-minus": "pi changes but the sign of a cosine",
    "one-plus-tan": "a square is 0 exactly where its root is",
    "cos-over-sin": "a tangent is 0 exactly where the sine is",
    "sin-over-tan": "a tangent is 0 exactly where the sine is",
    "tan-double": "cos(2x) is cos(x)^2*(1 - tan(x)^2)",
    "tan-half": "1 + cos(x) is 2*cos(x/2)^2",
    "tan-half-from-cos": "sin(x) is 2*sin(x/2)*cos(x/2)",
    "tan-of-sum": "cos(x + y) is cos(x)*cos(y)*(1 - tan(x)*tan(y))",
    "tan-of-difference": "cos(x - y) is cos(x)*cos(y)*(1 + tan(x)*tan(y))",
    "tanh-of-sum": "a product of hyperbolic tangents is between -1 and 1",
    "tanh-of-difference": "a product of hyperbolic tangents is between -1 and 1",
    "cosh-over-sinh": "a hyperbolic tangent is 0 exactly where the hyperbolic sine is",
    "asin-of-sin": "a sine is between -1 and 1",
    "acos-of-cos": "a cosine is between -1 and 1",
    "atan-of-tan": "a cosine is positive on (-pi/2, pi/2)",
    "tan-of-asin": "cos(asin(x)) is sqrt(1 - x^2)",
    "tan-of-acos": "cos(acos(x)) is x, and 1 - x^2 is nonnegative exactly on [-1, 1]",
    "atan-as-asin": "1 - x^2 is positive exactly on (-1, 1)",
    "atan-as-acos": "1 - x^2 is nonnegative on (0, 1]",
    "asin-as-atan": "the square root of 1 + x^2 is above abs(x)",
    "acos-as-atan": "the square root of 1 + x^2 is at least 1",
    "asin-as-acos": "1 - x^2 is nonnegative exactly where abs(x) is at most 1, and then at most 1",
    "acos-as-asin": "1 - x^2 is nonnegative exactly where abs(x) is at most 1, and then at most 1",
    "sinh-of-acosh": "x + 1 is positive where x - 1 is nonnegative",
    "exp-of-acosh": "x + 1 is positive where x - 1 is nonnegative",
    "sinh-of-atanh": "1 - x^2 is positive exactly on (-1, 1)",
    "cosh-of-atanh": "1 - x^2 is positive exactly on (-1, 1)",
    "asinh-as-atanh": "1 - x^2 is positive exactly on (-1, 1)",
    "atanh-as-asinh": "the square root of 1 + x^2 is above abs(x)",
    "acosh-as-asinh": "the square root of 1 + x^2 is at least 1",
    "asinh-as-acosh": "x^2 is at least 1 exactly where abs(x) is",
    "log2-of-reciprocal": "1/x is positive exactly where x is",
    "log10-of-reciprocal": "1/x is positive exactly where x is",
    "log-of-even-power": "an even power is positive exactly where its base is not 0",
    "sqrt-of-squared-sum": "the radicand is (x + y)^2",
    "sqrt-of-squared-difference": "the radicand is (x - y)^2",
    "abs-even-power": "abs(x) is 0 exactly where x is",
    "abs-quotient": "abs(x) is 0 exactly where x is",
}
"""Rules whose two domains are written differently, with the proof that they are the same."""

Demand = tuple[str, object]


def power_demands(base: Term, exponent: Term, facts: FactBase) -> list[tuple[str, Term]]:
    """What a power asks of its base, by what is known of its exponent."""
    known = facts.facts(to_canonical(exponent))
    if "integer" in known:
        return [] if "nonnegative" in known else [("nonzero", base)]
    return [("nonnegative" if "positive" in known else "positive", base)]


def call_demands(call: Call, facts: FactBase) -> list[tuple[str, Term]]:
    """The domain conditions of one call, with their subjects."""
    if call.operator is POW:
        return power_demands(*call.arguments, facts)
    where = dict(zip("abc", call.arguments, strict=False))

    def subject(template: Template) -> Term:
        if isinstance(template, str):
            return where[template]
        if isinstance(template, int):
            return Number(template)
        return Call(operator_named(template[0]), tuple(subject(part) for part in template[1:]))

    return [(c.predicate, subject(c.subject)) for c in call.operator.domain]


def demands(term: Term, facts: FactBase) -> set[Demand]:
    """Domain conditions of a term that its rule's guards do not already imply."""
    found: set[Demand] = set()
    for subterm, _ in postorder([core(term)]):
        if isinstance(subterm, Call):
            for predicate, subject in call_demands(subterm, facts):
                canonical = to_canonical(subject)
                whole = [canonical]
                if predicate == "nonzero" and interface.is_call(canonical):
                    product = interface.operator(canonical) is MUL
                    whole = list(interface.arguments(canonical)) if product else whole
                found |= {(predicate, part) for part in whole if not facts.holds(predicate, part)}
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_both_sides_demand_the_same_domain(rule: Rule) -> None:
    guards = [g for g in rule.where if g.predicate not in STRUCTURAL]
    facts = FactBase(FACTS, [(g.predicate, to_canonical(g.subject)) for g in guards])
    left, right = demands(rule.left, facts), demands(rule.right, facts)
    assert (left == right) is (rule.name not in REVIEWED), f"{left} against {right}"
