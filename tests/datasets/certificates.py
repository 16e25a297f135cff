"""Certificates that a derivation is wrong: points where ball arithmetic refutes a step.

Replays of operators are written out here once more, in a line each, for nothing else to be used of
the checker but its values at a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb, ctx

from codegen.datasets.checking.evaluation import Evaluator, IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from symnum.terms import parse
from symnum.terms.plain import Term

Record = dict[str, Any]
BITS, POINTS = 256, 6
REPLAYED: Mapping[str, str] = {
    "add": "({0}) + ({1})", "minus": "({0}) - ({1})", "times": "({0})*({1})",
    "divide": "({0})/({1})", "power": "({0})^({1})", "cos": "cos({0})", "sin": "sin({0})",
    "exp": "exp({0})", "log": "log({0})", "differentiate": "derivative({0}, {1})",
    "integrate": "integral({0}, {1})", "expand": "{0}", "evaluate_derivatives": "{0}",
    "evaluate_integrals": "{0}",
}  # fmt: skip
"""The value of a side after a step, by the side {0} before it and the operand {1}."""


def functions_of(record: Record) -> set[str]:
    numbers = {c["name"] for c in record["constants"] if not c["arguments"]}
    return {entry["name"] for entry in record["functions"]} - numbers


def sides(record: Record, place: int) -> tuple[Term, Term]:
    text = record["steps"][place]["equation"]["text"]
    left, _, right = text.partition(" = ")
    functions = functions_of(record)
    return parse(left, functions=functions), parse(right, functions=functions)


def evaluators(record: Record, signs: tuple[int, ...] = (1,)) -> Iterator[Evaluator]:
    """At points of the domain, nearer to 0 and further out.

    Coordinates that need not be positive have each of the signs, 0 where the domain allows it.
    """
    functions = functions_of(record)
    definitions = {}
    for step in record["steps"]:
        if step["operator"].endswith("premise"):
            left, _, right = step["equation"]["text"].partition(" = ")
            definitions[left.partition("(")[0]] = parse(right, functions=functions)
    constants = {
        c["name"]: IntegrationConstant(
            c["name"], c["variable"], tuple(c["arguments"]),
            parse(c["integral"]["text"], functions=functions),
            parse(c["antiderivative"]["text"], functions=functions),
        )
        for c in record["constants"]
    }  # fmt: skip
    for salt in range(POINTS):
        for sign in signs:
            random = Random(f"{record['id']} {salt}")
            point, other = (drawn(record, random, 16 * 8 ** (salt % 3), sign) for _ in range(2))
            yield Evaluator(point, other, definitions, constants, salt)


def drawn(record: Record, random: Random, scale: int, sign: int) -> dict[str, Fraction]:
    point = {}
    for entry in record["domain"]:
        size, assumed = Fraction(random.randint(5, 35), scale), entry["assumption"]
        allowed = assumed == "real" or (assumed == "nonzero" and sign)
        point[entry["symbol"]] = size * sign if allowed else size
    return point


def apart(record: Record, first: Term, second: Term) -> bool:
    """Whether two terms differ for certain at a point of the domain."""
    with ctx.workprec(BITS):
        for evaluator in evaluators(record):
            try:
                if not evaluator.value(first).overlaps(evaluator.value(second)):
                    return True
            except Undecided:
                continue
    return False


def is_false(record: Record, place: int) -> bool:
    """Whether the equation of a step is false for certain at a point of the domain."""
    return apart(record, *sides(record, place))


def replays_otherwise(record: Record, place: int) -> bool:
    """Whether the operator, done to the input that is told, gives other values for certain.

    Both sides of a right equation have the same value, so one side of each is enough.
    """
    step = record["steps"][place]
    if step["operator"] not in REPLAYED or len(step["inputs"]) != 1:
        return False
    before = record["steps"][step["inputs"][0] - 1]["equation"]["text"].partition(" = ")[0]
    operand = step["operand"]["text"]
    symbol = operand in {entry["symbol"] for entry in record["domain"]}
    needed = "{1}" in REPLAYED[step["operator"]]
    if needed and not (symbol if step["operator"] in ("differentiate", "integrate") else operand):
        return True  # there is nothing to do it with
    told = parse(REPLAYED[step["operator"]].format(before, operand), functions=functions_of(record))
    return apart(record, told, sides(record, place)[0])


def lacks(conditions: list[Record]) -> Callable[[Record, int], bool]:
    """Whether, of conditions that a step does not list, one fails somewhere in the domain.

    What has to be positive is not, or what must not be 0 is: for certain at a point, or between two
    points at which a subject that is finite on the whole box between them has different signs. The
    conditions that are listed up to the step hold there.
    """

    def fails(record: Record, place: int) -> bool:
        functions = functions_of(record)
        listed = [c for step in record["steps"][: place + 1] for c in step["side_conditions"]]
        (kept, lacking) = (
            [(c["predicate"], parse(c["subject"]["text"], functions=functions)) for c in some]
            for some in (listed, conditions)
        )
        with ctx.workprec(BITS):
            return any(_fails(record, *condition, kept) for condition in lacking)

    return fails


def _fails(record: Record, predicate: str, subject: Term, kept: list[tuple[str, Term]]) -> bool:
    below, above = list[Evaluator](), list[Evaluator]()
    for evaluator in evaluators(record, (1, -1, 0)):
        value = _value(evaluator, subject, kept)
        if value is None:
            continue
        if value == 0 or (predicate == "positive" and value < 0):
            return True
        (below if value < 0 else above).append(evaluator)
    return any(_cross(one, two, subject, kept) for one in below for two in above)


def _value(evaluator: Evaluator, subject: Term, kept: list[tuple[str, Term]]) -> arb | None:
    """The subject's value, if the conditions hold for certain and it can be told."""
    try:
        for predicate, term in kept:
            value = evaluator.value(term)
            if not (value > 0 or (predicate == "nonzero" and value < 0)):
                return None
        value = evaluator.value(subject)
    except Undecided:
        return None
    return value if value == 0 or not value.contains(0) else None


def _cross(one: Evaluator, two: Evaluator, subject: Term, kept: list[tuple[str, Term]]) -> bool:
    """Whether a subject with different signs at two points is 0 somewhere between them."""
    between = Evaluator(
        {name: Fraction(1) for name in one.base}, one.other, one.definitions, {}, one.salt
    )
    between.base = {name: place.union(two.base[name]) for name, place in one.base.items()}
    try:
        for predicate, term in kept:
            value = between.value(term)
            if not (value > 0 or (predicate == "nonzero" and value < 0)):
                return False
        return bool(between.value(subject).is_finite())
    except Undecided:
        return False
