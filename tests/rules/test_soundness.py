"""Every rule and inference, numerically, over its guarded domain, with ball arithmetic."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil

import pytest

from rewrite_rules import FACTS, RULES
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.numerics.predicates import PREDICATES
from symnum.ops import (
    BESSELI,
    BESSELJ,
    DIGAMMA,
    DIV,
    GAMMA,
    LGAMMA,
    MUL,
    POLYGAMMA,
    POW,
    Kind,
    Operator,
    Template,
    operator_named,
)
from symnum.rewriting.facts import FactBase
from symnum.rewriting.substitution import substitute
from symnum.rules import STRUCTURAL, Guard, Inference, Rule, core, variables_of
from symnum.terms import Call, Number, Term, interface, to_canonical
from symnum.terms.canonical import Sum
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


LAZY = [rule for rule in RULES if "select" in f"{rule.left} {rule.right}"]
NOWHERE = Call(DIV, (Number(1), Number(0)))


@pytest.mark.parametrize("rule", LAZY, ids=lambda rule: rule.name)
def test_both_sides_ask_for_the_same_variables(rule: Rule) -> None:
    """A choice asks for one branch only, so a variable without a value may not matter.

    Variables that a guard mentions have a value.
    """
    left, right, *subjects = pointwise(rule.left, rule.right, *(g.subject for g in rule.where))
    guards = tuple(
        Guard(g.predicate, (subject, *g.subjects[1:]))
        for g, subject in zip(rule.where, subjects, strict=True)
    )
    guarded = {v.name for subject in subjects for v in variables_of(subject)}
    checked = 0
    for point in islice(points([left, right], guards, rule.name), 30):
        for variable in variables_of(left):
            if variable.name not in guarded:
                sides = [substitute(side, {variable: NOWHERE}) for side in (left, right)]
                verdict = same_value(*sides, point, cap=1024)
                assert verdict is not False, f"{rule} without {variable} at {point}"
                checked += 1
    assert checked or {v.name for v in variables_of(left)} <= guarded


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


NO_ZEROS = "gamma has no zeros"
INTEGERS = "a product or sum of these has a value except at integers, where pi*x has the sine 0"
HALF_INTEGERS = "these have poles at half-integers together, where pi*x has the cosine 0"
TWO_RANGES = "x or x + 1/2 is a pole exactly where 2*x is"
SMALLER_ORDER = "at x = 0, a value of both on the left needs n to be nonnegative or an integer"
POSITIVE_ONLY = "the function has values from above 0 on only, as 1/sqrt(x)"
FROM_ZERO = "of an order that is no integer: from 0 on, and at 0 if the order is positive"
INSIDE = "an error function is between -1 and 1"
BOTH_INSIDE = "the larger and the smaller of two are one of them"
ORIGIN = "the origin is where both coordinates are 0"
REVIEWED = {
    "erfinv-of-erf": INSIDE,
    "erfinv-of-one-minus-erfc": INSIDE,
    "erfinv-of-erfc-minus-one": INSIDE,
    "abs-of-erfinv": "abs(x) is below 1 exactly where x and -x are",
    "max-of-erfinv": BOTH_INSIDE,
    "min-of-erfinv": BOTH_INSIDE,
    "gamma-quotient": NO_ZEROS,
    "gamma-quotient-down": NO_ZEROS,
    "gamma-quotient-two": NO_ZEROS,
    "gamma-quotient-three": NO_ZEROS,
    "gamma-reflection": INTEGERS,
    "gamma-reflection-plus": INTEGERS,
    "gamma-reflection-minus": INTEGERS,
    "gamma-reflection-half": HALF_INTEGERS,
    "gamma-duplication": TWO_RANGES,
    "gamma-triplication": "x, x + 1/3 or x + 2/3 is a pole exactly where 3*x is",
    "log-abs-gamma": NO_ZEROS,
    "log-gamma-squared": NO_ZEROS,
    "lgamma-minus-log-abs": "abs(x) is positive exactly where x is not 0",
    "lgamma-difference": "where x is no pole it is not 0",
    "lgamma-reflection": INTEGERS,
    "lgamma-duplication": TWO_RANGES,
    "digamma-reflection": INTEGERS,
    "digamma-reflection-plus": INTEGERS,
    "digamma-reflection-half": HALF_INTEGERS,
    "digamma-duplication": TWO_RANGES,
    "trigamma-plus-square": "a square is 0 exactly where its root is",
    "trigamma-reflection": INTEGERS,
    "trigamma-duplication": TWO_RANGES,
    "besselj-neighbours": SMALLER_ORDER,
    "besseli-neighbours": SMALLER_ORDER,
    "besselj-step-up": SMALLER_ORDER,
    "bessely-neighbours": POSITIVE_ONLY,
    "besselk-neighbours": POSITIVE_ONLY,
    "bessely-step-up": POSITIVE_ONLY,
    "bessel-cross-product": "J of any order has a value at positive numbers",
    "modified-cross-product": "I of any order has a value at positive numbers",
    "besselj-at-0": "0 has any positive power",
    "besseli-at-0": "0 has any positive power",
    "besselj-of-half": FROM_ZERO,
    "besselj-of-minus-half": FROM_ZERO,
    "bessely-of-half": POSITIVE_ONLY,
    "bessely-of-minus-half": POSITIVE_ONLY,
    "besseli-of-half": FROM_ZERO,
    "besseli-of-minus-half": FROM_ZERO,
    "besselk-of-half": POSITIVE_ONLY,
    "besselj-of-3-halves": FROM_ZERO,
    "besselj-of-minus-3-halves": FROM_ZERO,
    "bessely-of-3-halves": POSITIVE_ONLY,
    "besseli-of-3-halves": FROM_ZERO,
    "besselk-of-3-halves": POSITIVE_ONLY,
    "atan2-scaled": ORIGIN,
    "atan2-divided": ORIGIN,
    "atan2-of-abs": ORIGIN,
    "tan-of-atan2": "the cosine of the angle is 0 exactly where x is",
    "atan2-of-sin-cos": "a sine and its cosine are not both 0",
    "acos-of-direction": "a coordinate is at most as large as the distance",
    "asin-of-direction": "a coordinate is at most as large as the distance",
    "atan2-half-angle": "where y is not 0, the distance is above abs(x)",
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
    "use-root-conjugate": "a positive number plus a square root is positive",
    "use-conjugate-of-minus-root": "a positive number plus a square root is positive",
    "use-conjugate-of-root-minus": "a positive number plus a square root is positive",
    "use-conjugate-of-root-plus": "a square root minus a negative number is positive",
    "use-expm1-of-log1p": "1 + (x - y)/y is x/y",
    "use-atanh-minus": "(1 - x)/(1 + x) is positive exactly on (-1, 1)",
    "use-asin-of-root": "from 0 to 2, half of x is from 0 to 1",
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


def pole_demands(number: Term, facts: FactBase) -> list[tuple[str, Term]]:
    """That a number is not 0, −1, −2, …: it and some numbers above it are not 0, and so on."""
    canonical = to_canonical(number)
    value = interface.number(canonical)
    if value is not None:
        assert value > 0 or value.denominator != 1
        return []
    if "positive" in facts.facts(canonical):
        return []
    added = canonical.constant if isinstance(canonical, Sum) else 0
    steps = ceil(FIRST_POLE - added)
    assert steps >= 0
    shifted = [number + k for k in range(steps + 1)]
    return [*(("nonzero", other) for other in shifted[:-1]), ("no pole", shifted[-1])]


FIRST_POLE = 4


def call_demands(call: Call, facts: FactBase) -> list[tuple[str, Term]]:
    """The domain conditions of one call, with their subjects."""
    if call.operator is POW:
        return power_demands(*call.arguments, facts)
    if call.operator in (GAMMA, LGAMMA, DIGAMMA):
        return pole_demands(call.arguments[0], facts)
    if call.operator is POLYGAMMA:
        order, number = call.arguments
        return [("integer", order), ("nonnegative", order), *pole_demands(number, facts)]
    if call.operator in (BESSELJ, BESSELI) and "integer" in facts.facts(
        to_canonical(call.arguments[0])
    ):
        return []
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
    given = set().union(*(demands(g.subject, facts) for g in guards))
    left, right = (demands(side, facts) - given for side in (rule.left, rule.right))
    assert left == right or rule.name in REVIEWED, f"{left} against {right}"
